"""What a program killed at any moment leaves behind, in a database of its own: `python -m tests.ground.killing 5 FOLDER`.

A child does one deed and is killed at a chance moment of it; then the books must be as before it or as after it, check,
and take the deed again. Prints what was wrong, and how many kills left it done and undone.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from finance import backup, books, closing  # noqa: E402
from finance.issuing import Wanted, issue_now  # noqa: E402
from finance.ledger import Posting, post  # noqa: E402
from finance.models import Budget, BudgetCode, CashBalance, Document, Entry, Issue, MonthState  # noqa: E402
from finance.months import Month  # noqa: E402
from finance.rights import Approval  # noqa: E402
from finance.scope import of_budget  # noqa: E402
from finance.service_accounts import service_accounts  # noqa: E402
from imports.models import Batch  # noqa: E402
from imports.pipeline import importing, undoing  # noqa: E402
from imports.pipeline.order import Order  # noqa: E402

JANUARY = Month(2025, 1)
ROWS = 300


class Killing:
    """`state` tells books that a deed left alone from those that it was done in."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.number = folder, 0
        self.people = service_accounts()
        self.budget = Budget.objects.select_related("facility").get(key="2025-fund")
        self.code = BudgetCode.objects.get(code="159", valid_to=None)
        self.batch: Batch | None = None
        stated = self.document("balances")
        for day in (date(2025, 1, 1), date(2025, 1, 31)):
            CashBalance.objects.create(budget=self.budget, date=day, amount=Decimal("0.00"), document=stated)
        self.copy = folder / f"whole.{backup.name_of_now(timezone.localtime()).rpartition('.')[2]}"

    def document(self, kind: str) -> Document:
        self.number += 1
        return Document.objects.create(
            budget=self.budget, kind=kind, number=f"K{self.number}", date=date(2025, 2, 28),
            entered_by=self.people.author, approved_by=self.people.approver,
        )  # fmt: skip

    def order(self) -> Order:
        lines = (f"2025-02-10,И{self.number}/{row},159,{self.number}.{row % 100:02}" for row in range(ROWS))
        data = "\n".join(["date,number,code,amount", *lines, ""]).encode()
        return Order(data, f"{self.number}.csv", self.people.author, self.people.approver, kind="cash")

    def posting(self) -> None:
        paid = [Posting(self.code.pk, Month(2025, 2), date(2025, 2, 10), "cash", Decimal(row).scaleb(-2), row=row)
                for row in range(1, ROWS)]  # fmt: skip
        post(self.document("cash"), paid)

    def importing(self) -> None:
        assert importing.run(self.order()).json["status"] in ("posted", "already-imported")

    def imported(self) -> None:
        self.number += 1
        self.batch = Batch.objects.get(pk=importing.run(self.order()).json["batch"])

    def undoing(self) -> None:
        assert self.batch is not None
        undoing.undo(Batch.objects.get(pk=self.batch.pk), user=self.people.author, reason="r", check_rights=False)

    def opened(self) -> None:
        MonthState.objects.all().delete()

    def closing(self) -> None:
        closing.close(self.budget, JANUARY, user=self.people.author)

    def issuing(self) -> None:
        wanted = Wanted("form2", of_budget(self.budget), JANUARY, JANUARY)
        issue_now(wanted, Approval(self.people.author, self.people.approver))

    def backing_up(self) -> None:
        backup.backup(self.folder / f"{self.number}{self.copy.suffix}")

    def copied(self) -> None:
        """What is put back is not what is there."""
        self.number += 1
        if not self.copy.exists():
            backup.backup(self.copy)
        self.posting()

    def restoring(self) -> None:
        now = timezone.localtime()
        backup.restore(self.copy, replace=True, now=now, migrate=lambda: call_command("migrate", verbosity=0))

    def next_number(self) -> None:
        self.number += 1

    def state(self) -> tuple[object, ...]:
        statuses = Batch.objects.order_by("pk").values_list("pk", "status")
        copies = sorted(one.name for one in self.folder.glob(f"{self.number}.*"))
        return (
            Entry.objects.count(), Document.objects.exclude(entries=None).distinct().count(), tuple(statuses),
            MonthState.objects.count(), Issue.objects.count(), tuple(copies),
        )  # fmt: skip


Deed = tuple[Callable[[], object], Callable[[], object]]  # what is prepared, and what is killed


def in_a_child(deed: Callable[[], object], kill_after: float | None = None) -> float:
    """Seconds it took. Raises RuntimeError where it was left alone and failed."""
    connections.close_all()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            deed()
            code = 0
        finally:
            connections.close_all()
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    if kill_after is None and status:
        raise RuntimeError(f"left alone, {deed.__name__} failed")
    return time.monotonic() - began


def main(kills: int, folder: Path) -> None:
    on, chance = Killing(folder), random.Random(2025)
    deeds: dict[str, Deed] = {
        "posting": (on.next_number, on.posting), "importing": (on.next_number, on.importing),
        "undoing": (on.imported, on.undoing), "closing": (on.opened, on.closing),
        "issuing": (on.next_number, on.issuing), "backing up": (on.next_number, on.backing_up),
        "restoring": (on.copied, on.restoring),
    }  # fmt: skip
    wrong, counts = [], Counter[str]()
    for name, (prepare, deed) in deeds.items():
        prepare()
        before = on.state()
        lasts = in_a_child(deed)
        for number in range(kills):
            prepare()
            before = on.state()
            in_a_child(deed, lasts * chance.uniform(0.1, 1.0))
            after = on.state()
            counts[f"{name}: {'nothing' if after == before else 'done'}"] += 1
            if broken := books.check().broken:
                wrong.append(f"{name} {number}: {broken[:3]}")
            if after == before:
                in_a_child(deed)
                if on.state() == before and name != "restoring":
                    wrong.append(f"{name} {number}: it is not done when done again")
            elif name in ("posting", "importing") and after[0] - before[0] not in (ROWS, ROWS - 1):
                wrong.append(f"{name} {number}: half of it is there")
            elif name == "backing up":
                backup.prove(folder / after[-1][0])
    print(json.dumps({"wrong": wrong, "counts": counts, "broken": books.check().broken}))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
