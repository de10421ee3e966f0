from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import catalogues


class Command(BaseCommand):
    """Keeps the message catalogues of ru and kk complete."""

    help = "Takes new texts of the code into the catalogues and lists what is untranslated; --check changes nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, exit 1 where a text is not ready")

    def handle(self, *_args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        languages = tuple(code for code, _name in settings.LANGUAGES if code != "en")
        if not options["check"]:
            catalogues.update(root, languages)
        gaps = catalogues.gaps(root, languages)
        for gap in gaps:
            self.stdout.write(str(gap))
        if gaps and options["check"]:
            raise CommandError(f"{len(gaps)} texts are not ready.")
        self.stdout.write(f"{len(gaps)} texts wait for a translation." if gaps else "Every text is translated.")
