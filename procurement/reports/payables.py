"""What is owed and what was paid ahead, by supplier, contract and code, since when, what is overdue, and by age.

Owed is counted from acts less matched payments. Codes whose trial balance owes more than the acts explain show the
rest in a row without a supplier, so that nothing owed is left out.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.drill import Links
from finance.execution import Execution, figures
from finance.money import ZERO, totals
from finance.money import total as added
from finance.months import Month
from finance.reporting.chart import Chart, Series
from finance.reporting.formula import difference
from finance.reporting.report import Cell, Check, Column, Report, Row, Table, Unit, sum_row
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope
from procurement.debts import Debt, Key, debts_of, overdue_of

# Days since acceptance up to which a debt counts as so old; older ones come last.
AGES = (30, 90, 180)


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """As of the last day of `through`; a negative sum is an advance. Ten queries at most."""
    with translation.override(language):
        debts = debts_of(scope, through)
        execution = figures(scope, first, through)
        columns = _columns()
        rows = [_row(key, debt, through) for key, debt in sorted(debts.items()) if debt.owed]
        rest = _rest(execution, debts, Links(scope, first, through))
        rows += rest
        total = sum_row("total", columns, tuple(rows), {"supplier": _("Total")})
        table = Table("payables", columns, tuple(rows), total, _("By supplier"))
        ages = _ages(debts.values(), added(row.cells["owed"].value for row in rest), through)  # type: ignore[misc] # cells of amounts
        apart = total.cells["owed"].value - added(row.cells["owed"].value for row in ages.rows)  # type: ignore[operator,misc] # cells of amounts
        return beside_form2(
            "payables",
            _("Payables and advances"),
            ReportHeading(scope, first, through, unit, language),
            tables=(table, ages),
            charts=(_chart(),) if rows else (),
            checks=(Check("ages", _("Ages add up to what is owed"), apart, apart == ZERO),),
        )


REPORT = RegisteredReport("payables", gettext_lazy("Payables and advances"), "obligations", build, place=2)


def _chart() -> Chart:
    series = (Series("owed"), Series("overdue"))
    return Chart("ages", _("Owed by age"), "ages", "age", series, is_stacked=False)


def _columns() -> tuple[Column, ...]:
    return (
        Column("supplier", _("Supplier"), "text"),
        Column("supplier_number", _("BIN or IIN"), "text"),
        Column("contract", _("Contract"), "text"),
        Column("code", _("Code"), "code"),
        Column("accrued", _("Accrued"), total="sum"),
        Column("paid", _("Paid"), total="sum"),
        Column("owed", _("Owed (advance with a minus)"), total="sum", formula=difference("accrued", "paid")),
        Column("since", _("Since"), "date"),
        Column("age", _("Days"), "quantity"),
        Column("overdue", _("Overdue"), total="sum"),
        Column("reason", _("Reason"), "text"),
    )


def _row(key: Key, debt: Debt, through: Month) -> Row:
    supplier, number, contract, code = key
    day = through.last_day
    owed, overdue = debt.owed, overdue_of(debt, day)
    since = min((on for on, _due, _unpaid, _why in debt.papers), default=None) if owed > 0 else None
    return Row(
        "|".join(key),
        {
            "supplier": Cell(supplier),
            "supplier_number": Cell(number),
            "contract": Cell(contract or None, debt.link if contract else None),
            "code": Cell(code),
            "accrued": Cell(debt.accrued, debt.link),
            "paid": Cell(debt.paid, debt.link),
            "owed": Cell(owed, debt.link),
            "since": Cell(since),
            "age": Cell(Decimal((day - since).days) if since else None),
            "overdue": Cell(overdue, debt.link, "alert" if overdue else ""),
            "reason": Cell("; ".join(sorted({why for *_paper, why in debt.papers if why})) or None),
        },
    )


def _ages(debts: Iterable[Debt], rest: Decimal, through: Month) -> Table:
    """Unpaid papers by the days since they were accepted; what was paid ahead; `rest`, which no act explains."""
    columns = (
        Column("age", _("Days since acceptance"), "text"),
        Column("owed", _("Owed (advance with a minus)"), total="sum"),
        Column("overdue", _("Overdue"), total="sum"),
    )
    day = through.last_day
    owed, overdue = [ZERO] * (len(AGES) + 1), [ZERO] * (len(AGES) + 1)
    ahead = ZERO
    for debt in debts:
        late = overdue_of(debt, day)
        ahead += debt.owed
        for on, due, unpaid, _why in debt.papers:
            place = sum((day - on).days > most for most in AGES)
            owed[place] += unpaid
            ahead -= unpaid
            part = min(unpaid, late) if due is not None and due < day else ZERO
            overdue[place] += part
            late -= part
    starts = (0, *(most + 1 for most in AGES))
    names = [f"{start}–{most}" for start, most in zip(starts, AGES, strict=False)]
    names.append(_("over %(days)s") % {"days": AGES[-1]})
    lines = [*zip(names, owed, overdue, strict=True), (_("paid ahead"), ahead, ZERO)]
    lines.append((_("not explained by acts"), rest, ZERO))
    rows = tuple(
        Row(name, {"age": Cell(name), "owed": Cell(amount), "overdue": Cell(late, flag="alert" if late else "")})
        for name, amount, late in lines
    )
    return summed("ages", columns, rows, _("By age"), label="age")


def _rest(execution: Execution, debts: dict[Key, Debt], links: Links) -> list[Row]:
    """By code, what the ledger accrued and paid beyond the acts and matched payments."""
    accrued = totals((code, debt.accrued - debt.carried) for (*_names, code), debt in debts.items())
    paid = totals((code, debt.paid) for (*_names, code), debt in debts.items())
    rows = []
    for pk, own in execution.by_code.items():
        code = execution.codes[pk].code
        more_accrued, more_paid = own.actual_year - accrued[code], own.cash_year - paid[code]
        if more_accrued != more_paid:
            cells = {
                "supplier": Cell(_("not explained by acts"), links.of("actual", code)),
                "code": Cell(code),
                "accrued": Cell(more_accrued),
                "paid": Cell(more_paid),
                "owed": Cell(more_accrued - more_paid),
                "overdue": Cell(ZERO),
            }
            rows.append(Row(f"rest|{code}", cells))
    return rows
