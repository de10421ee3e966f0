"""A 1C trial balance by code: pairs of debit and credit under group headers, checked row by row and column by column.

Credit turnover is what was accrued, debit turnover what was paid. An empty cell is zero. Opening balances equal the
closing ones of the month before; a break is a doubt.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.comparing import compare
from finance.models import Budget, Document, TrialBalanceLine
from finance.money import ZERO, display
from finance.months import Month
from imports.claims import OPENED, PAID, Claim, Place
from imports.context import Context, Job
from imports.kinds.class_rows import Figures, leave_out_classes
from imports.kinds.column import AMOUNT, Column
from imports.kinds.columns import Columns
from imports.kinds.kind import Control, Line, Part, Problem, Reading, Table
from imports.kinds.rows import sort_out
from imports.kinds.states import mark, name_or_code, needs_period
from imports.readers.grid import as_code
from imports.resolve.letters import skeleton

OPENING = ("сальдо на начало*", "остаток на начало*", "бастапқы сальдо*", "бастапқы қалдық*", "кезең басындағы*",
           "кезең басына*", "басындағы*", "opening*")  # fmt: skip
TURNOVER = ("обороты*", "оборот*", "айналым*", "кезең айналым*", "кезеңдегі*", "кезең ішіндегі*", "turnover*")
CLOSING = ("сальдо на конец*", "остаток на конец*", "соңғы сальдо*", "соңғы қалдық*", "кезең соңындағы*",
           "кезең соңына*", "соңындағы*", "closing*")  # fmt: skip
DEBIT, CREDIT = ("дебет", "debit", "дт"), ("кредит", "credit", "кт", "несие")


def _figure(key: str, label: Promise, group: tuple[str, ...], side: tuple[str, ...]) -> Column:
    return Column(key, label, tuple(f"{upper} / {lower}" for lower in side for upper in group), AMOUNT)


BALANCE_COLUMNS = (
    _figure("opening_debit", _("opening debit balance"), OPENING, DEBIT),
    _figure("opening_credit", _("opening credit balance"), OPENING, CREDIT),
    _figure("debit", _("debit turnover"), TURNOVER, DEBIT),
    _figure("credit", _("credit turnover"), TURNOVER, CREDIT),
    _figure("closing_debit", _("closing debit balance"), CLOSING, DEBIT),
    _figure("closing_credit", _("closing credit balance"), CLOSING, CREDIT),
)
BALANCE_KEYS = tuple(column.key for column in BALANCE_COLUMNS)
# The turnover that a control of a class shows stands first.
SHOWN_FIRST = ("credit", *(key for key in BALANCE_KEYS if key != "credit"))

# Tenge, the cell and its row
Figure = tuple[Decimal, str, int]


def read_balance(table: Table, context: Context, reading: Reading) -> None:
    """Lines of the accounts, their closing balances as facts, what was paid and opened for `claims`."""
    if table.period is None:
        reading.problems.append(needs_period(table))
        return
    first, last = table.period.first, table.period.last
    if not is_open(last, table.sheet.address(0, 0), context, reading) or not _has_both_sides(table, reading):
        return
    body = sort_out(table, key="code" if table.has("code") else "name", money=BALANCE_KEYS, marks=("code",))
    accounts = [i for i in body.rows if _is_account(table, i)]
    body.rows, body.skipped = accounts, body.skipped + len(body.rows) - len(accounts)
    stated = [s.row for s in body.stated if s.is_total]
    classes = leave_out_classes(
        table, body, context, reading, money=SHOWN_FIRST, figures=lambda columns: _in_rows(columns, stated)
    )
    rows = body.rows
    columns = Columns(table, rows, context, reading)
    figures = _figures(columns, [*stated, *classes])
    coded = name_or_code(columns, [first.first_day] * len(rows))
    memory: dict[str, str] = {}
    opening: dict[str, tuple[Decimal, str, int]] = {}
    paid: dict[int, tuple[Decimal, str, int]] = {}
    kept: dict[int, dict[str, Decimal]] = {}
    for at in range(len(rows)):
        row = columns.numbers[at]
        values = {key: figures[key][at] for key in BALANCE_KEYS}
        if row in reading.rejected_rows or None in values.values():
            continue
        known = {key: value or ZERO for key, value in values.items()}
        before = known["opening_credit"] - known["opening_debit"]
        after = known["closing_credit"] - known["closing_debit"]
        _check_row(columns, at, known)
        code, name, offers, reason = coded[at]
        cell = columns.address(at, "credit")
        month = last if first == last else None
        line = Line(row, cell, known["credit"], last.last_day, month, code, name=name, offers=offers, reason=reason,
                    parts=(Part(last, known["credit"], cell),) if first == last else (),
                    data={"first": first, "last": last})  # fmt: skip
        reading.lines.append(mark(line, context))
        digits = context.codes.texts.get(code or 0, name)
        memory[digits] = str(Decimal(memory.get(digits, "0.00")) + after)
        opening[digits] = (
            opening.get(digits, (ZERO, "", 0))[0] + before,
            columns.address(at, "opening_credit"),
            row,
        )
        if code is not None:
            paid[code] = (paid.get(code, (ZERO, "", 0))[0] + known["debit"], columns.address(at, "debit"), row)
            kept[code] = {key: kept.get(code, {}).get(key, ZERO) + value for key, value in known.items()}
    _check_columns(columns, stated, figures)
    reading.skipped = body.skipped
    reading.months = (first, last)
    reading.facts = {"closing": memory}
    reading.working = {"opening": opening, "paid": paid, "kept": kept if first == last else {}}


def _has_both_sides(table: Table, reading: Reading) -> bool:
    """A balance with one of its sides lost would be read as that much more, or less, owed."""
    for group in ("opening", "closing"):
        sides = [f"{group}_debit", f"{group}_credit"]
        lacking = [key for key in sides if not table.has(key)]
        if len(lacking) == 1:
            message = gettext(
                "The balance has a debit or a credit column only. Add the other, empty where nothing is owed."
            )
            cell = table.address(table.header_row, next(key for key in sides if table.has(key)))
            reading.problems.append(Problem(cell, "missing-column", message, table.sheet.row_number(table.header_row)))
    return not reading.has_errors


def _figures(columns: Columns, stated: list[int]) -> dict[str, list[Decimal | None]]:
    """Each column, zero where a cell is empty or the table lacks the column."""
    return {
        key: columns.amounts(key, stated=stated, blank=ZERO) if columns.table.has(key) else [ZERO for _ in columns.rows]
        for key in BALANCE_KEYS
    }


def _in_rows(columns: Columns, stated: list[int]) -> Figures:
    figures = _figures(columns, stated)
    return [None] * len(columns.rows), list(zip(*(figures[key] for key in SHOWN_FIRST), strict=True))


def unkept(reading: Reading, context: Context) -> list[TrialBalanceLine]:
    """Balances and turnovers of the file's month that the books do not hold as it states them; no document yet."""
    stated = reading.working.get("kept") or {}
    if not stated or reading.months is None:
        return []
    month = reading.months[1]
    budget = context.budget_of(month.year)
    if budget is None:
        return []
    standing = TrialBalanceLine.objects.filter(
        document__budget=budget, document__status=Document.Status.POSTED, month=month
    ).order_by("document_id", "pk")
    known = {line.code_id: {key: getattr(line, key) for key in BALANCE_KEYS} for line in standing}
    cells = {line.code: line.cell for line in reading.lines}
    return [
        TrialBalanceLine(code_id=row.key, month=month, cell=cells.get(row.key, ""), **row.after)
        for row in compare(stated, known, {}).moved
    ]


def keep(reading: Reading, job: Job) -> None:
    """Keep what the file states beside the accruals, under its document; one is made where nothing was accrued anew."""
    lines = unkept(reading, job.context)
    if not lines:
        return
    assert reading.months is not None
    budget = job.context.budget_of(reading.months[1].year)
    assert budget is not None
    own = [document for document in job.documents if document.budget_id == budget.pk]
    document = own[0] if own else job.document(budget, Document.Kind.ACTUAL, day=reading.months[1].last_day)
    for line in lines:
        line.document = document
    TrialBalanceLine.objects.bulk_create(lines)


def _check_row(columns: Columns, at: int, known: dict[str, Decimal]) -> None:
    """Opening plus credit minus debit must be closing, where the table has these columns."""
    table, reading = columns.table, columns.reading
    if not all(table.has(key) for key in ("closing_credit", "closing_debit", "opening_credit")):
        return
    stated = known["closing_credit"] - known["closing_debit"]
    computed = known["opening_credit"] - known["opening_debit"] + known["credit"] - known["debit"]
    if computed == stated:
        return
    message = gettext("Opening balance plus credit minus debit is %(computed)s, the closing balance says %(stated)s.")
    message %= {"computed": display(computed), "stated": display(stated)}
    key = "closing_credit" if known["closing_credit"] else "closing_debit"
    cell, row = columns.address(at, key), columns.numbers[at]
    reading.controls.append(Control("closing", stated, computed, False, cell, row, message=message))
    reading.problems.append(Problem(cell, "balance-does-not-tie", message, row, str(stated)))


def _check_columns(columns: Columns, stated: list[int], figures: dict[str, list[Decimal | None]]) -> None:
    """Every column of every total row against the rows; a total over rejected rows is left open."""
    table, reading = columns.table, columns.reading
    bad = bool(reading.rejected_rows)
    for row in stated:
        for key in BALANCE_KEYS:
            expected = columns.stated_amounts(key, [row])[0] if table.has(key) else None
            if expected is None:
                continue
            found = sum((value or ZERO for value in figures[key]), ZERO)
            holds: bool | None = expected == found or (None if bad else False)
            message = _("The total says %(expected)s, its rows add up to %(found)s.") % {
                "expected": display(expected),
                "found": display(found),
            }
            cell, number = table.address(row, key), table.sheet.row_number(row)
            name = "grand-total" if key == "credit" else f"total-{key.replace('_', '-')}"
            reading.controls.append(
                Control(name, expected, found, holds, cell, number, message="" if holds else message)
            )
            if holds is False:
                reading.problems.append(Problem(cell, "total-differs", message, number, str(expected)))


def claims(reading: Reading, context: Context) -> list[Claim]:
    """Debit turnover is what was paid, each opening balance the closing one of the month before."""
    assert reading.months is not None
    first, last = reading.months
    budget = context.budget_of(last.year)
    if budget is None:
        return []
    paid = {context.codes.texts[code]: figure for code, figure in reading.working["paid"].items()}
    return [
        claim(PAID, "cash", budget, paid, (first, last)),
        claim(OPENED, "opening-balance", budget, reading.working["opening"], (first, last)),
    ]


def claim(rule: str, name: str, budget: Budget, figures: Mapping[str, Figure], months: tuple[Month, Month]) -> Claim:
    """A claim of one figure a code."""
    stated = {code: amount for code, (amount, _cell, _row) in figures.items()}
    places = {code: Place(cell, row) for code, (_amount, cell, row) in figures.items()}
    return Claim(rule, name, budget.pk, stated, *months, places=places)


def _is_account(table: Table, i: int) -> bool:
    """A row of an account in the book of accounts, not of a currency or a quantity, nor a signature.

    Figures without an account are a row too: it is refused, since nobody could tell whose they are.
    """
    indicator = skeleton(as_code(table.value(i, "indicator")))
    if indicator not in ("", "бу", "bu"):
        return False
    label = as_code(table.value(i, "code" if table.has("code") else "name"))
    has_figures = any(table.value(i, key) != "" for key in BALANCE_KEYS)
    return label[:1].isdigit() or has_figures


def is_open(month: Month, cell: str, context: Context, reading: Reading) -> bool:
    if month.year not in context.budgets:
        message = _("There is no budget of %(year)s. Create it, then import the file.") % {"year": month.year}
        reading.problems.append(Problem(cell, "no-budget", message, None, month.year))
        return False
    if month.first_day > context.today:
        message = _("%(month)s has not begun yet.") % {"month": month}
        reading.problems.append(Problem(cell, "future-date", message, None, str(month)))
        return False
    return True
