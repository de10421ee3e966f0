"""The step-down sheet: every base, every step, with formulas that compute the allocation again in a workbook."""

from fractions import Fraction

from django.utils.translation import gettext as _

from finance.languages import in_language
from finance.reporting.formula import Formula, Ref, Round
from finance.reporting.report import Cell, Column, Row, Table, sum_row
from tariffs.allocation.distribution import Distribution
from tariffs.allocation.scenario import DIRECT, STEP_DOWN, Rounding
from tariffs.bed_day_cost import BedDayCost, services_of
from tariffs.costing_basis import Centre

STEPS, BASES = "steps", "bases"


def step_tables(costing: BedDayCost, language: str) -> tuple[Table, ...]:
    """The bases and the steps as two tables; nothing for methods whose steps are no single pass."""
    if costing.method not in (STEP_DOWN, DIRECT):
        return ()
    services = services_of(costing.inputs)
    finals = [centre for centre in costing.inputs.centres if centre.profile]
    given = {step.giver: step for steps in costing.outcome.passes for step in steps}
    active = [service for service in services if service.key in given]
    return (
        _bases(active, services + finals, given, language),
        _steps(costing, active, services + finals, given, language),
    )


def centre_name(centre: Centre, language: str) -> str:
    return in_language(centre.name_ru, centre.name_kk, language)


def driver_name(driver: str) -> str:
    """A driver in words; a facility's own driver is shown by its key."""
    names = {
        "positions": _("positions"),
        "area_m2": _("floor area, m²"),
        "bed_days": _("bed-days"),
        "meals": _("meals"),
        "laundry_kg": _("laundry, kg"),
        "physio_units": _("physiotherapy units"),
        "massage_units": _("massage units"),
        "exercise_sessions": _("exercise sessions"),
        "direct_cost": _("direct cost"),
    }
    return names.get(driver, driver)


def _bases(active: list[Centre], centres: list[Centre], given: dict[str, Distribution], language: str) -> Table:
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
                cells[service.key] = Cell(quantity)
        rows.append(Row(centre.key, cells))
    table_rows = tuple(rows)
    return Table(BASES, columns, table_rows, sum_row("total", columns, table_rows, {"name": _("Total")}), _("Bases"))


def _quantity(step: Distribution, receiver: str) -> Fraction | None:
    for name, quantity in zip(step.receivers, step.base, strict=True):
        if name == receiver:
            return Fraction(quantity)
    return None


def _steps(
    costing: BedDayCost, active: list[Centre], centres: list[Centre], given: dict[str, Distribution], language: str
) -> Table:
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
        cells = {"name": Cell(centre_name(centre, language)), "direct": Cell(costing.outcome.direct_costs[centre.key])}
        value = Fraction(costing.outcome.direct_costs[centre.key])
        for service in active:
            amounts = dict(given[service.key].amounts())
            received = Fraction(amounts.get(centre.key, 0))
            value += received
            formula = _step(given[service.key], centre.key, costing.inputs.rounding)
            cells[service.key] = Cell(received, formula=formula) if received else Cell(Fraction(0))
        cells["balance"] = Cell(value, formula=balance)
        if centre.profile:
            cells["full_cost"] = Cell(value, formula=Ref("balance"))
        rows.append(Row(centre.key, cells))
    table_rows = tuple(rows)
    total = sum_row("total", columns, table_rows, {"name": _("Total")})
    return Table(STEPS, columns, table_rows, total, _("Step-down"))


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
