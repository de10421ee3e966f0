"""Bed-days and cases kept by month: equal to the stays whatever comes in and is taken back, and read by every page."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from finance import as_closed, books
from finance.ledger import reverse
from finance.models import Document
from finance.months import Month
from finance.reports import registry
from finance.service_accounts import service_accounts
from tariffs.bed_days import BedDayRule, CountedStay
from tariffs.declaring import declare, standing
from tariffs.kept_stays import admitted_by_district, counted, proof
from tariffs.known_profiles import profile_keys
from tariffs.models import CareProfile, ReferralSum, Stay, StaySum, Transfer
from tariffs.stay_sums import (
    Figure,
    Moved,
    StatedSpan,
    bed_days_between,
    come_to,
    counts_of,
    discharged_by_month,
    replayed,
    treated_between,
)
from tests.ground.costing_ground import ACTUAL, COSTING, JANUARY, JUNE, costed, csv, facility
from tests.ground.import_ground import bring

DAYS = st.dates(date(2024, 11, 20), date(2025, 4, 10))
PROFILES = ("neurology", "orthopaedics", "somatic")


@st.composite
def stays(draw: st.DrawFn) -> CountedStay:
    admitted = draw(DAYS)
    discharged = draw(st.none() | st.integers(0, 80).map(lambda days: admitted + timedelta(days=days)))
    within = st.integers(0, (discharged - admitted).days if discharged else 90)
    moves = draw(st.lists(st.tuples(within.map(lambda days: admitted + timedelta(days=days)), st.sampled_from("abc"))))
    return CountedStay("K", draw(st.sampled_from("abc")), admitted, discharged, transfers=tuple(moves))


def night_by_night(stay: CountedStay, rule: BedDayRule, through: date) -> Counter[tuple[Month, str]]:
    """Each day that counts, asked one by one."""
    found: Counter[tuple[Month, str]] = Counter()
    day = stay.admitted
    while day <= through:
        ends = stay.discharged
        if ends is not None and (day > ends or (day == ends and rule == BedDayRule.ONE and ends > stay.admitted)):
            break
        lies = stay.profile
        for moved, to in sorted(stay.transfers):
            lies = to if moved <= day else lies
        found[Month.of(day), lies] += 1
        day += timedelta(days=1)
    return found


@given(st.lists(stays(), max_size=6), st.sampled_from(BedDayRule), st.integers(1, 6), st.integers(0, 5))
def test_sums_tell_the_bed_days_of_any_months_by_either_rule(
    register: list[CountedStay], rule: BedDayRule, begins: int, more: int
) -> None:
    first = Month(2025, begins)
    last = Month(2025, min(begins + more, 12))
    counts = counts_of(register)
    asked = sum((night_by_night(stay, rule, last.last_day) for stay in register), Counter())
    assert bed_days_between(counts, rule, first, last) == {
        (month, profile, "inpatient"): days for (month, profile), days in asked.items() if month >= first
    }
    gone = Counter((Month.of(s.discharged), s.parts[-1].profile, "inpatient") for s in register if s.discharged)
    assert discharged_by_month(counts) == gone
    assert treated_between(counts, first, last) == sum(
        1 for s in register
        if s.admitted <= last.last_day and (s.discharged is None or s.discharged >= first.first_day)
    )  # fmt: skip


class TestKeptSums(TestCase):
    """Registers, moves and undos in any order."""

    def setUp(self) -> None:
        self.budget = facility()
        self.people = service_accounts()
        self.profiles = [CareProfile.objects.get(key=key) for key in PROFILES]

    def paper(self) -> Document:
        return Document.objects.create(
            budget=self.budget, kind="costing", date=date(2025, 4, 30), entered_by=self.people.author,
            approved_by=self.people.approver,
        )  # fmt: skip

    def state(self, said: tuple, case: int, day: int) -> Document:
        profile, days, sender = said
        made, admitted = self.paper(), date(2025, 1, 20) + timedelta(days=day)
        ends = None if days is None else admitted + timedelta(days=days)
        declare(made, [
            Stay(case=f"K{one}", profile=self.profiles[profile], admitted=admitted, discharged=ends, referred_by=sender)
            for one in {case, 3}
        ])  # fmt: skip
        return made

    def move(self, profile: int, case: int, day: int) -> Document:
        made, admitted = self.paper(), date(2025, 1, 20) + timedelta(days=day)
        to = self.profiles[profile - 1] if profile else None
        declare(made, [Transfer(case=f"K{case}", admitted=admitted, day=admitted + timedelta(days=2), profile=to)])
        return made

    def held(self) -> Moved:
        """Counted from the stays that stand."""
        keys, own = profile_keys(), self.budget.facility
        moves = standing(Transfer, own)
        return come_to(
            (CountedStay(s.case, keys[s.profile_id], s.admitted, s.discharged, s.setting, transfers=tuple(
                (one.day, keys[one.profile_id]) for one in moves.get(name, ()) if one.profile_id)), s.referred_by)
            for name, group in standing(Stay, own).items() for s in group
        )  # fmt: skip

    def papers(self) -> dict[int, StatedSpan]:
        keys, found = profile_keys(), {}
        for one in Document.objects.filter(kind="costing"):
            of_paper = StatedSpan(one.entered_at, one.undone_at, {}, {})
            for s in Stay.objects.filter(document=one):
                stay = CountedStay(s.case, keys[s.profile_id], s.admitted, s.discharged, s.setting)
                of_paper.stays.setdefault((s.case, s.admitted), []).append((stay, s.referred_by))
            for t in Transfer.objects.filter(document=one):
                of_paper.moves.setdefault((t.case, t.admitted), []).append((t.day, keys.get(t.profile_id)))
            found[one.pk] = of_paper
        return found

    SAID = st.tuples(st.integers(0, 2), st.none() | st.integers(2, 50), st.sampled_from(["", "Абай"]))
    STEP = st.tuples(
        st.sampled_from(["state", "move", "undo"]), SAID, st.integers(0, 3), st.sampled_from([0, 1, 30])
    )  # fmt: skip

    @settings(max_examples=12)
    @given(st.lists(STEP, min_size=1, max_size=6))
    def test_they_equal_the_stays_now_and_as_they_stood_at_every_moment(self, steps: list[tuple]) -> None:
        made, stood = list[Document](), []
        for what, said, case, day in steps:
            if what == "undo" and made:
                reverse(made.pop(case % len(made)), user=self.people.author, reason="проба", day=date(2025, 4, 30))
            else:
                made.append(self.move(said[0], case, day) if what == "move" else self.state(said, case, day))
            assert proof().holds
            moments = [m for p in self.papers().values() for m in (p.since, p.until) if m]
            stood.append((max(moments), self.held()))
        keys, replay = profile_keys(), list(replayed(self.papers()))
        for moment, (counts, sent) in stood:
            token = as_closed._MOMENT.set(moment)
            try:
                kept = counted(StaySum.objects.in_force(), keys)
                referrals = admitted_by_district(self.budget.facility, Month(2025, 1), Month(2025, 4))
            finally:
                as_closed._MOMENT.reset(token)
            assert +kept == +counts
            by_name: Counter[str] = Counter()
            for (_month, name), count in sent.items():
                by_name[name] += count
            assert referrals == +by_name
            told: Counter[tuple[Month, str, str, Figure]] = Counter()
            for at, moved in replay:
                if at <= moment:
                    told.update(moved.counts)
            assert +told == +kept


@pytest.mark.django_db
@pytest.mark.parametrize("model", [StaySum, ReferralSum])
def test_a_sum_moved_to_another_moment_is_found(model) -> None:
    """It would change what a closed period tells, though all of them still add up."""
    costed()
    assert (
        bring(
            csv("case;profile;referred_by;admitted;discharged", "K1;neurology;Абай;03.02.2025;20.02.2025"),
            "s.csv",
            kind="stays",
        )["status"]
        == "posted"
    )
    assert proof().holds
    model.objects.update(counts_from=F("counts_from") - timedelta(days=30))
    assert not proof().holds


@pytest.mark.django_db
def test_sums_of_a_facility_without_stays_are_found() -> None:
    costed()
    assert proof().holds
    ReferralSum.objects.create(
        facility=facility().facility, counts_from="2025-01-31T00:00:00Z", month=JANUARY, referred_by="Абай", admitted=3
    )
    assert not proof().holds


@pytest.mark.django_db
def test_a_sum_that_is_off_is_found_and_named() -> None:
    costed()
    header = "case;profile;admitted;discharged"
    assert bring(csv(header, "K1;neurology;03.02.2025;20.02.2025"), "s.csv", kind="stays")["status"] == "posted"
    assert books.check().hold
    StaySum.objects.update(one=18)
    ReferralSum.objects.all().delete()
    [check] = [one for one in books.check().checks if one.name == "stays-equal-their-sums"]
    assert (check.difference, len(check.broken)) == (2, 1)
    assert "2" in check.broken[0]


@pytest.mark.django_db
def test_no_report_of_care_reads_the_stays_themselves() -> None:
    scope = costed(files=("plan-2025.xlsx", *COSTING, *ACTUAL))
    header = "case;profile;admitted;discharged"
    rows = [f"K{number};neurology;03.02.2025;20.02.2025" for number in range(30)]
    assert bring(csv(header, *rows), "s.csv", kind="stays")["status"] == "posted"
    for name in ("bed-day-cost", "daily-cost", "tariff-vs-cost", "volumes", "why", "manager", "quotas", "variances"):
        with CaptureQueriesContext(connection) as asked:
            registry.get(name)(scope, JANUARY, JUNE, unit="tenge", language="ru")
        read = [one["sql"] for one in asked if 'FROM "tariffs_stay"' in one["sql"] and "LIMIT 1" not in one["sql"]]
        assert read == [], name
