"""Books with something of everything that the chain stands over, and statements that alter them past the program."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from finance import chain, planning, triggers
from finance.audit import record
from finance.ledger import Posting, post, reverse
from finance.models import (
    AskedReopening,
    CashBalance,
    Document,
    Entry,
    Issue,
    Membership,
    MonthState,
    Setting,
    TreasuryFigure,
)
from finance.months import Month
from imports.models import Batch, Rule, SourceFile
from procurement.models import ControlRule
from tariffs.models import CareProfile, Tariff, Volume
from tests.ground import contract_ground

JANUARY, FEBRUARY = Month(2025, 1), Month(2025, 2)


@dataclass(frozen=True)
class Books:
    """Ids of what the statements name. `cash` holds two payments of January; `moved` reverses `returned`."""

    cash: int
    first: int
    second: int
    moved: int
    stray: int  # a document of nothing


def build() -> Books:
    hospital = contract_ground.Hospital()
    ground, budget, anna = hospital.ground, hospital.budget, hospital.anna
    contract = hospital.sign("17", hospital.line(1, "5000.00"))
    hospital.accept(contract, "1", date(2025, 1, 20), hospital.line(1, "5000.00"))
    amendment = ground.document("amendment", date(2025, 2, 1))
    planning.approve_amendment(amendment, [planning.PlannedLine(ground.code["159"], FEBRUARY, Decimal("100.00"))])
    cash = ground.document("cash")
    paid = ({"number": str(n), "counterparty_number": contract_ground.LAUNDRY, "purpose": f"акт {n}"} for n in (1, 2))
    amounts = zip(("100.10", "200.20"), paid, strict=True)
    post(cash, [Posting(ground.code["159"], JANUARY, date(2025, 1, 9), "cash", Decimal(a), **of) for a, of in amounts])
    returned = ground.post("cash", ("141", 2, "30.00"))
    reverse(returned, user=anna, reason="twice", day=date(2025, 2, 28))
    stray = ground.document("costing")
    _state(ground, stray)
    state = MonthState.objects.create(budget=budget, month=JANUARY, closed_by=anna)
    AskedReopening.objects.create(state=state, until=date(2025, 3, 1), reason="ошибка", asked_by=anna)
    for _time in range(3):
        record("finance.month.closed", user=anna, reason="итог", data={"budget": budget.key, "amount": "1.00"})
    first, second = Entry.objects.filter(document=cash).order_by("pk").values_list("pk", flat=True)
    moved = Entry.objects.get(reverses__isnull=False).pk
    return Books(cash.pk, first, second, moved, stray.pk)


def _state(ground, document: Document) -> None:
    """What files state beside the ledger, choices of the facility, and an import."""
    budget, facility = ground.budget, ground.budget.facility
    CashBalance.objects.create(budget=budget, date=date(2025, 1, 31), amount=Decimal("5.00"), document=document)
    TreasuryFigure.objects.create(document=document, code_id=ground.code["159"], month=JANUARY, paid_amount="300.30")
    profile = CareProfile.objects.create(key="neurology", name_ru="Неврология")
    dates = {"applies_from": date(2025, 1, 1), "published_on": date(2025, 1, 1)}
    of = {"document": document, "facility": facility, "profile": profile}
    Tariff.objects.create(**of, amount=Decimal("30000.00"), **dates)
    Volume.objects.create(**of, month=JANUARY, bed_days_done=900)
    Setting.objects.create(facility=facility, key="bed-days", value={"count": "midnight", "admission": True})
    Membership.objects.create(user=ground.author, facility=facility, role="economist")
    source = SourceFile.objects.create(sha256="0" * 64, size=1, content=b"x")
    Batch.objects.create(
        kind="cash", status="posted", source=source, facility=facility, entered_by=ground.author, claims=[{"rule": "x"}]
    )
    Rule.objects.create(facility=facility, order=10, words="прачечная", code="159", confirmed_by=ground.author)
    ControlRule.objects.create(budget=budget, mode="stop", period="year")
    Issue.objects.create(
        report="form2", facility=facility, first=JANUARY, through=JANUARY, unit="tenge", content="{}", fingerprint="0"
    )


def without_triggers() -> None:
    """As somebody would who owns the database: they are put back afterwards."""
    chain.link_now()
    triggers.drop(connection)
