"""What the head is told of the money: execution against pace, cash and how long it lasts, the year's forecast."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal

from django.utils.translation import gettext as _

from finance import cash
from finance.drill import Links
from finance.execution import Execution, figures
from finance.head_figures import HeadFigure, HeadPart, link_of_report
from finance.languages import active_language
from finance.models import Measure
from finance.money import ZERO, display, display_tenge
from finance.months import Month, span, year_months
from finance.reporting.chart import Chart, Series
from finance.reporting.formula import Ref
from finance.reporting.report import Cell, Column, Remark, Row, Table
from finance.reports.beside import summed
from finance.reports.forecast import ForecastBasis, remarks, tell
from finance.scope import Scope

MONTHS_OF_PACE = 3
MOST_ALERTS = 4
LEAST_DAYS = 10  # cash that lasts fewer days is told as an alert
FAR_FROM_PACE = Fraction(1, 10)
MOST_CODES = 12


def tell_head(scope: Scope, _first: Month, through: Month) -> HeadPart:
    """From January through the month. About seven queries."""
    january = Month(scope.year, 1)
    execution = figures(scope, january, through, are_promises_asked=False)
    position, _doubts = cash.position(execution)
    told = tell(scope, through)
    days = days_of_cash(position.closing, execution, through)
    found = (
        _execution(execution),
        _cash(scope, position, days, through),
        _gap(execution),
        _forecast(scope, told, through),
    )
    alerts = [*_alerts_of_cash(scope, days, through), *_alerts_of_plan(told, execution, scope, through)]
    return HeadPart(found, (_months(execution, told), _codes(execution)), _charts(), tuple(alerts))


def days_of_cash(left: Decimal | None, execution: Execution, through: Month) -> int | None:
    """Whole days the cash lasts at the pace of the last three months; None where either is not known."""
    first = max(Month(through.year, 1), Month(through.year, max(1, through.number - MONTHS_OF_PACE + 1)))
    months = list(span(first, through.calendar))
    paid = sum((flow[month][1] for flow in execution.flows.values() for month in months if month in flow), ZERO)
    if left is None or paid <= 0:
        return None
    return max(0, floor(Fraction(left) * sum(month.days for month in months) / Fraction(paid)))


def _execution(execution: Execution) -> HeadFigure:
    total = execution.total
    share = total.percent
    pace = Fraction(total.plan_period) / Fraction(total.plan_adjusted) if total.plan_adjusted else None
    if share is None or pace is None:
        beside = _("There is no plan of the year.")
    else:
        beside = _("by the months of the plan %(percent)s %%") % {"percent": _percent(pace)}
    far = share is not None and pace is not None and abs(share - pace) > FAR_FROM_PACE
    how = _("Paid since January ÷ the year's adjusted plan, beside the plan of the same months ÷ the year's plan.")
    link = Links(execution.scope, execution.first, execution.through).of("cash")
    return HeadFigure("execution", 1, _("Execution of the plan, %"), "percent", share, beside, how, link,
                      "doubt" if far else "")  # fmt: skip


def _cash(scope: Scope, position: cash.CashPosition, days: int | None, through: Month) -> HeadFigure:
    if position.closing is None:
        beside = _("Nobody stated the cash at the end of the month; by the books it would be %(amount)s.") % {
            "amount": display_tenge(position.computed_closing, active_language())
        }
    elif days == 0:
        beside = _("less than a day's payments of the last three months")
    elif days is None:
        beside = _("stated at the end of the month")
    else:
        beside = _("lasts %(days)s days at the pace of the last three months") % {"days": days}
    how = _("As stated at the end of the month ÷ what a day cost in cash over the last three months.")
    state: Literal["", "over"] = "over" if days is not None and days < LEAST_DAYS else ""
    link = link_of_report(scope, "cash-reconciliation", through)
    return HeadFigure("cash-left", 2, _("Cash left"), "amount", position.closing, beside, how, link, state)


def _gap(execution: Execution) -> HeadFigure:
    total = execution.total
    gap = total.actual_year - total.cash_year
    beside = _("spent and not paid yet") if gap > 0 else _("paid ahead of what was spent")
    how = _("Actual cost since January − payments since January.")
    link = Links(execution.scope, execution.first, execution.through).of("actual")
    return HeadFigure(
        "actual-over-cash", 3, _("Actual cost over cash"), "amount", gap, beside if gap else "", how, link
    )


def _forecast(scope: Scope, told: ForecastBasis, through: Month) -> HeadFigure:
    whole = sum((one.total for one in told.forecasts.values()), ZERO)
    plan = sum((sum(one.plan, ZERO) for one in told.histories.values()), ZERO)
    over, language = whole - plan, active_language()
    text = _("%(amount)s over the plan") if over > 0 else _("%(amount)s of the plan left")
    how = _("What is paid and what the months ahead will most likely take, code by code; see the forecast.")
    return HeadFigure(
        "forecast", 8, _("Forecast for 31 December"), "amount", whole if told.histories else None,
        text % {"amount": display_tenge(abs(over), language)}, how, link_of_report(scope, "forecast", through),
        "over" if over > 0 else "",
    )  # fmt: skip


def _months(execution: Execution, told: ForecastBasis) -> Table:
    """Plan, cash and actual of each month, and the forecast of those ahead."""
    amounts = by_month(execution)
    ahead = list(span(told.known, Month(told.known.year, 12)))[1:]
    columns = (
        Column("month", _("Month"), "month"),
        Column("plan", _("Plan"), total="sum"),
        Column("cash", str(Measure.CASH.label), total="sum"),
        Column("actual", str(Measure.ACTUAL.label), total="sum"),
        Column("forecast", _("Forecast"), total="sum"),
    )
    links = Links(execution.scope, execution.first, execution.through)
    rows = []
    for month in year_months(execution.scope.year):
        own = amounts.get(month, {})
        measured = ("plan", "cash", "actual")
        cells = {"month": Cell(month)} | {
            one: Cell(own.get(one, ZERO), links.of_month(one, "", month)) for one in measured
        }
        if month in ahead:
            place = ahead.index(month)
            cells["forecast"] = Cell(sum((one.months[place] for one in told.forecasts.values()), ZERO))
        rows.append(Row(str(month), cells))
    return summed("months", columns, rows, _("Months of the year"), label="month")


def by_month(execution: Execution) -> Mapping[Month, Mapping[str, Decimal]]:
    """Plan with the changes known by the end of the period, cash and actual; period 13 with December."""
    named = {Measure.PLAN: "plan", Measure.AMENDMENT: "plan", Measure.CASH: "cash", Measure.ACTUAL: "actual"}
    found: defaultdict[Month, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for of_budget in execution.amounts.values():
        for _code, measure, month, dated, amount in of_budget:
            is_plan = measure in (Measure.PLAN, Measure.AMENDMENT)
            if measure in named and (dated if is_plan else month.calendar) <= execution.through:
                found[month.calendar][named[Measure(measure)]] += amount
    return found


def _codes(execution: Execution) -> Table:
    """How far the plan of the largest codes is paid, beside how far it should be by now."""
    columns = (
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
        Column("plan", _("Adjusted plan of the year")),
        Column("plan_period", _("Plan since January")),
        Column("cash", _("Paid since January")),
        Column(
            "executed",
            _("Paid, percent of the plan"),
            "quantity",
            decimals=1,
            formula=Ref("cash") / Ref("plan") * 100,
        ),
        Column(
            "pace", _("By now by the plan, %"), "quantity", decimals=1, formula=Ref("plan_period") / Ref("plan") * 100
        ),
    )
    links = Links(execution.scope, execution.first, execution.through)
    largest = sorted(execution.by_code.items(), key=lambda pair: -pair[1].plan_adjusted)[:MOST_CODES]
    rows = []
    for pk, own in sorted(largest, key=lambda pair: execution.codes[pair[0]].code):
        if own.plan_adjusted <= 0:
            continue
        code = execution.codes[pk]
        cells = {
            "code": Cell(code.code),
            "name": Cell(code.name(active_language())),
            "plan": Cell(own.plan_adjusted, links.of("plan_adjusted", code.code)),
            "plan_period": Cell(own.plan_period, links.of("plan_period", code.code)),
            "cash": Cell(own.cash_year, links.of("cash_year", code.code), "over" if own.is_over_plan else ""),
        }
        rows.append(Row(str(pk), cells))
    return Table("codes", columns, tuple(rows), None, _("Execution by code"))


def _charts() -> tuple[Chart, ...]:
    months = (Series("plan"), Series("cash"), Series("actual"), Series("forecast", "line"))
    bullets = (Series("executed"), Series("pace", "line"))
    return (
        Chart(
            "months", _("Plan, cash, actual cost and forecast by month"), "months", "month", months, is_stacked=False
        ),
        Chart("codes", _("Execution by code, percent of the year's plan"), "codes", "code", bullets, is_stacked=False),
    )


def _alerts_of_cash(scope: Scope, days: int | None, through: Month) -> list[Remark]:
    if days is None or days >= LEAST_DAYS:
        return []
    text = _("The cash lasts %(days)s days at the pace of the last three months.")
    if not days:
        text = _("The cash does not last a day at the pace of the last three months.")
    link = link_of_report(scope, "cash-reconciliation", through)
    return [Remark(text % {"days": days}, "cash-lasts", link, facts=(("days", str(days)),))]


def _alerts_of_plan(told: ForecastBasis, execution: Execution, scope: Scope, through: Month) -> list[Remark]:
    """Codes whose plan runs out and those that will not use theirs, the largest first, as loud as each other."""
    link = link_of_report(scope, "forecast", through)
    found = []
    for key in ("runs-out", "left-over"):
        own = [
            (abs(one.total - sum(told.histories[pk].plan, ZERO)), pk, remark)
            for pk, remark in remarks(told, execution.codes)
            for one in (told.forecasts[pk],)
            if remark.key == key
        ]
        own.sort(key=lambda one: one[:2], reverse=True)
        found += [replace(remark, link=link) for _amount, _pk, remark in own[:MOST_ALERTS]]
    return found


def _percent(share: Fraction) -> str:
    return display(share * 100, active_language(), 1)
