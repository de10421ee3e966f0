"""A budget's year at a glance: key figures, months as bars, and what is missing. Reads Form No. 2 and the balances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.clock import today
from finance.drill import Drill
from finance.execution import balances
from finance.languages import active_language
from finance.models import Budget, Measure
from finance.money import THOUSAND, ZERO, display
from finance.months import Month, year_months
from finance.reporting.periods import month_in_words, months_side_by_side
from finance.reporting.report import Remark, Report
from finance.views.drawn import Drawn, draw

# Drawn for each month, in this order; without these a month is not complete.
EXPECTED = (Measure.FUNDING, Measure.CASH, Measure.ACTUAL)


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """`amount` is tenge."""

    label: str
    amount: Decimal | None
    link: str | None = None
    aside: str = ""
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class YearTable:
    labels: list[str]
    rows: list[tuple[Month, list[Decimal]]]


def key_figures(report: Report) -> list[KeyFigure]:
    """Plan, received, paid, spent and the cash left, from the totals of Form No. 2."""
    total = report.main.total
    cells = {} if total is None else total.cells
    balance = report.extra.get("cash_balance", {})

    def figure(label: str, column: str, aside: str = "") -> KeyFigure:
        cell = cells.get(column)
        value = None if cell is None else cell.value
        return KeyFigure(label, value if isinstance(value, Decimal) else None, cell.link if cell else None, aside)

    plan, cash, actual = (figure("", name).amount or ZERO for name in ("plan_adjusted", "cash", "actual"))
    return [
        figure(_("Plan of the year"), "plan_adjusted", _("by contract with all changes")),
        figure(_("Money received"), "funding", _share(figure("", "funding").amount, plan)),
        figure(_("Paid (cash)"), "cash", _share(cash, plan)),
        figure(_("Spent (actual)"), "actual", _gap(actual - cash)),
        KeyFigure(_("Cash at the end"), balance.get("closing"), None, _opening(balance.get("opening"))),
    ]


def _share(amount: Decimal | None, plan: Decimal) -> str:
    if not plan or amount is None:
        return ""
    return _("%(percent)s %% of the plan") % {"percent": display(amount * 100 / plan, active_language(), 1)}


def _gap(gap: Decimal) -> str:
    if not gap:
        return ""
    text = display(abs(gap) / THOUSAND, active_language(), 0)
    return (_("%(gap)s thousand more than paid") if gap > 0 else _("%(gap)s thousand less than paid")) % {"gap": text}


def _opening(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    return _("at the beginning %(amount)s thousand") % {"amount": display(amount / THOUSAND, active_language(), 0)}


def by_month(budgets: Sequence[Budget], year: int) -> dict[Month, dict[str, Decimal]]:
    """Tenge by month and measure, exact. One query; period 13 counts with December."""
    found: defaultdict[Month, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for _budget, _code, measure, month, _dated, amount in balances([b.pk for b in budgets], year):
        found[month.calendar][measure] += amount
    return {month: dict(amounts) for month, amounts in found.items()}


def year_chart(budget: Budget, amounts: dict[Month, dict[str, Decimal]]) -> Drawn | None:
    """The months of the year as bars that lead to their entries, thousand tenge; None where nothing is posted."""
    months = year_months(budget.year)
    return draw(
        {
            "title": _("%(year)s by month, thousand tenge") % {"year": budget.year},
            "is_stacked": False,
            "categories": [month_in_words(month, active_language()) for month in months],
            "short": months_side_by_side(months, active_language()),
            "series": [
                {
                    "name": str(Measure(measure).label),
                    "drawn_as": "bar",
                    "is_share": False,
                    "values": [str(amounts.get(month, {}).get(measure, ZERO) / THOUSAND) for month in months],
                    "links": [Drill((measure,), month, month, budgets=(budget.key,)).url() for month in months],
                }
                for measure in EXPECTED
            ],
        }
    )


def year_table(budget: Budget, amounts: dict[Month, dict[str, Decimal]]) -> YearTable:
    """The figures of the chart, tenge, of the months that have any."""
    lines = [
        (month, [amounts.get(month, {}).get(measure, ZERO) for measure in EXPECTED])
        for month in year_months(budget.year)
    ]
    return YearTable([str(Measure(m).label) for m in EXPECTED], [line for line in lines if any(line[1])])


def months_without_data(budget: Budget, amounts: dict[Month, dict[str, Decimal]]) -> list[Remark]:
    """Months already over that lack money received, payments or accruals, from the first to the last known month."""
    over = [month for month in year_months(budget.year) if month.last_day < today()]
    known = [month for month in over if any(amounts.get(month, {}).get(measure) for measure in EXPECTED)]
    if not known:
        return []
    remarks = []
    for month in over:
        if month > known[-1]:
            break
        lacking = [str(Measure(m).label) for m in EXPECTED if not amounts.get(month, {}).get(m)]
        if lacking:
            text = _("%(month)s: nothing is posted for %(measures)s.") % {
                "month": month_in_words(month, active_language()),
                "measures": ", ".join(lacking),
            }
            remarks.append(Remark(text, "month-without-data"))
    return remarks
