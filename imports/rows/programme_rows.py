"""Rows that repeat what stands below them: a programme, a subprogramme; and rows that state percents. They are no rows.

A programme's sum is checked against its rows. Rows of two programmes are of two budgets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.money import ZERO
from finance.months import Month
from imports.columns.typed import Columns
from imports.kinds.kind import Problem, Reading
from imports.readers.grid import as_code
from imports.resolve.letters import skeleton
from imports.rows.controls import state
from imports.rows.money_rows import Body
from imports.sentences import say

TWO_PROGRAMMES = "wrong-facility"
_PROGRAMME = ("программа", "программы", "программе", "багдарлама", "programme", "program")
_SUB = ("подпрограмма", "подпрограммы", "подпрограмме", "subprogramme", "subprogram")
_SMALL = ("киши", "sub")
_PERCENT = ("удельный вес", "процент", "доля", "улеси", "улес салмагы", "пайыз", "percent", "share of", "в процент")
_SEARCHED_WORDS = 3

Amounts = tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class _Sum:
    """A row of a programme, by its place among the rows. `level` is 1 for a programme, 2 for a part of one."""

    at: int
    level: int
    label: str


def take_out(
    scratch: Columns, body: Body, reading: Reading, *, money: Sequence[str], figures: Sequence[Amounts],
    months: Sequence[Month | None], classes: frozenset[int],
) -> None:  # fmt: skip
    """Leave programmes and percents out of `body`, and check what they state; `classes` are places that are no rows."""
    labels = list(_labels(scratch))
    percents = {at for at, label in enumerate(labels) if label and _is_percent(label)}
    sums = [one for at, label in enumerate(labels) if (one := _sum(at, label)) is not None]
    apart = percents | {one.at for one in sums}
    plain = [at for at in range(len(labels)) if at not in apart and body.rows[at] not in classes]
    used = []
    for one in sums:
        members = [at for at in _members(one, sums, plain) if months[at] == months[one.at]]
        if members:
            used.append(one)
            _check(one.at, members, scratch, reading, money=money, figures=figures)
    _refuse_two(used, scratch, reading)
    for at in sorted(percents):
        said = {"row": scratch.numbers[at], "name": labels[at]}
        reading.notes.append(say("Row %(row)s, “%(name)s”, states percents and was left out.") % said)
    gone = percents | {one.at for one in used}
    body.rows = [place for at, place in enumerate(body.rows) if at not in gone]
    body.skipped += len(gone)


def are_there(columns: Columns) -> bool:
    """Whether any row is of a programme or states percents."""
    return any(label and (_is_percent(label) or _sum(0, label)) for label in _labels(columns))


def _labels(columns: Columns) -> Iterator[str]:
    """The words of each row that has no code of its own; empty for the others."""
    codes, today = columns.context.codes, columns.context.today
    texts = zip(columns.numbers, columns.raw("code"), columns.raw("name"), strict=True)
    for number, code, name in texts:
        text = as_code(code)
        is_own = number in columns.context.answers.rows or (text and codes.find(text, today) is not None)
        words = " ".join(as_code(name).split()) or ("" if text[:1].isdigit() else text)
        yield "" if is_own else words


def _is_percent(label: str) -> bool:
    return label.lstrip().startswith(("%", "в %")) or skeleton(label).startswith(_PERCENT)


def _sum(at: int, label: str) -> _Sum | None:
    words = skeleton(label).split()[:_SEARCHED_WORDS]
    if any(word.startswith(_SUB) for word in words):
        return _Sum(at, 2, label)
    # `бағдарламалық қамтамасыз ету` is software
    is_kazakh = any(word.startswith("багдарлама") and not word.startswith("багдарламалы") for word in words)
    if not is_kazakh and not any(word in _PROGRAMME for word in words):
        return None
    return _Sum(at, 2 if any(word.startswith(_SMALL) for word in words) else 1, label)


def _check(
    at: int, members: Sequence[int], columns: Columns, reading: Reading, *, money: Sequence[str],
    figures: Sequence[Amounts],
) -> None:  # fmt: skip
    """Each figure that a programme states is the sum of its rows."""
    for nth, key in enumerate(money):
        stated, parts = figures[at][nth], [figures[one][nth] for one in members]
        if stated is None or None in parts or not columns.table.has(key):
            continue
        place = columns.address(at, key), columns.numbers[at]
        state(reading, "subtotal", (stated, sum((part or ZERO for part in parts), ZERO)), place)


def _members(one: _Sum, sums: Sequence[_Sum], plain: Sequence[int]) -> list[int]:
    """The rows below a programme, up to the next of its level; where none stands there, those above."""
    end = next((other.at for other in sums if other.at > one.at and other.level <= one.level), None)
    below = [at for at in plain if at > one.at and (end is None or at < end)]
    begin = next((other.at for other in reversed(sums) if other.at < one.at and other.level <= one.level), -1)
    return below or [at for at in plain if begin < at < one.at]


def _refuse_two(used: Sequence[_Sum], columns: Columns, reading: Reading) -> None:
    """Rows under two programmes could not be of one budget."""
    first = next((one for one in used if one.level == 1), None)
    for one in used:
        if first is None or one.level > 1 or skeleton(one.label) == skeleton(first.label):
            continue
        message = _("“%(other)s” and “%(one)s” are two budgets. Put the rows of each into a file of its own.")
        cell = columns.address(one.at, "name" if columns.table.has("name") else "code")
        said = message % {"one": one.label, "other": first.label}
        reading.problems.append(Problem(cell, TWO_PROGRAMMES, said, columns.numbers[one.at], one.label))
