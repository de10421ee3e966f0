#!/usr/bin/env python
"""Entry point of every command: `python manage.py help` lists them."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
    except ImportError:
        sys.exit("Django is not installed here. Run 'make install' first, then '.venv/bin/python manage.py …'.")
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if "--traceback" in sys.argv:
            raise
        reason = str(error).strip()
        sys.exit(f"The database does not answer: {reason}\nCheck DATABASE_URL; 'migrate' makes missing tables.")


if __name__ == "__main__":
    main()
