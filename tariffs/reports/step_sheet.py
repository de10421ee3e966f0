"""The step-down sheet: every base, every step, with formulas that compute the allocation again in a workbook."""

from fractions import Fraction

from django.utils.translation import gettext as _

from finance.languages import in_language
from finance.reporting.formula import Formula, Ref, Round
from finance.reporting.report import Cell, Column, Row, Table
from finance.reports.beside import summed
from finance.scope import Scope
from tariffs.allocation.distribution import Distribution
from tariffs.allocation.inputs import DIRECT, STEP_DOWN, Rounding
from tariffs.attributing import BED_DAYS
from tariffs.bed_day_cost import BedDayCost, services_of
from tariffs.costing_basis import Centre, Inputs
from tariffs.reports.links import cost_link, source_link

STEPS, BASES = "steps", "bases"


def step_tables(costing: BedDayCost, scope: Scope, language: str) -> tuple[Table, ...]:
    """The bases and the steps as two tables; nothing for methods whose steps are no single pass."""
    if costing.method not in (STEP_DOWN, DIRECT):
        return ()
    services = services_of(costing.inputs)
    finals = [centre for centre in costing.inputs.centres if centre.profile]
    given = _given(costing)
    active = [service for service in services if service.key in given]
    return (
        _bases(costing, active, services + finals, scope=scope, language=language),
        _steps(costing, active, services + finals, scope=scope, language=language),
    )


def _given(costing: BedDayCost) -> dict[str, Distribution]:
    return {step.giver: step for steps in costing.outcome.passes for step in steps}


def centre_name(centre: Centre, language: str) -> str:
    return in_language(centre.name_ru, centre.name_kk, language)


def driver_name(driver: str) -> str:
    """A driver in words; a facility's own driver by the words of its key."""
    names = {
        "positions": _("positions"),
        "area_m2": _("floor area, m²"),
        "bed_days": _("bed-days"),
        "meals": _("meals"),
        "laundry_kg": _("laundry, kg"),
        "physio_units": _("physiotherapy units"),
        "massage_units": _("massage units"),
        "exercise_sessions": _("exercise sessions"),
        "tests": _("laboratory tests"),
        "energy_kwh": _("electricity, kWh"),
        "direct_cost": _("direct cost"),
    }
    return names.get(driver, driver.replace("_", " "))


def _bases(costing: BedDayCost, active: list[Centre], centres: list[Centre], *, scope: Scope, language: str) -> Table:
    given = _given(costing)
    columns = (
        Column("name", _("Cost centre"), "text"),
        *(
            Column(s.key, f"{centre_name(s, language)}: {driver_name(s.basis)}", "quantity", total="sum", decimals=2)
            for s in active
        ),
    )
    rows = []
    for centre in centres:
        cells = {"name": Cell(centre_name(centre, language))}
        for service in active:
            quantity = _quantity(given[service.key], centre.key)
            if quantity:
                cells[service.key] = Cell(quantity, _base_link(scope, costing.inputs, centre, service.basis))
        rows.append(Row(centre.key, cells))
    return summed(BASES, columns, rows, _("Bases"))


def _base_link(scope: Scope, inputs: Inputs, centre: Centre, driver: str) -> str | None:
    """Where the base of a centre was read from."""
    if driver == BED_DAYS and centre.profile:
        limits = {"figure": "bed_days_done", "profile": centre.profile}
        return source_link(scope, inputs.first, inputs.last, "volumes", **limits)
    return source_link(scope, inputs.first, inputs.last, "drivers", driver=driver, centre=centre.key)


def _quantity(step: Distribution, receiver: str) -> Fraction | None:
    for name, quantity in zip(step.receivers, step.base, strict=True):
        if name == receiver:
            return Fraction(quantity)
    return None


def _steps(costing: BedDayCost, active: list[Centre], centres: list[Centre], *, scope: Scope, language: str) -> Table:
    given = _given(costing)
    balance: Formula = Ref("direct")
    for service in active:
        balance = balance + Ref(service.key)
    columns = (
        Column("name", _("Cost centre"), "text"),
        Column("direct", _("Direct cost"), "amount", total="sum"),
        *(Column(s.key, centre_name(s, language), "amount", group=_("Received from"), total="sum") for s in active),
        Column("balance", _("Balance"), "amount"),
        Column("full_cost", _("Full cost"), "amount", total="sum"),
    )
    rows = []
    for centre in centres:
        direct = costing.outcome.direct_costs[centre.key]
        link = cost_link(scope, costing, centre.profile, centre="" if centre.profile else centre.key)
        cells = {"name": Cell(centre_name(centre, language)), "direct": Cell(direct, link)}
        value = Fraction(direct)
        for service in active:
            amounts = dict(given[service.key].amounts())
            received = Fraction(amounts.get(centre.key, 0))
            value += received
            formula = _step(given[service.key], centre.key, costing.inputs.rounding)
            cells[service.key] = Cell(received, link, formula=formula) if received else Cell(Fraction(0))
        cells["balance"] = Cell(value, link if value else None, formula=balance)
        if centre.profile:
            cells["full_cost"] = Cell(value, link, formula=Ref("balance"))
        rows.append(Row(centre.key, cells))
    return summed(STEPS, columns, rows, _("Step-down"))


def _step(step: Distribution, receiver: str, rounding: Rounding) -> Formula:
    """What a receiver gets of a service: balance ÷ base × its base, rounded as set; the largest takes the rest."""
    amounts = list(step.amounts())
    if not rounding.is_exact and rounding.residual == "largest":
        largest = max(amounts, key=lambda pair: pair[1])[0]
        if receiver == largest:
            rest: Formula = Ref("balance", row=step.giver)
            for name, _amount in amounts:
                rest = rest if name == largest else rest - Ref(step.giver, row=name)
            return rest
    balance, base = Ref("balance", row=step.giver), Ref(step.giver, row=receiver, table=BASES)
    whole = Ref(step.giver, row="total", table=BASES)
    if rounding.share_decimals is not None:
        amount: Formula = balance * Round(base / whole, rounding.share_decimals)
    elif rounding.rate_decimals is not None:
        amount = Round(balance / whole, rounding.rate_decimals) * base
    else:
        amount = balance * base / whole
    return amount if rounding.amount_decimals is None else Round(amount, rounding.amount_decimals)
