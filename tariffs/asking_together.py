"""What costs of cases, indicators and documents need of many small tables, asked in one query before they are made.

Nothing here decides anything: what is not known from here is asked by whoever needs it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

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

Asked = tuple[type[Declared], dict[str, Any]]
Found = Mapping[str, list[Any]]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Declared rows that stand, `papers` those wanted with their documents, other rows by a name; what is known then.

    What goes by one name is the same rows whoever wants them.
    """

    declared: Sequence[Asked] = ()
    papers: Sequence[Asked] = ()
    others: Mapping[str, QuerySet[Any]] = field(default_factory=dict)
    know: Callable[[Found], None] = lambda _found: None


@once
def for_costs(budgets: Sequence[Budget], first: Month, last: Month, measure: str = "actual") -> None:
    """The books and the care of `first` to `last`, inclusive, but for stays and what was given. One query."""
    if is_asking_once():
        _ask(budgets[0].facility, _costs(budgets, first, last, measure))


def for_cases(budgets: Sequence[Budget], first: Month, last: Month, measure: str) -> None:
    """The same with every stay. One query."""
    if is_asking_once():
        admitted = {"admitted__lte": last.last_day}
        stays = _Wanted([(Stay, admitted), (Transfer, admitted)])
        _ask(budgets[0].facility, _costs(budgets, first, last, measure), stays)
        answered(for_costs, None, budgets, first, last, measure)


def _costs(budgets: Sequence[Budget], first: Month, last: Month, measure: str) -> _Wanted:
    facility, months = budgets[0].facility, {"month__gte": first, "month__lte": last}

    def know(found: Found) -> None:
        answered(kept_rows, found["sums of stays"], facility, last)
        answered(price_list_of, priced(found["price list"]), facility)
        answered(balances_of, found["balances"], budgets, first, last, measure)

    return _Wanted(
        [(Attribution, {"year": first.year}), (CostCentre, {"year": first.year}), (DriverValue, months),
         (Volume, months), (Tariff, {})],
        others={
            "price list": ServiceRate.objects.filter(facility=facility),
            "balances": balances(budgets, first, last, measure),
            "sums of stays": sums_through(facility, last),
        },
        know=know,
    )  # fmt: skip


@once
def for_indicators(facility: Facility, first: Sequence[Month], last: Sequence[Month]) -> None:
    """Indicators with their values of the months, and the care they are computed from. One query.

    `first` and `last` are the months that values begin and end in, those asked for before those of the year before.
    """
    if is_asking_once():
        _ask(facility, _indicators(facility, first, last))


def _indicators(facility: Facility, first: Sequence[Month], last: Sequence[Month]) -> _Wanted:
    of_quotas = {"first_month__gte": min(first), "last_month__lte": last[0]}
    within = {"first_month__gte": first[0], "last_month__lte": last[0]}

    def know(found: Found) -> None:
        answered(kept_rows, found["sums of stays"], facility, last[0])
        quotas = standing(Quota, facility, **of_quotas).values()
        kept = [row for group in quotas for row in group if _is_within(row, within)]
        answered(standing, newest(kept), Quota, facility, **within)

    return _Wanted(
        [(StrategicNode, {}), (Indicator, {}), (Volume, {"month__gte": first[0], "month__lte": last[0]})],
        [(IndicatorValue, {"first_month__in": tuple(first), "last_month__in": tuple(last)}), (Quota, of_quotas)],
        {"sums of stays": sums_through(facility, last[0])},
        know,
    )


@once
def for_care(facility: Facility, first: Month, last: Month) -> None:
    """Beds, bed-days, cases and who sent them, as declared and as the register of stays has them. One query."""
    if is_asking_once():
        _ask(facility, _care(facility, first, last))


def _care(facility: Facility, first: Month, last: Month) -> _Wanted:
    def know(found: Found) -> None:
        answered(kept_rows, found["sums of stays"], facility, last)
        answered(referral_rows, found["referrals"], facility, first, last)
        answered(has_stays, bool(found["a facility with stays"]), facility)

    within = {"first_month__gte": first, "last_month__lte": last}
    return _Wanted(
        [(Volume, {"month__gte": first, "month__lte": last}), (Quota, within), (CostCentre, {"year": last.year}),
         (ReportedFigure, {"first_month": first, "last_month": last})],
        others={
            "sums of stays": sums_through(facility, last),
            "referrals": referrals(facility, first, last),
            "a facility with stays": with_stays(facility),
        },
        know=know,
    )  # fmt: skip


def for_document(scope: Scope, first: Month, last: Month) -> None:
    """What all sections of care of a document need of a facility. One query."""
    facility = scope.budgets[0].facility
    if not is_asking_once() or any(budget.facility_id != facility.pk for budget in scope.budgets):
        return
    earlier, until = (Month(month.year - 1, month.number) for month in (first, last))
    within = {"first_month__gte": first, "last_month__lte": last}
    own = _Wanted(papers=[(Position, {"month__gte": first, "month__lte": last}), (MedicalRow, within)])
    of_indicators = (first, earlier), (last, until)
    _ask(
        facility, _care(facility, first, last), _costs(scope.budgets, first, last, Measure.ACTUAL),
        _indicators(facility, *of_indicators), own,
    )  # fmt: skip
    answered(for_care, None, facility, first, last)
    answered(for_costs, None, scope.budgets, first, last, Measure.ACTUAL)
    answered(for_indicators, None, facility, *of_indicators)


def for_results(facility: Facility, first: Month, last: Month) -> None:
    """Indicators with the values of whole years from `first` to `last`. One query."""
    if is_asking_once():
        within = {"first_month__gte": first, "last_month__lte": last}
        _ask(facility, _Wanted([(Indicator, {}), (IndicatorValue, within)]))


def for_settlement(facility: Facility, first: Month, last: Month) -> None:
    """Volumes of the months and every tariff. One query."""
    if is_asking_once():
        _ask(facility, _Wanted([(Volume, {"month__gte": first, "month__lte": last}), (Tariff, {})]))


def _ask(facility: Facility, *wanted: _Wanted) -> None:
    """All that is wanted, with profiles, beds and settings, known from now on."""
    papers = _each_once(one.papers for one in wanted)
    declared = _each_once([papers, *(one.declared for one in wanted)])
    others = {name: asked for one in wanted for name, asked in one.others.items()}
    named = [_in_force(facility, one).order_by().values("document") for one in papers]
    documents = [Document.objects.filter(pk__in=named[0].union(*named[1:]) if named[1:] else named[0])] if named else []
    profiles, beds, settings, *found = together(
        CareProfile.objects.all(), Beds.objects.filter(facility=facility), Setting.objects.filter(facility=facility),
        *(_in_force(facility, one) for one in declared), *others.values(), *documents,
    )  # fmt: skip
    answered(care_profiles, sorted(profiles, key=attrgetter("key")))
    answered(registered_beds, beds_since(beds, {profile.pk: profile.key for profile in profiles}), facility)
    answered(settings_of, in_words(settings), facility)
    by_key = {document.pk: document for document in found.pop()} if documents else {}
    for (model, limits), rows in zip(declared, found, strict=False):
        rows.sort(key=lambda row: (row.document_id, row.pk))
        answered(standing, newest(rows), model, facility, **limits)
        if (model, limits) in papers:
            for row in rows:
                row.document = by_key[row.document_id]
            answered(standing_with_documents, newest(rows), model, facility, **limits)
    by_name = dict(zip(others, found[len(declared) :], strict=True))
    for one in wanted:
        one.know(by_name)


def _in_force(facility: Facility, asked: Asked) -> QuerySet[Any]:
    model, limits = asked
    return model.objects.in_force().filter(facility=facility, **limits)


def _each_once(asked: Iterable[Sequence[Asked]]) -> list[Asked]:
    found: list[Asked] = []
    for one in (one for several in asked for one in several):
        if one not in found:
            found.append(one)
    return found


def _is_within(row: Any, within: Mapping[str, Month]) -> bool:
    return bool(within["first_month__gte"] <= row.first_month and row.last_month <= within["last_month__lte"])
