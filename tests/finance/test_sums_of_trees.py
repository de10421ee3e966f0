"""Sums kept for facilities with others below them: equal to the balances whatever is posted, moved, folded or reversed."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from finance import books
from finance.execution import figures, figures_of_tree
from finance.ledger import post, reverse, trees
from finance.models import Budget, BudgetSum, Document, Facility, TreeBalance
from finance.months import Month
from finance.reporting.json import as_object
from finance.reports import registry
from finance.scope import Scope, of_facility
from tests.ground.ledger_ground import Ground, build, posting

JANUARY, JUNE = Month(2025, 1), Month(2025, 6)


class Region:
    """A region, its centre with the ground's budget, the centre's branch, and a second facility of the region."""

    def __init__(self) -> None:
        self.ground: Ground = build()
        self.centre = self.ground.budget.facility
        self.top = Facility.objects.create(number="991240999017", name_ru="Область")
        self.branch = Facility.objects.create(number="991240999018", name_ru="Филиал", parent=self.centre)
        self.other = Facility.objects.create(number="991240999019", name_ru="Больница", parent=self.top)
        self.centre.parent = self.top
        self.centre.save()
        self.budgets = [
            self.ground.budget,
            self.budget_of(self.branch),
            self.budget_of(self.other),
            self.budget_of(self.top),
        ]

    def budget_of(self, facility: Facility) -> Budget:
        own = self.ground.budget
        return Budget.objects.create(
            key=f"2025-{facility.pk}", facility=facility, year=2025, programme=own.programme, source=own.source
        )

    def post(self, at: int, code: str, measure: str, month: int, tenge: str) -> Document:
        made = Document.objects.create(
            budget=self.budgets[at], kind="cash", date=date(2025, month, 28), entered_by=self.ground.author,
            approved_by=self.ground.approver,
        )  # fmt: skip
        post(made, [posting(self.ground.code[code], measure, month, tenge)])
        return made

    def scope(self) -> Scope:
        return of_facility(self.top, 2025, with_branches=True)

    def agrees(self) -> bool:
        one, other = (
            figures(self.scope(), JANUARY, JUNE, are_promises_asked=False),
            figures_of_tree(self.scope(), JANUARY, JUNE),
        )
        shown = ("plan_contract", "plan_adjusted", "funding", "cash", "actual")
        same = [[getattr(found.total, key) for key in shown] for found in (one, other)]
        by_code = [
            {pk: [getattr(f, key) for key in shown] for pk, f in found.by_code.items()} for found in (one, other)
        ]
        return same[0] == same[1] and by_code[0] == by_code[1] and one.flows == other.flows and books.check().hold


@pytest.mark.django_db
def test_what_is_posted_below_counts_in_every_facility_above() -> None:
    region = Region()
    region.post(0, "141", "cash", 1, "10.00")
    region.post(1, "141", "cash", 1, "5.00")
    region.post(1, "149", "plan", 8, "7.00")
    region.post(3, "111", "funding", 2, "100.01")
    assert region.agrees()
    assert {row.facility_id for row in TreeBalance.objects.all()} == {region.top.pk, region.centre.pk}


@pytest.mark.django_db
def test_a_reversal_takes_back_its_part() -> None:
    region = Region()
    made = region.post(1, "141", "cash", 1, "5.00")
    reverse(made, user=region.ground.author, reason="ошибка", day=date(2025, 2, 1))
    assert region.agrees()
    assert figures_of_tree(region.scope(), JANUARY, JUNE).total.cash == 0


@pytest.mark.django_db
def test_a_facility_that_moves_takes_its_sums_along() -> None:
    region = Region()
    region.post(1, "141", "cash", 1, "5.00")
    region.branch.parent = region.other
    region.branch.save()
    assert region.agrees()
    assert set(TreeBalance.objects.values_list("facility_id", flat=True)) == {region.top.pk, region.other.pk}
    region.branch.parent = None
    region.branch.save()
    assert (region.agrees(), BudgetSum.objects.count()) == (True, 0)


@pytest.mark.django_db
def test_folding_changes_no_sum() -> None:
    region = Region()
    for month in range(1, 5):
        region.post(0, "141", "cash", month, "10.00")
        region.post(1, "141", "cash", 1, "0.01")
    before = TreeBalance.objects.filter(facility=region.top).count()
    trees.fold(region.top.pk, 2025)
    assert TreeBalance.objects.filter(facility=region.top).count() < before
    assert region.agrees()


@pytest.mark.django_db
def test_money_of_projects_stays_apart() -> None:
    region = Region()
    Budget.objects.filter(pk=region.budgets[1].pk).update(project="early")
    region.post(1, "141", "cash", 1, "5.00")
    region.post(0, "141", "cash", 1, "1.00")
    assert region.agrees()
    assert figures_of_tree(region.scope(), JANUARY, JUNE).total.cash == 1


@pytest.mark.django_db
def test_the_books_tell_a_kept_sum_that_is_off() -> None:
    region = Region()
    region.post(1, "141", "cash", 1, "5.00")
    TreeBalance.objects.filter(facility=region.top).update(amount=Decimal("4.00"))
    BudgetSum.objects.update(amount=Decimal("6.00"))
    check = next(one for one in books.check().checks if one.name == "trees-equal-balances")
    assert (check.holds, check.difference, len(check.broken)) == (False, Decimal("2.00"), 2)
    trees.rebuild([region.top.pk], Budget.objects.select_related("facility"))
    assert region.agrees()


@pytest.mark.django_db
def test_books_of_one_facility_keep_no_such_sums() -> None:
    ground = build()
    ground.post("cash", ("141", 1, "10.00"))
    assert not TreeBalance.objects.exists()
    assert not BudgetSum.objects.exists()


@pytest.mark.django_db
def test_form2_of_a_region_costs_as_many_queries_for_one_facility_as_for_many() -> None:
    region = Region()
    region.post(1, "141", "cash", 1, "5.00")

    def queries() -> int:
        scope = region.scope()
        with CaptureQueriesContext(connection) as captured:
            found = as_object(registry.get("region-form2")(scope, JANUARY, JUNE))
        assert found["total"]["cash"] == f"{5 + len(more)}.00"
        return len(captured)

    more: list[int] = []
    few = queries()
    for at in range(20):
        facility = Facility.objects.create(number=f"9912409991{at:02d}", name_ru=f"Больница {at}", parent=region.top)
        region.budgets.append(region.budget_of(facility))
        region.post(4 + at, "141", "cash", 1, "1.00")
        more.append(at)
    assert (queries(), few <= 8) == (few, True)


steps = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from(["111", "141", "149"]), st.sampled_from(["plan", "amendment", "cash", "funding"]),
        st.integers(1, 12), st.decimals("-1000000", "1000000", places=2).map(str), st.booleans(),
    ),
    max_size=8,
)  # fmt: skip


class TestAnyPostings(TestCase):
    @given(steps)
    @settings(max_examples=15)
    def test_sums_of_a_tree_equal_those_of_its_budgets(self, moves: list) -> None:
        region = Region()
        for at, code, measure, month, tenge, is_folded in moves:
            region.post(at, code, measure, month, tenge)
            if is_folded:
                trees.fold(region.top.pk, 2025)
        assert region.agrees()
