from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from imports import long_work


class Command(BaseCommand):
    """Does long imports one after another. Those that a worker left unfinished when it died are taken up first."""

    help = "Runs the worker of background imports; run one beside the web application (serve does)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="end when nothing waits any more")

    def handle(self, *_args: Any, **options: Any) -> None:
        long_work.take_up_again(patience=timedelta(0))
        call_command("db_worker", reload=False, batch=options["batch"], startup_delay=False, verbosity=0)
