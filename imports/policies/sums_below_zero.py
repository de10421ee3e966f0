"""Sums below zero in a register: money that came back, where a word or a total says so; else named, or asked about."""

from django.utils.translation import gettext as _

from finance.money import display
from imports.kinds.kind import Line, Reading, Table
from imports.recognise import row_words
from imports.sentences import say

RETURNED = "returned"


def tell_sums_below_zero(table: Table, reading: Reading) -> None:
    """Warn of a sum below zero that counts as a return and does not say so.

    Where every row is below zero and nothing speaks of returns, the sign may be the way money went: the file asks.
    """
    below = [line for line in reading.lines if line.amount < 0]
    if not below or row_words.is_back(" ".join((*table.titles, table.sheet.name))):
        return
    places = {table.sheet.row_number(i): i for i in table.body}
    untold = [line for line in below if not _says_return(table, places.get(line.row), line)]
    if len(untold) == len(reading.lines) > 1:
        message = _("Every sum is below zero, so the minus may say that it was paid, or that it came back. Write sums "
                    "paid without it, or write “return” beside sums that came back.")  # fmt: skip
        reading.reject(untold[0].row, untold[0].cell, "ambiguous-amount", message, str(untold[0].amount))
    elif not any(one.name == "grand-total" and one.holds for one in reading.controls):
        for line in untold:
            told = say("%(amount)s is below zero, so it is counted as money that came back.")
            reading.warn(line.row, line.cell, RETURNED, told % {"amount": display(line.amount)}, str(line.amount))


def _says_return(table: Table, row: int | None, line: Line) -> bool:
    cells = table.sheet.rows[row] if row is not None else ()
    return any(map(row_words.is_back, (line.purpose, *(cell for cell in cells if isinstance(cell, str)))))
