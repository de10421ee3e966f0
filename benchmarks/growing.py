"""What grows with the books and what does not: an import of 1 000 rows, its undo and `check_books`, side by side.

    PYTHONPATH=. .venv/bin/python benchmarks/growing.py [--entries 1000000] [--books FOLDER]

Books of 1 500 entries and of `--entries` are made by `generate`, or taken from FOLDER, where they are kept for the next
time. Seconds are of the processor, ours and those of the process that reads. Exit 1 where a target is missed.
"""

import argparse
import io
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMALL = 1_500
ROWS = 1_000
# of the same in the small books, and megabytes more; seconds of a proof from nothing and from where it held
TARGETS = {"import": 1.5, "undo": 1.5, "megabytes": 50.0, "from nothing": 10.0, "since it held": 1.0}


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--entries", type=int, default=1_000_000)
    asked.add_argument("--books", type=Path)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="smeta-growing-") as folder:
        kept = options.books or Path(folder)
        found = {entries: measured(made(kept, entries), Path(folder)) for entries in (SMALL, options.entries)}
    small, large = found[SMALL], found[options.entries]
    told = {
        "import": large["import"] / small["import"], "undo": large["undo"] / small["undo"],
        "megabytes": large["megabytes"] - small["megabytes"],
        "from nothing": large["from nothing"], "since it held": large["since it held"],
    }  # fmt: skip
    for name, figure in told.items():
        both = f"   {small[name]:.2f} → {large[name]:.2f}"
        missed = "" if figure <= TARGETS[name] else "   MISSED"
        print(f"{name:15} {figure:8.2f}   asked {TARGETS[name]:.1f}{both}{missed}")
    return int(any(figure > TARGETS[name] for name, figure in told.items()))


def made(folder: Path, entries: int) -> Path:
    books = folder / f"{entries}.sqlite3"
    if not books.exists():
        run("manage.py", "generate", "--facilities", "1", "--entries", str(entries), books=books)
    return books


def run(*words: str, books: Path) -> str:
    ours = {"DATABASE_URL": f"sqlite:///{books}", "PYTHONPATH": str(ROOT), "SMETA_TODAY": "2025-12-31"}
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=os.environ | ours, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr or done.stdout)
    return done.stdout


def measured(books: Path, folder: Path) -> dict[str, float]:
    """In a copy; each step by a process of its own, so that its memory is its own."""
    copy = folder / f"copy-{books.name}"
    shutil.copyfile(books, copy)
    run("manage.py", "migrate", "--verbosity", "0", books=copy)
    found: dict[str, float] = {}
    for step in ("import", "undo", "from nothing", "since it held"):
        for line in run(str(Path(__file__)), "--step", step, books=copy).splitlines():
            name, figure = line.rsplit(" ", 1)
            found[name] = float(figure)
    copy.unlink()
    return found


# -- within such a process


def step(name: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    ready = {"import": prepare_import, "undo": prepare_undo}.get(name, lambda: None)()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    before = spent()
    if name == "import":
        from imports.pipeline import importing

        told = importing.run(ready)
        assert told.status == "posted", told
        print("megabytes", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    elif name == "undo":
        call_command("undo_import", ready, reason="проба", stdout=io.StringIO())
    else:
        call_command("check_books", *(["--recent"] if name == "since it held" else []), stdout=io.StringIO())
    print(name, spent() - before)


def spent() -> float:
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def prepare_import():
    """An order of the pipeline."""
    from finance.models import Facility
    from finance.service_accounts import service_accounts
    from imports.pipeline import importing

    head = "Дата операции;№ документа;Код специфики;Сумма, тенге;Получатель;БИН/ИИН;Назначение платежа"
    rows = [
        f"{1 + at % 28:02}.{1 + at % 12:02}.2025;Н-{at};141;{1000 + at},37;ТОО {at % 40};9912409{at % 40:05};Счёт {at}"
        for at in range(ROWS)
    ]
    people = service_accounts()
    text = "\n".join([f"БИН {Facility.objects.get().number}", head, *rows, ""])
    return importing.Order(text.encode(), "реестр.csv", people.author, people.approver)


def prepare_undo() -> int:
    from imports.models import Batch

    return Batch.objects.order_by("-pk").values_list("pk", flat=True)[0]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        step(sys.argv[2])
    else:
        sys.exit(main())
