"""What each case costs: ward, kitchen, services by their units, medicines; against its tariff; tied to the ledger."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.drill import Links
from finance.money import ZERO, total
from finance.months import Month
from finance.reporting.formula import Formula, Ref, difference
from finance.reporting.report import Cell, Column, Report, Row, Table, Unit, sum_row
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope
from tariffs.case_costing import CaseStay
from tariffs.case_costs import CaseCost, CaseCosting
from tariffs.case_runs import costing_of_period
from tariffs.reports.case_words import checks, component_name, doubts, notes
from tariffs.reports.links import case_links
from tariffs.reports.wording import one_facility, profile_name

NAME, UNFINISHED, RECONCILIATION, COMPONENTS = "cost-by-case", "unfinished", "reconciliation", "components"


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive. Raises CostingError (a ScopeError) with every reason where the period cannot be costed."""
    with translation.override(language):
        one_facility(scope)
        costing = costing_of_period(scope, first, through)
        link = case_links(scope, costing)
        rows = tuple(_row(case, costing, link(case.stay), language) for case in in_order(costing.cases))
        columns = _columns(costing, language)
        sums = sum_row("total", columns, rows, {"case": _("Total")})
        tied = {
            "finished": costing.finished, "unfinished": costing.unfinished,
            "not_for_patients": costing.not_for_patients, "ledger": costing.ledger,
        }  # fmt: skip
        tables = [
            Table(NAME, columns, rows, Row(sums.key, sums.cells, extra=tied), _("Cases")),
            _reconciliation(costing, scope, language),
            _components(costing, language),
            _unfinished(costing, scope, language),
        ]
        return beside_form2(
            NAME,
            _("Cost of a treated case"),
            ReportHeading(scope, first, through, unit, language),
            tables=tuple(table for table in tables if table.rows),
            checks=checks(costing),
            notes=notes(costing),
            doubts=doubts(costing, language),
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Cost of a case"), "cases", build, place=7)


def in_order(cases: Sequence[CaseCost]) -> list[CaseCost]:
    """Finished cases first, then by number and day of admission."""
    return sorted(cases, key=lambda one: (not one.stay.is_finished, one.stay.case, one.stay.admitted))


def _columns(costing: CaseCosting, language: str) -> tuple[Column, ...]:
    parts = costing.components
    full: Formula = Ref(parts[0]) if parts else Ref("bed_days")
    for part in parts[1:]:
        full = full + Ref(part)
    group = _("Of it")
    return (
        Column("case", _("Case"), "code"),
        Column("admitted", _("Admitted"), "date"),
        Column("state", _("State"), "text"),
        Column("name", _("Profile"), "text"),
        Column("diagnosis", _("Diagnosis"), "text"),
        Column("referred_by", _("Referred by"), "text"),
        Column("bed_days", _("Bed-days"), "quantity", total="sum"),
        Column("full_cost", _("Full cost"), "amount", total="sum", formula=full),
        *(Column(part, component_name(costing, part, language), "amount", group=group, total="sum") for part in parts),
        Column("tariff", _("Income by tariff"), "amount", total="sum"),
        Column("margin", _("Margin"), "amount", total="sum", formula=difference("tariff", "full_cost")),
    )


def _row(case: CaseCost, costing: CaseCosting, link: str | None, language: str) -> Row:
    stay, cost = case.stay, case.full_cost
    cells = {
        "case": Cell(stay.case, link),
        "admitted": Cell(stay.admitted),
        "state": Cell(_state(stay)),
        "name": Cell(profile_name(costing.profiles, stay.profile, language)),
        "diagnosis": Cell(stay.diagnosis or None),
        "referred_by": Cell(stay.referred_by or None),
        "bed_days": Cell(stay.bed_days),
        "full_cost": Cell(cost, link),
        **{part: Cell(case.components.get(part, ZERO)) for part in costing.components},
        "tariff": Cell(stay.tariff, flag="" if stay.tariff is not None else "missing"),
        "margin": Cell(case.margin),
    }
    borne = {part: case.components[part] for part in costing.components if part in case.components}
    extra = {"profile": stay.profile, "by_component": borne, "is_finished": stay.is_finished,
             "since": stay.since}  # fmt: skip
    return Row(f"{stay.case} {stay.admitted}", cells, extra=extra)


def _state(stay: CaseStay) -> str:
    state = _("finished") if stay.is_finished else _("unfinished")
    return ", ".join((state, _("moved from another profile"))) if stay.since else state


def _reconciliation(costing: CaseCosting, scope: Scope, language: str) -> Table:
    """Finished by profile, unfinished by profile, not for patients: together the ledger."""
    columns = (
        Column("name", _("What"), "text"),
        Column("cases", _("Cases"), "quantity", total="sum"),
        Column("bed_days", _("Bed-days"), "quantity", total="sum"),
        Column("full_cost", _("Full cost"), "amount", total="sum"),
    )
    rows = []
    for is_finished, state in ((True, _("Finished")), (False, _("Unfinished"))):
        for profile in dict.fromkeys(case.stay.profile for case in costing.cases):
            own = [c for c in costing.cases if (c.stay.profile, c.stay.is_finished) == (profile, is_finished)]
            if own:
                name = f"{state}: {profile_name(costing.profiles, profile, language)}"
                amount = total(case.full_cost for case in own)
                row = _sums(name, len(own), sum(case.stay.bed_days for case in own), amount)
                rows.append(Row(f"{'finished' if is_finished else 'unfinished'}-{profile}", row))
    cells = _sums(_("Not for patients of the register"), None, None, costing.not_for_patients)
    rows.append(Row("not-for-patients", cells))
    table = summed(RECONCILIATION, columns, rows, _("Cases and the ledger"))
    assert table.total is not None
    ledger = Cell(costing.ledger, Links(scope, costing.first, costing.last).of("actual"))
    cells = {**table.total.cells, "name": Cell(_("Ledger total")), "full_cost": ledger}
    return Table(table.key, columns, table.rows, Row("total", cells), table.title)


def _sums(name: str, cases: int | None, days: int | None, amount: Decimal) -> dict[str, Cell]:
    return {"name": Cell(name), "cases": Cell(cases), "bed_days": Cell(days), "full_cost": Cell(amount)}


def _components(costing: CaseCosting, language: str) -> Table:
    """What every component costs, how many units it was spread by, and what one of them costs."""
    columns = (
        Column("name", _("Component"), "text"),
        Column("profile_name", _("Profile"), "text"),
        Column("by", _("Spread by"), "text"),
        Column("units", _("Units"), "quantity", decimals=1),
        Column("rate", _("Rate, ₸"), "rate"),
        Column("amount", _("Amount"), "amount", total="sum"),
    )
    rows = [
        Row(
            f"{rate.component} {rate.profile}".strip(),
            {
                "name": Cell(component_name(costing, rate.component, language)),
                "profile_name": Cell(profile_name(costing.profiles, rate.profile, language) if rate.profile else None),
                "by": Cell(_("bed-days") if rate.is_by_bed_day else _("units of the price list")),
                "units": Cell(rate.units),
                "rate": Cell(rate.rate),
                "amount": Cell(rate.amount),
            },
            extra={"component": rate.component, "profile": rate.profile or None},
        )
        for rate in costing.rates
    ]
    issued = total(case.components.get("drugs", ZERO) for case in costing.cases)
    if issued:
        cells = {"name": Cell(component_name(costing, "drugs", language)), "by": Cell(_("issued to cases")),
                 "amount": Cell(issued)}  # fmt: skip
        rows.append(Row("drugs", cells, extra={"component": "drugs", "profile": None}))
    return summed(COMPONENTS, columns, rows, _("Components"))


def _unfinished(costing: CaseCosting, scope: Scope, language: str) -> Table:
    columns = (
        Column("case", _("Case"), "code"),
        Column("name", _("Profile"), "text"),
        Column("admitted", _("Admitted"), "date"),
        Column("bed_days", _("Bed-days"), "quantity", total="sum"),
        Column("full_cost", _("Full cost"), "amount", total="sum"),
    )
    link = case_links(scope, costing)
    rows = [
        Row(
            f"{case.stay.case} {case.stay.admitted}",
            {
                "case": Cell(case.stay.case, link(case.stay)),
                "name": Cell(profile_name(costing.profiles, case.stay.profile, language)),
                "admitted": Cell(case.stay.admitted),
                "bed_days": Cell(case.stay.bed_days),
                "full_cost": Cell(case.full_cost),
            },
        )
        for case in in_order(costing.cases)
        if not case.stay.is_finished
    ]
    return summed(UNFINISHED, columns, rows, _("Unfinished cases"), label="case")
