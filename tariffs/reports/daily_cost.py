"""Food and drugs per day, by month and profile: actual consumption, patients and accompanying adults apart.

Food per patient-day is cost of 141 ÷ bed-days of patients, food per fed day the same ÷ bed-days and days of
accompanying adults, drugs per patient-day 142 ÷ bed-days. Reported figures stand beside the computed ones.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.drill import Links
from finance.known_codes import code_texts
from finance.models import Measure
from finance.money import ZERO, split, total, totals
from finance.months import Month
from finance.reporting.chart import Chart, Series
from finance.reporting.formula import Ref, ratio
from finance.reporting.report import Cell, Check, Column, Remark, Report, Row, Table, Unit, sum_row
from finance.reports.beside import ReportHeading, beside_form2
from finance.rooms import RegisteredReport
from finance.scope import Scope
from tariffs.asking_together import for_costs
from tariffs.bed_day_cost import BedDayCost
from tariffs.cost_parts import DRUGS_CODE, FOOD_CODE
from tariffs.costing import cost_by_month
from tariffs.costing_basis import MonthVolume
from tariffs.costing_inputs import balances_of
from tariffs.facility_records import ReportedValue, month_volumes, reported_figures
from tariffs.known_profiles import profile_names
from tariffs.reports.links import leading, source_link, trace_link
from tariffs.reports.reported import reported_links, reported_table
from tariffs.reports.wording import months_in_words, one_facility, profile_name

NAME = "daily-cost"
CODES = {FOOD_CODE: "food", DRUGS_CODE: "drugs"}


@dataclass(frozen=True)
class Day:
    """A profile in a month; amounts tenge."""

    month: Month
    profile: str
    bed_days: int
    accompanying_days: int
    food: Decimal
    drugs: Decimal


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive. Food and drugs of a month are traced to profiles by that month's costing; where a month cannot
    be costed they are spread by bed-days, with a doubt. As many queries for a year as for a month.
    """
    with translation.override(language):
        one_facility(scope)
        for_costs(scope.budgets, first, through, Measure.ACTUAL)
        volumes = month_volumes(scope.budgets[0].facility, first, through)
        ledger = ledger_by_month(scope, first, through)
        days, uncosted = daily(cost_by_month(scope, first, through), ledger, volumes)
        names = profile_names()
        columns = _columns()
        costed = {day.month for day in days} - set(uncosted)
        rows = tuple(_leading(row, scope, costed) for row in _rows(days, columns, names, language))
        total_row = leading(sum_row("total", columns, rows, {"name": _("Total")}), _sums_links(scope, first, through))
        table = Table(NAME, columns, rows, total_row, _("By month and profile"))
        figures = reported_figures(scope.budgets[0].facility, first, through)
        return beside_form2(
            NAME,
            _("Food and drugs per day"),
            ReportHeading(scope, first, through, unit, language),
            tables=(table, _beside(scope, first, through, figures, days)),
            checks=_checks(ledger, days),
            notes=(Remark(_("Cost is what was consumed (accrued), not what was paid."), "actual"),),
            doubts=_doubts(days, uncosted, volumes),
            charts=_charts(rows),
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Food and drugs a day"), "care", build, place=3)


def daily(
    costings: Mapping[Month, BedDayCost | None],
    ledger: Mapping[tuple[str, Month], Decimal],
    volumes: Sequence[MonthVolume],
) -> tuple[list[Day], list[Month]]:
    """Every month and profile with bed-days or cost, and the months that could not be costed.

    `costings` holds every month of the period; `ledger` the actual cost by code and month, tenge.
    """
    bed_days: defaultdict[tuple[Month, str], list[int]] = defaultdict(lambda: [0, 0])
    for volume in volumes:
        bed_days[volume.month, volume.profile][0] += volume.bed_days_done or 0
        bed_days[volume.month, volume.profile][1] += volume.accompanying_days or 0
    days, uncosted = [], []
    for month, costing in costings.items():
        held = {profile: counted for (m, profile), counted in bed_days.items() if m == month}
        amounts = {code: ledger.get((code, month), ZERO) for code in CODES}
        if not any(amounts.values()) and not any(counted[0] for counted in held.values()):
            continue
        if costing is None:
            uncosted.append(month)
            parts = _by_bed_days(amounts, {profile: counted[0] for profile, counted in held.items()})
        else:
            parts = {p.profile: {code: p.by_code.get(code, ZERO) for code in CODES} for p in costing.profiles}
        for profile in sorted({*held, *parts}):
            counted, codes = held.get(profile, [0, 0]), parts.get(profile, {})
            food, drugs = codes.get(FOOD_CODE, ZERO), codes.get(DRUGS_CODE, ZERO)
            if any((counted[0], counted[1], food, drugs)):
                days.append(Day(month, profile, counted[0], counted[1], food, drugs))
    return days, uncosted


def ledger_by_month(scope: Scope, first: Month, through: Month) -> dict[tuple[str, Month], Decimal]:
    """Actual cost of food and drugs by code and month; December takes its corrections of period 13."""
    texts = code_texts()
    rows = balances_of(scope.budgets, first, through, Measure.ACTUAL)
    return dict(
        totals(((texts[row.code_id], row.month.calendar), row.amount) for row in rows if texts[row.code_id] in CODES)
    )


def _by_bed_days(amounts: dict[str, Decimal], bed_days: dict[str, int]) -> dict[str, dict[str, Decimal]]:
    parts: dict[str, dict[str, Decimal]] = {profile: {} for profile in bed_days or {"": 0}}
    for code, amount in amounts.items():
        weights = list(bed_days.values())
        shares = split(amount, weights) if any(weights) else [amount, *[ZERO] * (len(parts) - 1)]
        for profile, share in zip(parts, shares, strict=True):
            parts[profile][code] = share
    return parts


def _columns() -> tuple[Column, ...]:
    days, per_day = _("Days"), _("Per day, ₸")
    return (
        Column("month", _("Month"), "month"),
        Column("name", _("Profile"), "text"),
        Column("bed_days", _("Bed-days of patients"), "quantity", group=days, total="sum"),
        Column("accompanying_days", _("Days of accompanying adults"), "quantity", group=days, total="sum"),
        Column("food", _("Food"), total="sum"),
        Column("drugs", _("Drugs"), total="sum"),
        Column("food_per_day", _("Food per patient-day"), "rate", group=per_day, formula=ratio("food", "bed_days"),
               total="formula"),
        Column("food_per_fed_day", _("Food per fed day"), "rate", group=per_day,
               formula=Ref("food") / (Ref("bed_days") + Ref("accompanying_days")), total="formula"),
        Column("drugs_per_day", _("Drugs per patient-day"), "rate", group=per_day, formula=ratio("drugs", "bed_days"),
               total="formula"),
    )  # fmt: skip


def _rows(
    days: list[Day], columns: tuple[Column, ...], names: dict[str, tuple[str, str]], language: str
) -> tuple[Row, ...]:
    """Months with their profiles below them."""
    rows = []
    for month in sorted({day.month for day in days}):
        own = [day for day in days if day.month == month]
        sums = {
            "bed_days": Cell(sum(day.bed_days for day in own)),
            "accompanying_days": Cell(sum(day.accompanying_days for day in own)),
            "food": Cell(total(day.food for day in own)),
            "drugs": Cell(total(day.drugs for day in own)),
        }
        rates = {c.key: Cell(None, formula=c.formula) for c in columns if c.kind == "rate"}
        rows.append(
            Row(str(month), {"month": Cell(month), "name": Cell(_("All profiles")), **sums, **rates}, style="subtotal")
        )
        for day in own:
            cells = {
                "month": Cell(month),
                "name": Cell(profile_name(names, day.profile, language)),
                "bed_days": Cell(day.bed_days),
                "accompanying_days": Cell(day.accompanying_days),
                "food": Cell(day.food),
                "drugs": Cell(day.drugs),
            }
            key = f"{month}-{day.profile}"
            rows.append(Row(key, cells, str(month), 1, extra={"profile": day.profile}))
    return tuple(rows)


def _leading(row: Row, scope: Scope, costed: set[Month]) -> Row:
    """A month leads to the entries of its codes, a profile to the trace of its share; days to their files."""
    month = row.cell("month").value
    profile = str(row.extra.get("profile", ""))
    if not isinstance(month, Month):
        return row
    if not profile:
        return leading(row, _sums_links(scope, month, month))
    found = {name: trace_link(scope, month, profile, code) for code, name in CODES.items() if month in costed}
    return leading(row, found | _days_links(scope, month, month, profile))


def _sums_links(scope: Scope, first: Month, through: Month) -> dict[str, str | None]:
    ledger = Links(scope, first, through)
    return {name: ledger.of("actual", code) for code, name in CODES.items()} | _days_links(scope, first, through)


def _days_links(scope: Scope, first: Month, through: Month, profile: str = "") -> dict[str, str | None]:
    figures = {"bed_days": "bed_days_done", "accompanying_days": "accompanying_days"}
    return {
        key: source_link(scope, first, through, "volumes", figure=figure, profile=profile)
        for key, figure in figures.items()
    }


def _beside(scope: Scope, first: Month, through: Month, figures: Sequence[ReportedValue], days: list[Day]) -> Table:
    bed_days = sum(day.bed_days for day in days)
    food, drugs = total(day.food for day in days), total(day.drugs for day in days)
    computed = {
        "food_per_day": Fraction(food) / bed_days if bed_days else None,
        "drugs_per_day": Fraction(drugs) / bed_days if bed_days else None,
    }
    return reported_table(figures, computed, reported_links(scope, first, through, computed), "rate")


def _checks(ledger: Mapping[tuple[str, Month], Decimal], days: list[Day]) -> tuple[Check, ...]:
    found = []
    labels = {"food": _("Food of the months = ledger, code 141"), "drugs": _("Drugs of the months = ledger, code 142")}
    for code, name in CODES.items():
        held = total(amount for (c, _month), amount in ledger.items() if c == code)
        left = total(getattr(day, name) for day in days) - held
        found.append(Check(f"ledger-{code}", labels[name], left, left == ZERO))
    return tuple(found)


def _doubts(days: list[Day], uncosted: list[Month], volumes: Sequence[MonthVolume]) -> tuple[Remark, ...]:
    found = []
    if uncosted:
        text = _("These months could not be costed, so food and drugs are spread by bed-days: %(months)s.")
        found.append(Remark(text % {"months": months_in_words(uncosted)}, "spread-by-bed-days"))
    without = sorted({day.month for day in days if not day.bed_days and (day.food or day.drugs)})
    if without:
        text = _("Food or drugs without a single bed-day of the profile: %(months)s.")
        found.append(Remark(text % {"months": months_in_words(without)}, "no-bed-days"))
    unknown = sorted({v.month for v in volumes if v.bed_days_done and v.accompanying_days is None})
    if unknown:
        text = _("Days of accompanying adults are not known for %(months)s; food per fed day counts patients only.")
        found.append(Remark(text % {"months": months_in_words(unknown)}, "no-accompanying-days"))
    return tuple(found)


def _charts(rows: tuple[Row, ...]) -> tuple[Chart, ...]:
    months = tuple(row.key for row in rows if row.style == "subtotal")
    if not months:
        return ()
    series = (Series("food_per_day", "line"), Series("food_per_fed_day", "line"), Series("drugs_per_day", "line"))
    return (Chart("trend", _("Food and drugs per day by month, ₸"), NAME, "month", series, False, months),)
