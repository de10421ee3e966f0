"""The second reading of lists of payments, receipts, changes, contracts and accruals: a row an amount."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from tests.ground.second_reading import (
    STATED,
    TOTALS,
    Figures,
    Rows,
    Sums,
    Table,
    amount_of,
    code_of,
    day_of,
    month_of,
    table_of,
    text_of,
)

DAYS, AMOUNTS = ("дата", "date"), ("сумма", "amount")
CODES = ("специфика", "код", "code", "спец*")
Month = Callable[[Sequence[object]], str | None]


def register(rows: Rows) -> Figures:
    """Amounts under `Сумма` in rows with a day; None where a row makes no sense."""
    table = table_of(rows, DAYS, AMOUNTS, CODES)
    day, amount, code = table.place(*DAYS), table.place(*AMOUNTS), table.place(*CODES)
    if min(day, amount, code) < 0:
        return None
    return _sums(table, amount, code, lambda cells: _month_of_day(cells[day]), own=(day,))


def amendment(rows: Rows) -> Figures:
    """Changes under `Изменение`, each in the month its row names."""
    table = table_of(rows, ("месяц",), ("изменение*",))
    month, day, code = table.place("месяц"), table.place("дата"), table.place("специфика")
    amount = table.place("изменение*")
    if min(month, day, code, amount) < 0:
        return None

    def changed(cells: Sequence[object]) -> str | None:
        signed = day_of(cells[day])
        return month_of(cells[month], signed.year) if signed else None

    return _sums(table, amount, code, changed, own=(day, month))


def contracts(rows: Rows) -> Figures:
    """Sums with VAT, each in the month its row names."""
    table = table_of(rows, ("month",), ("amount_with_vat",))
    month, amount, code, signed = (table.place(key) for key in ("month", "amount_with_vat", "code", "signed_on"))
    if min(month, amount, code, signed) < 0:
        return None

    def promised(cells: Sequence[object]) -> str | None:
        return month_of(cells[month]) if day_of(cells[signed]) else None

    return _sums(table, amount, code, promised, own=(month, signed))


def accruals(rows: Rows) -> Figures:
    """What was accrued by month and code."""
    table = table_of(rows, ("месяц",), ("начислено*",))
    month, code = table.place("месяц"), table.place("специфика")
    amount = table.place("начислено*")
    if min(month, code, amount) < 0:
        return None
    return _sums(table, amount, code, lambda cells: month_of(cells[month], 2025), own=(month, code), may_wait=True)


def _month_of_day(value: object) -> str | None:
    day = day_of(value)
    return f"{day:%Y-%m}" if day else None


def _sums(
    table: Table, amount_at: int, code_at: int, month: Month, *, own: tuple[int, ...], may_wait: bool = False
) -> Figures:  # fmt: skip
    """Add up the rows. `own` are columns that a label of a total never fills.

    A name in place of a code waits for a person where it `may_wait`; it counts in the total.
    """
    sums = Sums()
    for cells in table.lines():
        amount, named = amount_of(cells[amount_at], table.scale), month(cells)
        label = next(
            (text_of(cell) for at, cell in enumerate(cells) if at != amount_at and TOTALS.match(str(cell))), ""
        )
        if label and named is None and not any(_is_dated(cells[at]) for at in own):
            if text_of(cells[amount_at]):
                if amount is None:
                    return None
                sums.check(label, amount)
            continue
        if named is None and amount is None and _is_remark(cells, own, code_at):
            continue
        if may_wait and not text_of(cells[amount_at]):
            continue  # what a state leaves blank it says nothing of
        code = code_of(cells[code_at])
        waits = may_wait and not text_of(cells[code_at])[:1].isdigit() and bool(text_of(cells[code_at]))
        if named is None or amount is None or not (code or waits):
            return None
        if may_wait and code.endswith("0"):  # no code of the list does
            sums.classes.append((amount, code, named))
        else:
            sums.add(amount, code, named)
    return sums.figures()


def _is_remark(cells: Sequence[object], own: tuple[int, ...], code_at: int) -> bool:
    """A title, a signature, a stated balance, a table of other columns: no day, no code, no amount."""
    written = [text_of(cell) for cell in cells if text_of(cell)]
    if len(written) == 1 or STATED.match(written[0]):
        return True
    return not _is_figure(cells[code_at]) and not any(_is_dated(cells[at]) for at in own)


def _is_dated(value: object) -> bool:
    return isinstance(value, date) or bool(re.match(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d{4}-\d", text_of(value)))


def _is_figure(value: object) -> bool:
    return any(letter.isdigit() for letter in text_of(value))
