"""What a bed-day costs by profile: pay with contributions, food, drugs, utilities, other; how much of it is overhead.

Every tenge of the ledger's cost in the period stands in it, traced through the allocation to its code.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.drill import Links
from finance.money import ZERO, display, total, totals
from finance.months import Month
from finance.reporting.chart import Chart, Series
from finance.reporting.formula import Formula, Ref, Sum, ratio
from finance.reporting.report import Cell, Check, Column, Remark, Report, Row, Table, Unit, sum_row
from finance.reports.beside import ReportHeading, beside_form2
from finance.rooms import RegisteredReport
from finance.scope import Scope
from tariffs.allocation.inputs import STEP_DOWN
from tariffs.bed_day_cost import BedDayCost, ProfileCost
from tariffs.cost_parts import OTHER, PARTS, part_of_codes
from tariffs.costing import cost
from tariffs.reports.links import cost_link, source_link
from tariffs.reports.step_sheet import step_tables
from tariffs.reports.wording import code_names, measure_name, method_name, part_labels, profile_name

NAME, PER_DAY, BY_CODE = "bed-day-cost", "per-bed-day", "by-code"
PART_KEYS = (*(part for part, _codes in PARTS), OTHER)


def build(
    scope: Scope,
    first: Month,
    through: Month,
    *,
    unit: Unit = "tenge",
    language: str = "ru",
    method: str = STEP_DOWN,
    measure: str = "actual",
) -> Report:
    """Months inclusive. Raises CostingError (a ScopeError) with every reason where the period cannot be costed."""
    with translation.override(language):
        costing = cost(scope, first, through, method, measure)
        return report_of(costing, scope, unit=unit, language=language)


REPORT = RegisteredReport(NAME, gettext_lazy("Cost of a bed-day"), "care", build, place=1)


def report_of(costing: BedDayCost, scope: Scope, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """The report of a costing that is made already. Texts in the active language."""
    first, through = costing.inputs.first, costing.inputs.last
    parts = part_of_codes(costing.inputs.ledger_by_code, first.year)
    columns = _columns()
    rows = tuple(_row(costing, profile, parts, scope, language) for profile in costing.profiles)
    total_row = _total_row(columns, rows, costing, scope)
    return beside_form2(
        NAME,
        _("Cost of a bed-day by profile"),
        ReportHeading(scope, first, through, unit, language),
        tables=(
            Table(NAME, columns, rows, total_row, _("Profiles")),
            _per_day(costing, scope, language),
            _by_code(costing, scope, language),
            *step_tables(costing, scope, language),
        ),
        checks=checks(costing),
        notes=notes(costing),
        doubts=doubts(costing, language),
        charts=_charts(costing),
        extra={"method": costing.method, "measure": costing.inputs.measure},
    )


def _total_row(columns: tuple[Column, ...], rows: tuple[Row, ...], costing: BedDayCost, scope: Scope) -> Row:
    """The sums of the profiles; all cost and all bed-days lead to where they were read from."""
    row = sum_row("total", columns, rows, {"name": _("Total")})
    ledger = Links(scope, costing.inputs.first, costing.inputs.last).of(costing.inputs.measure)
    links = {"full_cost": ledger, "bed_days": _bed_days_link(scope, costing)}
    return Row(row.key, {key: replace(cell, link=links.get(key)) for key, cell in row.cells.items()})


def _columns() -> tuple[Column, ...]:
    labels, group = part_labels(), _("Full cost by kind")
    return (
        Column("name", _("Profile"), "text"),
        Column("bed_days", _("Bed-days"), "quantity", total="sum"),
        *(Column(part, labels[part], "amount", group=group, total="sum") for part in PART_KEYS),
        Column("full_cost", _("Full cost"), "amount", total="sum", formula=_sum_of(PART_KEYS)),
        Column("overhead", _("of it allocated overhead"), "amount", total="sum"),
        Column(
            "cost_per_bed_day",
            _("Cost of a bed-day, ₸"),
            "rate",
            total="formula",
            formula=ratio("full_cost", "bed_days"),
        ),
    )


def _sum_of(parts: tuple[str, ...]) -> Formula:
    formula: Formula = Ref(parts[0])
    for part in parts[1:]:
        formula = formula + Ref(part)
    return formula


def _row(costing: BedDayCost, profile: ProfileCost, parts: Mapping[str, str], scope: Scope, language: str) -> Row:
    amounts = by_part(profile.by_code, parts)
    link = cost_link(scope, costing, profile.profile)
    flag = "" if profile.bed_days else "missing"
    cells = {
        "name": Cell(profile_name(costing.inputs.profiles, profile.profile, language)),
        "bed_days": Cell(profile.bed_days, _bed_days_link(scope, costing, profile.profile)),
        **{part: Cell(amounts[part], cost_link(scope, costing, profile.profile, part=part)) for part in PART_KEYS},
        "full_cost": Cell(profile.full_cost, link),
        "overhead": Cell(profile.overhead_amount, link),
        "cost_per_bed_day": Cell(profile.cost_per_bed_day, link, flag=flag),
    }
    by_code = dict(sorted(profile.by_code.items()))
    return Row(profile.profile, cells, extra={"profile": profile.profile, "by_code": by_code})


def _bed_days_link(scope: Scope, costing: BedDayCost, profile: str = "") -> str | None:
    """Where bed-days were read from; those counted from stays stand in no one cell."""
    inputs = costing.inputs
    if inputs.is_counted_from_stays:
        return None
    return source_link(scope, inputs.first, inputs.last, "volumes", figure="bed_days_done", profile=profile)


def by_part(by_code: Mapping[str, Decimal], parts: Mapping[str, str]) -> dict[str, Decimal]:
    """Amounts by code gathered into the parts a bed-day cost is shown by."""
    return totals((parts[code], amount) for code, amount in by_code.items())


def _per_day(costing: BedDayCost, scope: Scope, language: str) -> Table:
    """The same parts for one bed-day; profiles without a bed-day are left blank."""
    labels = part_labels()
    columns = (
        Column("name", _("Profile"), "text"),
        *(Column(part, labels[part], "rate") for part in PART_KEYS),
        Column("cost_per_bed_day", _("Cost of a bed-day, ₸"), "rate", formula=_sum_of(PART_KEYS)),
    )
    rows = []
    for key in [*(profile.profile for profile in costing.profiles), "total"]:
        name = _("All profiles") if key == "total" else profile_name(costing.inputs.profiles, key, language)
        link = None if key == "total" else cost_link(scope, costing, key)
        cells = {"name": Cell(name), "cost_per_bed_day": Cell(None, link, formula=_sum_of(PART_KEYS))}
        for part in PART_KEYS:
            formula = Ref(part, row=key, table=NAME) / Ref("bed_days", row=key, table=NAME)
            link = None if key == "total" else cost_link(scope, costing, key, part=part)
            cells[part] = Cell(None, link, formula=formula)
        rows.append(Row(key if key != "total" else "all", cells))
    return Table(PER_DAY, columns, tuple(rows), None, _("Per bed-day"))


def _by_code(costing: BedDayCost, scope: Scope, language: str) -> Table:
    """Codes down, profiles across: full cost and what of a bed-day it is."""
    ledger = costing.inputs.ledger_by_code
    names = code_names(scope, language)
    links = Links(scope, costing.inputs.first, costing.inputs.last)
    columns = [Column("code", _("Code"), "code"), Column("name", _("Name"), "text")]
    for profile in costing.profiles:
        name = profile_name(costing.inputs.profiles, profile.profile, language)
        columns.append(Column(f"{profile.profile}_amount", _("full cost"), "amount", group=name, total="sum"))
        columns.append(Column(f"{profile.profile}_rate", _("per bed-day, ₸"), "rate", group=name, total="sum"))
    columns.append(Column("total", _("Total"), "amount", total="sum"))
    rows = []
    for code, amount in sorted(ledger.items()):
        cells = {
            "code": Cell(code),
            "name": Cell(names.get(code, "")),
            "total": Cell(amount, links.of(costing.inputs.measure, code)),
        }
        for profile in costing.profiles:
            part = profile.by_code.get(code, ZERO)
            link = cost_link(scope, costing, profile.profile, code)
            cells[f"{profile.profile}_amount"] = Cell(part, link)
            if profile.bed_days:
                formula = Ref(f"{profile.profile}_amount") / Ref("bed_days", row=profile.profile, table=NAME)
                cells[f"{profile.profile}_rate"] = Cell(None, link, formula=formula)
        rows.append(Row(code, cells))
    leads = {f"{p.profile}_amount": cost_link(scope, costing, p.profile) for p in costing.profiles}
    leads["total"] = links.of(costing.inputs.measure)
    summed = {c.key: Cell(None, leads.get(c.key), formula=Sum()) for c in columns[2:] if _is_counted(c, costing)}
    total_row = Row("total", {"code": Cell(_("Total")), **summed})
    return Table(BY_CODE, tuple(columns), tuple(rows), total_row, _("By code"))


def _is_counted(column: Column, costing: BedDayCost) -> bool:
    without = {f"{profile.profile}_rate" for profile in costing.profiles if not profile.bed_days}
    return column.key not in without


def checks(costing: BedDayCost) -> tuple[Check, ...]:
    """R1, R5 and R13 of hospital costing: nothing of the ledger is lost, nothing stays with a service."""
    difference = costing.full_cost + costing.unallocated - costing.ledger_total
    left = costing.trace.unallocated.values()
    by_code = max(
        (
            abs(
                total(p.by_code.get(code, ZERO) for p in costing.profiles)
                + total(codes.get(code, ZERO) for codes in left)
                - amount
            )
            for code, amount in costing.inputs.ledger_by_code.items()
        ),
        default=ZERO,
    )
    return (
        Check("costed-total", _("Costed total = ledger total"), difference, difference == ZERO),
        Check("codes", _("Each code over the profiles = ledger total of the code"), by_code, by_code == ZERO),
        Check("unallocated", _("Nothing is left unallocated"), costing.unallocated, costing.unallocated == ZERO),
    )


def notes(costing: BedDayCost) -> tuple[Remark, ...]:
    inputs = costing.inputs
    text = _("Method: %(method)s. The cost is %(measure)s. Stocks are averaged over the months, flows added up.")
    values = {"method": method_name(costing.method), "measure": measure_name(inputs.measure)}
    counted = (
        _("Bed-days are counted from the stays.")
        if inputs.is_counted_from_stays
        else _("Bed-days by profile are those of the volumes.")
    )
    found = [Remark(text % values, key="method"), Remark(counted, key="bed-days")]
    if costing.proposed_order:
        order = " → ".join(costing.proposed_order)
        text = _("No steps were given, so the order is proposed: who serves most others and receives least first: %s.")
        found.append(Remark(text % order, key="order"))
    return tuple(found)


def doubts(costing: BedDayCost, language: str) -> tuple[Remark, ...]:
    found = []
    for profile in costing.profiles:
        if not profile.bed_days and profile.full_cost:
            text = _("“%(profile)s” has cost of %(amount)s but no bed-day, so it has no cost per bed-day.")
            name = profile_name(costing.inputs.profiles, profile.profile, language)
            amount = display(profile.full_cost, language)
            found.append(Remark(text % {"profile": name, "amount": amount}, key="no-bed-days"))
    costed = {profile.profile for profile in costing.profiles}
    for key, days in costing.inputs.bed_days.items():
        if days and key not in costed:
            text = _("“%(profile)s” has %(days)s bed-days but no cost centre, so none of the cost is its own.")
            name = profile_name(costing.inputs.profiles, key, language)
            found.append(Remark(text % {"profile": name, "days": days}, key="no-centre"))
    if costing.unallocated:
        text = _("%(amount)s stayed with services whose balance is negative.")
        found.append(Remark(text % {"amount": display(costing.unallocated, language)}, key="unallocated"))
    return tuple(found)


def _charts(costing: BedDayCost) -> tuple[Chart, ...]:
    series = tuple(Series(part) for part in PART_KEYS)
    shown = (*(p.profile for p in costing.profiles if p.bed_days), "all")
    return (
        Chart("per-bed-day", _("What a bed-day is made of, ₸"), PER_DAY, "name", series, rows=shown),
        Chart("cost-by-part", _("Full cost by profile"), NAME, "name", series),
    )
