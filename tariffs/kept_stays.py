"""Bed-days, cases and referrals by month, kept in the transaction in which stays come in or are taken back.

A paper adds rows that say by how much it moved a month and changes none, so that a closed period is told as it closed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from finance.asking_once import once
from finance.books import BookCheck
from finance.models import Document, Facility
from finance.months import Month
from tariffs.bed_days import CountedStay, Transfers
from tariffs.known_profiles import profile_keys
from tariffs.models import ReferralSum, Stay, StaySum, Transfer
from tariffs.models.declared import Declared, key_of, newest
from tariffs.stay_sums import Counts, Figure, Moved, Name, StatedSpan, come_to, replayed, treated_between


class Held(NamedTuple):
    """The rows that stand by what names them."""

    stays: Mapping[Name, Sequence[Any]]
    moves: Mapping[Name, Sequence[Any]]


def sums_through(facility: Facility, last: Month) -> Any:
    """The rows that `counted` adds up."""
    return StaySum.objects.in_force().filter(facility=facility, month__lte=last)


@once
def kept_rows(facility: Facility, last: Month) -> list[StaySum]:
    """One query."""
    return list(sums_through(facility, last))


@once
def kept_counts(facility: Facility, last: Month) -> Counts:
    """What stays of months through `last` come to, by profile's key. Two queries at most."""
    rows = kept_rows(facility, last)
    return counted(rows, profile_keys()) if rows else {}


def treated(facility: Facility, first: Month, last: Month) -> int:
    """Cases that were in on some day of the months, inclusive, whatever their profile. One query."""
    return treated_between(counted(kept_rows(facility, last), {}), first, last)


def counted(rows: Iterable[StaySum], profiles: Mapping[int | None, str]) -> Counts:
    """By profile's key, all together where no keys are given."""
    found: Counter[tuple[Month, str, str, Figure]] = Counter()
    for row in rows:
        for figure in Figure:
            if count := getattr(row, figure):
                found[row.month, profiles.get(row.profile_id, ""), row.setting, figure] += count
    return found


def admitted_by_district(facility: Facility, first: Month, last: Month) -> dict[str, int]:
    """How many cases of each referring organisation were admitted in the months, inclusive."""
    found: defaultdict[str, int] = defaultdict(int)
    for row in referral_rows(facility, first, last):
        found[row.referred_by] += row.admitted
    return {name: count for name, count in found.items() if count}


def referrals(facility: Facility, first: Month, last: Month) -> Any:
    """The rows that `admitted_by_district` adds up."""
    return ReferralSum.objects.in_force().filter(facility=facility, month__gte=first, month__lte=last)


@once
def referral_rows(facility: Facility, first: Month, last: Month) -> list[ReferralSum]:
    """In the order they were kept. One query."""
    return list(referrals(facility, first, last).order_by("pk"))


def referrers(facility: Facility) -> list[str]:
    """Organisations that the register names. One query."""
    return list(
        ReferralSum.objects.in_force().filter(facility=facility).values_list("referred_by", flat=True).distinct()
    )


def hold(facility_id: int) -> None:
    """Nobody else changes the facility's stays until the transaction ends, under whatever budget."""
    Facility.objects.select_for_update(no_key=True).values_list("pk").get(pk=facility_id)


def follow_declared(document: Document, before: Mapping[Name, Sequence[Any]], rows: Sequence[Declared]) -> None:
    """`rows` of one table, now stored under `document`, stand in place of `before`."""
    facility, names = document.budget.facility, {key_of(row) for row in rows}
    after = newest(rows)
    if isinstance(rows[0], Stay):
        moves = _rows(Transfer, facility.pk, names)
        old, new = Held(before, moves), Held(after, moves)
    else:
        stays = _rows(Stay, facility.pk, names)
        old, new = Held(stays, before), Held(stays, after)
    _keep(facility, _counts_from(document), _moved(old, new))


def follow_undone(documents: Sequence[Document], _measures: Collection[str]) -> None:
    """What stays come to without those of `documents` that are undone."""
    undone = {one.pk: one for one in documents if one.status == Document.Status.UNDONE}
    named: defaultdict[int, set[Name]] = defaultdict(set)
    for model in (Stay, Transfer) if undone else ():
        for row in model.objects.filter(document__in=undone).only("facility_id", *model.NAMED_BY):
            named[row.facility_id].add(key_of(row))
    for facility_id, names in named.items():
        hold(facility_id)
        before, after = (
            Held(*(_rows(model, facility_id, names, also) for model in (Stay, Transfer))) for also in (undone, ())
        )
        at = max(filter(None, Document.objects.filter(pk__in=undone).values_list("undone_at", flat=True)))
        _keep(Facility.objects.get(pk=facility_id), at, _moved(before, after))


def _rows(
    model: type[Stay | Transfer], facility_id: int, names: Collection[Name], also: Iterable[int] = ()
) -> dict[Any, Sequence[Any]]:
    """Those that stand of `names`, as if the documents `also` were not undone."""
    days = [admitted for _case, admitted in names]
    found = model.objects.filter(facility_id=facility_id, admitted__gte=min(days), admitted__lte=max(days))
    posted = Q(document__status=Document.Status.POSTED) | Q(document__in=list(also))
    standing = newest(
        row for row in found.filter(posted).order_by("document_id", "pk").iterator() if key_of(row) in names
    )
    return dict(standing)


def _counts_from(document: Document) -> datetime:
    return max(filter(None, (document.entered_at, document.approved_at)))


def _moved(before: Held, after: Held) -> Moved:
    profiles = profile_keys()
    return come_to(_stays(after, profiles)).less(come_to(_stays(before, profiles)))


def _stays(held: Held, profiles: Mapping[int | None, str]) -> Iterator[tuple[CountedStay, str]]:
    for name, group in held.stays.items():
        moves: Transfers = tuple(
            (one.day, profiles[one.profile_id]) for one in held.moves.get(name, ()) if one.profile_id
        )  # fmt: skip
        for row in group:
            own = profiles[row.profile_id]
            stay = CountedStay(row.case, own, row.admitted, row.discharged, row.setting, transfers=moves)
            yield stay, row.referred_by


def _keep(facility: Facility, at: datetime, moved: Moved) -> None:
    ids = {key: pk for pk, key in profile_keys().items() if pk is not None}
    of_place: defaultdict[tuple[Month, str, str], dict[str, int]] = defaultdict(dict)
    for (month, profile, setting, figure), count in moved.counts.items():
        if count:
            of_place[month, profile, setting][figure.value] = count
    StaySum.objects.bulk_create(
        [
            StaySum(facility=facility, counts_from=at, month=month, profile_id=ids[profile], setting=setting, **figures)
            for (month, profile, setting), figures in of_place.items()
        ],
        batch_size=500,
    )
    ReferralSum.objects.bulk_create(
        [
            ReferralSum(facility=facility, counts_from=at, month=month, referred_by=name, admitted=count)
            for (month, name), count in moved.sent.items()
            if count
        ],
        batch_size=500,
    )


def proof() -> BookCheck:
    """Every paper's stays counted again, as it came and as it went, and compared with what is kept of that moment.

    A case keeps its day of admission whatever papers say of it, so the stays admitted in one month are held at a time.
    """
    profiles = profile_keys()
    broken, off = list[str](), 0
    kept_of = {
        pk
        for model in (Stay, StaySum, ReferralSum)
        for pk in model.objects.values_list("facility", flat=True).distinct()
    }
    for facility in Facility.objects.filter(pk__in=kept_of):
        counts, sent = Counter[Any](), Counter[Any]()
        for month in _months_of_admission(facility):
            for at, moved in replayed(_papers(facility, month, profiles)):
                counts.update({(at, *place): count for place, count in moved.counts.items()})
                sent.update({(at, *place): count for place, count in moved.sent.items()})
        for row in StaySum.objects.filter(facility=facility):
            of_row = counted([row], profiles)
            counts.subtract({(row.counts_from, *place): count for place, count in of_row.items()})
        for told in ReferralSum.objects.filter(facility=facility):
            sent[told.counts_from, told.month, told.referred_by] -= told.admitted
        differ = sum(map(abs, (*counts.values(), *sent.values())))
        off += differ
        if differ:
            text = _("%(facility)s: bed-days and cases kept by month differ from the register of stays by %(count)s.")
            broken.append(text % {"facility": facility.name, "count": differ})
    return BookCheck("stays-equal-their-sums", off, tuple(broken))


def _months_of_admission(facility: Facility) -> list[Month]:
    """In order, of stays and moves, whether their papers stand or not."""
    days = {
        day
        for model in (Stay, Transfer)
        for day in model.objects.filter(facility=facility).values_list("admitted", flat=True).distinct().iterator()
    }
    return sorted({Month.of(day) for day in days})


def _papers(facility: Facility, month: Month, profiles: Mapping[int | None, str]) -> dict[int, StatedSpan]:
    """By the number of the paper, from when until when it counted and what it said of stays admitted in the month."""
    stays: defaultdict[int, defaultdict[Name, list[Any]]] = defaultdict(lambda: defaultdict(list))
    moves: defaultdict[int, defaultdict[Name, list[Any]]] = defaultdict(lambda: defaultdict(list))
    begun = {"facility": facility, "admitted__gte": month.first_day, "admitted__lte": month.last_day}
    told = Stay.objects.filter(**begun).order_by("pk")
    columns = ("document_id", "case", "admitted", "discharged", "profile_id", "setting", "referred_by")
    for paper, case, day, ends, profile, setting, sender in told.values_list(*columns).iterator():
        stay = CountedStay(case, profiles[profile], day, ends, setting)
        stays[paper][case, day].append((stay, sender))
    moved = Transfer.objects.filter(**begun).order_by("pk")
    for paper, case, day, to, profile in moved.values_list(
        "document_id", "case", "admitted", "day", "profile_id"
    ).iterator():
        moves[paper][case, day].append((to, profiles.get(profile, "")))
    documents = Document.objects.in_bulk({*stays, *moves})
    return {
        pk: StatedSpan(_counts_from(document), document.undone_at, stays[pk], moves[pk])
        for pk, document in documents.items()
    }
