"""Two people do two things at one moment, in a database and a process of their own: `python -m tests.ground.racing 5`.

Each round has a file of accruals that is posted and waits for two codes, one that is only looked at, a certificate that
waits for approval, a payment and a contract, and an open month. Every pair of deeds meets at a barrier, through the
pages; then everything is added up. Prints what was wrong, and what each deed answered.
"""

import json
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations_with_replacement

import django

# Django is set up before its models can be read in.
# ruff: noqa: E402 - models can be imported only now
django.setup()

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from finance import books, planning
from finance.ledger.declaring import declare
from finance.models import Balance, Budget, BudgetCode, CashBalance, Document, Entry, MonthState
from finance.money import ZERO, totals
from finance.months import Month
from finance.rights import Approval
from imports.models import Batch
from imports.pipeline import undoing
from imports.pipeline.seen import digest
from procurement import suppliers
from procurement.models import Contract, PaymentMatch
from procurement.papers import PaperLine, Terms
from tests.ground import papers_in_force

JANUARY = Month(2025, 1)
LAUNDRY = "991240999723"
ACCRUALS = (
    "Начисленные расходы за январь 2025 г.;\nНаименование;Начислено\nПриобретение продуктов питания;{food}\n"
    "Поездки по делам;1,50\nПочинка крыши;2,25\nИтого;{total}\n"
)


@dataclass
class Round:
    """What two people act on. `posted` and `looked_at` are imports of accruals, `paper` a certificate that waits."""

    posted: Batch
    looked_at: Batch
    paper: Batch
    paid: Entry
    contract: Contract
    fresh: bytes


class Racing:
    def __init__(self) -> None:
        self.number = 0
        self.budget = Budget.objects.select_related("facility").get(key="2025-fund")
        self.people = {name: User.objects.get(username=name) for name in ("economist", "accountant", "manager")}
        self.answers: Counter[str] = Counter()
        self.wrong: list[str] = []
        stated = Document.objects.create(
            budget=self.budget, kind="balances", date=date(2025, 1, 31), entered_by=self.people["accountant"]
        )
        for day in (date(2025, 1, 1), date(2025, 1, 31)):
            CashBalance.objects.create(budget=self.budget, date=day, amount=ZERO, document=stated)
        supplier = suppliers.register(LAUNDRY, "ТОО Прачечная")
        code = BudgetCode.objects.get(code="159", valid_to=None)
        line = PaperLine(code.pk, Month(2025, 2), Decimal("1000.00"))
        terms = Terms(number="17", supplier=supplier, lines=(line,), signed_on=date(2025, 1, 6),
                      ends_on=date(2025, 12, 31), amount_with_vat=line.amount)  # fmt: skip
        both = Approval(self.people["economist"], self.people["accountant"])
        paper = Document.objects.create(
            budget=self.budget, kind="plan", date=date(2025, 1, 1), entered_by=both.entered_by,
            approved_by=self.people["manager"],
        )  # fmt: skip
        planning.approve_plan(paper, [planning.PlannedLine(code.pk, Month(2025, 2), Decimal("1000000.00"))])
        self.contract = papers_in_force.sign(self.budget, terms, both).contract

    def client(self, name: str) -> Client:
        made = Client(HTTP_HOST="localhost", raise_request_exception=False)
        made.force_login(self.people[name], backend="django.contrib.auth.backends.ModelBackend")
        return made

    def accruals(self) -> bytes:
        self.number += 1
        food = Decimal(self.number)
        said = {"food": f"{food:.2f}".replace(".", ","), "total": f"{food + Decimal('3.75'):.2f}".replace(".", ",")}
        return ACCRUALS.format(**said).encode()

    def upload(self, data: bytes, name: str = "a.csv") -> Batch:
        """The preview of a file."""
        self.client("economist").post("/imports/upload/", {"files": SimpleUploadedFile(name, data)})
        return Batch.objects.order_by("-pk")[0]

    def prepare(self, *, waits: bool = True) -> Round:
        """`waits`: two rows of the posted file wait for their codes; a month with them cannot be closed."""
        MonthState.objects.all().delete()
        for batch in Batch.objects.filter(kind="actual", status="posted").order_by("-pk"):
            undoing.undo(batch, user=self.people["accountant"], reason="next round")
        self.level_out()
        posted = self.upload(self.accruals())
        self.client("economist").post(f"/imports/{posted.pk}/post/", {"seen": digest(posted.result)})
        posted = Batch.objects.filter(status="posted", kind="actual").order_by("-pk")[0]
        if not waits:
            self.client("economist").post(f"/imports/{posted.pk}/answer/", ANSWER)
        looked_at = self.upload(self.accruals())
        self.number += 1
        paper = self.upload(
            f"number,date,code,month,amount\n{self.number},2025-02-20,159,2025-09,{self.number}.00\n".encode()
        )
        paid = (
            "date,number,code,amount,supplier_number,supplier,purpose\n"
            f"2025-02-10,П{self.number},159,{self.number}.00,{LAUNDRY},ТОО Прачечная,оплата\n"
        )
        cash = self.upload(paid.encode())
        self.client("economist").post(f"/imports/{cash.pk}/post/", {"seen": digest(cash.result)})
        entry = Entry.objects.filter(measure="cash", reverses=None).order_by("-pk")[0]
        return Round(posted, looked_at, paper, entry, self.contract, self.accruals())

    def level_out(self) -> None:
        """What an undo reversed in February, because January was closed, comes to nothing in both."""
        held = Balance.objects.filter(measure="actual").values_list("code_id", "month").distinct()
        paper = Document.objects.create(
            budget=self.budget, kind="actual", date=date(2025, 2, 28), entered_by=self.people["accountant"]
        )
        declare(paper, "actual", dict.fromkeys(held, (ZERO, "")))

    def deeds(self, on: Round) -> dict[str, Callable[[Client], int]]:
        economist = {"seen": digest(on.looked_at.result)}
        key = self.budget.key
        return {
            "post": lambda c: c.post(f"/imports/{on.looked_at.pk}/post/", economist).status_code,
            "answer": lambda c: c.post(f"/imports/{on.posted.pk}/answer/", ANSWER).status_code,
            "undo": lambda c: c.post(f"/imports/{on.posted.pk}/undo/", {"reason": "r"}).status_code,
            "take back the payment": lambda c: c.post(
                f"/imports/{on.paid.document.batch_number}/undo/", {"reason": "r"}
            ).status_code,
            "approve": lambda c: c.post(
                f"/imports/{on.paper.pk}/post/", {"seen": digest(on.paper.result)}
            ).status_code,
            "close": lambda c: c.post(f"/budget/{key}/months/close/", {"month": str(JANUARY)}).status_code,
            "match": lambda c: c.post(
                f"/budget/{key}/payments/{on.paid.pk}/", {"contract": "17", "act": "", "amount": str(on.paid.amount)}
            ).status_code,
            "double click": lambda c: c.post(
                "/imports/upload/", {"files": SimpleUploadedFile("b.csv", on.fresh)}
            ).status_code,
        }  # fmt: skip


ANSWER = {"group": ["1", "2"], "code-1": "161", "rows-1": "4", "code-2": "149", "rows-2": "5"}
BY = {"approve": "manager", "close": "accountant", "undo": "accountant"}


def at_once(racing: Racing, acts: list[tuple[str, Callable[[Client], int]]]) -> list[int]:
    """What each answered; 500 where it broke."""
    start, said = threading.Barrier(len(acts)), [0] * len(acts)
    clients = [racing.client(BY.get(name, "economist")) for name, _act in acts]

    def run(place: int) -> None:
        start.wait()
        try:
            said[place] = acts[place][1](clients[place])
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def faults(racing: Racing) -> list[str]:
    """What does not add up after a round."""
    found = []
    undone = Entry.objects.filter(document__status="undone", reverses=None, reversed_by=None)
    found += [f"money stands in undone document {pk}" for pk in undone.values_list("document_id", flat=True)]
    accrued = totals(Entry.objects.filter(measure="actual").values_list("code__code", "amount"))
    may_be: defaultdict[str, set[Decimal]] = defaultdict(lambda: {ZERO})
    for batch in Batch.objects.filter(kind="actual", status="posted"):
        entries = Entry.objects.filter(document__batch_number=batch.pk, reverses=None, reversed_by=None)
        stated = {code: Decimal(amount) for code, amount in batch.result["by_code"].items() if Decimal(amount)}
        codes = sorted(entries.values_list("code__code", flat=True))
        if codes != sorted(stated) or batch.result["rows"]["posted"] != len(codes):
            found.append(f"import {batch.pk} says {batch.result['rows']}, {stated}; the books hold {codes}")
        for code, amount in stated.items():
            may_be[code].add(amount)
    found += [f"{code} holds {amount}" for code, amount in accrued.items() if amount not in may_be[code]]
    matched = totals(PaymentMatch.objects.standing().values_list("entry_id", "amount"))
    for entry in Entry.objects.filter(pk__in=matched):
        if matched[entry.pk] > entry.amount:
            found.append(f"payment {entry.pk} is matched twice")
    for state in MonthState.objects.all():
        late = Entry.objects.filter(month=state.month, posted_at__gt=state.changed_at)
        found += [f"entry {entry.pk} came into {state.month} after its close" for entry in late]
    twice = Counter(Batch.objects.filter(status__in=["posted", "preview"]).values_list("source__sha256", flat=True))
    if any(Batch.objects.filter(status="posted", source__sha256=sha).count() > 1 for sha, n in twice.items() if n > 1):
        found.append("a file is posted twice")
    return found


# Of all pairs those that the shortest run has.
FEW = (("post", "post"), ("answer", "undo"), ("answer", "close"), ("close", "post"), ("approve", "approve"),
       ("take back the payment", "match"), ("double click", "double click"))  # fmt: skip


def main(rounds: int) -> None:
    """Every pair so many times; with 0 a few of them once."""
    racing = Racing()
    names = list(racing.deeds(racing.prepare()))
    pairs = combinations_with_replacement(names, 2) if rounds else FEW
    for one, other in pairs:
        for _round in range(rounds or 1):
            on = racing.prepare(waits="answer" in (one, other))
            deeds = racing.deeds(on)
            said = at_once(racing, [(one, deeds[one]), (other, deeds[other])])
            racing.answers.update(f"{name} {status}" for name, status in zip((one, other), said, strict=True))
            wrong = faults(racing) + [f"answered {status}" for status in said if status >= 500 or not status]
            racing.wrong += [f"{one} × {other}: {fault}" for fault in wrong]
    print(json.dumps({"wrong": racing.wrong, "answers": racing.answers, "broken": books.check().broken}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
