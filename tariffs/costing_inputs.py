"""What a costing run is computed from: cost by code, centres, drivers, rules, bed-days. Fetched once, then frozen.

All amounts tenge; months inclusive.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction

from finance.models import Balance, Budget, Entry, Facility
from finance.money import ZERO
from finance.months import Month, span
from tariffs.allocation.scenario import Rounding
from tariffs.attributing import DriverFigure, LedgerCost, Rule, driver_totals
from tariffs.costing_basis import Centre, Inputs, MonthVolume
from tariffs.declaring import standing
from tariffs.facility_records import month_volumes, profile_keys, profile_names
from tariffs.models import Attribution, CostCentre, DriverValue, Volume
from tariffs.models.declared import Declared
from tariffs.problems import AllocationError, Problem

BED_DAYS = "bed_days"
ROUNDING_SETTING = "costing_rounding"


def gather(budgets: Sequence[Budget], first: Month, last: Month, measure: str = "actual") -> Inputs:
    """Everything a costing of `first` to `last` needs, over all `budgets` of one facility. About ten queries.

    Raises AllocationError where the period has no bed-day, no centre, or a month without drivers.
    """
    facility = budgets[0].facility
    if any(budget.facility_id != facility.pk for budget in budgets):
        raise AllocationError([Problem("several-facilities")])
    centres = centres_of(facility, first.year)
    rules = rules_of(facility, first, last)
    figures = driver_figures(facility, first, last)
    volumes = month_volumes(facility, first, last)
    bed_days: defaultdict[str, int] = defaultdict(int)
    accompanying: defaultdict[str, int] = defaultdict(int)
    profile_centres = {centre.profile: centre.key for centre in centres if centre.profile}
    for volume in volumes:
        bed_days[volume.profile] += volume.bed_days_done or 0
        accompanying[volume.profile] += volume.accompanying_days or 0
        if volume.profile in profile_centres:
            days = Decimal(volume.bed_days_done or 0)
            figures.append(DriverFigure(volume.month, profile_centres[volume.profile], BED_DAYS, "flow", days))
    _refuse_gaps(centres, figures, volumes, list(span(first, last)))
    costs, placed = ledger_costs(budgets, first, last, measure, rules)
    return Inputs(
        first, last, measure, tuple(centres), tuple(rules), driver_totals(figures, list(span(first, last))),
        tuple(costs), placed, dict(bed_days), dict(accompanying), profile_names(),
        any(volume.is_counted for volume in volumes), rounding_of(facility),
    )  # fmt: skip


def rounding_of(facility: Facility) -> Rounding:
    """How the facility rounds: its setting `costing_rounding`, with the keys of an allocation's rounding; else exact.

    Raises AllocationError for a setting that is no such object.
    """
    setting = facility.settings.filter(key=ROUNDING_SETTING).values_list("value", flat=True).first() or {}
    known = {field.name for field in fields(Rounding)}
    if not isinstance(setting, dict) or not set(setting) <= known:
        raise AllocationError([Problem("unknown-setting", ROUNDING_SETTING, {"known": ", ".join(sorted(known))})])
    return Rounding(**setting)


def centres_of(facility: Facility, year: int) -> list[Centre]:
    rows = standing(CostCentre, facility, year=year)
    profiles = profile_keys()
    return [
        Centre(c.key, c.name_ru, c.name_kk, c.kind, profiles.get(c.profile_id, ""), c.step, c.basis)
        for group in rows.values()
        for c in group
        if isinstance(c, CostCentre)
    ]


def rules_of(facility: Facility, first: Month, last: Month) -> list[Rule]:
    """Rules in force over the whole period. Raises AllocationError where a rule changes within it."""
    rows = [row for group in standing(Attribution, facility, year=first.year).values() for row in group]
    codes = dict(Attribution.objects.filter(pk__in=[r.pk for r in rows]).values_list("pk", "code__code"))
    found, problems = [], []
    for row in rows:
        if not isinstance(row, Attribution) or row.first_month > last or row.last_month < first:
            continue
        if row.first_month > first or row.last_month < last:
            problems.append(Problem("rule-changes-within-period", codes[row.pk], {"code": codes[row.pk]}))
        found.append(Rule(codes[row.pk], row.target, Fraction(row.share), row.supplier_number, row.contract_number))
    if problems:
        raise AllocationError(problems)
    return found


def driver_figures(facility: Facility, first: Month, last: Month) -> list[DriverFigure]:
    rows = standing(DriverValue, facility, month__gte=first, month__lte=last)
    return [
        DriverFigure(d.month, d.centre, d.driver, d.measure, d.value)
        for group in rows.values()
        for d in group
        if isinstance(d, DriverValue)
    ]


def ledger_costs(
    budgets: Sequence[Budget], first: Month, last: Month, measure: str, rules: list[Rule]
) -> tuple[list[LedgerCost], dict[str, dict[str, Decimal]]]:
    """Cost by code from the balances, and by centre and code what entries placed themselves.

    Entries are read one by one only for codes that a rule of supplier or contract names.
    """
    exact = {rule.code for rule in rules if rule.supplier_number or rule.contract_number}
    sums: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    placed: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    limits = {"budget__in": budgets, "measure": measure, "month__gte": first, "month__lte": _through(last)}
    for code, centre, amount in Balance.objects.filter(**limits).values_list("code__code", "centre", "amount"):
        if centre:
            placed[centre][code] += amount
        elif code not in exact:
            sums[code] += amount
    detailed: defaultdict[tuple[str, str, str], Decimal] = defaultdict(lambda: ZERO)
    if exact:
        entries = Entry.objects.filter(**limits, code__code__in=exact, centre="")
        columns = ("code__code", "counterparty_number", "contract_number", "amount")
        for code, supplier, contract, amount in entries.values_list(*columns).iterator():
            detailed[code, supplier, contract] += amount
    costs = [LedgerCost(code, amount) for code, amount in sorted(sums.items())]
    costs += [LedgerCost(c, amount, supplier, contract) for (c, supplier, contract), amount in sorted(detailed.items())]
    return costs, {centre: dict(codes) for centre, codes in placed.items()}


def ledger_by_code(budgets: Sequence[Budget], first: Month, last: Month, measure: str) -> dict[str, Decimal]:
    """What the ledger holds of each code in the period, zeros left out."""
    found: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    limits = {"budget__in": budgets, "measure": measure, "month__gte": first, "month__lte": _through(last)}
    for code, amount in Balance.objects.filter(**limits).values_list("code__code", "amount"):
        found[code] += amount
    return {code: amount for code, amount in found.items() if amount}


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


def _through(last: Month) -> Month:
    return Month(last.year, 13) if last.number == 12 else last


def _refuse_gaps(
    centres: list[Centre], figures: list[DriverFigure], volumes: list[MonthVolume], months: list[Month]
) -> None:
    problems = []
    if not centres:
        problems.append(Problem("no-centres", str(months[0].year)))
    if not any(volume.bed_days_done for volume in volumes):
        problems.append(Problem("no-bed-days", f"{months[0]} – {months[-1]}"))
    used = {figure.month for figure in figures if figure.driver != BED_DAYS}
    problems += [Problem("month-without-drivers", str(month)) for month in months if month not in used]
    if problems:
        raise AllocationError(problems)
