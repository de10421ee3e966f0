"""Rows of classes: `110` above 111, 112 and 113, `100` above them all. They repeat their codes and are no rows.

A code that the list holds is always a row, whatever its digits. Any other code that ends in 0 is a row of a class only
where every figure of it is exactly the sum of the file's rows of that class; else it stays what it was, a wrong code.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from finance.amounts import is_blank
from finance.money import ZERO, display, total
from finance.months import Month
from imports.columns.typed import Columns
from imports.kinds.kind import Control, Reading, Table
from imports.month_columns import month_of_word
from imports.resolve.codes_in_names import leading_code
from imports.rows import programme_rows
from imports.rows.money_rows import Body
from imports.rows.nested_rows import PlainRow, nested

_CLASS = re.compile(r"[1-9][0-9]0")
_CODE = re.compile(r"[1-9][0-9]{2}")

# The figures of each row, tenge; None where a cell cannot be read.
Amounts = Iterable[tuple[Decimal | None, ...]]


@dataclass(frozen=True, slots=True)
class CodedRow:
    """A row with the digits written in it. `amounts` in tenge, None where a cell cannot be read.

    `may_be_class`: the digits end in 0, the list of codes lacks them, and nobody has said what they mean.
    """

    place: int
    code: str
    month: Month | None
    amounts: tuple[Decimal | None, ...]
    may_be_class: bool


def without_classes(
    scratch: Columns, body: Body, reading: Reading, *, money: Sequence[str],
    months: Callable[[Columns], Sequence[Month | None] | None] | None = None,
    figures: Callable[[Columns], Amounts] | None = None,
) -> Columns:  # fmt: skip
    """The columns of `body` without its rows of classes, which become controls of `reading`.

    `scratch` are the columns of all its rows with a reading of their own: what is refused while classes are looked for
    is refused again, and told, when the rows are read for good. `money` are the columns that totals speak for, first
    the one that a control names; `figures` those of each row where they are more than these columns say.
    """
    table, coded = scratch.table, list(_codes(scratch))
    found: list[CodedRow] = []
    unfit: dict[int, str] = {}
    has_sums = programme_rows.are_there(scratch)
    digits = [_digits(code) for code, _may_be_class in coded]
    may_be_nested = "" in digits or any(one == other for one, other in pairwise(digits))
    if has_sums or may_be_nested or any(may_be_class for _code, may_be_class in coded):
        own = months(scratch) if months else [None] * len(coded)
        read = list(figures(scratch) if figures else zip(*(scratch[key] for key in money), strict=True))
        rows = [
            CodedRow(place, code, month, amounts, may_be_class)
            for place, (code, may_be_class), month, amounts in zip(body.rows, coded, own or [], read, strict=False)
        ]
        found = rows_of_classes(rows, is_totalled=_is_totalled(table, body, money)) if own else []
        unfit = {row.place: _why_unfit(table, row, members, money) for row, members in unfit_classes(rows, found)}
        if has_sums and own:
            classes = frozenset(row.place for row in found)
            programme_rows.take_out(scratch, body, reading, money=money, figures=read, months=own, classes=classes)
        if may_be_nested:
            _take_out_nested(scratch, body, reading, money[0], [row for row in rows if row not in found])
    for row in found:
        cell, number = table.address(row.place, money[0]), table.sheet.row_number(row.place)
        amount = row.amounts[0]
        reading.controls.append(Control("subtotal", amount, amount, True, cell, number, row.code, row.month))
    places = {row.place for row in found}
    body.rows = [place for place in body.rows if place not in places]
    body.skipped += len(places)
    columns = scratch.of(body.rows, reading, [*scratch.stated, *sorted(places)])
    columns.unfit = unfit
    return columns


def _why_unfit(table: Table, row: CodedRow, members: Sequence[CodedRow], money: Sequence[str]) -> str:
    """What keeps a row from being the sum of its class: the first figure that differs, by its cell, or its place."""
    said = {"code": row.code, "codes": ", ".join(dict.fromkeys(member.code for member in members))}
    sums = [total(member.amounts[at] or ZERO for member in members) for at in range(len(row.amounts))]
    different = [at for at, (own, parts) in enumerate(zip(row.amounts, sums, strict=True)) if own != parts]
    if not different:
        return (
            _(
                "“%(code)s” repeats %(codes)s: it could be the sum of their class, or one of them under a wrong code. "
                "Delete the row if it is the sum, or correct its code."
            )
            % said
        )
    at = next((at for at in different if not is_blank(table.value(row.place, money[at]))), different[0])
    own = row.amounts[at]
    said |= {"cell": table.address(row.place, money[at]), "expected": display(sums[at]),
             "found": "—" if own is None else display(own)}  # fmt: skip
    return (
        _(
            "“%(code)s” is no budget code. As the sum of its class (%(codes)s) it does not add up: %(cell)s says "
            "%(found)s, the rows come to %(expected)s. Correct the sums, or the code if it is a row of its own."
        )
        % said
    )


def _take_out_nested(scratch: Columns, body: Body, reading: Reading, figure: str, rows: Sequence[CodedRow]) -> None:
    """Leave out sums without a code and parts that are set in; ask about parts that only add up."""
    table, places = scratch.table, set(body.rows)
    plain = [
        PlainRow(row.place, _level(table, row.place), _digits(row.code), row.month, row.amounts)
        for row in rows
        if row.place in places
    ]
    gone: set[int] = set()
    for one in nested(plain):
        row = one.above
        cell, number = table.address(row.place, figure), table.sheet.row_number(row.place)
        if one.is_proven and one.is_sum:
            gone.add(row.place)
            reading.controls.append(Control("subtotal", row.amounts[0], row.amounts[0], True, cell, number))
        elif one.is_proven:
            gone |= {part.place for part in one.parts}
        elif not one.is_sum and row.place not in gone:
            reading.reject(number, cell, "two-readings", _asked())
    body.rows = [place for place in body.rows if place not in gone]
    body.skipped += len(gone)


def _asked() -> str:
    return _(
        "This row could be the sum of the rows set in below it. Write “Total” before its name, or “of which” before "
        "theirs."
    )


def _level(table: Table, place: int) -> int:
    """How far a row is set in: by the format of its cells, else by the spaces before its words."""
    texts = (str(table.value(place, key)) for key in ("name", "code"))
    return table.level(place, next((text for text in texts if text.strip()), ""))


def _digits(code: str) -> str:
    return code if _CODE.fullmatch(code) else ""


def rows_of_classes(rows: Sequence[CodedRow], *, is_totalled: bool) -> list[CodedRow]:
    """The rows that repeat the sum of their class in every figure, not all of them zero.

    A row of a class stands beside a row of that class, and once. A class of one row could be that row under a wrong
    code: it is taken for a class only where a total of the whole file tells the two apart, or where it leads that row
    with the same figures all along and the file sums up another class of several rows.
    """
    of_class = _of_classes(rows)
    times = Counter((row.code, row.month) for row in rows if row.may_be_class)
    found, alone = [], []
    for at, row in enumerate(rows):
        if not row.may_be_class or times[row.code, row.month] > 1:
            continue
        members = of_class[row.code, row.month]
        is_beside = any(
            _belongs(near, row.code) for near in (_next_row(rows[at + 1 :]), _next_row(rows[:at][::-1]))
        )  # fmt: skip
        if not (is_beside and members and _adds_up(row, members)):
            continue
        if is_totalled or len(members) > 1:
            found.append(row)
        elif len(row.amounts) > 1 and _next_row(rows[at + 1 :]) is members[0]:
            alone.append(row)
    return sorted([*found, *alone], key=lambda row: row.place) if found else []


def unfit_classes(rows: Sequence[CodedRow], found: Sequence[CodedRow]) -> list[tuple[CodedRow, list[CodedRow]]]:
    """Rows with the digits of a class that are none of the `found`, each with its class where all of it can be read."""
    of_class, taken = _of_classes(rows), {row.place for row in found}
    left = [(row, of_class.get((row.code, row.month), [])) for row in rows if row.may_be_class]
    return [
        (row, members)
        for row, members in left
        if members and row.place not in taken and not any(None in member.amounts for member in members)
    ]


def _of_classes(rows: Sequence[CodedRow]) -> defaultdict[tuple[str, Month | None], list[CodedRow]]:
    """The rows of each class and month: 111 is of 110 and of 100."""
    of_class: defaultdict[tuple[str, Month | None], list[CodedRow]] = defaultdict(list)
    for row in rows:
        if not row.may_be_class and _CODE.fullmatch(row.code):
            for code in {f"{row.code[0]}00", f"{row.code[:2]}0"} - {row.code}:
                of_class[code, row.month].append(row)
    return of_class


def _next_row(rows: Sequence[CodedRow]) -> CodedRow | None:
    return next((row for row in rows if not row.may_be_class), None)


def _belongs(row: CodedRow | None, code: str) -> bool:
    if row is None or row.code == code or not _CODE.fullmatch(row.code):
        return False
    return row.code.startswith(code[:1] if code.endswith("00") else code[:2])


def _adds_up(row: CodedRow, members: Sequence[CodedRow]) -> bool:
    for at, stated in enumerate(row.amounts):
        parts = [member.amounts[at] for member in members]
        if stated is None or None in parts or stated != sum((part or ZERO for part in parts), ZERO):
            return False
    return any(row.amounts)


def _codes(columns: Columns) -> Iterator[tuple[str, bool]]:
    """Digits of each row, and whether they may mean a class. A row that a person gave a code is of that code."""
    answers, lives = columns.context.answers.rows, columns.context.codes.lives
    for number, value in zip(columns.numbers, columns.raw("code"), strict=True):
        code = leading_code(value)
        if code and number in answers:
            yield answers[number], False
        else:
            is_known = any(not life.is_group for life in lives.get(code, ()))
            yield code, bool(_CLASS.fullmatch(code)) and not is_known


def _is_totalled(table: Table, body: Body, money: Sequence[str]) -> bool:
    """Whether a total speaks for all rows of the file, so that no row could be left out unnoticed."""
    totals = [stated for stated in body.stated if stated.is_total]
    around = [
        stated
        for stated in totals
        if not body.rows[0] < stated.row < body.rows[-1]
        and any(not is_blank(table.value(stated.row, key)) for key in money)
    ]
    return any(stated.is_grand or (len(totals) == 1 and not _names_part(stated.label)) for stated in around)


def _names_part(label: str) -> bool:
    return any(_CODE.fullmatch(word) or month_of_word(word) for word in label.split())
