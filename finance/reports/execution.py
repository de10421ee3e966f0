"""The execution table: approved, changed and adjusted plan, money received, paid, spent, promised, left, by code.

With the months across it shows one measure month by month instead.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import cash
from finance.drill import Links
from finance.execution import Execution, figures
from finance.figures import CodeFigures
from finance.figures import total as added
from finance.money import ZERO
from finance.months import Month, span
from finance.months_of_codes import by_code_and_month
from finance.reporting.formula import Ref, difference, ratio
from finance.reporting.report import Cell, Column, Report, Row, Table, Unit
from finance.reports import remarks
from finance.reports.beside import ReportHeading, beside_form2
from finance.reports.code_tree import rows_by_code
from finance.reports.deviates import Deviates
from finance.reports.execution_by_month import FIGURES, choices, table_by_month
from finance.reports.parameters import Parameter
from finance.rooms import RegisteredReport
from finance.scope import Scope
from finance.thousandfold_said import size_doubts

# not the facility's own threshold, which may change: a closed month looks as it did when it was closed
FAR_FROM_PLAN = Decimal("0.1")
FLAGGED = ("cash", "left", "percent")
SIGNS = {"over": "▲", "ahead": "▲", "behind": "▼"}
FLAGS = {"over": "alert", "ahead": "off", "behind": "off"}


def build(
    scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru", across: int = 0
) -> Report:
    """Months inclusive, within the year of the budgets. Raises ScopeError for another period. Five queries at most.

    `left` and `percent` compare the year's adjusted plan with what was paid since January, which stands in a column of
    its own where the period begins later. `across` from 1 sets the months of one of FIGURES side by side.
    """
    with translation.override(language):
        execution = figures(scope, first, through)
        position, stated = cash.position(execution)
        links = Links(scope, first, through)
        if across:
            table = table_by_month(execution, links, language, FIGURES[across - 1])
        else:
            table = _table(execution, links, language)
        balances = {"opening": position.opening, "closing": position.closing}
        return beside_form2(
            "execution",
            _("Execution of the budget"),
            ReportHeading(scope, first, through, unit, language),
            tables=(table,),
            checks=(remarks.cash_check(position),),
            notes=remarks.plan_notes(execution, language),
            doubts=(*remarks.cash_doubts(position, stated, language), *size_doubts(execution, language)),
            extra={"cash_balance": balances},
        )


REPORT = RegisteredReport(
    "execution",
    gettext_lazy("Execution"),
    "execution",
    build,
    parameters=(Parameter("across", lambda: _("Columns"), 0, 0, len(FIGURES), choices),),
    knows_the_past=True,
    deviates=Deviates("execution", ("cash_year", "cash"), "plan_period"),
)


def _table(execution: Execution, links: Links, language: str) -> Table:
    columns = _columns(is_from_january=execution.first.number == 1)
    paid = by_code_and_month(execution.amounts.values(), execution.through)["cash"]
    months = list(span(Month(execution.through.year, 1), execution.through.calendar))

    def cells(codes: Sequence[int], code: str | None) -> dict[str, Cell]:
        sums = added(execution.by_code[one] for one in codes)
        trend = tuple(sum((paid[one].get(month, ZERO) for one in codes if one in paid), ZERO) for month in months)
        return {column.key: _cell(column.key, sums, links, code, trend) for column in columns[2:]}

    rows = tuple(rows_by_code(execution, cells, language))
    total = Row("total", {"name": Cell(_("Total"))} | cells(list(execution.by_code), ""))
    return Table("execution", columns, rows, total)


def _columns(*, is_from_january: bool) -> tuple[Column, ...]:
    paid = "cash" if is_from_january else "cash_year"
    plan, period = _("Plan for the year"), _("In the period")
    since_january = () if is_from_january else (Column("cash_year", _("Paid since January"), total="sum"),)
    return (
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
        Column("percent", _("Paid, %"), "percent", formula=ratio(paid, "plan_adjusted"), total="formula"),
        Column("pace", _("Against plan"), "code"),
        Column("plan_contract", _("By contract"), group=plan, total="sum"),
        Column("amendment", _("Changes"), group=plan, total="sum"),
        Column(
            "plan_adjusted",
            _("Adjusted"),
            group=plan,
            total="sum",
            formula=Ref("plan_contract") + Ref("amendment"),
        ),
        Column("plan_period", _("Plan since January"), total="sum"),
        Column("funding", _("Money received"), group=period, total="sum"),
        Column("cash", _("Cash execution"), group=period, total="sum"),
        Column("actual", _("Actual cost"), group=period, total="sum"),
        *since_january,
        Column("committed", _("Promised by contracts"), total="sum"),
        Column("accrued_without_contract", _("Accrued without a contract"), total="sum"),
        Column(
            "available",
            _("Free to promise"),
            total="sum",
            formula=Ref("plan_adjusted") - Ref("committed") - Ref("accrued_without_contract"),
        ),
        Column("left", _("Left to pay"), total="sum", formula=difference("plan_adjusted", paid)),
    )


def _cell(key: str, sums: CodeFigures, links: Links, code: str | None, trend: tuple[Decimal, ...]) -> Cell:
    pace = against_plan(sums)
    if key == "pace":
        return Cell(_words(pace), flag=FLAGS.get(pace, ""))
    link = None if code is None else links.of(key, code)
    flag = "alert" if key in FLAGGED and pace == "over" else ""
    return Cell(getattr(sums, key), link, flag, trend=trend if key == "cash" and any(trend) else ())


def against_plan(sums: CodeFigures) -> str:
    """`over` the year's plan; `ahead` or `behind` of the plan since January by more than a tenth of it; else empty."""
    if sums.is_over_plan:
        return "over"
    off = sums.cash_year - sums.plan_period
    if abs(off) <= abs(sums.plan_period) * FAR_FROM_PLAN:
        return ""
    return "ahead" if off > 0 else "behind"


def _words(pace: str) -> str:
    """A sign and a word, so that no colour is needed."""
    words = {"over": _("over plan"), "ahead": _("ahead"), "behind": _("behind")}
    return f"{SIGNS[pace]} {words[pace]}" if pace else ""
