"""What facilities absorbed and owe by their own books: to the tiyn what their entries add up to, whatever was posted."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import QuerySet
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from finance.ledger import Posting, post
from finance.models import Budget, BudgetCode, Document, Entry, Facility, FundingSource, Programme
from finance.months import Month
from finance.scope import Scope, of_facility
from finance.service_accounts import service_accounts
from region.own_books import own_books
from tests.ground.region_ground import NUMBERS, TOP, region
from tests.region.test_page_of_a_region import signed_in

MEASURES = ("plan", "amendment", "cash", "actual", "funding")
POSTED = st.tuples(
    st.integers(0, 2), st.sampled_from(MEASURES), st.integers(1, 13), st.integers(1, 12),
    st.decimals("-9999999999.99", "9999999999.99", places=2).filter(bool),
)  # fmt: skip


def budgets() -> list[Budget]:
    region()
    programme, sources = Programme.objects.order_by("pk").first(), FundingSource.objects.order_by("pk")
    return [
        Budget.objects.create(
            key=f"own-{at}", facility=Facility.objects.get(number=number), year=2025, programme=programme, source=sources[at % 2],
            project="" if at else "p",
        )
        for at, number in enumerate((NUMBERS[0], NUMBERS[0], NUMBERS[1], NUMBERS[2]))
    ]  # fmt: skip


def by_entries(facility: int, first: Month, through: Month) -> tuple[Decimal | None, ...]:
    """The same asked of the entries, one by one."""
    of: QuerySet[Entry] = Entry.objects.filter(budget__facility_id=facility, budget__project="")
    every = [
        (e.measure, e.month, e.amount) for e in of
        if not (e.measure == "amendment" and Month.of(e.date) > through)
    ]  # fmt: skip
    within = [(measure, amount) for measure, month, amount in every if first <= month.calendar <= through]
    gone = [(measure, amount) for measure, month, amount in every if month.calendar <= through]

    def added(found: list[Decimal]) -> Decimal | None:
        return sum(found, Decimal("0.00")) if found else None

    planned = ("plan", "amendment")
    is_spent = any(measure == "actual" for measure, _amount in gone)
    owed = sum((a if m == "actual" else -a for m, a in gone if m in ("actual", "cash")), Decimal("0.00"))
    return (
        added([a for m, _month, a in every if m in planned]), added([a for m, a in within if m in planned]),
        added([a for m, a in within if m == "cash"]),
        sum((a for m, a in within if m == "actual"), Decimal("0.00")) if is_spent else None, owed if is_spent else None,
    )  # fmt: skip


class TestOwnBooks(TestCase):
    def setUp(self) -> None:
        self.budgets = budgets()
        self.people = service_accounts()
        self.code = BudgetCode.objects.get(code="141", valid_to=None).pk

    @settings(max_examples=12)
    @given(st.lists(POSTED, max_size=12), st.integers(1, 12), st.integers(0, 11))
    def test_they_are_what_the_entries_add_up_to(self, posted: list[tuple], begins: int, more: int) -> None:
        for at, measure, month, day_of, tenge in posted:
            day = date(2025, day_of, 1)
            made = Document.objects.create(
                budget=self.budgets[at], kind="cash", date=day, entered_by=self.people.author,
                approved_by=self.people.approver,
            )  # fmt: skip
            post(made, [Posting(self.code, Month(2025, month), day, measure, tenge)])
        first, through = Month(2025, begins), Month(2025, min(begins + more, 12))
        scope = Scope(tuple(self.budgets), Facility.objects.get(number=TOP), is_tree=True)
        found = own_books(scope, first, through)
        for facility in {budget.facility_id for budget in self.budgets}:
            asked, here = by_entries(facility, first, through), found.get(facility)
            told = (None,) * 5 if here is None else (
                here.absorbed.plan_year, here.absorbed.plan_period, here.absorbed.cash, here.actual, here.owed,
            )  # fmt: skip
            assert told == asked, facility


@pytest.mark.django_db
def test_hundreds_of_budgets_stand_on_the_page_of_the_region_and_not_in_every_menu(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = budgets()
    client = signed_in(TOP)
    whole = client.get(reverse("region-of", args=[TOP]) + "?from=2025-01&through=2025-06").content.decode()
    assert all(f"/?budget={budget.key}" in whole for budget in made)
    monkeypatch.setattr("finance.views.frame.MOST_SHOWN", 2)
    page = client.get(reverse("region-of", args=[TOP]) + "?from=2025-01&through=2025-06").content.decode()
    assert [budget.key for budget in made if f"/?budget={budget.key}" in page] == ["own-0", "own-1"]
    assert of_facility(made[2].facility, 2025).budgets == (made[2],)


@pytest.mark.django_db
def test_a_name_never_becomes_markup_in_the_rows() -> None:
    made = budgets()
    Facility.objects.filter(pk=made[2].facility_id).update(name_ru="<b>ОАА</b>", name_kk="<b>ОАА</b>")
    code, people = BudgetCode.objects.get(code="141", valid_to=None).pk, service_accounts()
    paper = Document.objects.create(
        budget=made[2], kind="cash", date=date(2025, 1, 1), entered_by=people.author, approved_by=people.approver
    )
    post(paper, [Posting(code, Month(2025, 1), date(2025, 1, 1), "cash", Decimal("1000.00"))])
    page = signed_in(TOP).get(reverse("region-of", args=[TOP]) + "?from=2025-01&through=2025-06").content.decode()
    assert "&lt;b&gt;ОАА" in page
    assert "<b>ОАА" not in page
