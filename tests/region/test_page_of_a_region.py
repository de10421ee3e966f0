"""The page of a region: ranking, districts, outliers, who sent nothing; each within one's rights, in few queries."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from finance.ledger import Posting, post
from finance.models import Budget, BudgetCode, Document, Facility, FundingSource, Measure, Membership, Programme
from finance.months import Month
from finance.service_accounts import service_accounts
from region.outliers import outliers
from tests.ground.region_ground import NAMES, NUMBERS, TOP, bring_rows, region, report, row

pytestmark = pytest.mark.django_db
ROWS = [row(0, 1000, 500, 450), row(1, 2000, 1000, 300), row(4, 100, 50, 49), row(5, 300, 150, 0)]


def signed_in(number: str) -> Client:
    """A manager of the facility with this number."""
    user, _is_new = User.objects.get_or_create(username=f"manager-{number}")
    Membership.objects.get_or_create(user=user, facility=Facility.objects.get(number=number), role="manager")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "ru"
    return client


def shown(client: Client, **query: str) -> str:
    answer = client.get(reverse("region-of", args=[TOP]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def own_budget(at: int, cash: str) -> Budget:
    """Books of the facility `at` itself: a plan of 1000 in January, payments and cost of March 2023."""
    people, code = service_accounts(), BudgetCode.objects.get(code="141", valid_to=None).pk
    made = Budget.objects.create(
        key=f"own-{at}", facility=Facility.objects.get(number=NUMBERS[at]), year=2023,
        programme=Programme.objects.filter(programme_code="067").first(), source=FundingSource.objects.get(key="local-budget"),
    )  # fmt: skip
    for measure, month, tenge in ((Measure.PLAN, 1, "1000.00"), (Measure.CASH, 3, cash), (Measure.ACTUAL, 3, "500.00")):
        document = Document.objects.create(
            budget=made, kind="cash", date=date(2023, month, 1), entered_by=people.author, approved_by=people.approver
        )
        post(document, [Posting(code, Month(2023, month), date(2023, month, 1), measure, Decimal(tenge))])
    return made


def test_facilities_stand_by_what_they_absorbed_and_districts_the_coldest_first() -> None:
    bring_rows(ROWS)
    page = shown(signed_in(TOP))
    ranking = page[page.index('id="ranking"') :]
    assert [name for _at, name in sorted((ranking.find(name), name) for name in (NAMES[0], NAMES[1], NAMES[4], NAMES[5]))] == [
        NAMES[4], NAMES[0], NAMES[1], NAMES[5],
    ]  # fmt: skip
    districts = page[page.index('id="districts"') : page.index('id="ranking"')]
    assert districts.index("Текелі қ.") < districts.index("Қаратал ауданы")
    missing = page[page.index('id="missing"') : page.index('id="ranking"')]
    assert all(NAMES[at] in missing for at in (2, 3, 6))


def test_only_who_sees_a_facility_with_others_below_it_finds_the_region() -> None:
    bring_rows(ROWS)
    own_budget(0, "1.00")
    branch = signed_in(NUMBERS[0])
    assert branch.get(reverse("region-of", args=[TOP])).status_code == 404
    assert branch.get(reverse("region")).status_code == 404
    assert reverse("region") not in branch.get(reverse("home")).content.decode()
    assert signed_in(TOP).get(reverse("region")).headers["Location"] == reverse("region-of", args=[TOP])


def test_a_facility_leads_to_its_own_report_and_its_figure_to_the_cell() -> None:
    told = bring_rows(ROWS)
    own_budget(0, "450.00")
    page = shown(signed_in(TOP))
    assert "/budget/own-0/form2/?from=2023-01" in page
    assert f"/imports/{told['batch']}/" in page


def test_own_books_count_where_the_report_is_silent_and_are_doubted_where_they_differ() -> None:
    bring_rows(ROWS)
    own_budget(0, "400.00")
    own_budget(2, "250.00")
    found = report()
    silent = next(one for one in found["rows"] if one["number"] == NUMBERS[2])
    assert (silent["plan_year"], silent["cash"], silent["percent_year"], silent["submitted"]) == (
        "1000.00",
        "250.00",
        "25.0",
        True,
    )
    assert any(NAMES[0] in doubt and "400,00" in doubt for doubt in found["doubts"])
    page = shown(signed_in(TOP), order="owed")
    assert NAMES[2] in page[page.index('id="ranking"') :]


def test_the_page_costs_as_many_queries_for_one_facility_as_for_all() -> None:
    client = signed_in(region().number)
    counts = []
    for rows in (ROWS[:1], ROWS):
        bring_rows(rows)
        shown(client)
        with CaptureQueriesContext(connection) as captured:
            shown(client)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_a_figure_far_from_the_others_stands_out() -> None:
    found = outliers({**{at: Fraction(40 + at) for at in range(10)}, "low": Fraction(2), "high": Fraction(99)})
    assert [(one.key, one.is_high) for one in found] == [("high", True), ("low", False)]
    assert outliers({1: Fraction(1), 2: Fraction(100)}) == []


@given(st.lists(st.fractions(0, 1), min_size=8, max_size=30))
def test_never_more_than_half_of_the_figures_stand_out(values: list[Fraction]) -> None:
    assert len(outliers(dict(enumerate(values)))) <= len(values) // 2
