"""Bed-days, treated cases and admissions by month, kept while stays come in and are taken back; the register is read
only where they are made anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db import models, transaction

from finance.models import Document, Facility
from finance.months import Month
from tariffs.bed_days import BedDayRule, bed_days_by_month
from tariffs.models import Admissions, Stay, StayMonth

FIGURES = ("bed_days_one", "bed_days_both", "discharged", "unfinished", "unfinished_days")
CASES_IN_A_QUERY = 500
# month, profile id and setting, or month and referring organisation → figures
Key = tuple[Any, ...]
Counts = defaultdict[Key, list[int]]
# what of a stay counts: profile id, setting, admitted, discharged, referring organisation
Counted = tuple[int, str, date, date | None, str]
FIELDS = ("profile_id", "setting", "admitted", "discharged", "referred_by")


def follow(facility: Facility, gone: Iterable[Stay], come: Iterable[Stay]) -> None:
    """Count `come`, and no longer `gone`, of the rows in force."""
    _keep(facility, *_counts([(_said(stay), -1) for stay in gone] + [(_said(stay), 1) for stay in come]))


def taken_back(documents: Sequence[Document], _measures: object = ()) -> None:
    """What stands once the stays of undone documents of one facility do not: what they had replaced."""
    undone = [one.pk for one in documents if one.status == Document.Status.UNDONE and one.kind == Document.Kind.COSTING]
    keys = set(Stay.objects.filter(document__in=undone).values_list("case", "admitted")) if undone else set()
    if not keys:
        return
    facility = documents[0].budget.facility
    before, after = dict[Key, list[Stay]](), dict[Key, list[Stay]]()
    for row in _of_cases(facility, sorted({case for case, _day in keys}), undone):
        key = (row.case, row.admitted)
        if key not in keys:
            continue
        for found in (before, after) if row.document_id not in undone else (before,):
            if key not in found or found[key][0].document_id != row.document_id:
                found[key] = []
            found[key].append(row)
    follow(
        facility, (row for rows in before.values() for row in rows), (row for rows in after.values() for row in rows)
    )


def _of_cases(facility: Facility, cases: Sequence[str], undone: Sequence[int]) -> Iterator[Stay]:
    """Rows of these cases that stand, and those of the undone documents; of each case in the order of documents."""
    stood = models.Q(document__status=Document.Status.POSTED) | models.Q(document__in=undone)
    for first in range(0, len(cases), CASES_IN_A_QUERY):
        some = cases[first : first + CASES_IN_A_QUERY]
        yield from Stay.objects.filter(stood, facility=facility, case__in=some).order_by("document_id", "id")


@transaction.atomic
def recount(facility: Facility) -> None:
    """Make the counts anew from the whole register."""
    newest: dict[tuple[str, date], tuple[int, list[Counted]]] = {}
    rows = Stay.objects.in_force().filter(facility=facility).values_list("case", "document_id", *FIELDS)
    for case, document, *said in rows.iterator(20_000):
        key = (case, said[2])
        if key not in newest or newest[key][0] != document:
            newest[key] = (document, [])
        newest[key][1].append(tuple(said))
    StayMonth.objects.filter(facility=facility).delete()
    Admissions.objects.filter(facility=facility).delete()
    _keep(facility, *_counts((said, 1) for _document, group in newest.values() for said in group))


def count_what_is_not_counted() -> None:
    """Of facilities that have stays and no counts: those of a version that kept none."""
    known = StayMonth.objects.values("facility")
    for facility in Facility.objects.filter(pk__in=Stay.objects.values("facility")).exclude(pk__in=known):
        recount(facility)


def bed_days(
    facility: Facility, rule: BedDayRule, first: Month, last: Month
) -> dict[tuple[Month, int, str], tuple[int, int]]:
    """By month, profile id and setting: bed-days and treated cases. A stay that is not over counts through `last`.

    One query; a month without a bed-day is left out.
    """
    column = "bed_days_both" if rule is BedDayRule.BOTH else "bed_days_one"
    found: defaultdict[tuple[Month, int, str], list[int]] = defaultdict(lambda: [0, 0])
    kept = StayMonth.objects.filter(facility=facility, month__lte=last.calendar)
    months = list(_between(first, last))
    for month, profile, setting, days, treated, unfinished, of_month in kept.values_list(
        "month", "profile_id", "setting", column, "discharged", "unfinished", "unfinished_days"
    ):
        if month >= first:
            own = found[month, profile, setting]
            own[0] += days + of_month
            own[1] += treated
        if unfinished:
            for later in months:
                if later > month:
                    found[later, profile, setting][0] += unfinished * later.days
    return {key: (days, treated) for key, (days, treated) in found.items() if days}


def admissions(facility: Facility, first: Month, last: Month) -> dict[str, int]:
    """How many stays of each referring organisation began in the months. One query."""
    found: defaultdict[str, int] = defaultdict(int)
    kept = Admissions.objects.filter(facility=facility, month__gte=first, month__lte=last.calendar)
    for name, stays in kept.order_by("id").values_list("referred_by", "stays"):
        found[name] += stays
    return {name: stays for name, stays in found.items() if stays}


def _between(first: Month, last: Month) -> Iterator[Month]:
    month = first.calendar
    while month <= last.calendar:
        yield month
        month = month.next()


def _said(stay: Stay) -> Counted:
    return stay.profile_id, stay.setting, stay.admitted, stay.discharged, stay.referred_by


def _counts(stays: Iterable[tuple[Counted, int]]) -> tuple[Counts, Counts]:
    """By month, profile and setting, and by month and organisation; each stay so many times."""
    of_profile: Counts = defaultdict(lambda: [0] * len(FIGURES))
    of_organisation: Counts = defaultdict(lambda: [0])
    for (profile, setting, admitted, discharged, referred_by), times in stays:
        begun = Month.of(admitted)
        of_organisation[begun, referred_by][0] += times
        if discharged is None:
            own = of_profile[begun, profile, setting]
            own[3] += times
            own[4] += times * ((begun.last_day - admitted).days + 1)
            continue
        for place, rule in enumerate((BedDayRule.ONE, BedDayRule.BOTH)):
            for month, days in bed_days_by_month(admitted, discharged, rule, discharged).items():
                of_profile[month, profile, setting][place] += times * days
        of_profile[Month.of(discharged), profile, setting][2] += times
    return of_profile, of_organisation


@transaction.atomic
def _keep(facility: Facility, of_profile: Counts, of_organisation: Counts) -> None:
    if not (of_profile or of_organisation):
        return
    # two files of one facility add to the same counts
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    _add(StayMonth, facility, ("month", "profile_id", "setting"), FIGURES, of_profile)
    _add(Admissions, facility, ("month", "referred_by"), ("stays",), of_organisation)


def _add(
    model: type[StayMonth] | type[Admissions], facility: Facility, named: Sequence[str], figures: Sequence[str],
    counts: Counts,
) -> None:  # fmt: skip
    months = {key[0] for key in counts}
    held = model.objects.filter(facility=facility, month__in=list(months))
    known: dict[Key, Any] = {tuple(getattr(one, name) for name in named): one for one in held}
    changed, created = [], []
    for key, added in counts.items():
        if not any(added):
            continue
        row = known.get(key)
        if row is None:
            row = model(facility=facility, **dict(zip(named, key, strict=True)))
            created.append(row)
        else:
            changed.append(row)
        for name, count in zip(figures, added, strict=True):
            setattr(row, name, getattr(row, name) + count)
    manager: Any = model.objects
    manager.bulk_create(created, batch_size=500)
    manager.bulk_update(changed, list(figures), batch_size=200)
