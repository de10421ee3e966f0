"""A 1C trial balance by code: pairs of debit and credit under group headers, checked row by row and column by column.

Credit turnover is what was accrued, debit turnover what was paid. An empty cell is zero. Opening balances equal the
closing ones of the month before; a break is a doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.comparing import compare
from finance.models import Budget, Document, TrialBalanceLine
from finance.money import ZERO
from finance.months import Month
from imports.claims import ACCRUED, OPENED, PAID, Claim, FigurePlace
from imports.columns.column import AMOUNT, Column
from imports.columns.typed import Columns, TypedRow
from imports.context import Context, Job
from imports.kinds.kind import Problem, Reading, Table
from imports.policies.states import line_of, name_or_code
from imports.readers.grid import as_code
from imports.resolve.letters import skeleton
from imports.rows.account_rows import without_accounts
from imports.rows.class_rows import without_classes
from imports.rows.controls import state, take
from imports.rows.line import DUPLICATE, Line, MonthAmount
from imports.rows.money_rows import sort_out
from imports.rows.timing import is_open, is_whole, needs_period

OPENING = ("сальдо на начало*", "остаток на начало*", "бастапқы сальдо*", "бастапқы қалдық*", "кезең басындағы*",
           "кезең басына*", "басындағы*", "opening*", "с до нач*", "нач*")  # fmt: skip
TURNOVER = ("обороты*", "оборот*", "айналым*", "кезең айналым*", "кезеңдегі*", "кезең ішіндегі*", "turnover*", "обор*")
CLOSING = ("сальдо на конец*", "остаток на конец*", "соңғы сальдо*", "соңғы қалдық*", "кезең соңындағы*",
           "кезең соңына*", "соңындағы*", "closing*", "с до кон*", "кон*")  # fmt: skip
DEBIT, CREDIT = ("дебет", "debit", "дт"), ("кредит", "credit", "кт", "несие")


def _figure(key: str, label: Promise, group: tuple[str, ...], side: tuple[str, ...]) -> Column:
    return Column(key, label, tuple(f"{upper} / {lower}" for lower in side for upper in group), AMOUNT,
                  blank=ZERO)  # fmt: skip


BALANCE_COLUMNS = (
    _figure("opening_debit", _("opening debit balance"), OPENING, DEBIT),
    _figure("opening_credit", _("opening credit balance"), OPENING, CREDIT),
    _figure("debit", _("debit turnover"), TURNOVER, DEBIT),
    _figure("credit", _("credit turnover"), TURNOVER, CREDIT),
    _figure("closing_debit", _("closing debit balance"), CLOSING, DEBIT),
    _figure("closing_credit", _("closing credit balance"), CLOSING, CREDIT),
)
BALANCE_KEYS = tuple(column.key for column in BALANCE_COLUMNS)
SIDES = (("opening_debit", "opening_credit"), ("closing_debit", "closing_credit"))
# The turnover that a control of a class or an account shows stands first.
SHOWN_FIRST = ("credit", *(key for key in BALANCE_KEYS if key != "credit"))

# Tenge, the cell and its row
Figure = tuple[Decimal, str, int]


@dataclass(slots=True)
class StatedTurnovers:
    """What a trial balance states beside its accruals: by digits of the code or the name, tenge.

    `kept` are the figures of each code by its id, where the balance is of one month.
    """

    closing: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: Decimal("0.00")))
    opening: dict[str, Figure] = field(default_factory=dict)
    paid: dict[str, Figure] = field(default_factory=dict)
    kept: dict[int, dict[str, Decimal]] = field(default_factory=dict)


@dataclass(slots=True)
class ActualReading(Reading):
    """`several`: the first and last month of a trial balance that covers more than one."""

    balance: StatedTurnovers | None = None
    several: tuple[Month, Month] | None = None

    def kept(self) -> dict[str, Any]:
        closing = self.balance.closing if self.balance is not None else None
        return {} if closing is None else {"closing": {text: str(amount) for text, amount in closing.items()}}


def read_balance(table: Table, context: Context, reading: ActualReading) -> None:
    """Lines of the accounts; their balances and what was paid beside them."""
    if table.period is None:
        reading.problems.append(needs_period(table))
        return
    first, last = table.period.first, table.period.last
    if not is_whole(table, reading):
        return
    if not is_open(last, table.sheet.address(0, 0), context, reading) or not _has_both_sides(table, reading):
        return
    body = sort_out(table, key="code" if table.has("code") else "name", money=BALANCE_KEYS, marks=("code",))
    accounts = [i for i in body.rows if _is_account(table, i)]
    body.rows, body.skipped = accounts, body.skipped + len(body.rows) - len(accounts)
    totals = [one.row for one in body.stated if one.is_total]
    scratch = Columns(table, body.rows, context, Reading(), declared=BALANCE_COLUMNS, stated=totals)
    if table.has("code"):
        scratch = without_accounts(scratch, body, reading, money=SHOWN_FIRST, sides=SIDES)
    columns = without_classes(scratch, body, reading, money=SHOWN_FIRST)
    named = name_or_code(columns, [first.first_day] * len(body.rows))
    reading.balance = balance = StatedTurnovers()
    reading.several = None if first == last else (first, last)
    lines: list[Line | None] = [None] * len(body.rows)
    for row in columns.sound(BALANCE_KEYS):
        at, cell = row.at, columns.address(row.at, "credit")
        parts = [MonthAmount(last, row.credit, cell)] if first == last else []
        lines[at] = line = line_of(columns, at, named[at], cell, parts, day=last.last_day, amount=row.credit)
        line.month = last if parts else None
        _check_row(columns, row)
        digits = context.codes.texts.get(line.code or 0, line.name)
        balance.closing[digits] += row.closing_credit - row.closing_debit
        opened = row.opening_credit - row.opening_debit
        _add(balance.opening, digits, (opened, columns.address(at, "opening_credit"), line.row))
        if line.code is not None:
            _add(balance.paid, digits, (row.debit, columns.address(at, "debit"), line.row))
        if line.code is not None and parts:
            so_far = balance.kept.get(line.code, {})
            balance.kept[line.code] = {key: so_far.get(key, ZERO) + row.cells[key] for key in BALANCE_KEYS}
    take(columns, body, lines, months=(first, last))
    _check_columns(columns, totals)


def _add(figures: dict[str, Figure], digits: str, figure: Figure) -> None:
    """Figures of one code add up; their place is that of the last."""
    amount, cell, row = figure
    figures[digits] = (figures[digits][0] + amount if digits in figures else amount, cell, row)


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


def unkept(reading: ActualReading, context: Context) -> list[TrialBalanceLine]:
    """Balances and turnovers of the file's month that the books do not hold as it states them; no document yet."""
    stated = reading.balance.kept if reading.balance else {}
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


def keep(reading: ActualReading, job: Job) -> None:
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


def _check_row(columns: Columns, row: TypedRow) -> None:
    """Opening plus credit minus debit must be closing, where the table has these columns."""
    if not all(columns.table.has(key) for key in ("closing_credit", "closing_debit", "opening_credit")):
        return
    stated = row.closing_credit - row.closing_debit
    computed = row.opening_credit - row.opening_debit + row.credit - row.debit
    if computed != stated:
        text = gettext("Opening balance plus credit minus debit is %(found)s, the closing balance says %(expected)s.")
        place = (
            columns.address(row.at, "closing_credit" if row.closing_credit else "closing_debit"),
            columns.numbers[row.at],
        )
        state(columns.reading, "closing", (stated, computed), place, text=text, problem="balance-does-not-tie")


def _check_columns(columns: Columns, totals: Sequence[int]) -> None:
    """Every column of every total row against the rows; a total over rejected rows is left open."""
    table, reading = columns.table, columns.reading
    is_open = bool(reading.rejected_rows)
    sums = {key: sum((value or ZERO for value in columns[key]), ZERO) for key in BALANCE_KEYS}
    for row in totals:
        said = {key: columns.stated_amounts(key, [row])[0] if table.has(key) else None for key in BALANCE_KEYS}
        added = sums | _netted(said, sums)
        for key, expected in said.items():
            if expected is not None:
                found = added[key]
                name = "grand-total" if key == "credit" else f"total-{key.replace('_', '-')}"
                place = table.address(row, key), table.sheet.row_number(row)
                state(reading, name, (expected, found), place, is_open=is_open)


def _netted(said: Mapping[str, Decimal | None], sums: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Balances of a total on one side only, debit less credit, where that is how the total states them."""
    found: dict[str, Decimal] = {}
    for group in ("opening", "closing"):
        keys = f"{group}_debit", f"{group}_credit"
        balance = sums[keys[0]] - sums[keys[1]]
        net = (max(balance, ZERO), max(-balance, ZERO))
        if tuple(said[key] or ZERO for key in keys) == net:
            found |= dict(zip(keys, net, strict=True))
    return found


def claims(balance: StatedTurnovers, months: tuple[Month, Month], context: Context) -> list[Claim]:
    """Debit turnover is what was paid, each opening balance the closing one of the month before."""
    budget = context.budget_of(months[1].year)
    if budget is None:
        return []
    return [
        claim(PAID, "cash", budget, balance.paid, months),
        claim(OPENED, "opening-balance", budget, balance.opening, months),
    ]


def claim(rule: str, name: str, budget: Budget, figures: Mapping[str, Figure], months: tuple[Month, Month]) -> Claim:
    """A claim of one figure a code."""
    stated = {code: amount for code, (amount, _cell, _row) in figures.items()}
    places = {code: FigurePlace(cell, row) for code, (_amount, cell, row) in figures.items()}
    return Claim(rule, name, budget.pk, stated, *months, places=places)


def only_claimed(lines: Sequence[Line], budget: Budget, months: tuple[Month, Month], context: Context) -> Claim:
    """Lines that post nothing, since the books hold these months otherwise; what they accrue is compared."""
    accrued: dict[str, Figure] = {}
    for line in lines:
        line.status = DUPLICATE
        _add(accrued, context.codes.texts[line.code or 0], (line.amount, line.cell, line.row))
    return claim(ACCRUED, "actual", budget, accrued, months)


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
