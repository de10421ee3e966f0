"""What of a file's form must be named before it can be read, in the words by which it is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter.utility import xl_col_to_name

from imports.kinds.kind import Kind, Problem
from imports.kinds.registry import kinds
from imports.models.bank_layout import DIRECTION_WORDS, BankLayout
from imports.periods import parse_period
from imports.pipeline.errors import UsageError
from imports.pipeline.preparing import Recognised, Refused
from imports.readers.grid import Grid, Sheet
from imports.recognise.confirmed_titles import COUNTS
from imports.recognise.naming import MOST_COLUMNS, NOT_HERE, ROWS, place_of
from imports.recognise.told_days import day_of
from imports.recognise.units import UNITS

LABELS = {
    "kind": gettext_lazy("kind of file"), "sheet": gettext_lazy("sheet"),
    "header_row": gettext_lazy("header begins in row"), "first_row": gettext_lazy("first row below the header"),
    "last_row": gettext_lazy("last row of the table"), "no_header": gettext_lazy("the table has no header"),
    "unit": gettext_lazy("amounts are in"), "direction": gettext_lazy("which way money goes"),
    "out_words": gettext_lazy("words for money paid"), "in_words": gettext_lazy("words for money received"),
    "period": gettext_lazy("months of the file"), "day": gettext_lazy("day or month of all rows"),
    "title": gettext_lazy("what the title says of the sums"),
    "columns": gettext_lazy("columns"), "names": gettext_lazy("names"),
}  # fmt: skip
WAYS = dict(BankLayout.Way.choices)


def asked(found: Refused | Recognised, problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Each part of the form that the problems ask about: `form` is its key, `choices` what may answer it, if few."""
    by_key: dict[str, Problem] = {}
    for problem in problems:
        for key in problem.asks if problem.severity == "error" else ():
            by_key.setdefault(key, problem)
    return [
        {"form": key, "label": label_of(key, found.kind), "choices": list(problem.choices) or _choices(key, found),
         "cell": problem.cell, "message": problem.message}
        for key, problem in by_key.items()
    ]  # fmt: skip


def label_of(key: str, kind: Kind | None) -> str:
    """`columns.amount` → what people call the column; `names.Арыс` → the name as written."""
    part, dot, column = key.partition(".")
    if dot and part == "names":
        return column
    return kind.column_label(column) if dot and kind is not None else str(LABELS.get(part, part))


def _choices(key: str, found: Refused | Recognised) -> list[str]:
    if key == "kind":
        return list(kinds())
    if key == "sheet":
        return [sheet.name for sheet in found.grid.sheets] if found.grid else []
    if key.startswith("columns.") and found.table is not None:
        width = max(map(len, found.table.sheet.rows[found.table.header_row : found.table.first_row + 1]), default=0)
        return [xl_col_to_name(place) for place in range(min(width, MOST_COLUMNS))]
    return {"unit": list(UNITS), "direction": list(WAYS), "title": [COUNTS]}.get(key, [])


def checked(form: Any, grid: Grid | None = None) -> dict[str, Any]:
    """A form as somebody named it, without what says nothing. Raises UsageError with the first thing that is wrong."""
    if not isinstance(form, Mapping) or set(form) - LABELS.keys():
        raise UsageError(_("A form is an object with the keys %(keys)s.") % {"keys": ", ".join(LABELS)})
    named = {
        key: value
        for key, value in form.items()
        if value is not None and value is not False and value not in ("", [], {})
    }
    faults = {
        "kind": lambda value: not isinstance(value, str) or value not in kinds(),
        "unit": lambda value: not isinstance(value, str) or value not in UNITS,
        "direction": lambda value: not isinstance(value, str) or value not in WAYS,
        "title": lambda value: value != COUNTS,
        "no_header": lambda value: value is not True,
        "sheet": lambda value: not isinstance(value, str) or (grid is not None and not _sheet(grid, value)),
        "period": lambda value: not isinstance(value, str) or parse_period(value) is None,
        "day": lambda value: not isinstance(value, str) or day_of(value) is None,
        "columns": lambda value: not isinstance(value, Mapping) or not all(map(_is_letter, value.values())),
        "names": lambda value: not isinstance(value, Mapping) or not all(map(_is_name, (*value, *value.values()))),
        **dict.fromkeys(ROWS, lambda value: not isinstance(value, int) or isinstance(value, bool) or value < 1),
        **dict.fromkeys(DIRECTION_WORDS, lambda value: not _is_list_of_words(value)),
    }
    for key, value in named.items():
        if faults[key](value):
            called = f"{LABELS[key]} ({key})"
            raise UsageError(_("“%(value)s” cannot be the form's “%(key)s”.") % {"value": value, "key": called})
    header, first, last = (named.get(key, 0) for key in ROWS)
    if 0 < first <= header or 0 < last < (first or header + 1):
        raise UsageError(_("The first row stands below the header, the last row not above the first."))
    return named


def _sheet(grid: Grid, name: str) -> Sheet | None:
    return next((sheet for sheet in grid.sheets if sheet.name == name), None)


def _is_letter(letter: object) -> bool:
    return isinstance(letter, str) and (letter == NOT_HERE or place_of(letter) is not None)


def _is_name(name: object) -> bool:
    return isinstance(name, str) and bool(name.strip())


def _is_list_of_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)
