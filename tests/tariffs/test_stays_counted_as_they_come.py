"""Bed-days by month are kept while registers of stays come in and are taken back: always what counting anew would give."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance.ledger import reverse
from finance.models import Document
from finance.months import Month
from finance.scope import of_budget
from finance.service_accounts import service_accounts
from tariffs import stay_counts
from tariffs.bed_days import BedDayRule, bed_days_by_month
from tariffs.declaring import declare, standing
from tariffs.models import Admissions, CareProfile, Stay, StayMonth
from tariffs.reports import volumes
from tests.ground.costing_ground import facility

pytestmark = pytest.mark.django_db
JANUARY = date(2025, 1, 1)
FIRST, LAST = Month(2025, 1), Month(2025, 4)
STAYS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 150), st.none() | st.integers(0, 90), st.integers(0, 1)),
    max_size=6,
)
# a register that comes, or the number of one before it that is taken back
STEPS = st.lists(STAYS | st.integers(0, 3), min_size=1, max_size=6)


def paper() -> Document:
    return Document.objects.create(
        budget=facility(), kind="costing", date=date(2025, 5, 31), entered_by=service_accounts().author
    )


def register(*told: tuple[str, int, int | None, int]) -> Document:
    """Stays by case, day of the year, length (none: not over) and profile; under a document of its own."""
    made, profiles = paper(), list(CareProfile.objects.order_by("pk"))
    rows = {}
    for case, day, length, profile in told:
        begun = JANUARY + timedelta(days=day)
        rows[case, begun] = Stay(
            case=case, admitted=begun, discharged=None if length is None else begun + timedelta(days=length),
            profile=profiles[profile], referred_by=f"Район {case}",
        )  # fmt: skip
    declare(made, list(rows.values()))
    return made


def take_back(document: Document) -> None:
    reverse(document, user=service_accounts().author, reason="ошибка", day=date(2025, 5, 31))


def kept() -> tuple[Counter, Counter]:
    counts = Counter({
        (one.month, one.profile_id, name): count
        for one in StayMonth.objects.all() for name in stay_counts.FIGURES if (count := getattr(one, name))
    })  # fmt: skip
    return counts, Counter({(one.month, one.referred_by): one.stays for one in Admissions.objects.all() if one.stays})


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_what_is_kept_is_what_counting_anew_gives(steps) -> None:
    papers: list[Document] = []
    for step in steps:
        if isinstance(step, list):
            papers.append(register(*step))
        elif step < len(papers):
            take_back(papers.pop(step))
    found = kept()
    budget = facility()
    stay_counts.recount(budget.facility)
    assert kept() == found
    for rule in BedDayRule:
        counted: Counter = Counter()
        for group in standing(Stay, budget.facility, admitted__lte=LAST.last_day).values():
            for stay in group:
                days = bed_days_by_month(stay.admitted, stay.discharged, rule, LAST.last_day)
                counted.update({(month, stay.profile_id, stay.setting): of for month, of in days.items()})
        told = stay_counts.bed_days(budget.facility, rule, FIRST, LAST)
        assert {key: days for key, (days, _treated) in told.items()} == {
            key: days for key, days in counted.items() if FIRST <= key[0] <= LAST
        }
    for document in papers:
        take_back(document)


def test_no_look_reads_the_register() -> None:
    register(("A", 3, 40, 0), ("B", 5, None, 1))
    with CaptureQueriesContext(connection) as asked:
        volumes.build(of_budget(facility()), FIRST, LAST)
    of_stays = [one["sql"] for one in asked.captured_queries if 'FROM "tariffs_stay"' in one["sql"]]
    assert of_stays
    assert all("LIMIT 1" in sql for sql in of_stays)


def test_a_version_that_kept_no_counts_gets_them() -> None:
    register(("A", 3, 40, 0))
    StayMonth.objects.all().delete()
    stay_counts.count_what_is_not_counted()
    assert StayMonth.objects.exists()
