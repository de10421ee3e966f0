"""The execution table: approved, changed and adjusted plan, money received, paid, spent, promised, left, by code.

Codes roll up into their groups by parent link, never by digits.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import cash
from finance.drill import Links
from finance.execution import Execution, figures
from finance.figures import CodeFigures
from finance.figures import total as added
from finance.months import Month
from finance.reporting.formula import Ref, difference, ratio
from finance.reporting.report import Cell, Column, Report, Row, Table, Unit
from finance.reports import remarks
from finance.reports.beside import Heading, beside_form2
from finance.reports.deviates import Deviates
from finance.rooms import RegisteredReport
from finance.scope import Scope
from finance.thousandfold_said import size_doubts


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive, within the year of the budgets. Raises ScopeError for another period. Five queries at most.

    `left` and `percent` compare the year's adjusted plan with what was paid since January, which stands in a column of
    its own where the period begins later.
    """
    with translation.override(language):
        execution = figures(scope, first, through)
        position, stated = cash.position(execution)
        links = Links(scope, first, through)
        columns = _columns(is_from_january=first.number == 1)
        rows = tuple(_rows(execution, columns, links, language))
        total = Row("total", {"name": Cell(_("Total"))} | _cells(execution.total, columns, links))
        balances = {"opening": position.opening, "closing": position.closing}
        return beside_form2(
            "execution",
            _("Execution of the budget"),
            Heading(scope, first, through, unit, language),
            tables=(Table("execution", columns, rows, total),),
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
    knows_the_past=True,
    deviates=Deviates("execution", ("cash_year", "cash"), "plan_period"),
)


def _columns(*, is_from_january: bool) -> tuple[Column, ...]:
    paid = "cash" if is_from_january else "cash_year"
    plan, period = _("Plan for the year"), _("In the period")
    since_january = () if is_from_january else (Column("cash_year", _("Paid since January"), total="sum"),)
    return (
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
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
        Column("percent", _("Paid, %"), "percent", formula=ratio(paid, "plan_adjusted"), total="formula"),
    )


def _rows(execution: Execution, columns: tuple[Column, ...], links: Links, language: str) -> Iterable[Row]:
    """Groups with their codes below them; a code without a parent stands on the first level."""
    children: defaultdict[int | None, list[int]] = defaultdict(list)
    for pk in _with_parents(execution):
        children[execution.codes[pk].parent].append(pk)
    tree = _Tree(execution, children, columns, links, language)
    for pk in children[None]:
        yield from tree.rows(pk)


def _with_parents(execution: Execution) -> list[int]:
    shown: set[int] = set()
    for pk in execution.by_code:
        above: int | None = pk
        while above is not None and above not in shown:
            shown.add(above)
            above = execution.codes[above].parent
    return [pk for pk in execution.codes if pk in shown]


@dataclass(frozen=True, slots=True)
class _Tree:
    """The codes that anything happened on and the groups above them; `children` are ids by the id of the parent."""

    execution: Execution
    children: Mapping[int | None, list[int]]
    columns: tuple[Column, ...]
    links: Links
    language: str

    def rows(self, pk: int, parent: str | None = None, level: int = 0) -> Iterable[Row]:
        """The row of one code and everything below it. A group's own money stands in a row of its own below it."""
        code = self.execution.codes[pk]
        name = code.name(self.language)
        own = self.execution.by_code.get(pk)
        key = f"code-{pk}"
        below = self.children.get(pk, [])
        sums = added(self.execution.by_code[one] for one in self._below(pk) if one in self.execution.by_code)
        cells = {"code": Cell(code.code), "name": Cell(name)} | _cells(sums, self.columns, self.links, code.code)
        yield Row(key, cells, parent, level, "subtotal" if below else "normal")
        if below and own is not None:
            itself = {"code": Cell(code.code), "name": Cell(_("%(name)s, itself") % {"name": name})}
            yield Row(f"{key}-own", itself | _cells(own, self.columns, self.links), key, level + 1)
        for child in below:
            yield from self.rows(child, key, level + 1)

    def _below(self, pk: int) -> Iterable[int]:
        yield pk
        for child in self.children.get(pk, []):
            yield from self._below(child)


def _cells(figures_: CodeFigures, columns: tuple[Column, ...], links: Links, code: str = "") -> dict[str, Cell]:
    return {
        column.key: Cell(
            getattr(figures_, column.key),
            links.of(column.key, code),
            "over" if column.key in ("cash", "left", "percent") and figures_.is_over_plan else "",
        )
        for column in columns
        if column.key not in ("code", "name")
    }
