"""Entry point of every command: `smeta help` lists them, in a checkout `python manage.py help`."""

import os
import sys
from importlib.metadata import PackageNotFoundError, version
from io import TextIOWrapper


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Windows would write into files and pipes in an alphabet without Kazakh letters
            stream.reconfigure(encoding="utf-8")
    if sys.argv[1:] == ["--version"]:
        print(f"smeta {version_of_program()}")
        return
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
    except ImportError:
        sys.exit("Django is not installed here. Run 'make install' first, then '.venv/bin/python manage.py …'.")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        refuse(error, "")
    except OperationalError as error:
        refuse(error, "The database does not answer; check DATABASE_URL. 'migrate' makes missing tables.\n")


def version_of_program() -> str:
    """As the installed wheel says; a checkout is none."""
    try:
        return version("smeta")
    except PackageNotFoundError:
        return "(a checkout)"


def refuse(error: Exception, sentence: str) -> None:
    if "--traceback" in sys.argv:
        raise error
    sys.exit(sentence + str(error).strip())


if __name__ == "__main__":
    main()
