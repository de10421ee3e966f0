from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from finance.checks import database_trouble
from imports import long_work, workers


class Command(BaseCommand):
    """Does long imports one after another. Those that a worker left unfinished when it died are taken up first."""

    help = "Runs the worker of background imports; run one beside the web application (serve does)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="end when nothing waits any more")

    def handle(self, *_args: Any, **options: Any) -> None:
        worker = OnlyWorker(
            queue_names=["default"], interval=1, batch=options["batch"], backend_name="default", startup_delay=False,
            max_tasks=None, worker_id="the only one", excluded_queue_names=[],
        )  # fmt: skip
        try:
            with workers.only_one():
                long_work.take_up_again(is_worker=True)
                worker.configure_signals()
                worker.run()
        except (OperationalError, ProgrammingError) as error:
            trouble = database_trouble(error)
            if not trouble:
                raise
            raise CommandError(trouble) from error


class OnlyWorker(Worker):
    """A worker beside which no other runs, so that whatever is unfinished between two tasks is to be begun anew."""

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        super().run_task(db_task_result)
        long_work.take_up_again(is_worker=True)
