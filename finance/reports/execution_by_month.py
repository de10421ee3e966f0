"""Execution with the months of the period across: one measure, code by code, the heavier month the darker."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from finance.drill import Links
from finance.execution import Execution
from finance.money import ZERO
from finance.months import span
from finance.months_of_codes import by_code_and_month
from finance.reporting.formula import Formula, Ref
from finance.reporting.periods import months_side_by_side
from finance.reporting.report import Cell, Column, Row, Table
from finance.reports.code_tree import rows_by_code

FIGURES = ("plan", "funding", "cash", "actual")


def choices() -> list[tuple[int, str]]:
    """0 is the table of measures, the others one of FIGURES by month."""
    names = (_("plan by month"), _("money received by month"), _("cash by month"), _("actual cost by month"))
    return list(enumerate((_("measures"), *names)))


def table_by_month(execution: Execution, links: Links, language: str, figure: str) -> Table:
    amounts = by_code_and_month(execution.amounts.values(), execution.through)[figure]
    months = list(span(execution.first, execution.through.calendar))
    keys = [f"m{month.number:02}" for month in months]

    def cells(codes: Sequence[int], code: str | None) -> dict[str, Cell]:
        found, whole = {}, ZERO
        for key, month in zip(keys, months, strict=True):
            own = sum((amounts[one].get(month, ZERO) for one in codes if one in amounts), ZERO)
            found[key] = Cell(own, None if code is None else links.of_month(figure, code, month))
            whole += own
        return found | {"whole": Cell(whole)}

    columns = (
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
        *(
            Column(key, label, total="sum", is_heat=True)
            for key, label in zip(keys, months_side_by_side(months, language), strict=True)
        ),
        Column("whole", _("Total"), total="sum", formula=_sum(keys)),
    )
    rows = tuple(rows_by_code(execution, cells, language))
    total = Row("total", {"name": Cell(_("Total"))} | cells(list(execution.by_code), ""))
    return Table("execution", columns, rows, total, str(choices()[FIGURES.index(figure) + 1][1]))


def _sum(keys: Sequence[str]) -> Formula:
    formula: Formula = Ref(keys[0])
    for key in keys[1:]:
        formula = formula + Ref(key)
    return formula
