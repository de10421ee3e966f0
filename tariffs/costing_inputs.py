"""What costings are computed from: cost by code, centres, drivers, rules, bed-days. Fetched once, then only values.

All amounts tenge; months inclusive.
"""

from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from finance.asking_once import once
from finance.known_codes import code_texts
from finance.models import Balance, Budget, Entry, Facility
from finance.money import totals
from finance.months import Month
from finance.settings_of import setting_of
from tariffs.allocation.inputs import Rounding
from tariffs.attributing import AttributionRule, DriverFigure
from tariffs.costing_basis import Centre, Inputs, MonthCost, Records
from tariffs.declaring import standing
from tariffs.facility_records import month_volumes
from tariffs.known_profiles import profile_keys, profile_names
from tariffs.models import Attribution, CostCentre, DriverValue, Volume
from tariffs.models.declared import Declared
from tariffs.problems import AllocationError, InputProblem

ROUNDING_SETTING = "costing_rounding"


def gather(budgets: Sequence[Budget], first: Month, last: Month, measure: str = "actual") -> Inputs:
    """Everything a costing of `first` to `last` needs, over all `budgets` of one facility. About ten queries.

    Raises AllocationError where the period has no bed-day, no centre, or a month without drivers.
    """
    return fetch(budgets, first, last, measure).inputs(first, last)


@once
def fetch(budgets: Sequence[Budget], first: Month, last: Month, measure: str = "actual") -> Records:
    """What costings of any period within `first` to `last` need, whatever its length. About ten queries.

    Raises AllocationError for budgets of several facilities, or a setting of rounding that is none.
    """
    facility = budgets[0].facility
    if any(budget.facility_id != facility.pk for budget in budgets):
        raise AllocationError([InputProblem("several-facilities")])
    rules = rules_of(facility, first, last)
    return Records(
        measure=measure,
        centres=tuple(centres_of(facility, first.year)),
        rules=tuple(rules),
        figures=tuple(driver_figures(facility, first, last)),
        volumes=tuple(month_volumes(facility, first, last)),
        costs=tuple(ledger_costs(budgets, first, last, measure, rules)),
        profiles=profile_names(),
        rounding=rounding_of(facility),
    )


def rounding_of(facility: Facility) -> Rounding:
    """How the facility rounds: its setting `costing_rounding`, with the keys of an allocation's rounding; else exact.

    Raises AllocationError for a setting that is no such object.
    """
    setting = setting_of(facility, ROUNDING_SETTING) or {}
    known = {field.name for field in fields(Rounding)}
    if not isinstance(setting, dict) or not set(setting) <= known:
        raise AllocationError([InputProblem("unknown-setting", ROUNDING_SETTING, {"known": ", ".join(sorted(known))})])
    return Rounding(**setting)


def centres_of(facility: Facility, year: int) -> list[Centre]:
    """The centres in force of a year, in the order they were declared. Two queries."""
    rows = standing(CostCentre, facility, year=year)
    profiles = profile_keys()
    return [
        Centre(c.key, c.name_ru, c.name_kk, c.kind, profiles.get(c.profile_id, ""), c.step, c.basis)
        for group in rows.values()
        for c in group
        if isinstance(c, CostCentre)
    ]


def rules_of(facility: Facility, first: Month, last: Month) -> list[AttributionRule]:
    """Rules that hold in some month of the period, each with its first and last month."""
    rows = [row for group in standing(Attribution, facility, year=first.year).values() for row in group]
    codes = code_texts()
    return [
        AttributionRule(
            codes[row.code_id], row.target, Fraction(row.share), row.supplier_number, row.contract_number,
            row.first_month, row.last_month,
        )
        for row in rows
        if isinstance(row, Attribution) and row.first_month <= last and row.last_month >= first
    ]  # fmt: skip


def driver_figures(facility: Facility, first: Month, last: Month) -> list[DriverFigure]:
    """Every driver of a file by month and centre, months inclusive. One query."""
    rows = standing(DriverValue, facility, month__gte=first, month__lte=last)
    return [
        DriverFigure(d.month, d.centre, d.driver, d.measure, d.value)
        for group in rows.values()
        for d in group
        if isinstance(d, DriverValue)
    ]


def ledger_costs(
    budgets: Sequence[Budget], first: Month, last: Month, measure: str, rules: Sequence[AttributionRule]
) -> list[MonthCost]:
    """Cost by code and month from the balances, period 13 with December.

    Entries are read one by one only for codes that a rule of supplier or contract names.
    """
    detailed = {rule.code for rule in rules if rule.supplier_number or rule.contract_number}
    codes = code_texts()
    found = [
        MonthCost(row.month.calendar, codes[row.code_id], row.amount, row.centre)
        for row in balances_of(budgets, first, last, measure)
        if row.centre or codes[row.code_id] not in detailed
    ]
    if detailed:
        limits = {"budget__in": budgets, "measure": measure, "month__gte": first, "month__lte": last.last_period}
        entries = Entry.objects.filter(**limits, code__code__in=detailed, centre="")
        columns = ("month", "code__code", "counterparty_number", "contract_number", "amount")
        posted = entries.values_list(*columns).iterator()
        sums = totals(((month.calendar, code, who, contract), amount) for month, code, who, contract, amount in posted)
        found += [
            MonthCost(month, code, amount, supplier_number=supplier, contract_number=contract)
            for (month, code, supplier, contract), amount in sums.items()
        ]
    return found


def ledger_by_code(budgets: Sequence[Budget], first: Month, last: Month, measure: str) -> dict[str, Decimal]:
    """What the ledger holds of each code in the period, zeros left out."""
    codes = code_texts()
    found = totals((codes[row.code_id], row.amount) for row in balances_of(budgets, first, last, measure))
    return {code: amount for code, amount in found.items() if amount}


@once
def balances_of(budgets: Sequence[Budget], first: Month, last: Month, measure: str) -> list[Balance]:
    """Kept sums of the months, period 13 with December. One query."""
    return list(balances(budgets, first, last, measure))


def balances(budgets: Sequence[Budget], first: Month, last: Month, measure: str) -> QuerySet[Balance]:
    return Balance.objects.filter(budget__in=budgets, measure=measure, month__gte=first, month__lte=last.last_period)


def versions_of(facility: Facility, first: Month, last: Month) -> dict[str, list[int]]:
    """The documents whose rows are in force: which version of centres, rules, drivers and volumes a run used."""
    limits: dict[type[Declared], dict[str, object]] = {
        CostCentre: {"year": first.year},
        Attribution: {"year": first.year},
        DriverValue: {"month__gte": first, "month__lte": last},
        Volume: {"month__gte": first, "month__lte": last},
    }
    return {
        model._meta.model_name or "": sorted(
            {r.document_id for g in standing(model, facility, **how).values() for r in g}
        )
        for model, how in limits.items()
    }
