"""How contracts scale: the list and the report of obligations over many, and the import of some, beside the least
it could cost.

    .venv/bin/python benchmarks/contracts.py [--contracts 50000] [--imported 10000]

Each contract has six lines of schedule. Prints seconds and SQL queries of the list page and of the report, then the
seconds of importing a workbook beside bare calamine reading plus bare `executemany` (SQLite) or `COPY` (PostgreSQL) of
the contracts, their lines and their entries. Works in a database of its own: a temporary SQLite file, or the empty
PostgreSQL database that SMETA_BENCHMARK_URL names.
"""

import argparse
import datetime as dt
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="smeta-benchmark-")
os.environ["DATABASE_URL"] = os.environ.get("SMETA_BENCHMARK_URL") or f"sqlite:///{FOLDER.name}/books.sqlite3"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["SMETA_TODAY"] = "2025-12-15"

import django

# ruff: noqa: E402 - models can be imported only now
django.setup()

import python_calamine
import xlsxwriter
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from finance import sample_facility
from finance.models import Budget, BudgetCode, Document
from finance.months import Month
from finance.party_numbers import check_digit
from finance.scope import of_budget
from finance.service_accounts import service_accounts
from imports.pipeline import importing
from procurement.models import Contract, Supplier
from procurement.reports import obligations

TARGETS = {"queries": 10, "times": 5}
HEADER = ("number", "signed_on", "ends_on", "supplier_number", "supplier", "code", "month", "amount_with_vat", "year")
CODES = ("141", "142", "149", "151", "152", "159")


def supplier(number: int) -> str:
    eleven = f"9912409{number:04d}"
    digit = check_digit(eleven)
    return f"{eleven}{digit}" if digit is not None else supplier(number + 3000)


def rows(first: int, count: int) -> list[tuple[Any, ...]]:
    """Six lines for each of `count` contracts numbered from `first`."""
    return [
        (str(number), "2025-01-06", "2025-12-31", supplier(number % 900), f"ТОО Поставщик {number % 900}",
         CODES[line], f"2025-{line + 1:02}", 1000 + line + number % 97 / 100, 2025)
        for number in range(first, first + count)
        for line in range(6)
    ]  # fmt: skip


def workbook(first: int, count: int) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet("Договоры")
    sheet.write_row(0, 0, HEADER)
    for at, row in enumerate(rows(first, count), 1):
        sheet.write_row(at, 0, row)
    book.close()
    return target.getvalue()


def ours(data: bytes) -> None:
    people = service_accounts()
    outcome = importing.run(importing.Order(data, "contracts.xlsx", people.author, people.approver))
    assert outcome.status == "posted", outcome.json["problems"][:3]


def bare(data: bytes, budget: Budget) -> None:
    """The workbook's rows straight into the three tables, unchecked, amounts as the floats they are: the floor."""
    codes = dict(BudgetCode.objects.filter(valid_to=None).values_list("code", "pk"))
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    found = list(sheet.iter_rows())[1:]
    with transaction.atomic():
        people = service_accounts()
        document = Document.objects.create(
            budget=budget, kind="contract", date=dt.date(2025, 1, 6), entered_by=people.author,
            approved_by=people.approver,
        )  # fmt: skip
        numbers = {row[3] for row in found}
        known = dict(Supplier.objects.values_list("number", "pk"))
        new = [Supplier(number=number, name=number) for number in numbers - set(known)]
        known |= {made.number: made.pk for made in Supplier.objects.bulk_create(new)}
        last = Contract.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        ids: dict[str, int] = {}
        contracts = []
        for row in found:
            if row[0] not in ids:
                ids[row[0]] = last = last + 1
                contracts.append(
                    (last, budget.pk, row[0], "", "", known[row[3]], "", "", row[1], row[2], "one", row[7], "signed",
                     document.pk, False)
                )  # fmt: skip
        insert(
            "procurement_contract",
            ("id", "budget_id", "number", "external_id", "system_number", "supplier_id", "method", "subject",
             "signed_on", "ends_on", "year_kind", "amount_with_vat", "status", "document_id", "is_payable_carried"),
            contracts,
        )  # fmt: skip
        lines = [
            (ids[r[0]], codes[r[5]], int(r[6].replace("-", "")), r[7], f"Договоры!H{n}") for n, r in enumerate(found)
        ]
        insert("procurement_scheduleline", ("contract_id", "code_id", "month", "amount_with_vat", "cell"), lines)
        entries = [
            (budget.pk, codes[r[5]], "", "commitment", int(r[6].replace("-", "")), r[1], r[7], document.pk,
             f"Договоры!H{n}", r[0], r[3], r[4], r[0], "")
            for n, r in enumerate(found)
        ]  # fmt: skip
        insert(
            "finance_entry",
            ("budget_id", "code_id", "centre", "measure", "month", "date", "amount", "document_id", "cell", "number",
             "counterparty_number", "counterparty_name", "contract_number", "purpose"),
            entries,
        )  # fmt: skip


def insert(table: str, columns: tuple[str, ...], found: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in found:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", found)


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def looked_at(name: str, action: Callable[[], object], most: int | None = TARGETS["queries"]) -> None:
    """The second time it is asked for, in seconds of the clock and of the processor; `most` queries are allowed."""
    action()
    worked = time.process_time()
    with CaptureQueriesContext(connection) as captured:
        seconds = timed(action)
    worked = time.process_time() - worked
    verdict = "" if most is None else f" (target {most}: {'met' if len(captured) <= most else 'MISSED'})"
    print(f"{name}: {seconds:.2f} s, {worked:.2f} s of the processor, {len(captured)} queries{verdict}")


def measure(contracts: int, imported: int) -> None:
    call_command("migrate", verbosity=0)
    budget = sample_facility.create()
    settings.ALLOWED_HOSTS = ["*"]
    data = workbook(10**6, imported)
    with transaction.atomic():
        floor = timed(lambda: bare(data, budget))
        transaction.set_rollback(True)
    spent = timed(lambda: ours(data))
    verdict = "met" if spent <= TARGETS["times"] * floor else "MISSED"
    print(
        f"import of {imported} contracts, {imported * 6} lines: {spent:.2f} s; bare reading and insert {floor:.2f} s; "
        f"ratio {spent / floor:.1f} (target {TARGETS['times']}: {verdict})"
    )
    people = service_accounts()
    again = timed(lambda: importing.run(importing.Order(data, "again.xlsx", people.author, people.approver)))
    print(f"the same file again: {again:.2f} s")
    bare(workbook(1, contracts - imported), budget)
    client = Client()
    client.force_login(User.objects.get(username="economist"), backend="django.contrib.auth.backends.ModelBackend")
    address = f"/budget/{budget.key}/contracts/"
    looked_at(f"list page over {contracts} contracts", lambda: client.get(address))
    looked_at("list page, found by supplier", lambda: client.get(f"{address}?q=ТОО Поставщик 5"))
    scope = of_budget(budget)
    period = "from=2025-01&through=2025-06"
    for name in ("obligations", "procurement-plan"):
        looked_at(f"page of {name}", lambda name=name: client.get(f"/budget/{budget.key}/{name}/?{period}"), most=None)
    looked_at(
        f"obligations over {contracts} contracts, {contracts * 6} lines",
        lambda: obligations.build(scope, Month(2025, 1), Month(2025, 6)),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contracts", type=int, default=50_000)
    parser.add_argument("--imported", type=int, default=10_000)
    asked = parser.parse_args()
    measure(asked.contracts, asked.imported)
