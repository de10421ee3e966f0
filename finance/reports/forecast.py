"""What each code will have paid by 31 December, beside its plan: the method, its error, and when the plan runs out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.drill import Links
from finance.execution import CodeName, balances, code_names, require_period
from finance.forecasting import MONTHS, CodeHistory, Forecast, forecast, spread_of_sum
from finance.models import Budget, Measure
from finance.money import ZERO
from finance.months import Month
from finance.reporting.formula import Ref
from finance.reporting.periods import month_alone
from finance.reporting.report import Cell, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope

NAME = "forecast"
READ = (Measure.PLAN, Measure.AMENDMENT, Measure.CASH)
METHOD_LABELS = {
    "known": gettext_lazy("the year is paid"),
    "even": gettext_lazy("evenly, as so far"),
    "by-plan": gettext_lazy("by the months of the plan"),
    "as-last-year": gettext_lazy("by the months of last year"),
    "blended": gettext_lazy("half by months, half evenly"),
    "recent": gettext_lazy("as in the last three months"),
    "usual": gettext_lazy("by the middle month"),
    "as-planned": gettext_lazy("the rest as planned"),
}
Monthly = Mapping[int, tuple[Decimal, ...]]


@dataclass(frozen=True)
class ForecastBasis:
    """Tenge by code id. `known` is the last month with payments that is asked for."""

    histories: Mapping[int, CodeHistory]
    forecasts: Mapping[int, Forecast]
    known: Month


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Payments from January to `through` and the year they lead to; nothing later is read. Raises ScopeError.

    `backtest_percent`: the mean error of the method on the months it was tried on. The interval is of 80 %; that of the
    total takes the codes' errors for independent.
    """
    with translation.override(language):
        require_period(scope, first, through)
        told = tell(scope, through)
        names = code_names(scope)
        links = Links(scope, Month(scope.year, 1), through)
        rows = [_row(names[pk], told, pk, links) for pk in names if pk in told.histories]
        table = summed(NAME, _columns(), rows, _("By code"))
        return beside_form2(
            NAME,
            _("Forecast for 31 December"),
            ReportHeading(scope, Month(scope.year, 1), through, unit, language),
            tables=(replace(table, total=_total(table, told)),),
            notes=_notes(told, names),
        )


REPORT = RegisteredReport(
    NAME, gettext_lazy("Forecast for 31 December"), "execution", build, place=20, knows_the_past=True
)


def tell(scope: Scope, through: Month) -> ForecastBasis:
    """The forecast of every code with a plan or payments. Three queries."""
    plan: defaultdict[int, list[Decimal]] = defaultdict(lambda: [ZERO] * MONTHS)
    paid: defaultdict[int, list[Decimal]] = defaultdict(lambda: [ZERO] * MONTHS)
    for _budget, code, measure, month, dated, amount in balances(scope.budget_ids, scope.year, READ, scope.known_at):
        place = month.calendar.number - 1
        if measure == Measure.CASH:
            paid[code][place] += amount if month.calendar <= through.calendar else ZERO
        elif dated <= through:
            plan[code][place] += amount
    known = max((at + 1 for of in paid.values() for at, amount in enumerate(of) if amount), default=0)
    before = _last_year(scope)
    histories = {
        code: CodeHistory(tuple(paid[code][:known]), tuple(plan[code]), before.get(code, ()))
        for code in {*plan, *paid}
        if any(plan[code]) or any(paid[code])
    }
    return ForecastBasis(
        histories, {code: forecast(one) for code, one in histories.items()}, Month(scope.year, known or 1)
    )


def _last_year(scope: Scope) -> Monthly:
    """What the same facilities paid from the same programmes and sources a year before, by code and month."""
    same = {(one.facility_id, one.programme_id, one.source_id) for one in scope.budgets}
    found = Budget.objects.filter(year=scope.year - 1, facility__in={facility for facility, _p, _s in same})
    ids = [one.pk for one in found if (one.facility_id, one.programme_id, one.source_id) in same]
    if not ids:
        return {}
    months: defaultdict[int, list[Decimal]] = defaultdict(lambda: [ZERO] * MONTHS)
    for _budget, code, _measure, month, _dated, amount in balances(ids, scope.year - 1, (Measure.CASH,)):
        months[code][month.calendar.number - 1] += amount
    return {code: tuple(amounts) for code, amounts in months.items()}


def _columns() -> tuple[Column, ...]:
    plan, told = Ref("plan"), Ref("forecast")
    return (
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
        Column("plan", _("Adjusted plan of the year"), total="sum"),
        Column("cash", _("Paid so far"), total="sum"),
        Column("forecast", _("Forecast of the year"), total="sum", is_overspend=True),
        Column("low", _("at least"), group=_("80 of 100 times")),
        Column("high", _("at most"), group=_("80 of 100 times")),
        Column("deviation", _("Over or under the plan"), formula=told - plan, total="formula"),
        Column("deviation_percent", _("in percent of the plan"), "percent", formula=told / plan - 1, total="formula"),
        Column("runs_out_on", _("The plan is used up in"), "month"),
        Column("method", _("How it is told"), "text"),
        Column("backtest_percent", _("Error of the method so far, %"), "percent"),
    )


def _row(code: CodeName, told: ForecastBasis, pk: int, links: Links) -> Row:
    one, history = told.forecasts[pk], told.histories[pk]
    plan = sum(history.plan, ZERO)
    cells = {
        "code": Cell(code.code),
        "name": Cell(code.name(translation.get_language() or "ru")),
        "plan": Cell(plan, links.of("plan_adjusted", code.code)),
        "cash": Cell(sum(history.paid, ZERO), links.of("cash", code.code)),
        "forecast": Cell(one.total, flag="alert" if one.total > plan else ""),
        "low": Cell(one.low),
        "high": Cell(one.high),
        "runs_out_on": Cell(Month(told.known.year, one.runs_out) if one.runs_out else None),
        "method": Cell(str(METHOD_LABELS[one.method])),
        "backtest_percent": Cell(one.error),
    }
    return Row(str(pk), cells, extra={"method": one.method})


def _total(table: Table, told: ForecastBasis) -> Row:
    """Its interval is narrower than the codes' together, since not all are off to the same side."""
    assert table.total is not None
    whole = sum((one.total for one in told.forecasts.values()), ZERO)
    half = spread_of_sum(told.forecasts.values())
    paid = sum((sum(one.paid, ZERO) for one in told.histories.values()), ZERO)
    cells = {**table.total.cells, "low": Cell(max(paid, whole - half)), "high": Cell(whole + half)}
    cells["backtest_percent"] = Cell(_weighted_error(told))
    return replace(table.total, cells=cells, extra={"method": None, "runs_out_on": None})


def _weighted_error(told: ForecastBasis) -> Decimal | None:
    """The codes' errors, each by what it foretells."""
    known = [(one.error, abs(sum(one.months, ZERO))) for one in told.forecasts.values() if one.error is not None]
    weight = sum((weight for _error, weight in known), ZERO)
    return sum((error * own for error, own in known), ZERO) / weight if weight else None


def _notes(told: ForecastBasis, names: Mapping[int, CodeName]) -> tuple[Remark, ...]:
    """What runs out, and what will be left, each as loud as the other."""
    language = translation.get_language() or "ru"
    said = [
        Remark(_("Payments known: January – %(month)s.") % {
            "month": month_alone(told.known, language)}, "known-months"),
        Remark(_("Methods that did clearly better than even pace on the months known are weighed by that and drawn "
                 "towards even pace while the trials are few; the one that weighs most is named."), "method"),
    ]  # fmt: skip
    said += [remark for _pk, remark in remarks(told, names)]
    return tuple(said)


def remarks(told: ForecastBasis, names: Mapping[int, CodeName]) -> Iterator[tuple[int, Remark]]:
    """By code id: whose plan of the year runs out (`runs-out`), whose will most likely not be used (`left-over`)."""
    language = translation.get_language() or "ru"
    for pk, one in told.forecasts.items():
        plan = sum(told.histories[pk].plan, ZERO)
        about = {"code": names[pk].code, "name": names[pk].name(language)}
        if one.low > plan:
            month = month_alone(Month(told.known.year, one.runs_out or MONTHS), language)
            text = _("%(code)s “%(name)s”: the plan of the year will be used up, month: %(month)s.")
            facts = (("month", str(Month(told.known.year, one.runs_out or MONTHS))), ("forecast", f"{one.total:.2f}"))
            yield pk, Remark(text % {**about, "month": month}, "runs-out", about=names[pk].code, facts=facts)
        elif one.high < plan:
            text = _("%(code)s “%(name)s”: part of the plan of the year will most likely not be used.")
            facts = (("plan", f"{plan:.2f}"), ("forecast", f"{one.total:.2f}"))
            yield pk, Remark(text % about, "left-over", about=names[pk].code, facts=facts)
