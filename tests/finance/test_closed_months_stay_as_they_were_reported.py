"""After a month is closed every kind of paper comes in, dated in it or speaking of it: its reports never change again."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from finance import by_hand, cash, closing, planning
from finance.by_hand import EnteringError
from finance.ledger import ClosedMonthError, LedgerError, reverse
from finance.models import Balance, CashBalance, Document, Entry, MonthState
from finance.months import Month
from finance.reporting.render import render
from finance.reports import registry
from finance.scope import of_budget
from tariffs import declaring
from tariffs.models import CareProfile, Volume
from tests.ground.contract_ground import Hospital
from tests.ground.ledger_ground import broken_books

pytestmark = pytest.mark.django_db
JANUARY, SEPTEMBER = Month(2025, 1), Month(2025, 9)
REPORTS = ("form2", "execution", "cash-reconciliation", "obligations", "payables", "years")


class Closed(Hospital):
    """January with a plan, money, payments, a contract and stated cash, closed."""

    def __init__(self) -> None:
        super().__init__()
        ground = self.ground
        self.funding = ground.post("funding", ("159", 1, "900.00"))
        self.paid = ground.post("cash", ("159", 1, "100.00"))
        ground.post("actual", ("159", 1, "70.00"))
        self.contract = self.sign("1", self.line(1, "5000.00"), self.line(6, "4000.00"))
        self.stated = ground.document("balances")
        cash.keep([CashBalance(budget=self.budget, account="KZ1", date=date(2025, 1, d), amount=Decimal(a), document=self.stated)
                   for d, a in ((1, "0.00"), (31, "800.00"))])  # fmt: skip
        MonthState.objects.create(budget=self.budget, month=JANUARY, closed_by=self.anna)

    def told(self) -> dict[str, bytes]:
        scope = of_budget(self.budget)
        return {name: render(registry.get(name)(scope, JANUARY, JANUARY, unit="tenge", language="ru"), "json")
                for name in REPORTS}  # fmt: skip

    def change(self, month: Month, amount: str) -> planning.PlannedLine:
        return planning.PlannedLine(self.code["159"], month, Decimal(amount))

    def amend(self) -> None:
        lines = [self.change(SEPTEMBER, "100.00")]
        planning.approve_amendment(self.ground.document("amendment", date(2025, 1, 20)), lines)

    def plan_anew(self) -> None:
        planning.approve_plan(self.ground.document("plan", date(2025, 1, 1)), [self.change(SEPTEMBER, "700.00")])

    def plan_january(self) -> None:
        planning.approve_plan(self.ground.document("plan", date(2025, 1, 1)), [self.change(JANUARY, "1.00")])

    def declare_volumes(self) -> None:
        profile = CareProfile.objects.create(key="neurology", name_ru="Неврология")
        document = self.ground.document("costing")
        declaring.declare(document, [Volume(month=JANUARY, profile=profile, bed_days_done=900)])

    def state_cash(self) -> None:
        cash.keep([CashBalance(budget=self.budget, date=date(2025, 1, 31), amount=1, document=self.stated)])

    def state_a_new_account(self) -> None:
        rows = [("", "800.00", 28), ("KZ1", "5.00", 27), ("KZ2", "7.00", 27)]
        cash.keep([CashBalance(budget=self.budget, account=account, date=date(2025, 2, day), amount=Decimal(amount),
                               document=self.ground.document("balances")) for account, amount, day in rows])  # fmt: skip

    def take_back(self, document: Document) -> None:
        reverse(document, user=self.anna, reason="ошибка", day=date(2025, 2, 3))

    def write(self, kind: str) -> None:
        written = by_hand.Written(kind, date(2025, 1, 31), Decimal("5.00"), month=JANUARY, code=self.code["159"])
        by_hand.enter(self.budget, written, user=self.bolat)


PAPERS: dict[str, Callable[[Closed], object]] = {
    "a certificate dated in it": Closed.amend,
    "a new plan of later months": Closed.plan_anew,
    "a new plan of it": Closed.plan_january,
    "a contract signed in it": lambda on: on.sign("2", on.line(9, "50.00")),
    "a contract with a sum of it": lambda on: on.sign("3", on.line(1, "50.00")),
    "an agreement signed in it": lambda on: on.agree(on.contract, "1/1", on.line(9, "60.00"), signed_on=date(2025, 1, 30)),
    "an act of it": lambda on: on.accept(on.contract, "1", date(2025, 1, 31), on.line(1, "10.00")),
    "a payment of it": lambda on: on.ground.post("cash", ("159", 1, "1.00")),
    "a payment taken back": lambda on: on.take_back(on.paid),
    "money taken back": lambda on: on.take_back(on.funding),
    "a plan taken back": lambda on: on.take_back(Document.objects.filter(kind="plan")[0]),
    "a contract taken back": lambda on: on.take_back(on.contract.document),
    "a balance of it": Closed.state_cash,
    "a new account stated later": Closed.state_a_new_account,
    "bed-days of it": Closed.declare_volumes,
    "a balance taken back": lambda on: on.take_back(on.stated),
}  # fmt: skip


@pytest.mark.parametrize("paper", PAPERS)
def test_no_paper_changes_a_report_of_a_closed_month(paper: str) -> None:
    on = Closed()
    before = on.told()
    try:
        with transaction.atomic():
            PAPERS[paper](on)
    except (LedgerError, EnteringError, closing.ClosingError):
        assert not Entry.objects.filter(document__number="refused").exists()
    after = on.told()
    assert {name for name in before if before[name] != after[name]} == set()
    assert broken_books() == []


def test_bed_days_of_it_are_refused_and_those_of_an_open_month_kept() -> None:
    on = Closed()
    with pytest.raises(ClosedMonthError, match="2025-01"), transaction.atomic():
        on.declare_volumes()
    profile = CareProfile.objects.create(key="neurology", name_ru="Неврология")
    declaring.declare(on.ground.document("costing"), [Volume(month=SEPTEMBER, profile=profile, bed_days_done=900)])
    assert Volume.objects.get().month == SEPTEMBER


def test_what_is_dated_in_it_counts_from_the_first_open_month() -> None:
    on = Closed()
    on.sign("2", on.line(9, "50.00"))
    assert Entry.objects.get(month=SEPTEMBER, measure="commitment").date == date(2025, 2, 1)
    assert Balance.objects.get(month=SEPTEMBER, measure="commitment").dated == Month(2025, 2)


@pytest.mark.parametrize("table", ["finance_cashbalance", "finance_entry"])
def test_the_database_refuses_what_is_dated_in_it(table: str) -> None:
    on = Closed()
    of = {"budget": on.budget, "document": on.paid, "amount": Decimal("1.00"), "date": date(2025, 1, 31)}
    entry = {"code_id": on.code["159"], "measure": "commitment", "month": SEPTEMBER}
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        if table == "finance_entry":
            Entry.objects.create(**of, **entry)
        else:
            CashBalance.objects.create(**of)
    assert connection.vendor in {"sqlite", "postgresql"}
