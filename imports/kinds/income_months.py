"""Of which month a row of income is where no cell of it says so: a row above names it, or a cell names a quarter."""

from __future__ import annotations

from dataclasses import replace

from imports.kinds.kind import Reading, Table
from imports.periods import Period, parse_period
from imports.readers.grid import Cell, as_code
from imports.resolve.letters import skeleton
from imports.rows.money_rows import TOTAL
from imports.sentences import say

_FIRST_OF_A_QUARTER = (1, 4, 7, 10)


def with_months(table: Table, reading: Reading) -> Table:
    """The table with a month in each row: that of the row `Январь` above it, the last one of a quarter."""
    return _of_quarters(table if table.has("month") else _below_headings(table), reading)


def _below_headings(table: Table) -> Table:
    rows: list[tuple[Cell, ...]] = [tuple(row) for row in table.sheet.rows]
    width, month = max(map(len, rows), default=0), ""
    is_headed = False
    for i in table.body:
        filled = [as_code(cell) for cell in rows[i] if cell != ""]
        named = _named(filled[0], table) if len(filled) == 1 else None
        if named is not None:
            month, is_headed = str(named.last), True
        elif filled:
            rows[i] = (*rows[i], *[""] * (width - len(rows[i])), month)
    if not is_headed:
        return table
    return replace(table, columns={**table.columns, "month": width}, sheet=replace(table.sheet, rows=rows))


def _of_quarters(table: Table, reading: Reading) -> Table:
    """Income is kept by month: a quarter stands in the month in which its act is signed, its last."""
    if not table.has("month"):
        return table
    rows, place = list(table.sheet.rows), table.columns["month"]
    for i in table.body:
        text = as_code(table.value(i, "month"))
        named = _named(text, table) if text and not text.isdecimal() else None
        if named is None or named.first == named.last:
            continue
        rows[i] = (*rows[i][:place], str(named.last), *rows[i][place + 1 :])
        doubt = say("%(cell)s: “%(period)s” is a quarter; its income stands in its last month, %(month)s.")
        values = {"cell": table.address(i, "month"), "period": text, "month": str(named.last)}
        reading.doubts.append(doubt % values)
    return replace(table, sheet=replace(table.sheet, rows=rows))


def _named(text: str, table: Table) -> Period | None:
    """A month or a quarter that a text names, with the year of the title where it names none."""
    within = table.period
    year = within.last.year if within is not None and within.first.year == within.last.year else None
    found = None if TOTAL.match(skeleton(text)) else parse_period(text, year)
    if found is None or found.as_of is not None:
        return None
    is_quarter = found.first.number in _FIRST_OF_A_QUARTER and found.last.number == found.first.number + 2
    return found if found.first == found.last or is_quarter else None
