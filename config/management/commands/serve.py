import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

# SIGTERM lets the worker finish its task; a task longer than this is stopped and stays to be taken up again.
SECONDS_TO_STOP = 20
TOLD_TO_STOP = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Command(BaseCommand):
    """Runs the web application and the worker of background tasks until either stops."""

    help = "Serves the application and runs its background worker; Ctrl+C stops both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        _refuse_busy_port(host, port)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0)
        connection.close()
        self.stdout.write(_("Open http://%(host)s:%(port)s. Ctrl+C stops it.") % {"host": host, "port": port})
        self.stdout.flush()
        web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
        web += ["--blocking-threads", "8", "--backpressure", "64", "--no-ws", "--log-level", "warning"]
        worker = [sys.executable, "manage.py", "background_worker", "--skip-checks"]
        _run_together([*web, "config.wsgi:application"], worker)


def _refuse_busy_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                _("Port %(port)s on %(host)s is not free. Choose another one: make serve PORT=8001")
                % {"port": port, "host": host}
            ) from error


def _run_together(*commands: list[str]) -> None:
    """Starts the commands; when one ends or this process is told to stop, all are stopped.

    Raises CommandError where one ended by itself.
    """
    stopping = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    before = {number: signal.signal(number, stop) for number in TOLD_TO_STOP}
    # A group of their own: Ctrl+C reaches this process alone, which then stops them in order.
    running = [
        subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)  # noqa: S603 - own commands
        for command in commands
    ]
    try:
        while not stopping and all(process.poll() is None for process in running):
            time.sleep(0.2)
        ended = [command for command, process in zip(commands, running, strict=True) if process.poll() is not None]
    finally:
        _stop(running)
        for number, handler in before.items():
            signal.signal(number, handler)
    if ended and not stopping:
        program = " ".join(ended[0][1:4])
        raise CommandError(_("%(program)s stopped by itself; its reason stands above.") % {"program": program})


def _stop(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
