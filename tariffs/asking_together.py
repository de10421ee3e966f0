"""What costs, indicators and other reports of care need of many small tables, asked in one query before they are made.

Nothing here decides anything: what is not known from here is asked by whoever needs it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter, or_
from typing import Any

from django.db.models import Q, QuerySet

from finance.asking_once import answered, is_asking_once, once
from finance.asking_together import together
from finance.models import Budget, Document, Facility, Measure, Setting
from finance.months import Month
from finance.scope import Scope
from finance.settings_of import in_words, settings_of
from tariffs.case_records import price_list_of, priced
from tariffs.costing_inputs import balances, balances_of
from tariffs.declaring import newest, standing, standing_with_documents
from tariffs.facility_records import beds_since, has_stays, registered_beds, with_stays
from tariffs.kept_stays import kept_rows, referral_rows, referrals, sums_through
from tariffs.known_profiles import care_profiles
from tariffs.models import (
    Attribution,
    Beds,
    CareProfile,
    CostCentre,
    DriverValue,
    Indicator,
    IndicatorValue,
    MedicalRow,
    Position,
    Quota,
    ReportedFigure,
    ServiceRate,
    Stay,
    StrategicNode,
    Tariff,
    Transfer,
    Volume,
)
from tariffs.models.declared import Declared

Know = tuple[Callable[..., Any], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class DeclaredRows:
    """Rows of `model` within `limits` that stand, and their documents where whoever asks leads to their cells."""

    model: type[Declared]
    limits: Mapping[str, Any]
    with_documents: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """`known`: what functions marked `@once` answer to their arguments, from the rows of a query."""

    declared: Sequence[DeclaredRows]
    known: Sequence[tuple[Know, QuerySet[Any], Callable[[list[Any]], Any]]] = ()


@once
def for_costs(budgets: Sequence[Budget], first: Month, last: Month, measure: str = "actual") -> None:
    """The books and the care of `first` to `last`, inclusive, but for stays and what was given. One query."""
    if is_asking_once():
        _ask(budgets[0].facility, _costs(budgets, first, last, measure))


def for_cases(budgets: Sequence[Budget], first: Month, last: Month, measure: str) -> None:
    """The same with every stay. One query."""
    if is_asking_once():
        admitted = {"admitted__lte": last.last_day}
        stays = Wanted((DeclaredRows(Stay, admitted), DeclaredRows(Transfer, admitted)))
        _ask(budgets[0].facility, _costs(budgets, first, last, measure), stays)
        answered(for_costs, None, budgets, first, last, measure)


def _costs(budgets: Sequence[Budget], first: Month, last: Month, measure: str) -> Wanted:
    facility, months, year = budgets[0].facility, {"month__gte": first, "month__lte": last}, {"year": first.year}
    return Wanted(
        (
            DeclaredRows(Attribution, year), DeclaredRows(CostCentre, year), DeclaredRows(DriverValue, months),
            DeclaredRows(Volume, months), DeclaredRows(Tariff, {}),
        ),
        (
            _sums_of_stays(facility, last),
            ((price_list_of, (facility,)), ServiceRate.objects.filter(facility=facility), priced),
            ((balances_of, (budgets, first, last, measure)), balances(budgets, first, last, measure), list),
        ),
    )  # fmt: skip


@once
def for_indicators(facility: Facility, first: Month, last: Month) -> None:
    """Indicators with their values of the months and of the year before, and the care they are computed from.

    One query.
    """
    if is_asking_once():
        _ask(facility, _indicators(facility, first, last))
        _know_quotas_within(facility, first, last)


def _indicators(facility: Facility, first: Month, last: Month) -> Wanted:
    within = {"month__gte": first, "month__lte": last}
    of_values = {"first_month__in": (first, _earlier(first)), "last_month__in": (last, _earlier(last))}
    return Wanted(
        (
            DeclaredRows(StrategicNode, {}), DeclaredRows(Indicator, {}), DeclaredRows(Volume, within),
            DeclaredRows(IndicatorValue, of_values, with_documents=True), _quotas_of_two_years(first, last),
        ),
        (_sums_of_stays(facility, last),),
    )  # fmt: skip


def _quotas_of_two_years(first: Month, last: Month) -> DeclaredRows:
    return DeclaredRows(Quota, {"first_month__gte": _earlier(first), "last_month__lte": last}, with_documents=True)


def _know_quotas_within(facility: Facility, first: Month, last: Month) -> None:
    """Those of the months alone are some of those of two years."""
    of_two_years = standing(Quota, facility, **_quotas_of_two_years(first, last).limits)
    rows = [row for group in of_two_years.values() for row in group]
    within = {"first_month__gte": first, "last_month__lte": last}
    answered(standing, newest(row for row in rows if _is_within(row, within)), Quota, facility, **within)


@once
def for_care(facility: Facility, first: Month, last: Month) -> None:
    """Beds, bed-days, cases and who sent them, as declared and as the register of stays has them. One query."""
    if is_asking_once():
        within = DeclaredRows(Quota, {"first_month__gte": first, "last_month__lte": last})
        _ask(facility, _care(facility, first, last), Wanted((within,)))


def _care(facility: Facility, first: Month, last: Month) -> Wanted:
    return Wanted(
        (
            DeclaredRows(Volume, {"month__gte": first, "month__lte": last}),
            DeclaredRows(CostCentre, {"year": last.year}),
            DeclaredRows(ReportedFigure, {"first_month": first, "last_month": last}),
        ),
        (
            _sums_of_stays(facility, last),
            ((referral_rows, (facility, first, last)), referrals(facility, first, last), list),
            ((has_stays, (facility,)), with_stays(facility), bool),
        ),
    )


def for_sections(scope: Scope, first: Month, last: Month) -> None:
    """All that the sections of a document ask of care and its costs. One query; none for several facilities."""
    budgets, facility = scope.budgets, scope.budgets[0].facility
    if not is_asking_once() or {budget.facility_id for budget in budgets} != {facility.pk}:
        return
    tables = {"first_month__gte": first, "last_month__lte": last}
    printed = Wanted(
        (
            DeclaredRows(Position, {"month__gte": first, "month__lte": last}, with_documents=True),
            DeclaredRows(MedicalRow, tables, with_documents=True),
        )
    )
    costs = _costs(budgets, first, last, Measure.ACTUAL)
    _ask(facility, costs, _care(facility, first, last), _indicators(facility, first, last), printed)
    _know_quotas_within(facility, first, last)
    answered(for_costs, None, budgets, first, last, Measure.ACTUAL)
    for ask in (for_care, for_indicators):
        answered(ask, None, facility, first, last)


def for_results(facility: Facility, first: Month, last: Month) -> None:
    """Indicators with the values of whole years from `first` to `last`. One query."""
    if is_asking_once():
        within = {"first_month__gte": first, "last_month__lte": last}
        _ask(facility, Wanted((DeclaredRows(Indicator, {}), DeclaredRows(IndicatorValue, within))))


def for_settlement(facility: Facility, first: Month, last: Month) -> None:
    """Volumes of the months and every tariff. One query."""
    if is_asking_once():
        months = {"month__gte": first, "month__lte": last}
        _ask(facility, Wanted((DeclaredRows(Volume, months), DeclaredRows(Tariff, {}))))


def for_needs(facility: Facility, month: Month) -> None:
    """What is there of a month and its year to compute the cost of a bed-day from. One query."""
    if is_asking_once():
        year = {"year": month.year}
        declared = (
            DeclaredRows(CostCentre, year), DeclaredRows(Attribution, year), DeclaredRows(Tariff, {}),
            DeclaredRows(DriverValue, {"month": month}),
            DeclaredRows(Volume, {"month__gte": month, "month__lte": month}),
        )  # fmt: skip
        _ask(facility, Wanted(declared, (_sums_of_stays(facility, month),)))


def _sums_of_stays(facility: Facility, last: Month) -> tuple[Know, QuerySet[Any], Callable[[list[Any]], Any]]:
    return (kept_rows, (facility, last)), sums_through(facility, last), list


def _ask(facility: Facility, *wanted: Wanted) -> None:
    """All that is wanted, once, with profiles, beds and settings, known from now on."""
    declared = {
        (one.model, tuple(one.limits.items()), one.with_documents): one for each in wanted for one in each.declared
    }
    known = {(name, repr(arguments)): one for each in wanted for one in each.known for name, arguments in (one[0],)}
    rows_of = [one.model.objects.in_force().filter(facility=facility, **one.limits) for one in declared.values()]
    named = [
        Q(pk__in=rows.order_by().values("document"))
        for one, rows in zip(declared.values(), rows_of, strict=True)
        if one.with_documents
    ]
    profiles, beds, settings, documents, *found = together(
        CareProfile.objects.all(), Beds.objects.filter(facility=facility), Setting.objects.filter(facility=facility),
        Document.objects.filter(reduce(or_, named)) if named else Document.objects.none(),
        *rows_of, *(queryset for _name, queryset, _shape in known.values()),
    )  # fmt: skip
    answered(care_profiles, sorted(profiles, key=attrgetter("key")))
    answered(registered_beds, beds_since(beds, {profile.pk: profile.key for profile in profiles}), facility)
    answered(settings_of, in_words(settings), facility)
    by_key = {document.pk: document for document in documents}
    for one, rows in zip(declared.values(), found, strict=False):
        _know(facility, one, rows, by_key)
    for ((name, arguments), _asked, shape), rows in zip(known.values(), found[len(declared) :], strict=True):
        answered(name, shape(rows), *arguments)


def _know(facility: Facility, one: DeclaredRows, rows: list[Any], documents: Mapping[int, Document]) -> None:
    rows.sort(key=lambda row: (row.document_id, row.pk))
    groups = newest(rows)
    answered(standing, groups, one.model, facility, **one.limits)
    if one.with_documents:
        for row in (row for group in groups.values() for row in group):
            row.document = documents[row.document_id]
        answered(standing_with_documents, groups, one.model, facility, **one.limits)


def _earlier(month: Month) -> Month:
    return Month(month.year - 1, month.number)


def _is_within(row: Any, within: Mapping[str, Month]) -> bool:
    return bool(within["first_month__gte"] <= row.first_month and row.last_month <= within["last_month__lte"])
