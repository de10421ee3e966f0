"""Cash month by month: opening + received − paid = closing, against what the bank or treasury stated."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import cash
from finance.cash import StatedBalances
from finance.drill import Links
from finance.execution import Execution, figures
from finance.languages import active_language
from finance.money import ZERO
from finance.months import Month, span
from finance.reporting.formula import Ref, difference
from finance.reporting.periods import month_in_words
from finance.reporting.report import Cell, Check, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2
from finance.rooms import RegisteredReport
from finance.scope import Scope


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive, within the year of the budgets. `difference` is stated minus computed closing, tenge.

    A month opens with what was stated at the end of the one before, so one wrong statement shows once.
    """
    with translation.override(language):
        execution = figures(scope, first, through, are_promises_asked=False)
        stated = cash.stated_balances(scope.budgets, scope.year, scope.known_at)
        columns = _columns()
        months = list(span(first, through))
        rows = tuple(_row(execution, stated, month) for month in months)
        total = _total(rows, Links(scope, first, through))
        differences = [off for row in rows if (off := _amount(row, "difference")) is not None]
        off_in_all = sum(map(abs, differences), ZERO) if differences else None
        return beside_form2(
            "cash-reconciliation",
            _("Cash reconciliation"),
            ReportHeading(scope, first, through, unit, language),
            tables=(Table("cash-reconciliation", columns, rows, total),),
            checks=(
                Check(
                    "cash-identity",
                    _("Opening + funding − cash = stated closing, every month"),
                    off_in_all,
                    None if len(differences) < len(rows) else off_in_all == ZERO,
                ),
            ),
            doubts=_cash_doubts(execution, stated, rows),
        )


REPORT = RegisteredReport("cash-reconciliation", gettext_lazy("Cash by month"), "cash", build, knows_the_past=True)


def _columns() -> tuple[Column, ...]:
    return (
        Column("month", _("Month"), "month"),
        Column("opening", _("Opening")),
        Column("funding", _("Received"), total="sum"),
        Column("cash", _("Paid"), total="sum"),
        Column("closing", _("Closing by the books"), formula=Ref("opening") + Ref("funding") - Ref("cash")),
        Column("stated", _("Stated")),
        Column("difference", _("Difference"), formula=difference("stated", "closing")),
    )


def _row(execution: Execution, stated: Mapping[int, StatedBalances], month: Month) -> Row:
    opened, funding, paid = ZERO, ZERO, ZERO
    for budget_id, flow in execution.flows.items():
        opened += cash.opening(stated[budget_id], flow, month)[0]
        received, spent = flow.get(month, (ZERO, ZERO))
        funding, paid = funding + received, paid + spent
    closed = _sum([cash.closing(stated[budget_id], month) for budget_id in execution.flows])
    computed = opened + funding - paid
    links = Links(execution.scope, month, month)
    off = None if closed is None else closed - computed
    return Row(
        str(month),
        {
            "month": Cell(month),
            "opening": Cell(opened, links.stated()),
            "funding": Cell(funding, links.of("funding")),
            "cash": Cell(paid, links.of("cash")),
            "closing": Cell(computed),
            "stated": Cell(closed, links.stated(), flag="missing" if closed is None else ""),
            "difference": Cell(off, flag="doubt" if off else ""),
        },
    )


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if len(known) == len(amounts) else None


def _total(rows: tuple[Row, ...], links: Links) -> Row:
    funding, paid = _column_sum(rows, "funding"), _column_sum(rows, "cash")
    opened, closed = _amount(rows[0], "opening") or ZERO, _amount(rows[-1], "stated")
    computed = opened + funding - paid
    return Row(
        "total",
        {
            "month": Cell(_("Total")),
            "opening": Cell(opened, links.stated()),
            "funding": Cell(funding, links.of("funding")),
            "cash": Cell(paid, links.of("cash")),
            "closing": Cell(computed),
            "stated": Cell(closed, links.stated()),
            "difference": Cell(None if closed is None else closed - computed),
        },
    )


def _amount(row: Row, key: str) -> Decimal | None:
    value = row.cell(key).value
    return value if isinstance(value, Decimal) else None


def _column_sum(rows: tuple[Row, ...], key: str) -> Decimal:
    return sum((_amount(row, key) or ZERO for row in rows), ZERO)


def _cash_doubts(execution: Execution, stated: Mapping[int, StatedBalances], rows: tuple[Row, ...]) -> list[Remark]:
    found = []
    for budget in execution.scope.budgets:
        if not cash.opening(stated[budget.pk], execution.flows[budget.pk], execution.first)[1]:
            text = _("%(when)s: nobody stated the cash at the beginning; it is computed.")
            when = cash.when(execution.scope.budgets, budget, execution.first)
            found.append(Remark(text % {"when": when}, "cash-not-stated"))
    for row in rows:
        if row.cell("stated").value is None:
            text = _("%(when)s: nobody stated the cash at the end.") % {"when": _in_words(row)}
            found.append(Remark(text, "cash-not-stated"))
        elif row.cell("difference").value:
            text = _("%(when)s: the stated cash at the end differs from the books.") % {"when": _in_words(row)}
            found.append(Remark(text, "cash-differs"))
    return found


def _in_words(row: Row) -> str:
    month = row.cell("month").value
    return month_in_words(month, active_language()) if isinstance(month, Month) else row.key
