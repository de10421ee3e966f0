"""The ground the ledger's tests stand on: a budget of 2025 with four codes and two people."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User

from finance import books
from finance.ledger import Posting, post
from finance.models import Budget, BudgetCode, Document, Facility, FundingSource, Membership, Programme
from finance.months import Month
from tests.ground.snapshots import built_once

CODES = ("111", "141", "149", "159")


@dataclass
class Ground:
    """`code["111"]` is the id of a budget code; documents are entered by one person, approved by the other, a manager."""

    budget: Budget
    code: dict[str, int]
    author: User
    approver: User
    numbers: int = field(default=0)

    def document(self, kind: str = "cash", day: date = date(2025, 1, 31), **fields) -> Document:
        self.numbers += 1
        fields = {"number": str(self.numbers), "entered_by": self.author, "approved_by": self.approver} | fields
        return Document.objects.create(budget=self.budget, kind=kind, date=day, **fields)

    def post(self, measure: str, *lines: tuple[str, int, str], document: Document | None = None) -> Document:
        """Lines are (code, month of 2025, amount); dated the last day of their month."""
        document = document or self.document(measure if measure in Document.Kind else "contract")
        post(document, [posting(self.code[code], measure, month, amount) for code, month, amount in lines])
        return document


def posting(code: int, measure: str, month: int, amount: str) -> Posting:
    at = Month(2025, month)
    return Posting(code, at, at.last_day, measure, Decimal(amount))


def build() -> Ground:
    built_once(("ledger",), _build)
    return standing()


def standing() -> Ground:
    """What was built or put back before."""
    budget = Budget.objects.select_related("facility", "programme", "source").get(key="2025-fund")
    codes = {code.code: code.pk for code in BudgetCode.objects.filter(code__in=CODES)}
    return Ground(budget, codes, *(User.objects.get(username=name) for name in ("anna", "bolat")))


def _build() -> None:
    facility = Facility.objects.create(number="991240999016", name_ru="Центр", name_kk="Орталық")
    Budget.objects.create(
        key="2025-fund",
        facility=facility,
        year=2025,
        programme=Programme.objects.create(administrator_code="253", programme_code="067", name_ru="ГОБМП"),
        source=FundingSource.objects.create(key="social-insurance", name_ru="ОСМС"),
    )
    for code in CODES:
        BudgetCode.objects.create(code=code, name_ru=f"Специфика {code}")
    User.objects.create(username="anna")
    approver = User.objects.create(username="bolat")
    Membership.objects.create(user=approver, facility=facility, role=Membership.Role.MANAGER)


def broken_books() -> list[str]:
    return books.check().broken
