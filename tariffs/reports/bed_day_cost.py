"""What a bed-day costs by profile: pay with contributions, food, drugs, utilities, other, allocated overhead.

Every tenge of the ledger's cost in the period stands in it, traced through the allocation to its code.
"""

from collections import defaultdict
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from finance.money import ZERO, total
from finance.months import Month
from finance.reporting.evaluate import fill
from finance.reporting.formula import Ref, Sum, ratio
from finance.reporting.report import Cell, Chart, Check, Column, Remark, Report, Row, Series, Table, Unit, sum_row
from finance.reports import registry
from finance.reports.form2 import header_lines
from finance.scope import Scope
from tariffs.bed_day_cost import BedDayCost, ProfileCost
from tariffs.costing import OTHER, PARTS, cost, part_of_codes
from tariffs.reports.links import cost_link
from tariffs.reports.step_sheet import step_tables

PART_KEYS = (*(part for part, _codes in PARTS), OTHER)


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive. Raises CostingError (a ScopeError) with every reason where the period cannot be costed."""
    with translation.override(language):
        costing = cost(scope, first, through)
        columns = _columns()
        rows = tuple(_row(costing, profile, scope, language) for profile in costing.profiles)
        table = Table(
            "bed-day-cost", columns, rows, sum_row("total", columns, rows, {"name": _("Total")}), _("Profiles")
        )
        return fill(
            Report(
                key="bed-day-cost",
                title=_("Cost of a bed-day by profile"),
                first=first,
                last=through,
                language=language,
                unit=unit,
                decimals=2,
                header=header_lines(scope, first, through, unit, language),
                tables=(table, _by_code(costing, scope, language), *step_tables(costing, language)),
                checks=checks(costing),
                notes=notes(costing),
                doubts=(*doubts(costing, language), *registry.doubts("bed-day-cost", scope, first, through)),
                charts=_charts(),
                extra={"method": costing.method},
            )
        )


def part_labels() -> dict[str, str]:
    return {
        "pay": _("Pay with contributions"),
        "food": _("Food"),
        "drugs": _("Drugs"),
        "utilities": _("Utilities"),
        OTHER: _("Other"),
    }


def _columns() -> tuple[Column, ...]:
    labels = part_labels()
    group = _("Direct cost")
    return (
        Column("name", _("Profile"), "text"),
        Column("bed_days", _("Bed-days"), "quantity", total="sum"),
        *(Column(part, labels[part], "amount", group=group, total="sum") for part in PART_KEYS),
        Column("overhead", _("Allocated overhead"), "amount", total="sum"),
        Column("full_cost", _("Full cost"), "amount", total="sum", formula=_sum_of_parts()),
        Column(
            "cost_per_bed_day",
            _("Cost of a bed-day, ₸"),
            "rate",
            total="formula",
            formula=ratio("full_cost", "bed_days"),
        ),
    )


def _sum_of_parts():  # noqa: ANN202 - a formula
    formula = Ref("overhead")
    for part in PART_KEYS:
        formula = formula + Ref(part)
    return formula


def _row(costing: BedDayCost, profile: ProfileCost, scope: Scope, language: str) -> Row:
    direct = by_part(profile.direct_by_code, costing)
    cells = {
        "name": Cell(profile_name(costing, profile.profile, language)),
        "bed_days": Cell(profile.bed_days),
        **{part: Cell(direct[part]) for part in PART_KEYS},
        "overhead": Cell(profile.overhead_amount),
        "full_cost": Cell(profile.full_cost, cost_link(scope, costing, profile.profile)),
        "cost_per_bed_day": Cell(profile.cost_per_bed_day, flag="" if profile.bed_days else "missing"),
    }
    return Row(
        profile.profile, cells, extra={"profile": profile.profile, "by_code": dict(sorted(profile.by_code.items()))}
    )


def by_part(by_code: object, costing: BedDayCost) -> dict[str, Decimal]:
    """Amounts by code gathered into the parts a bed-day cost is shown by."""
    parts = part_of_codes(costing.inputs.ledger_by_code, costing.inputs.first.year)
    found: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for code, amount in by_code.items():  # type: ignore[attr-defined]
        found[parts[code]] += amount
    return found


def profile_name(costing: BedDayCost, profile: str, language: str) -> str:
    name_ru, name_kk = costing.inputs.profiles.get(profile, (profile, ""))
    return (name_kk or name_ru) if language == "kk" else name_ru


def _by_code(costing: BedDayCost, scope: Scope, language: str) -> Table:
    """Codes down, profiles across: full cost and what of a bed-day it is."""
    columns = [Column("code", _("Code"), "code")]
    for profile in costing.profiles:
        name = profile_name(costing, profile.profile, language)
        columns.append(Column(f"{profile.profile}_amount", _("full cost"), "amount", group=name, total="sum"))
        columns.append(Column(f"{profile.profile}_rate", _("per bed-day, ₸"), "rate", group=name, total="sum"))
    columns.append(Column("total", _("Total"), "amount", total="sum"))
    rows = []
    for code, ledger in sorted(costing.inputs.ledger_by_code.items()):
        cells = {"code": Cell(code), "total": Cell(ledger, cost_link(scope, costing, "", code))}
        for profile in costing.profiles:
            amount = profile.by_code.get(code, ZERO)
            cells[f"{profile.profile}_amount"] = Cell(amount, cost_link(scope, costing, profile.profile, code))
            if profile.bed_days:
                formula = Ref(f"{profile.profile}_amount") / Ref("bed_days", row=profile.profile, table="bed-day-cost")
                cells[f"{profile.profile}_rate"] = Cell(None, formula=formula)
        rows.append(Row(code, cells))
    total_row = Row("total", {"code": Cell(_("Total"))} | {c.key: Cell(None, formula=Sum()) for c in columns[1:]})
    return Table("by-code", tuple(columns), tuple(rows), total_row, _("By code"))


def checks(costing: BedDayCost) -> tuple[Check, ...]:
    """R1, R5 and R13 of hospital costing: nothing of the ledger is lost, nothing stays with a service."""
    difference = costing.full_cost + costing.unallocated - costing.ledger_total
    by_code = max(
        (
            abs(total(p.by_code.get(code, ZERO) for p in costing.profiles) - amount)
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
    text = _(
        "Method: %(method)s. The cost is %(measure)s. Bed-days by profile come from the volumes, else from the stays."
    )
    methods = {
        "step-down": _("step-down"),
        "direct": _("direct"),
        "double-distribution": _("double distribution"),
        "reciprocal": _("reciprocal"),
    }
    measures = {"actual": _("actual"), "cash": _("cash"), "plan": _("plan")}
    values = {
        "method": methods[costing.method],
        "measure": measures.get(costing.inputs.measure, costing.inputs.measure),
    }
    return (Remark(text % values, key="method"),)


def doubts(costing: BedDayCost, language: str) -> tuple[Remark, ...]:
    found = []
    for profile in costing.profiles:
        if not profile.bed_days and profile.full_cost:
            text = _("“%(profile)s” has cost but no bed-day, so it has no cost per bed-day.")
            name = profile_name(costing, profile.profile, language)
            found.append(Remark(text % {"profile": name}, key="no-bed-days"))
    if costing.unallocated:
        text = _("%(amount)s stayed with services whose balance is negative.") % {"amount": costing.unallocated}
        found.append(Remark(text, key="unallocated"))
    return tuple(found)


def _charts() -> tuple[Chart, ...]:
    series = tuple(Series(part) for part in (*PART_KEYS, "overhead"))
    return (Chart("cost-by-part", _("Full cost by profile"), "bed-day-cost", "name", series),)
