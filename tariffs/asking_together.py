"""What costs of cases and target indicators need of many small tables, asked in one query before they are made.

Nothing here decides anything: what is not known from here is asked by whoever needs it.
"""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from finance.asking_once import answered, is_asking_once, once
from finance.asking_together import together
from finance.models import Budget, Document, Facility, Setting
from finance.months import Month
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


@once
def for_costs(budgets: Sequence[Budget], first: Month, last: Month, measure: str = "actual") -> None:
    """The books and the care of `first` to `last`, inclusive, but for stays and what was given. One query."""
    if is_asking_once():
        _for_costs(budgets, first, last, measure, ())


def for_cases(budgets: Sequence[Budget], first: Month, last: Month, measure: str) -> None:
    """The same with every stay. One query."""
    if is_asking_once():
        admitted = {"admitted__lte": last.last_day}
        _for_costs(budgets, first, last, measure, ((Stay, admitted), (Transfer, admitted)))
        answered(for_costs, None, budgets, first, last, measure)


def _for_costs(budgets: Sequence[Budget], first: Month, last: Month, measure: str, more: Sequence[Asked]) -> None:
    facility, months = budgets[0].facility, {"month__gte": first, "month__lte": last}
    declared: list[Asked] = [
        (Attribution, {"year": first.year}), (CostCentre, {"year": first.year}), (DriverValue, months),
        (Volume, months), (Tariff, {}), *more,
    ]  # fmt: skip
    rates, money, sums = _ask(
        facility, declared, ServiceRate.objects.filter(facility=facility), balances(budgets, first, last, measure),
        sums_through(facility, last),
    )  # fmt: skip
    answered(kept_rows, sums, facility, last)
    answered(price_list_of, priced(rates), facility)
    answered(balances_of, money, budgets, first, last, measure)


def for_indicators(facility: Facility, first: Sequence[Month], last: Sequence[Month]) -> None:
    """Indicators with their values of the months, and the care they are computed from. One query.

    `first` and `last` are the months that values begin and end in, those asked for before those of the year before.
    """
    if not is_asking_once():
        return
    of_values = {"first_month__in": tuple(first), "last_month__in": tuple(last)}
    of_quotas = {"first_month__gte": min(first), "last_month__lte": last[0]}
    declared: list[Asked] = [
        (StrategicNode, {}), (Indicator, {}), (IndicatorValue, of_values), (Quota, of_quotas),
        (Volume, {"month__gte": first[0], "month__lte": last[0]}),
    ]  # fmt: skip
    named = IndicatorValue.objects.in_force().filter(facility=facility, **of_values).order_by().values("document")
    of_quota = Quota.objects.in_force().filter(facility=facility, **of_quotas).order_by().values("document")
    documents, sums = _ask(
        facility, declared, Document.objects.filter(pk__in=named.union(of_quota)), sums_through(facility, last[0])
    )  # fmt: skip
    answered(kept_rows, sums, facility, last[0])
    by_key = {document.pk: document for document in documents}
    for model, limits in ((IndicatorValue, of_values), (Quota, of_quotas)):
        groups = standing(model, facility, **limits)
        for row in (row for group in groups.values() for row in group):
            row.document = by_key[row.document_id]
        answered(standing_with_documents, groups, model, facility, **limits)
    within = {"first_month__gte": first[0], "last_month__lte": last[0]}
    kept = [
        row for group in standing(Quota, facility, **of_quotas).values() for row in group if _is_within(row, within)
    ]
    answered(standing, newest(kept), Quota, facility, **within)


@once
def for_care(facility: Facility, first: Month, last: Month) -> None:
    """Beds, bed-days, cases and who sent them, as declared and as the register of stays has them. One query."""
    if not is_asking_once():
        return
    within = {"first_month__gte": first, "last_month__lte": last}
    declared: list[Asked] = [
        (Volume, {"month__gte": first, "month__lte": last}), (Quota, within), (CostCentre, {"year": last.year}),
        (ReportedFigure, {"first_month": first, "last_month": last}),
    ]  # fmt: skip
    sums, sent, registered = _ask(
        facility, declared, sums_through(facility, last), referrals(facility, first, last), with_stays(facility)
    )
    answered(kept_rows, sums, facility, last)
    answered(referral_rows, sent, facility, first, last)
    answered(has_stays, bool(registered), facility)


def for_results(facility: Facility, first: Month, last: Month) -> None:
    """Indicators with the values of whole years from `first` to `last`. One query."""
    if is_asking_once():
        within = {"first_month__gte": first, "last_month__lte": last}
        _ask(facility, [(Indicator, {}), (IndicatorValue, within)])


def for_settlement(facility: Facility, first: Month, last: Month) -> None:
    """Volumes of the months and every tariff. One query."""
    if is_asking_once():
        _ask(facility, [(Volume, {"month__gte": first, "month__lte": last}), (Tariff, {})])


def _ask(facility: Facility, declared: Sequence[Asked], *more: QuerySet[Any]) -> list[list[Any]]:
    """The declared rows that stand, profiles, beds and settings, known from now on; and the rows of `more`."""
    asked = [model.objects.in_force().filter(facility=facility, **limits) for model, limits in declared]
    profiles, beds, settings, *found = together(
        CareProfile.objects.all(), Beds.objects.filter(facility=facility), Setting.objects.filter(facility=facility),
        *asked, *more,
    )  # fmt: skip
    answered(care_profiles, sorted(profiles, key=attrgetter("key")))
    answered(registered_beds, beds_since(beds, {profile.pk: profile.key for profile in profiles}), facility)
    answered(settings_of, in_words(settings), facility)
    for (model, limits), rows in zip(declared, found, strict=False):
        rows.sort(key=lambda row: (row.document_id, row.pk))
        answered(standing, newest(rows), model, facility, **limits)
    return found[len(declared) :]


def _is_within(row: Any, within: Mapping[str, Month]) -> bool:
    return bool(within["first_month__gte"] <= row.first_month and row.last_month <= within["last_month__lte"])
