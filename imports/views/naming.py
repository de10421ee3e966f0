"""The form of a file as its page asks for it: what was found, what is asked, what the person named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from xlsxwriter.utility import xl_col_to_name

from imports.kinds.kind import Kind, Table
from imports.kinds.plan_of_year import SPREADS
from imports.models.bank_layout import DIRECTION_WORDS
from imports.pipeline.asked import WAYS, checked
from imports.policies.names_of_rows import NAMES
from imports.readers.grid import Cell, Sheet
from imports.recognise.naming import MOST_COLUMNS, NOT_HERE, ROWS

SAMPLE_ROWS, MOST_WORDS, LONGEST = 50, 8, 40
_TEXTS = ("kind", "sheet", "unit", "direction", "period", "day", "title")


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One column a kind knows, the letter it is read from, and whether the person is asked for it."""

    key: str
    label: str
    letter: str
    is_required: bool
    is_asked: bool
    # what the page showed before: an unchanged choice names nothing
    found: str


@dataclass(frozen=True, slots=True)
class NameChoice:
    """A name of the rows as written, the names it may mean, and what it was said to mean: itself for none of them."""

    written: str
    others: tuple[str, ...]
    meant: str


def column_choices(
    kind: Kind | None, table: Table | None, said: Mapping[str, Any], told: Mapping[str, Any]
) -> list[ColumnChoice]:
    """Every column the kind knows. One that is asked about is left to choose, so that no guess answers it."""
    if kind is None:
        return []
    places = {} if table is None else table.columns
    asked = {one["form"] for one in said.get("asked", ())}
    named = told.get("columns") or {}
    choices = []
    for column in kind.columns:
        is_asked = f"columns.{column.key}" in asked and column.key not in named
        found = xl_col_to_name(places[column.key]) if column.key in places and not is_asked else ""
        letter = named.get(column.key) or found
        was = letter if found or letter == NOT_HERE else ""
        choices.append(ColumnChoice(column.key, str(column.label), letter, column.is_required, is_asked, was))
    return sorted(choices, key=lambda choice: not choice.is_asked)


def letters(sheet: Sheet | None, header: int, first: int) -> list[tuple[str, str]]:
    """The sheet's columns by letter, with their header in the rows from `header` up to `first`, else a cell below."""
    if sheet is None or not len(sheet.rows):
        return []
    heads = [sheet.rows[i] for i in range(header, min(max(first, header + 1), len(sheet.rows)))]
    below = [sheet.rows[i] for i in range(first, min(first + SAMPLE_ROWS, len(sheet.rows)))]
    width = min(max(map(len, (*heads, *below)), default=0), MOST_COLUMNS)
    return [(xl_col_to_name(at), _told(heads, at) or _sample(below, at)) for at in range(width)]


def _told(heads: list[Any], at: int) -> str:
    texts = [" ".join(str(row[at]).split()) for row in heads if at < len(row) and row[at] != ""]
    return _short(" / ".join(dict.fromkeys(texts)))


def _sample(rows: list[Any], at: int) -> str:
    cell: Cell = next((row[at] for row in rows if at < len(row) and row[at] != ""), "")
    return f"({_short(' '.join(str(cell).split()))})" if cell != "" else ""


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def direction_words(table: Table | None) -> list[str]:
    """What stands in the column of the direction, a few different words of it; none where the kind has no such."""
    if table is None or not table.has("direction"):
        return []
    found: dict[str, None] = {}
    for i in table.body[:SAMPLE_ROWS]:
        text = " ".join(str(table.value(i, "direction")).split())
        if text and len(text) <= LONGEST:
            found[text] = None
    return list(found)[:MOST_WORDS]


def form_shown(
    kind: Kind | None, table: Table | None, said: Mapping[str, Any], told: Mapping[str, Any]
) -> dict[str, Any]:
    """What the page's form shows beside the columns: only what a person said stands in its fields."""
    asked = {one["form"]: one.get("choices", ()) for one in said.get("asked", ())}
    has_direction = kind is not None and any(column.key == "direction" for column in kind.columns)
    return {
        "told": {**told, **{key: ", ".join(told.get(key) or ()) for key in DIRECTION_WORDS}},
        "asks": {key for key in asked if "." not in key},
        "is_asked": bool(said.get("asked")),
        "names": names_asked(asked, told.get("names") or {}),
        "found_row": "" if table is None else table.header_row + 1,
        "ways": list(WAYS.items()) if has_direction else [],
        "direction_words": direction_words(table),
    }


def names_asked(asked: Mapping[str, Sequence[str]], named: Mapping[str, str]) -> list[NameChoice]:
    """Names of the rows that may be others, and those that a person settled already."""
    prefix = f"{NAMES}."
    waiting = {key.removeprefix(prefix): tuple(choices) for key, choices in asked.items() if key.startswith(prefix)}
    known = {name: tuple(dict.fromkeys((meant, name))) for name, meant in named.items()}
    return [
        NameChoice(name, tuple(one for one in choices if one != name), named.get(name, ""))
        for name, choices in {**known, **waiting}.items()
    ]


def named_in(posted: QueryDict, before: Mapping[str, Any]) -> dict[str, Any]:
    """The form as the page sent it; an empty choice leaves the decision to the program. Raises UsageError.

    A column whose choice was not changed names nothing, unless it was named before: the program goes on asking where
    it doubts. Naming a column of a kind names the kind.
    """
    known = before.get("columns") or {}
    columns = {}
    for name in posted:
        if name.startswith("column-") and (letter := str(posted[name]).strip()):
            key = name.removeprefix("column-")
            if letter != posted.get(f"was-{key}", "") or key in known:
                columns[key] = letter
    kind = posted.get("kind", "")
    is_kind_named = bool(columns) or kind != posted.get("was-kind", "") or before.get("kind") == kind
    form: dict[str, Any] = {key: posted.get(key, "").strip() for key in _TEXTS}
    form |= {"kind": kind if is_kind_named else "", "columns": columns, "no_header": bool(posted.get("no_header"))}
    for key in ROWS:
        typed = posted.get(key, "")
        form[key] = int(typed) if typed.isdecimal() and len(typed) < LONGEST // 4 else None
    spread = posted.get("spread", "")
    form[NAMES] = dict(zip(posted.getlist("name-written"), posted.getlist("name-meant"), strict=False))
    form[NAMES] = {name: meant for name, meant in form[NAMES].items() if meant}
    return {**checked(form | words_in(posted)), "spread": spread if spread in SPREADS else ""}


def words_in(posted: QueryDict) -> dict[str, list[str]]:
    """Words of a direction, typed with commas between."""
    return {key: [word.strip() for word in posted.get(key, "").split(",") if word.strip()] for key in DIRECTION_WORDS}
