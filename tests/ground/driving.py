"""The whole program driven in any order, in a database of its own: `python -m tests.ground.driving EXAMPLES STEPS FOLDER`.

Hypothesis chooses what is posted, imported, undone, amended, committed, approved, closed, opened again, issued and put
back from a copy. After each step the books check, every measure is what a plain sum says, and what was issued and what
was closed is told as it was.
"""

import sys
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import django

# Django is set up before its models can be read in.
# ruff: noqa: E402 - models can be imported only now
django.setup()

from django.conf import settings as program
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from finance import backup, books, cash, closing, planning, reopening
from finance.clock import today
from finance.issuing import WantedIssue, issue_now
from finance.ledger import LedgerError, Posting, post
from finance.models import Budget, BudgetCode, CashBalance, Document, Entry, Issue, MonthState
from finance.money import ZERO, totals
from finance.months import Month
from finance.reporting.render import render
from finance.reports import registry
from finance.rights import Approval
from finance.scope import of_budget
from finance.service_accounts import service_accounts
from imports.models import Batch
from imports.pipeline import importing, undoing
from imports.pipeline.errors import UsageError
from imports.pipeline.order import Order
from procurement import drafts, suppliers
from procurement.models import Contract
from procurement.papers import PaperLine, Terms
from tests.ground import papers_in_force

FOLDER = Path(sys.argv[3])
MONTHS, AMOUNTS = st.integers(1, 12), st.decimals("0.01", "9999.99", places=2)
CODES = st.sampled_from(("111", "141", "159"))
REFUSED = (LedgerError, UsageError)
Sums = defaultdict[tuple[str, str], Decimal]


def put_back(copy: Path) -> None:
    backup.put_back(copy)
    call_command("migrate", verbosity=0)


class Program(RuleBasedStateMachine):
    """`sums` are tenge by measure and code, as posted; `told` is Form No.2 of each closed month."""

    def __init__(self) -> None:
        super().__init__()
        base = FOLDER / f"base.{backup.name_of_now(timezone.localtime()).rpartition('.')[2]}"
        if base.exists():
            put_back(base)
        else:
            backup.backup(base)
        self.number = 0
        self.people = service_accounts()
        self.both = Approval(self.people.author, self.people.approver)
        self.sums: Sums = defaultdict(lambda: ZERO)
        self.batches: dict[int, Sums] = {}
        self.told: dict[Month, bytes] = {}
        self.issued: dict[int, str] = {}
        plan = self.document("plan")
        lines = [
            planning.PlannedLine(self.code(code), Month(2025, 12), Decimal("50000.00"))
            for code in ("111", "141", "159")
        ]
        planning.approve_plan(plan, lines)
        for line in ("111", "141", "159"):
            self.sums["plan", line] += Decimal("50000.00")
        stated = self.document("balances")
        CashBalance.objects.create(budget=self.budget, date=date(2025, 1, 1), amount=ZERO, document=stated)

    @property
    def budget(self) -> Budget:
        return Budget.objects.select_related("facility", "programme", "source").get(key="2025-fund")

    def code(self, code: str) -> int:
        return BudgetCode.objects.get(code=code, valid_to=None).pk

    def document(self, kind: str) -> Document:
        self.number += 1
        return Document.objects.create(
            budget=self.budget, kind=kind, number=f"N{self.number}", date=date(2025, 1, 1) + timedelta(days=self.number % 360),
            entered_by=self.people.author, approved_by=self.people.approver, reason="r",
        )  # fmt: skip

    def attempt(self, deed: Callable[[], object]) -> bool:
        """Whether it was done; refused with a sentence it was not, and nothing of it is there."""
        try:
            with transaction.atomic():
                deed()
        except REFUSED:
            return False
        return True

    @rule(code=CODES, month=MONTHS, amount=AMOUNTS)
    def accrue(self, code: str, month: int, amount: Decimal) -> None:
        at = Month(2025, month)
        posting = Posting(self.code(code), at, at.last_day, "actual", amount)
        if self.attempt(lambda: post(self.document("actual"), [posting])):
            self.sums["actual", code] += amount

    @rule(month=MONTHS, amounts=st.lists(st.tuples(CODES, AMOUNTS), min_size=1, max_size=4))
    def bring(self, month: int, amounts: list[tuple[str, Decimal]]) -> None:
        self.number += 1
        rows = (f"2025-{month:02}-10,{self.number}/{n},{code},{amount}" for n, (code, amount) in enumerate(amounts))
        data = "\n".join(["date,number,code,amount", *rows, ""]).encode()
        order = Order(data, f"{self.number}.csv", self.people.author, self.people.approver, kind="cash")
        found = importing.run(order).json
        if found["status"] == "posted":
            own: Sums = totals((("cash", code), amount) for code, amount in amounts)
            self.batches[found["batch"]] = own
            self.add(own)

    def add(self, own: Sums, sign: int = 1) -> None:
        for place, amount in own.items():
            self.sums[place] += sign * amount

    @precondition(lambda self: self.batches)
    @rule(at=st.integers(0, 99))
    def undo(self, at: int) -> None:
        number = sorted(self.batches)[at % len(self.batches)]
        batch = Batch.objects.get(pk=number)
        if self.attempt(lambda: undoing.undo(batch, user=self.people.author, reason="r", check_rights=False)):
            self.add(self.batches.pop(number), -1)

    @rule(code=CODES, month=MONTHS, amount=AMOUNTS)
    def amend(self, code: str, month: int, amount: Decimal) -> None:
        lines = [planning.PlannedLine(self.code(code), Month(2025, month), amount)]
        if self.attempt(lambda: planning.approve_amendment(self.document("amendment"), lines)):
            self.sums["amendment", code] += amount

    def terms(self, code: str, month: int, amount: Decimal) -> Terms:
        self.number += 1
        supplier = suppliers.register("991240999723", "ТОО Прачечная")
        line = PaperLine(self.code(code), Month(2025, month), amount)
        return Terms(number=str(self.number), supplier=supplier, lines=(line,), signed_on=date(2025, 1, 6),
                     ends_on=date(2025, 12, 31), amount_with_vat=amount)  # fmt: skip

    @rule(code=CODES, month=MONTHS, amount=AMOUNTS)
    def commit(self, code: str, month: int, amount: Decimal) -> None:
        if self.attempt(lambda: papers_in_force.sign(self.budget, self.terms(code, month, amount), self.both)):
            self.sums["commitment", code] += amount

    @rule(code=CODES, month=MONTHS, amount=AMOUNTS)
    def draft(self, code: str, month: int, amount: Decimal) -> None:
        terms = self.terms(code, month, amount)
        self.attempt(lambda: drafts.draft(self.budget, terms, entered_by=self.people.author))

    @rule()
    def approve(self) -> None:
        draft = Contract.objects.filter(status=Contract.Status.DRAFT).order_by("pk").first()
        if draft is not None and self.attempt(lambda: drafts.approve(draft, approved_by=self.people.approver)):
            for line in draft.schedule.select_related("code"):
                self.sums["commitment", line.code.code] += line.amount_with_vat
        elif draft is not None:
            self.attempt(lambda: drafts.discard(draft, user=self.people.author))

    @rule()
    def close(self) -> None:
        month = closing.next_to_close(self.budget, closing.calendar(self.budget))
        if month is None or month.number == 13:
            return
        paid = totals(Entry.objects.filter(measure="cash", month__lte=month).values_list("budget_id", "amount"))
        stated = CashBalance(budget=self.budget, date=month.last_day, amount=-paid[self.budget.pk])
        stated.document = self.document("balances")
        if self.attempt(lambda: cash.keep([stated])) and self.attempt(
            lambda: closing.close(self.budget, month, user=self.people.author)
        ):
            self.told[month] = self.form2(month)

    @precondition(lambda self: self.told)
    @rule(at=st.integers(0, 11))
    def open_again(self, at: int) -> None:
        month = sorted(self.told)[at % len(self.told)]
        budget, until = self.budget, today()
        asked = reopening.ask(budget, month, user=self.people.author, reason="r", until=until)
        reopening.approve(asked, user=self.people.approver)
        self.told = {one: text for one, text in self.told.items() if one < month}

    def form2(self, month: Month) -> bytes:
        return render(registry.get("form2")(of_budget(self.budget), month, month, language="ru"), "json")

    @rule(month=MONTHS)
    def issue(self, month: int) -> None:
        wanted = WantedIssue("form2", of_budget(self.budget), Month(2025, 1), Month(2025, month))
        if self.attempt(lambda: issue_now(wanted, self.both)):
            made = Issue.objects.latest("pk")
            self.issued[made.pk] = made.content

    @rule()
    def restore(self) -> None:
        copy = (
            FOLDER
            / f"{self.number}-{timezone.now():%H%M%S%f}.{backup.name_of_now(timezone.localtime()).rpartition('.')[2]}"
        )
        backup.backup(copy)
        self.document("actual")
        put_back(copy)
        copy.unlink()

    @invariant()
    def all_identities_hold(self) -> None:
        assert books.check().broken == []
        entries = Entry.objects.exclude(measure="funding").values_list("measure", "code__code", "amount")
        held = totals(((measure, code), amount) for measure, code, amount in entries)
        assert {k: v for k, v in held.items() if v} == {k: v for k, v in self.sums.items() if v}
        assert dict(Issue.objects.values_list("pk", "content")) == self.issued
        closed = {one.month for one in MonthState.objects.all() if one.is_closed_on(today())}
        assert set(self.told) <= closed
        for month, text in self.told.items():
            assert self.form2(month) == text


if __name__ == "__main__":
    assert program.SMETA_TODAY
    examples, steps = int(sys.argv[1]), int(sys.argv[2])
    run_state_machine_as_test(
        Program,
        settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
                          derandomize=examples == 1, suppress_health_check=list(HealthCheck)),
    )  # fmt: skip
