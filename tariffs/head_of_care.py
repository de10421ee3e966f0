"""What the head is told of care: cost of a bed-day against the tariff, margin, bed-days against the plan."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from django.utils.translation import gettext as _

from finance.head_figures import HeadFigure, HeadPart, link_of_report
from finance.languages import active_language
from finance.money import ZERO, display, display_tenge, round_half_up, total
from finance.months import Month
from finance.reporting.chart import Chart, Series
from finance.reporting.report import Cell, Column, Remark, Row, Table
from finance.scope import Scope, ScopeError
from tariffs.cost_parts import part_of_codes
from tariffs.reports.bed_day_cost import PART_KEYS, by_part
from tariffs.reports.links import cost_link
from tariffs.reports.tariff_vs_cost import CostBesideTariff, compare
from tariffs.reports.wording import one_facility, part_labels, profile_name

MOST_ALERTS = 3
TABLE = "bed-day"


def tell_head(scope: Scope, _first: Month, through: Month) -> HeadPart:
    """From January through the month. Where it cannot be costed the figures say why."""
    january = Month(scope.year, 1)
    try:
        one_facility(scope)
        compared = compare(scope, january, through)
    except ScopeError as error:
        return HeadPart(_figures(scope, through, None, str(error).splitlines()[-1]))
    table = _table(compared, scope)
    return HeadPart(_figures(scope, through, compared, ""), (table,), (_chart(),) if table.rows else (),
                    tuple(_alerts(compared, scope, through)))  # fmt: skip


def _figures(scope: Scope, through: Month, compared: CostBesideTariff | None, missing: str) -> tuple[HeadFigure, ...]:
    """`missing` says why there is nothing to compare."""
    return (
        *_money(scope, through, compared, missing),
        HeadFigure("bed-days", 6, _("Bed-days"), "quantity", *_days(compared, missing),
                   _("Bed-days done since January, beside those planned for the same months."),
                   link_of_report(scope, "volumes", through)),
    )  # fmt: skip


def _money(scope: Scope, through: Month, compared: CostBesideTariff | None, missing: str) -> Iterator[HeadFigure]:
    """Cost of a bed-day beside its tariff, and the margin, of the profiles with a tariff."""
    language = active_language()
    paid = []
    if compared is not None:
        of_profile = {profile: one.amount for profile, one in compared.revenues.items()}
        profiles = compared.costing.profiles
        paid = [(one, amount) for one in profiles if (amount := of_profile.get(one.profile)) is not None]
    days = sum(one.bed_days for one, _amount in paid)
    cost, due = total(one.full_cost for one, _amount in paid), total(amount for _one, amount in paid)
    margin = due - cost if paid else None
    beside_rate = beside_margin = missing or _("No profile has a tariff.")
    if days:
        beside_rate = _("the tariff pays %(tariff)s") % {"tariff": display_tenge(Fraction(due) / days, language)}
    if paid:
        beside_margin = _("revenue due %(amount)s") % {"amount": display_tenge(due, language)}
    state: Literal["", "over"] = "over" if margin is not None and margin < ZERO else ""
    yield HeadFigure(
        "bed-day-cost", 4, _("Cost of a bed-day"), "rate", Fraction(cost) / days if days else None, beside_rate,
        _("Full cost ÷ bed-days of the profiles with a tariff, beside revenue due ÷ bed-days."),
        link_of_report(scope, "why", through), state,
    )  # fmt: skip
    yield HeadFigure(
        "margin", 5, _("Margin"), "amount", margin, beside_margin,
        _("Bed-days × tariffs − full cost, of the profiles with a tariff."),
        link_of_report(scope, "tariff-vs-cost", through), state,
    )  # fmt: skip


def _days(compared: CostBesideTariff | None, missing: str) -> tuple[int | None, str]:
    """Bed-days done, and what of the planned ones that is."""
    if compared is None:
        return None, missing
    language = active_language()
    done = sum(v.bed_days_done or 0 for v in compared.volumes)
    planned = sum(v.bed_days_planned or 0 for v in compared.volumes)
    if not planned:
        return done, _("No bed-days are planned.")
    values = {
        "planned": display(Decimal(planned), language, 0),
        "percent": display(Fraction(100 * done, planned), language, 1),
    }
    return done, _("%(percent)s %% of the planned %(planned)s") % values


def _table(compared: CostBesideTariff, scope: Scope) -> Table:
    """A bed-day of each profile by what it is made of, with its tariff."""
    costing, labels = compared.costing, part_labels()
    parts = part_of_codes(costing.inputs.ledger_by_code, costing.inputs.first.year)
    columns = (
        Column("name", _("Profile"), "text"),
        *(Column(part, labels[part], "rate") for part in PART_KEYS),
        Column("cost", _("Cost of a bed-day, ₸"), "rate"),
        Column("tariff", _("Tariff"), "rate"),
    )
    rows = []
    for profile in costing.profiles:
        if not profile.bed_days:
            continue
        amounts, paid = by_part(profile.by_code, parts), compared.revenues.get(profile.profile)
        link = cost_link(scope, costing, profile.profile)
        cells = {part: Cell(Fraction(amounts[part]) / profile.bed_days, link) for part in PART_KEYS}
        cells |= {
            "name": Cell(profile_name(costing.inputs.profiles, profile.profile, active_language())),
            "cost": Cell(profile.cost_per_bed_day, link),
            "tariff": Cell(paid.tariff if paid else None),
        }
        rows.append(Row(profile.profile, cells))
    return Table(TABLE, columns, tuple(rows), None, _("A bed-day by profile, ₸"))


def _chart() -> Chart:
    series: Sequence[Series] = [*(Series(part) for part in PART_KEYS), Series("tariff", "line")]
    return Chart("bed-day", _("What a bed-day is made of, and its tariff, ₸"), TABLE, "name", tuple(series))


def _alerts(compared: CostBesideTariff, scope: Scope, through: Month) -> list[Remark]:
    """The profiles that lose most."""
    losses = []
    for profile in compared.costing.profiles:
        paid = compared.revenues.get(profile.profile)
        if paid is not None and paid.amount is not None and paid.amount < profile.full_cost:
            losses.append((profile.full_cost - paid.amount, profile.profile))
    losses.sort(reverse=True)
    language, link = active_language(), link_of_report(scope, "why", through)
    text = _("%(profile)s loses %(amount)s: why and what to do.")
    return [
        Remark(text % {"profile": profile_name(compared.costing.inputs.profiles, profile, language),
                       "amount": display_tenge(loss, language)}, "loses", link,
               about=profile, facts=(("amount", f"{round_half_up(loss, 2):.2f}"),))
        for loss, profile in losses[:MOST_ALERTS]
    ]  # fmt: skip
