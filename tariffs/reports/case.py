"""What one case was given and costs: components with their rates, budget codes, services and medicines with cells."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from finance.file_places import place_said
from finance.months import Month
from finance.reporting.evaluate import fill
from finance.reporting.formula import Ref
from finance.reporting.report import Caption, Cell, Column, Remark, Report, Row, Table
from finance.reports.beside import summed
from finance.scope import Scope, ScopeError
from tariffs.bed_day_cost import BedDayCost
from tariffs.case_costing import ComponentRate, codes_of
from tariffs.case_costs import CaseCost, CaseCosting, cases_of
from tariffs.case_records import PriceList, price_list_of
from tariffs.case_rounding import by_largest_remainder
from tariffs.case_runs import run_of_period, thawed_cases
from tariffs.costing import cost
from tariffs.models import DrugIssue, ServiceUse
from tariffs.reports.case_words import component_name, notes
from tariffs.reports.sources import cell_links
from tariffs.reports.wording import code_names, profile_name
from tariffs.runs import costing_of

NAME = "case"


def build(scope: Scope, first: Month, through: Month, *, case: str, admitted: date, language: str = "ru") -> Report:
    """The case `case` admitted on a day. Raises ScopeError where it has no cost in the months."""
    with translation.override(language):
        bed_days, costing = _costing(scope, first, through, case, admitted)
        own = next((c for c in costing.cases if (c.stay.case, c.stay.admitted) == (case, admitted)), None)
        if own is None:
            raise ScopeError(_("The case %(case)s has no cost in the period.") % {"case": case})
        prices = price_list_of(scope.budgets[0].facility)
        tables = [
            _components(own, costing, language),
            _codes(own, bed_days, prices, scope, language),
            _services(own, costing, prices, scope, language),
            _drugs(own, costing, scope),
        ]
        return fill(
            Report(
                NAME,
                _("Cost of the case %(case)s") % {"case": case},
                first,
                through,
                tuple(table for table in tables if table.rows),
                language,
                header=_header(own, costing, language),
                notes=_notes(costing),
            )
        )


def _notes(costing: CaseCosting) -> tuple[Remark, ...]:
    return tuple(note for note in notes(costing) if note.key in ("method", "frozen"))


def _costing(
    scope: Scope, first: Month, through: Month, case: str, admitted: date
) -> tuple[BedDayCost, CaseCosting]:  # fmt: skip
    run, is_of_today = run_of_period(scope, first, through)
    if run is not None:
        return costing_of(run), thawed_cases(run, is_of_today=is_of_today, case=case, admitted=admitted)
    bed_days = cost(scope, first, through)
    return bed_days, cases_of(bed_days, scope.budgets[0].facility)


def _header(own: CaseCost, costing: CaseCosting, language: str) -> tuple[Caption, ...]:
    stay = own.stay
    said = (
        Caption("profile", _("Profile"), profile_name(costing.profiles, stay.profile, language)),
        Caption("admitted", _("Admitted"), stay.admitted, "date"),
        Caption("discharged", _("Discharged"), stay.discharged, "date"),
        Caption("diagnosis", _("Diagnosis"), stay.diagnosis or None),
        Caption("outcome", _("Outcome"), stay.outcome or None),
        Caption("referred_by", _("Referred by"), stay.referred_by or None),
        Caption("bed_days", _("Bed-days"), stay.bed_days, "quantity"),
        Caption("tariff", _("Income by tariff"), stay.tariff, "amount"),
        Caption("margin", _("Margin"), own.margin, "amount"),
    )
    return tuple(caption for caption in said if caption.value is not None)


def _components(own: CaseCost, costing: CaseCosting, language: str) -> Table:
    columns = (
        Column("name", _("Component"), "text"),
        Column("units", _("Bed-days or units"), "quantity", decimals=1),
        Column("rate", _("Rate, ₸"), "rate"),
        Column("amount", _("Amount"), "amount", total="sum"),
    )
    rates = {(rate.component, rate.profile): rate for rate in costing.rates}
    rows = []
    for component in costing.components:
        if component not in own.components:
            continue
        rate = rates.get((component, own.stay.profile)) or rates.get((component, ""))
        cells = {
            "name": Cell(component_name(costing, component, language)),
            "units": Cell(_units(own, component, rate)),
            "rate": Cell(rate.rate if rate else None),
            "amount": Cell(own.components[component]),
        }
        rows.append(Row(component, cells))
    return summed("components", columns, rows, _("Components"))


def _units(own: CaseCost, component: str, rate: ComponentRate | None) -> Decimal | int | None:
    if rate is None:
        return None
    return own.stay.bed_days if rate.is_by_bed_day else own.stay.units.get(component)


def _codes(own: CaseCost, bed_days: BedDayCost, prices: PriceList, scope: Scope, language: str) -> Table:
    """What the case is made of by budget code, to the tiyn."""
    listed = {rate.centre for rate in prices.rates.values()}
    exact = {
        code: amount * 100 for code, amount in codes_of(bed_days, listed, own.components, own.stay.profile).items()
    }
    names = code_names(scope, language)
    columns = (
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
        Column("amount", _("Amount"), "amount", total="sum"),
    )
    whole = int(sum(exact.values()))
    rows = [
        Row(code, {"code": Cell(code), "name": Cell(names.get(code)), "amount": Cell(Decimal(tiyn) / 100)})
        for code, tiyn in sorted(by_largest_remainder(exact, whole).items())
        if tiyn
    ]
    return summed("codes", columns, rows, _("By code"))


def _services(own: CaseCost, costing: CaseCosting, prices: PriceList, scope: Scope, language: str) -> Table:
    columns = (
        Column("day", _("Day"), "date"),
        Column("service", _("Code of the service"), "code"),
        Column("name", _("Name"), "text"),
        Column("quantity", _("Quantity"), "quantity", decimals=1),
        Column("per", _("Units a procedure"), "quantity", decimals=1),
        Column("units", _("Units"), "quantity", decimals=1, formula=Ref("quantity") * Ref("per")),
        Column("centre", _("Cost centre"), "text"),
        Column("cell", _("Cell of the source"), "text"),
    )
    held = list(_during(ServiceUse, own, costing, scope))
    links = cell_links(held)
    rows = []
    for place, row in enumerate(held, 1):
        rate = prices.rates.get(prices.key_of(row.service, row.name))
        cells = {
            "day": Cell(row.day),
            "service": Cell(row.service),
            "name": Cell(row.name or (rate.name_ru if rate else "")),
            "quantity": Cell(row.quantity),
            "per": Cell(rate.units if rate else None),
            "units": Cell(row.quantity * rate.units if rate else None),
            "centre": Cell(component_name(costing, rate.centre, language) if rate else None),
            "cell": Cell(place_said(row.cell), links.get((ServiceUse, row.pk))),
        }
        rows.append(Row(f"service-{place}", cells))
    return Table("services", columns, tuple(rows), None, _("Services given"))


def _drugs(own: CaseCost, costing: CaseCosting, scope: Scope) -> Table:
    columns = (
        Column("day", _("Day"), "date"),
        Column("name", _("Medicine"), "text"),
        Column("unit", _("Unit of measure"), "text"),
        Column("quantity", _("Quantity"), "quantity", decimals=2),
        Column("price", _("Price, ₸"), "rate"),
        Column("amount", _("Amount"), "amount", total="sum"),
        Column("cell", _("Cell of the source"), "text"),
    )
    held = list(_during(DrugIssue, own, costing, scope))
    links = cell_links(held)
    rows = [
        Row(
            f"drug-{place}",
            {
                "day": Cell(row.day), "name": Cell(row.medicine), "unit": Cell(row.unit),
                "quantity": Cell(row.quantity), "price": Cell(row.price), "amount": Cell(row.amount),
                "cell": Cell(place_said(row.cell), links.get((DrugIssue, row.pk))),
            },
        )
        for place, row in enumerate(held, 1)
    ]  # fmt: skip
    return summed("drugs", columns, rows, _("Medicines"))


def _during(model: type[ServiceUse | DrugIssue], own: CaseCost, costing: CaseCosting, scope: Scope) -> Iterable:
    """Rows in force of the case within its stay and the months of the costing."""
    last = costing.last.last_day
    until = min(own.stay.discharged or last, last)
    rows = model.objects.in_force().filter(
        facility=scope.budgets[0].facility, case=own.stay.case,
        day__gte=max(own.stay.admitted, costing.first.first_day), day__lte=until,
    )  # fmt: skip
    return rows.order_by("day", "pk")
