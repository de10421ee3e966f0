"""Killed in the middle of a deed, again and again, in a database of its own: `python -m tests.ground.killing KILLS FOLDER`.

Each deed is done by a process of its own (a fork, so that the moment falls into the deed and not into the start of
Python), which gets SIGKILL after a random part of the time the deed takes. Afterwards the rows of every table are counted:
as before the deed, or as after it. Prints by deed how many kills found all of it, how many nothing, and what was wrong.
"""

import json
import os
import random
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import django

# Django is set up before its models can be read in.
# ruff: noqa: E402 - models can be imported only now
django.setup()

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from finance import backup, books, cash, closing, planning, reopening
from finance.clock import today
from finance.issuing import WantedIssue, issue_now
from finance.ledger import Posting, post
from finance.models import Balance, Budget, BudgetCode, CashBalance, Document, TreeBalance
from finance.money import ZERO
from finance.months import Month
from finance.rights import Approval
from finance.scope import of_budget
from finance.service_accounts import service_accounts
from imports.models import Batch
from imports.pipeline import importing, undoing
from imports.pipeline.order import Order
from imports.readers import isolation
from tests.ground import office_files
from tests.ground.payments_book import payments
from tests.ground.reading_here import parsing_here
from tests.ground.variants import register

YEAR, JANUARY = 2025, Month(2025, 1)
Counts = Counter[str]


@dataclass(frozen=True)
class Deed:
    """`prepare` makes what the deed needs and gives the deed itself; `is_right` looks beyond the counts, after a kill."""

    prepare: Callable[[], Callable[[], object]]
    is_right: Callable[[], bool] = lambda: True


class Killing:
    """Whole deeds leave the books ready for the next one: nothing is put back between kills."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.number, self.people = folder, 0, service_accounts()
        self.both = Approval(self.people.author, self.people.approver)
        plan = self.document("plan")
        planning.approve_plan(plan, [planning.PlannedLine(self.code, Month(YEAR, 12), Decimal("50000.00"))])
        self.copy = folder / f"copy.{backup.name_of_now(timezone.localtime()).rpartition('.')[2]}"

    @property
    def budget(self) -> Budget:
        return Budget.objects.select_related("facility", "programme", "source").get(key="2025-fund")

    @property
    def code(self) -> int:
        return BudgetCode.objects.get(code="159", valid_to=None).pk

    @transaction.atomic
    def document(self, kind: str) -> Document:
        self.number += 1
        return Document.objects.create(
            budget=self.budget, kind=kind, number=f"N{self.number}", date=date(YEAR, 1, 1),
            entered_by=self.people.author, approved_by=self.people.approver, reason="r",
        )  # fmt: skip

    def posting(self) -> Callable[[], object]:
        paper = self.document("actual")
        months = [Month(YEAR, 2 + n % 10) for n in range(300)]
        rows = [Posting(self.code, month, month.last_day, "actual", Decimal("1.01")) for month in months]
        return lambda: post(paper, rows)

    def file(self) -> bytes:
        self.number += 1
        return office_files.text(register(payments(Month(YEAR, 2), Month(YEAR, 5), a_month=40, seed=self.number)))

    def importing(self) -> Callable[[], object]:
        order = Order(self.file(), f"{self.number}.csv", self.people.author, self.people.approver)
        return lambda: importing.run(order)

    def undoing(self) -> Callable[[], object]:
        """An import that a kill left standing is the next one's too."""
        standing = Batch.objects.filter(kind="cash", status="posted")
        if not standing.exists():
            self.importing()()
        batch = standing.order_by("pk")[0]
        return lambda: undoing.undo(batch, user=self.people.author, reason="r", check_rights=False)

    def closing(self) -> Callable[[], object]:
        """Of a month that was closed and opened before, so that every close changes the same row."""

        def close() -> None:
            closing.close(self.budget, JANUARY, user=self.people.author)

        if not CashBalance.objects.exists():
            paper = self.document("balances")
            days = (date(YEAR, 1, 1), JANUARY.last_day)
            cash.keep([CashBalance(budget=self.budget, date=day, amount=ZERO, document=paper) for day in days])
            close()
        if closing.calendar(self.budget)[0].is_closed:
            asked = reopening.ask(self.budget, JANUARY, user=self.people.author, reason="r", until=today())
            reopening.approve(asked, user=self.people.approver)
        return close

    def issuing(self) -> Callable[[], object]:
        wanted = WantedIssue("form2", of_budget(self.budget), JANUARY, Month(YEAR, 6))
        return lambda: issue_now(wanted, self.both)

    def backing_up(self) -> Callable[[], object]:
        self.copy.unlink(missing_ok=True)
        return lambda: backup.backup(self.copy)

    def copy_is_whole(self) -> bool:
        """No copy, or one that may be put back."""
        if self.copy.exists():
            backup._of_this_database().require_whole(self.copy)
        return True

    def restoring(self) -> Callable[[], object]:
        """Of a copy with one document less than the books, so that before and after differ."""
        for old in self.folder.glob("before-restore-*"):
            old.unlink()
        self.copy.unlink(missing_ok=True)
        backup.backup(self.copy)
        self.document("actual")
        return lambda: backup.restore(
            self.copy, replace=True, now=timezone.localtime(), migrate=lambda: call_command("migrate", verbosity=0)
        )

    def deeds(self) -> dict[str, Deed]:
        return {
            "posting": Deed(self.posting),
            "importing": Deed(self.importing),
            "undoing": Deed(self.undoing),
            "closing": Deed(self.closing),
            "issuing": Deed(self.issuing),
            "backing up": Deed(self.backing_up, self.copy_is_whole),
            "restoring": Deed(self.restoring),
        }


# Sums kept beside the entries: a new row comes or not, by which codes and months were there before. `check_books` re-adds them.
KEPT_SUMS = {model._meta.db_table for model in (Balance, TreeBalance)}
LONGEST_SETTLING = 60  # seconds


def counts() -> Counts:
    """Rows of every table of the models, zero left out."""
    found = Counter()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and model._meta.db_table not in KEPT_SUMS:
            found[model._meta.db_table] = model._base_manager.count()
    return found


def grown(before: Counts, after: Counts) -> dict[str, int]:
    return {table: after[table] - before[table] for table in after if after[table] != before[table]}


def done_apart(deed: Callable[[], object], dies_after: float | None) -> float:
    """Do it in a process of its own, killed after so many seconds; how long it was at it."""
    connection.close()
    begun, tell = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(begun)
            connection.ensure_connection()
            os.write(tell, b"!")
            deed()
            os._exit(0)
        except BaseException:  # noqa: BLE001 - whatever it is, the process above must learn of it
            sys.excepthook(*sys.exc_info())
            os._exit(1)
    os.close(tell)
    os.read(begun, 1)
    os.close(begun)
    began = time.monotonic()
    if dies_after is None:
        _pid, status = os.waitpid(child, 0)
        assert status == 0, "undisturbed, it is done"
    else:
        select.select([os.pidfd_open(child)], [], [], dies_after)  # or until it is done
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, "it failed before it was killed"
    lasted = time.monotonic() - began
    settle_down()
    return lasted


def settle_down() -> None:
    """PostgreSQL may still finish what a dead process asked for last."""
    if connection.vendor != "postgresql":
        return
    for _try in range(LONGEST_SETTLING * 100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT COUNT(*), pg_sleep(0.01) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if not cursor.fetchone()[0]:
                return
    raise AssertionError("the dead process is still at work")


def killed(killing: Killing, name: str, kills: int, chance: random.Random) -> dict[str, Any]:
    """The first time it is left alone, to learn how long it takes and what it brings."""
    deed, found, wrong = killing.deeds()[name], Counter(), list[str]()
    act = deed.prepare()
    before = counts()
    lasts = done_apart(act, None)
    whole = grown(before, counts())
    for number in range(1, kills + 1):
        act = deed.prepare()
        before = counts()
        done_apart(act, lasts * chance.uniform(0, 1.05))
        more = grown(before, counts())
        found["nothing" if not more else "whole" if more == whole else "half"] += 1
        if more not in ({}, whole):
            wrong.append(f"{name}, kill {number}: {more} instead of nothing or {whole}")
        if broken := books.check().broken:
            wrong.append(f"{name}, kill {number}: {broken}")
        if not deed.is_right():
            wrong.append(f"{name}, kill {number}: what is left is no whole copy")
    return {"seconds": round(lasts, 2), **found, "wrong": wrong}


def main(kills: int, folder: Path, names: list[str]) -> None:
    killing, chance = Killing(folder), random.Random(YEAR)
    isolation.parsing = parsing_here
    print(json.dumps({name: killed(killing, name, kills, chance) for name in names or killing.deeds()}))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
