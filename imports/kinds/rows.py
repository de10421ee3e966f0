"""The rows below a header: which are money rows, which are controls, which are neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from finance.amounts import Refusal, is_blank, parse_amount, settle_column
from imports.kinds.kind import Table
from imports.month_columns import month_of_word
from imports.readers.grid import Cell
from imports.resolve.letters import skeleton

TOTAL = re.compile(
    r"(?:(?:итого|всего|итог|барлыгы|жиыны|жиынтыгы|total|grand total|subtotal|общий итог)(?: |$))"
    # `жалпы практика дәрігері` is a doctor
    r"|жалпы(?:$| (?:сома|жиын|барлыг|итог|сан|бойынша))"
)
GRAND = re.compile(
    r"(?:(?:всего|итого по реестру|общий итог|барлыгы|grand total)(?: |$))|жалпы(?:$| (?:сома|жиын|барлыг|итог))"
)
# `қаңтар бойынша жиыны`, `январь 2025, всего`: what is added up stands before the word.
_BEHIND = re.compile(r".+ бойынша (?:жиыны|барлыгы|жалпы)(?: |$)")
_SUMMED = frozenset(("итого", "всего", "жиыны", "барлыгы", "total"))
_INITIALS = frozenset("ИиВвЖжБбTt")
_DAY = re.compile(r"\s*(?:\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d{4}-\d{1,2}-\d)")
STATED = re.compile(
    r"(?:сальдо|остаток|входящий|исходящий|входящее|исходящее|обороты|калдык|калдыгы|кирис калдык|шыгыс калдык"
    r"|басындагы калдык|сонындагы калдык|opening|closing|balance|turnover)(?: |$)"
)


@dataclass(frozen=True, slots=True)
class StatedRow:
    """A row that states a figure about other rows: a subtotal, a total, a balance. `row` counts from 0."""

    row: int
    label: str
    is_total: bool
    is_grand: bool


@dataclass(slots=True)
class Body:
    """The body sorted out: indices of money rows, and the rows that state something about them, both in order."""

    rows: list[int]
    stated: list[StatedRow]
    skipped: int


def sort_out(table: Table, *, key: str, money: Sequence[str], marks: Sequence[str]) -> Body:
    """Tell money rows from totals, balances, repeated headers and footers.

    `key` is the column that labels of totals displace (date or name). A row is money where a column of `money` is
    filled; without an amount it still is, and is refused later, where it has what no footer has: a code in a column of
    `marks`, or a date beside another cell.
    """
    sheet_rows = table.sheet.rows
    key_at = table.columns.get(key, -1)
    marks_at = [table.columns[k] for k in marks if k in table.columns]
    amounts_at = tuple(table.columns[k] for k in money if k in table.columns)
    header = [v for v in table.header if v != ""]
    body = Body([], [], 0)
    rows, skipped = body.rows, 0
    left_out = table.left_out
    for i in table.body:
        if i in left_out:
            skipped += 1
            continue
        cells = sheet_rows[i]
        width = len(cells)
        first = cells[key_at] if 0 <= key_at < width else ""
        if isinstance(first, str) and not first[:1].isdigit():
            if stated := _stated(i, cells, amounts_at) or _labelled(i, cells, amounts_at, first):
                body.stated.append(stated)
                skipped += 1
                continue
            if first != "" and [v for v in cells if v != ""] == header:
                skipped += 1
                continue
        for at in amounts_at:
            if at < width and cells[at] != "" and not is_blank(cells[at]):
                rows.append(i)
                break
        else:
            if _is_unpaid_row(cells, first, marks_at):
                rows.append(i)
            else:
                skipped += 1
    body.skipped = skipped + max(0, table.first_row - table.header_row - 1)
    return body


def drop_signatures(table: Table, body: Body) -> None:
    """Leave out the last rows of words alone: signatures and footnotes that stand in a column of money, day or code.

    Only for tables whose rows all have a figure.
    """
    while body.rows and all(v == "" or _is_prose(v) for v in table.sheet.rows[body.rows[-1]]):
        body.rows.pop()
        body.skipped += 1


def _is_prose(value: Cell) -> bool:
    """Words or a line to sign on: no code, no day, nothing that could be meant as an amount."""
    if not isinstance(value, str) or value.strip()[:1].isdigit():
        return False
    letters, digits = sum(map(str.isalpha, value)), sum(map(str.isdigit, value))
    return letters >= digits and isinstance(parse_amount(value, settle_column([value])), Refusal)


def _is_unpaid_row(cells: Sequence[Cell], first: Cell, marks_at: Sequence[int]) -> bool:
    for at in marks_at:
        value = cells[at] if at < len(cells) else ""
        if value != "" and (not isinstance(value, str) or any(letter.isdigit() for letter in value)):
            return True
    is_dated = isinstance(first, date) or (isinstance(first, str) and bool(_DAY.match(first)))
    return bool(marks_at) and is_dated and sum(1 for v in cells if v != "") >= 2


def _is_behind(label: str) -> bool:
    """Whether a label names a total after what it adds up."""
    words = label.split()
    names_month = any(month_of_word(word) for word in words[:2])
    return bool(_BEHIND.match(label)) or (names_month and not _SUMMED.isdisjoint(words[1:]))


def _labelled(row: int, cells: Sequence[Cell], amounts_at: Sequence[int], first: str) -> StatedRow | None:
    """A total named where rows have their name, whatever stands before it: `01.2025 | Итого по стационару`."""
    if first[:1] not in _INITIALS or not TOTAL.match(label := skeleton(first)):
        return None
    texts = (v for at, v in enumerate(cells) if isinstance(v, str) and v and at not in amounts_at)
    beside = (skeleton(text) for text in texts if not text.strip()[:1].isdigit())
    label = " ".join(dict.fromkeys([label, *beside]))
    return StatedRow(row, label, is_total=True, is_grand=bool(GRAND.match(label)))


def _stated(row: int, cells: Sequence[Cell], amounts_at: Iterable[int]) -> StatedRow | None:
    for j, value in enumerate(cells):
        if value == "" or j in amounts_at:
            continue
        if not isinstance(value, str):
            return None
        label = skeleton(value)
        if TOTAL.match(label) or _is_behind(label):
            return StatedRow(row, label, is_total=True, is_grand=bool(GRAND.match(label)))
        if STATED.match(label):
            return StatedRow(row, label, is_total=False, is_grand=False)
        if not value.strip():
            continue
        return None
    return None
