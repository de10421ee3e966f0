"""The rows below a header: which are money rows, which are controls, which are neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from finance.amounts import Refusal, is_blank, parse_amount, settle_column
from imports.kinds.kind import Table
from imports.month_columns import month_of_word
from imports.readers.grid import Cell
from imports.resolve.letters import skeleton
from imports.rows.parts_below import is_part, leave_out_parts

TOTAL = re.compile(
    r"(?:(?:итого|всего|итог|барлыгы|жиыны|жиынтыгы|total|grand total|subtotal|общий итог)(?: |$))"
    # `жалпы практика дәрігері` is a doctor
    r"|жалпы(?:$| (?:сома|жиын|барлыг|итог|сан|бойынша))"
)
GRAND = re.compile(
    r"(?:(?:всего|итого по реестру|общий итог|барлыгы|grand total)(?: |$))|жалпы(?:$| (?:сома|жиын|барлыг|итог))"
)
# Where rows may say that they are parts of another one, before it is known which: `leave_out_parts` tells.
SPLIT = re.compile(
    r"числе|\bт\.?\s?ч\b|из них|из которых|ішінде|including|of which|(?:всего|итого|барлығы|total)\W*$", re.IGNORECASE
)
# `қаңтар бойынша жиыны`, `январь 2025, всего`: what is added up stands before the word.
_BEHIND = re.compile(r".+ бойынша (?:жиыны|барлыгы|жалпы)(?: |$)")
_SUMMED = frozenset(("итого", "всего", "жиыны", "барлыгы", "total"))
_INITIALS = frozenset("ИиВвЖжБбОоTtGgSs")
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
    """The body sorted out: indices of money rows, and the rows that state something about them, both in order.

    `parts` are rows that are part of one above them, with that row: they are counted in it. `openings` are words alone,
    `в том числе:`, under a row whose parts nothing proves.
    """

    rows: list[int]
    stated: list[StatedRow]
    skipped: int
    parts: list[tuple[int, int]] = field(default_factory=list)
    openings: list[tuple[int, int]] = field(default_factory=list)


def sort_out(
    table: Table, *, key: str, money: Sequence[str], marks: Sequence[str], names: Sequence[str] = ()
) -> Body:  # fmt: skip
    """Tell money rows from totals, balances, parts of rows, repeated headers and footers.

    `key` is the column that labels of totals displace (date or name), `names` are others in which their word may stand.
    A row is money where a column of `money` is filled; without an amount it still is, and is refused later, where it
    has what no footer has: a code in a column of `marks`, or a date beside another cell.
    """
    sheet_rows = table.sheet.rows
    key_at = table.columns.get(key, -1)
    marks_at = [table.columns[k] for k in marks if k in table.columns]
    names_at = [table.columns[k] for k in names if k in table.columns]
    amounts_at = tuple(table.columns[k] for k in money if k in table.columns)
    header = [v for v in table.header if v != ""]
    body = Body([], [], 0)
    rows, skipped, is_split = body.rows, 0, False
    left_out = table.left_out
    for i in table.body:
        if i in left_out:
            skipped += 1
            continue
        cells = sheet_rows[i]
        first = cells[key_at] if 0 <= key_at < len(cells) else ""
        is_worded = isinstance(first, str) and not first[:1].isdigit()
        stated = _stated(i, cells, amounts_at) or _labelled(i, cells, amounts_at, str(first)) if is_worded else None
        if stated is None and not is_worded and marks_at:
            stated = _total_of_day(i, cells, amounts_at, marks_at)
        if stated is None and names_at:
            stated = _total_among(i, cells, names_at)
        if stated is not None:
            body.stated.append(stated)
            skipped += 1
        elif is_worded and (
            _is_part_of_total(i, cells, str(first), body, marks_at)
            or (first != "" and [v for v in cells if v != ""] == header)
        ):
            skipped += 1
        elif _has_any(cells, amounts_at) or _is_unpaid_row(cells, first, marks_at):
            rows.append(i)
        else:
            skipped += 1
        is_split = is_split or (is_worded and bool(SPLIT.search(str(first))))
    body.skipped = skipped + max(0, table.first_row - table.header_row - 1)
    if is_split and money:
        leave_out_parts(table, body, label=key, figure=money[0])
    return body


def _is_part_of_total(row: int, cells: Sequence[Cell], first: str, body: Body, marks_at: Sequence[int]) -> bool:
    """Whether a row right below a total says what part of it is, as of VAT, and has none of the marks of a row."""
    is_below = bool(body.stated) and body.stated[-1].is_total and body.stated[-1].row == row - 1
    has_marks = any(at < len(cells) and not is_blank(cells[at]) and cells[at] != first for at in marks_at)
    return bool(marks_at) and is_below and not has_marks and is_part(skeleton(first))


def _has_any(cells: Sequence[Cell], places: Sequence[int]) -> bool:
    """Whether there is anything at the places but a line to sign on."""
    width = len(cells)
    found = [cells[at] for at in places if at < width and cells[at] != "" and not is_blank(cells[at])]
    return any(not isinstance(value, str) or "___" not in value for value in found)


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


def _total_of_day(
    row: int, cells: Sequence[Cell], amounts_at: Sequence[int], marks_at: Sequence[int]
) -> StatedRow | None:  # fmt: skip
    """A total that bears the day it is of, and none of the marks of a row: `05.03.2025 | | Итого за день`."""
    if any(at < len(cells) and not is_blank(cells[at]) for at in marks_at):
        return None
    labels = (skeleton(v) for at, v in enumerate(cells) if isinstance(v, str) and at not in amounts_at and v)
    label = next((text for text in labels if TOTAL.match(text) or _is_behind(text)), "")
    return StatedRow(row, label, is_total=True, is_grand=bool(GRAND.match(label))) if label else None


def _total_among(row: int, cells: Sequence[Cell], names_at: Sequence[int]) -> StatedRow | None:
    """A total named where other rows name what they are of: `C00001 | | Итого`."""
    for at in names_at:
        value = cells[at] if at < len(cells) else ""
        if isinstance(value, str) and value[:1] in _INITIALS and TOTAL.match(label := skeleton(value)):
            return StatedRow(row, label, is_total=True, is_grand=bool(GRAND.match(label)))
    return None


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
