"""How an import compares with the least it could cost, side by side in one process.

    .venv/bin/python benchmarks/importing.py [--rows 100000] [--rounds 3] [--library-rows 2000] [--large-rows 500000]

A register of payments as .xlsx goes from bytes to posted balances. Beside it, in the same table with its indexes and
triggers: bare calamine reading plus bare `executemany` (SQLite) or `COPY` (PostgreSQL), and django-import-export's
default row-by-row import of some of the rows. Then as many rows again five times over. Prints medians and ratios of
seconds and of processor time (ours, with the process that reads; a database server's is not seen), and the most memory
that the import and its reading process held together. Works in a database of its own: a temporary SQLite file, or the
empty PostgreSQL database that SMETA_BENCHMARK_URL names.
"""

import argparse
import datetime as dt
import gc
import io
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="smeta-benchmark-")
URL = os.environ.get("SMETA_BENCHMARK_URL") or f"sqlite:///{FOLDER.name}/books.sqlite3"
os.environ["DATABASE_URL"] = URL
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["SMETA_TODAY"] = "2025-12-15"

import django

# ruff: noqa: E402 - models can be imported only now
django.setup()

import python_calamine
import xlsxwriter
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from import_export import fields, resources
from tablib import Dataset

from finance import sample_facility, triggers
from finance.ledger import loading
from finance.models import Budget, BudgetCode, Document, Entry
from finance.service_accounts import service_accounts
from imports.pipeline import importing

TARGETS = {"bare": 2.0, "library": 30.0, "megabytes": 300, "large": 5.5}
HEADER = (
    "Дата операции", "№ документа", "Код специфики", "Сумма, тенге", "Получатель", "БИН/ИИН", "№ договора",
    "Назначение платежа",
)  # fmt: skip
CODES = ("111", "113", "116", "121", "122", "123", "124", "141", "142", "144", "149", "151", "152", "159", "161", "169")
EMPTIED = (
    "finance_entry", "finance_balance", "imports_batchrow", "imports_batch_budgets", "imports_batch",
    "finance_document", "finance_auditevent",
)  # fmt: skip


def workbook(rows: int) -> bytes:
    """A register of payments of the first half of 2025 with a letterhead and a total."""
    draw = random.Random(2025)
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet("Реестр")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for at, text in enumerate(("ГКП на ПХВ", "БИН 991240999016", "Реестр кассовых расходов за 2025 год")):
        sheet.write_string(at, 0, text)
    for column, text in enumerate(HEADER):
        sheet.write_string(3, column, text)
    total = 0
    start = dt.datetime(2025, 1, 1)  # noqa: DTZ001 - a cell has no zone
    for number in range(rows):
        row, supplier, amount = number + 4, number % 300, draw.randint(100, 50_000_000)
        total += amount
        sheet.write_datetime(row, 0, start + dt.timedelta(days=number * 180 // rows), day)
        sheet.write_number(row, 1, number + 1)
        sheet.write_string(row, 2, CODES[number % len(CODES)])
        sheet.write_number(row, 3, amount / 100)
        sheet.write_string(row, 4, f"ТОО Поставщик {supplier}")
        sheet.write_string(row, 5, f"9912409{supplier:05d}")
        sheet.write_string(row, 6, f"{supplier}/2025")
        sheet.write_string(row, 7, f"Оплата по договору {supplier}/2025 за услуги, счет-фактура {number}")
    sheet.write_string(rows + 4, 0, "ВСЕГО")
    sheet.write_number(rows + 4, 3, total / 100)
    book.close()
    return target.getvalue()


def bare(data: bytes, budget: Budget) -> int:
    """Calamine's rows straight into the table; amounts as the floats they are. Not a correct import: the floor."""
    codes = dict(BudgetCode.objects.filter(valid_to=None).values_list("code", "pk"))
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).iter_rows()
    names = ", ".join(f'"{name}"' for name in loading.COLUMNS)
    now = timezone.now()
    with transaction.atomic():
        document = new_document(budget)
        found = [
            (budget.pk, codes[r[2]], "", "cash", r[0].year * 100 + r[0].month, r[0], r[3], document.pk, None, at,
             f"Реестр!D{at}", str(int(r[1])), r[5], r[4], r[6], r[7], now)
            for at, r in enumerate(rows, 1)
            if isinstance(r[0], dt.date)
        ]  # fmt: skip
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY finance_entry ({names}) FROM STDIN") as copy:
                    for row in found:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(loading.COLUMNS))
                cursor.executemany(f"INSERT INTO finance_entry ({names}) VALUES ({marks})", found)
    return len(found)


def ours(data: bytes) -> int:
    accounts = service_accounts()
    outcome = importing.run(importing.Order(data, "register.xlsx", accounts.author, accounts.approver))
    assert outcome.status == "posted", outcome.json["problems"][:3]
    return outcome.json["rows"]["posted"]


class EntryResource(resources.ModelResource):
    month = fields.Field(column_name="month", attribute="month")

    class Meta:
        model = Entry
        fields = (
            "budget", "code", "measure", "month", "date", "amount", "document", "row", "cell", "number",
            "counterparty_number", "counterparty_name", "contract_number", "purpose",
        )  # fmt: skip
        import_id_fields = ()
        force_init_instance = True


def library(data: bytes, budget: Budget, rows: int) -> int:
    """django-import-export as it comes, on the first `rows` rows: read by openpyxl's rival, saved one by one."""
    codes = dict(BudgetCode.objects.filter(valid_to=None).values_list("code", "pk"))
    document = new_document(budget)
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    dataset = Dataset(headers=EntryResource.Meta.fields)
    for at, r in enumerate(sheet.iter_rows(), 1):
        if isinstance(r[0], dt.date) and len(dataset) < rows:
            dataset.append(
                (budget.pk, codes[r[2]], "cash", r[0].strftime("%Y-%m"), r[0].isoformat(), f"{r[3]:.2f}", document.pk,
                 at, f"Реестр!D{at}", int(r[1]), r[5], r[4], r[6], r[7])
            )  # fmt: skip
    result = EntryResource().import_data(dataset, raise_errors=True)
    return result.totals["new"]


def new_document(budget: Budget) -> Document:
    author = service_accounts().author
    return Document.objects.create(budget=budget, kind="cash", date=dt.date(2025, 6, 30), entered_by=author)


def empty() -> None:
    """Take away what the last pass wrote, past the triggers."""
    triggers.drop(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(EMPTIED)} CASCADE")
        else:
            for table in EMPTIED:
                cursor.execute(f"DELETE FROM {table}")
    triggers.install(connection)


class Spent(NamedTuple):
    """Seconds by the clock, and of the processor."""

    wall: float
    cpu: float


def timed(action: Callable[[], int], expected: int) -> Spent:
    empty()
    gc.collect()
    started, busy = time.perf_counter(), _processor()
    assert action() == expected
    return Spent(time.perf_counter() - started, _processor() - busy)


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def medians(rounds: list[Spent]) -> Spent:
    return Spent(statistics.median(one.wall for one in rounds), statistics.median(one.cpu for one in rounds))


def peak_megabytes(data: bytes, rows: int) -> float:
    """Most memory held at once by a process that does nothing but our import and by the one that reads for it."""
    path = Path(FOLDER.name) / "register.xlsx"
    path.write_bytes(data)
    empty()
    connection.close()
    environment = os.environ | {"SMETA_BENCHMARK_URL": URL}
    command = [sys.executable, __file__, "--rows", str(rows), "--memory-of", str(path)]
    process = subprocess.Popen(command, env=environment)
    most = 0.0
    while process.poll() is None:
        most = max(most, sum(_resident(pid) for pid in (process.pid, *_children(process.pid))))
        time.sleep(0.01)
    assert process.returncode == 0
    return most


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _resident(pid: int) -> float:
    with suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
    return 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--library-rows", type=int, default=2_000)
    parser.add_argument("--large-rows", type=int, default=500_000)
    parser.add_argument("--memory-of", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory_of:
        assert ours(options.memory_of.read_bytes()) == options.rows
        return
    call_command("migrate", verbosity=0)
    budget = sample_facility.create()
    data = workbook(options.rows)
    bares, owns = [], []
    for number in range(options.rounds):
        bares.append(timed(lambda: bare(data, budget), options.rows))
        owns.append(timed(lambda: ours(data), options.rows))
        print(f"round {number + 1}: bare {bares[-1].wall:.2f} s (cpu {bares[-1].cpu:.2f}),"
              f" ours {owns[-1].wall:.2f} s (cpu {owns[-1].cpu:.2f})", flush=True)  # fmt: skip
    floor, own = medians(bares), medians(owns)
    print(f"{connection.vendor}, {options.rows} rows: {own.wall:.2f} s, {own.wall / floor.wall:.2f} x the bare path"
          f" ({floor.wall:.2f} s), at most {TARGETS['bare']} asked; cpu {own.cpu / floor.cpu:.2f} x")  # fmt: skip
    if options.library_rows:
        taken = timed(lambda: library(data, budget, options.library_rows), options.library_rows)
        share = options.rows / options.library_rows
        print(f"django-import-export row by row: {taken.wall:.2f} s for {options.library_rows} rows,"
              f" {taken.wall * share / own.wall:.0f} x slower, at least {TARGETS['library']} asked;"
              f" cpu {taken.cpu * share / own.cpu:.0f} x", flush=True)  # fmt: skip
    print(f"peak memory {peak_megabytes(data, options.rows):.0f} MB, at most {TARGETS['megabytes']} asked", flush=True)
    if options.large_rows:
        large = workbook(options.large_rows)
        beside = timed(lambda: ours(data), options.rows)
        taken = timed(lambda: ours(large), options.large_rows)
        print(f"{options.large_rows} rows: {taken.wall:.2f} s, {taken.wall / beside.wall:.2f} x {options.rows} rows"
              f" just before ({beside.wall:.2f} s), at most {TARGETS['large']} asked;"
              f" cpu {taken.cpu / beside.cpu:.2f} x")  # fmt: skip


if __name__ == "__main__":
    main()
