import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from finance import operating_system

# SIGTERM lets the worker finish its task; a task longer than this is stopped and stays to be taken up again.
SECONDS_TO_STOP = 20
# Pauses before a program that ended is started again; the shortest after it has lived well.
SHORTEST_PAUSE, LONGEST_PAUSE, LIVED_WELL = 1.0, 30.0, 60.0


class Command(BaseCommand):
    """Runs the web application and the worker of background tasks, and starts again whichever ends by itself."""

    help = "Serves the application and runs its background worker; Ctrl+C stops both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        _refuse_busy_port(host, port)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("upgrade", stdout=self.stdout)
        connection.close()
        self.stdout.write(_("Open http://%(host)s:%(port)s. Ctrl+C stops it.") % {"host": host, "port": port})
        self.stdout.flush()
        web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
        # whoever holds connections without asking anything takes no place of those who ask, and not for long
        web += ["--blocking-threads", "8", "--backpressure", "1024", "--http1-header-read-timeout", "5000"]
        web += ["--no-ws", "--log-level", "warning"]
        worker = [sys.executable, "-m", "config.command", "background_worker", "--skip-checks"]
        _run_together([Program([*web, "config.wsgi:application"]), Program(worker)], self._say)

    def _say(self, message: str) -> None:
        self.stdout.write(message)
        self.stdout.flush()


def _refuse_busy_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        operating_system.claim_alone(probe)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                _("Port %(port)s on %(host)s is not free. Choose another one: make serve PORT=8001")
                % {"port": port, "host": host}
            ) from error


@dataclass
class Program:
    """A program that is started again when it ends by itself, after a pause that doubles while it keeps ending."""

    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    pause: float = SHORTEST_PAUSE
    due: float = 0.0

    def start(self) -> None:
        # A group of its own: Ctrl+C reaches our process alone, which then stops both in order.
        self.process = subprocess.Popen(self.command, cwd=settings.BASE_DIR, start_new_session=True)  # noqa: S603 - own commands
        self.began = time.monotonic()

    def look_after(self) -> bool:
        """Start it again where it is due. Whether it has ended since the last look."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return False
        if self.process.poll() is None:
            return False
        operating_system.end_all_of(self.process.pid)
        self.process = None
        self.pause = SHORTEST_PAUSE if now - self.began > LIVED_WELL else min(2 * self.pause, LONGEST_PAUSE)
        self.due = now + self.pause
        return True


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _run_together(programs: Sequence[Program], say: Callable[[str], object]) -> None:
    """Runs the programs until this process is told to stop. Neither takes the other down."""
    stopping = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    before = {number: signal.signal(number, stop) for number in operating_system.TOLD_TO_STOP}
    try:
        for program in programs:
            program.start()
        while not stopping:
            time.sleep(0.2)
            for program in programs:
                if program.look_after():
                    place = {"program": " ".join(program.command[1:4]), "seconds": int(program.pause)}
                    text = _(
                        "%(program)s stopped by itself; its reason stands above. It starts again in %(seconds)s s."
                    )
                    say(text % place)
    finally:
        running = [program.process for program in programs if program.process is not None]
        for process in running:
            process.terminate()
        for process in running:
            _end(process)
        for number, handler in before.items():
            signal.signal(number, handler)
