"""The tariff beside the cost: margin per bed-day and in total, and how many bed-days would pay for themselves.

Revenue due is bed-days × the tariff in force in their month. A profile with bed-days that no tariff pays has no
revenue, never zero; total revenue and margin cover the profiles that have one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.drill import Links
from finance.execution import figures
from finance.money import ZERO, display, total
from finance.months import Month
from finance.reporting.chart import Chart, Series
from finance.reporting.formula import Ref, difference, ratio
from finance.reporting.report import Caption, Cell, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.reports.deviates import Deviates
from finance.rooms import RegisteredReport
from finance.scope import Scope
from tariffs.bed_day_cost import BedDayCost, ProfileCost
from tariffs.break_even import break_even_of, split_by_behaviour
from tariffs.costing import cost
from tariffs.costing_basis import MonthVolume
from tariffs.facility_records import month_volumes, tariff_rows, variable_shares
from tariffs.reports.bed_day_cost import checks, doubts
from tariffs.reports.links import cost_link, leading, source_link
from tariffs.reports.wording import months_in_words, profile_name
from tariffs.revenue import ProfileRevenue, Retroactive, retroactive, revenue

NAME, RETROACTIVE, BY_MONTH = "tariff-vs-cost", "retroactive", "by-month"


@dataclass(frozen=True)
class CostBesideTariff:
    """A costing beside what its bed-days are paid."""

    costing: BedDayCost
    volumes: list[MonthVolume]
    revenues: Mapping[str, ProfileRevenue]
    late: Sequence[Retroactive]
    variable: Mapping[str, Decimal]


def compare(scope: Scope, first: Month, through: Month) -> CostBesideTariff:
    """Cost and revenue of one facility, months inclusive. Raises CostingError where the period cannot be costed."""
    costing = cost(scope, first, through)
    facility = scope.budgets[0].facility
    volumes, rows = month_volumes(facility, first, through), tariff_rows(facility)
    variable = variable_shares(first.year)
    return CostBesideTariff(costing, volumes, revenue(volumes, rows), retroactive(volumes, rows), variable)


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive. Raises CostingError (a ScopeError) with every reason where the period cannot be costed."""
    with translation.override(language):
        compared = compare(scope, first, through)
        columns = _columns()
        rows = tuple(
            leading(_row(compared, profile, scope, language), _links(scope, first, through, profile.profile))
            for profile in compared.costing.profiles
        )
        table = summed(NAME, columns, rows, _("Profiles"))
        late = [_retroactive(compared, language)] if compared.late else []
        return beside_form2(
            NAME,
            _("Tariff against the cost of a bed-day"),
            ReportHeading(scope, first, through, unit, language),
            tables=(table, _by_month(compared, scope, language), *late),
            summary=_summary(compared, scope, first, through),
            checks=checks(compared.costing),
            notes=_notes(compared, language),
            doubts=(
                *doubts(compared.costing, language),
                *_doubts(compared, language),
            ),
            charts=_charts(compared),
        )


REPORT = RegisteredReport(
    NAME,
    gettext_lazy("Tariff and cost"),
    "care",
    build,
    place=2,
    deviates=Deviates("tariff-vs-cost", ("full_cost",), "revenue"),
)


def _columns() -> tuple[Column, ...]:
    per_day, in_all = _("Per bed-day, ₸"), _("In the period")
    return (
        Column("name", _("Profile"), "text"),
        Column("bed_days", _("Bed-days"), "quantity", total="sum"),
        Column("tariff", _("Tariff"), "rate", group=per_day),
        Column(
            "cost_per_bed_day",
            _("Cost"),
            "rate",
            group=per_day,
            formula=ratio("full_cost", "bed_days"),
            total="formula",
        ),
        Column(
            "margin_per_bed_day", _("Margin"), "rate", group=per_day, formula=difference("tariff", "cost_per_bed_day")
        ),
        Column("revenue", _("Revenue due"), group=in_all, total="sum", formula=Ref("tariff") * Ref("bed_days")),
        Column("full_cost", _("Full cost"), group=in_all, total="sum"),
        Column("margin", _("Margin"), group=in_all, total="sum", formula=difference("revenue", "full_cost")),
        Column("fixed_amount", _("Fixed"), group=_("Of the cost"), total="sum"),
        Column(
            "variable_amount",
            _("Variable"),
            group=_("Of the cost"),
            total="sum",
            formula=difference("full_cost", "fixed_amount"),
        ),
        Column("break_even_bed_days", _("bed-days"), "quantity", group=_("Break-even")),
        Column(
            "break_even_occupancy",
            _("of the beds' capacity"),
            "percent",
            group=_("Break-even"),
            formula=ratio("break_even_bed_days", "capacity"),
        ),
        Column("capacity", _("Capacity, bed-days"), "quantity", total="sum"),
    )


def _row(compared: CostBesideTariff, profile: ProfileCost, scope: Scope, language: str) -> Row:
    costing = compared.costing
    paid = compared.revenues.get(profile.profile)
    tariff = paid.tariff if paid else None
    behaviour = split_by_behaviour(profile.by_code, compared.variable)
    amount = paid.amount if paid else None
    link = cost_link(scope, costing, profile.profile)
    missing = "" if tariff is not None or not profile.full_cost else "missing"
    cells = {
        "name": Cell(profile_name(costing.inputs.profiles, profile.profile, language)),
        "bed_days": Cell(profile.bed_days),
        "tariff": Cell(tariff, flag=missing),
        "cost_per_bed_day": Cell(profile.cost_per_bed_day, link, flag="" if profile.bed_days else "missing"),
        "revenue": Cell(amount, flag=missing),
        "full_cost": Cell(profile.full_cost, link),
        "margin": Cell(None if amount is None else amount - profile.full_cost, flag=missing),
        "fixed_amount": Cell(behaviour.fixed_amount),
        "variable_amount": Cell(behaviour.variable_amount),
        "break_even_bed_days": Cell(break_even_of(behaviour, profile.bed_days, tariff)),
        "capacity": Cell(capacity(compared.volumes, profile.profile)),
    }
    return Row(profile.profile, cells, extra={"profile": profile.profile})


def capacity(volumes: Sequence[MonthVolume], profile: str) -> int | None:
    """Bed-days the profile's beds could give: beds × calendar days of each month; None where no beds are stated."""
    own = [v for v in volumes if v.profile == profile and v.beds is not None]
    return sum((v.beds or 0) * v.month.days for v in own) if own else None


def _links(
    scope: Scope, first: Month, through: Month, profile: str, bed_days: str = "bed_days"
) -> dict[str, str | None]:
    """Where bed-days and tariffs were read from."""
    return {
        bed_days: source_link(scope, first, through, "volumes", figure="bed_days_done", profile=profile),
        "tariff": source_link(scope, first, through, "tariffs", profile=profile),
    }


def _by_month(compared: CostBesideTariff, scope: Scope, language: str) -> Table:
    """Revenue due month by month: bed-days × the tariff in force."""
    columns = (
        Column("month", _("Month"), "month"),
        Column("name", _("Profile"), "text"),
        Column("units", _("Bed-days or cases paid"), "quantity"),
        Column("tariff", _("Tariff, ₸"), "rate"),
        Column("revenue", _("Revenue due"), total="sum"),
    )
    rows = []
    for paid in compared.revenues.values():
        for month in paid.months:
            if not month.units:
                continue
            name = profile_name(compared.costing.inputs.profiles, month.profile, language)
            cells = {
                "month": Cell(month.month),
                "name": Cell(name),
                "units": Cell(month.units),
                "tariff": Cell(month.tariff, flag="" if month.tariff is not None else "missing"),
                "revenue": Cell(month.amount, flag="" if month.amount is not None else "missing"),
            }
            key = f"{month.month}-{month.profile}-{month.setting}"
            row = Row(key, cells, extra={"profile": month.profile, "setting": month.setting})
            rows.append(leading(row, _links(scope, month.month, month.month, month.profile, "units")))
    rows.sort(key=lambda row: row.key)
    return summed(BY_MONTH, columns, rows, _("By month"))


def _retroactive(compared: CostBesideTariff, language: str) -> Table:
    columns = (
        Column("month", _("Month"), "month"),
        Column("name", _("Profile"), "text"),
        Column("units", _("Bed-days or cases paid"), "quantity"),
        Column("before", _("Tariff before, ₸"), "rate"),
        Column("after", _("Tariff now, ₸"), "rate"),
        Column("published_on", _("Published on"), "date"),
        Column("difference", _("Difference"), total="sum"),
    )
    rows = tuple(
        Row(
            f"{late.month}-{late.profile}-{late.setting}-{late.row.payment_kind}",
            {
                "month": Cell(late.month),
                "name": Cell(profile_name(compared.costing.inputs.profiles, late.profile, language)),
                "units": Cell(late.units),
                "before": Cell(late.before),
                "after": Cell(late.after),
                "published_on": Cell(late.row.published_on),
                "difference": Cell(late.difference_amount),
            },
        )
        for late in compared.late
    )
    return summed(RETROACTIVE, columns, rows, _("Retroactive tariffs"))


def _summary(compared: CostBesideTariff, scope: Scope, first: Month, through: Month) -> tuple[Caption, ...]:
    due = total(paid.amount for paid in compared.revenues.values() if paid.amount is not None)
    received = figures(scope, first, through, are_promises_asked=False).total.funding
    link = Links(scope, first, through).of("funding")
    late = total(late.difference_amount for late in compared.late)
    lines = [
        Caption("revenue_due", _("Revenue due: bed-days × tariffs"), due, "amount"),
        Caption("funding_received", _("Money received"), received, "amount", link),
        Caption("received_over_due", _("Received beyond revenue due"), received - due, "amount")
        if received >= due
        else Caption("received_short", _("Received short of revenue due"), due - received, "amount"),
    ]
    if compared.late:
        lines.append(Caption("retroactive", _("Of the revenue due, by tariffs published late"), late, "amount"))
    return tuple(lines)


def _notes(compared: CostBesideTariff, language: str) -> tuple[Remark, ...]:
    found = [
        Remark(_("Fixed and variable cost are split by the variable share of each code; it can be edited."), "fixed")
    ]
    for profile in compared.costing.profiles:
        paid = compared.revenues.get(profile.profile)
        if paid is None or paid.amount is None or not profile.bed_days:
            continue
        margin = paid.amount - profile.full_cost
        text = (
            _("%(profile)s: a bed-day loses %(per_day)s, the period %(amount)s.")
            if margin < ZERO
            else _("%(profile)s: a bed-day earns %(per_day)s, the period %(amount)s.")
        )
        per_day = abs((paid.tariff or Fraction(0)) - (profile.cost_per_bed_day or Fraction(0)))
        values = {
            "profile": profile_name(compared.costing.inputs.profiles, profile.profile, language),
            "per_day": display(per_day, language),
            "amount": display(abs(margin), language),
        }
        found.append(Remark(text % values, "margin"))
    return tuple(found)


def _doubts(compared: CostBesideTariff, language: str) -> tuple[Remark, ...]:
    found = []
    for profile in compared.costing.profiles:
        paid = compared.revenues.get(profile.profile)
        if not profile.full_cost or (paid is not None and paid.amount is not None):
            continue
        name = profile_name(compared.costing.inputs.profiles, profile.profile, language)
        months = months_in_words(paid.months_without_tariff) if paid else ""
        text = _("“%(profile)s” has no tariff, so it has neither revenue nor margin.")
        if months:
            text = _("“%(profile)s” has no tariff for bed-days of %(months)s, so it has neither revenue nor margin.")
        found.append(Remark(text % {"profile": name, "months": months}, key="no-tariff"))
    return tuple(found)


def _charts(compared: CostBesideTariff) -> tuple[Chart, ...]:
    shown = tuple(profile.profile for profile in compared.costing.profiles if profile.bed_days)
    if not shown:
        return ()
    series = (Series("cost_per_bed_day"), Series("tariff", "line"))
    return (Chart("tariff-over-cost", _("Tariff beside the cost, ₸ per bed-day"), NAME, "name", series, False, shown),)
