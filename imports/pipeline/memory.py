"""The forms of files that a facility named before, known again by the shape of their headers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from finance.audit import record
from finance.models import Facility
from imports.kinds.kind import Table
from imports.models import Layout
from imports.month_columns import month_of_word
from imports.periods import parse_period
from imports.pipeline.errors import UsageError
from imports.pipeline.order import Order
from imports.pipeline.preparing import Recognised
from imports.readers.grid import Cell, Grid, Sheet
from imports.recognise.confirmed_titles import confirmed
from imports.recognise.folding import fold
from imports.recognise.header_rows import SEARCHED_ROWS, headers_at, signature
from imports.recognise.heading import texts
from imports.recognise.naming import MOST_COLUMNS, NOT_HERE
from imports.recognise.recognition import SAMPLE, Decision
from imports.recognise.told_days import DAY_IN_TITLE, DAYLESS, day_in_titles
from imports.resolve.letters import skeleton

# Parts of a form that hold for the next file too; where the table stands is found anew.
LASTING = (
    "kind",
    "columns",
    "unit",
    "direction",
    "out_words",
    "in_words",
    "no_header",
    "titles",
    DAYLESS,
    DAY_IN_TITLE,
)
# What makes a form when a person names it.
NAMED = frozenset((*LASTING, "sheet", "header_row", "first_row", "last_row", "day", "title"))

# What of a remembered form may be changed.
CHANGED = ("unit", "direction", "out_words", "in_words", "columns")
# so many headers alike, and more than half of them, are no accident
_NEAR_HEADERS = 3


@dataclass(frozen=True, slots=True)
class Recalled:
    """A remembered form, and what it says of this file, in the keys of an order's corrections."""

    layout: Layout
    given: Mapping[str, Any]

    @property
    def decision(self) -> Decision:
        why = _("named on %(day)s") % {"day": f"{timezone.localtime(self.layout.confirmed_at):%d.%m.%Y}"}
        return Decision("form", self.layout.source_name or str(self.layout.pk), why)


@dataclass(frozen=True, slots=True)
class Near:
    """A form that a file is almost of: where its header stands, from 1, and the columns that are the same."""

    layout: Layout
    sheet: str
    header_row: int
    columns: Mapping[str, str]

    @property
    def form(self) -> dict[str, Any]:
        """What may be proposed to the person who names the form of the file."""
        kept = {key: value for key, value in self.layout.corrections.items() if key in LASTING}
        return {**kept, "sheet": self.sheet, "header_row": self.header_row, "columns": dict(self.columns)}

    @property
    def lacking(self) -> list[str]:
        """Keys of the columns whose headers the file lacks."""
        named = self.layout.corrections.get("columns", {}).items()
        return [key for key, letter in named if letter != NOT_HERE and key not in self.columns]


def recall(grid: Grid, facility: Facility, order: Order) -> Recalled | None:
    """The form of the file, where the facility named it before; None where it did not. One query."""
    kind = order.kind or order.corrections.get("kind", "")
    layouts = Layout.objects.filter(facility=facility)
    # a form of another kind than the one that is named now says nothing of the file
    known = {one.signature: one for one in layouts if not kind or one.corrections.get("kind", kind) == kind}
    if not known:
        return None
    found = list(_found(grid, known, order))
    names = list(dict.fromkeys(sheet.name for _layout, sheet, _place in found))
    # a sheet of a month is not that of the next file
    usual = [sheet for layout, sheet, _place in found
             if sheet.name == layout.corrections.get("sheet") and not _names_month(sheet.name)]  # fmt: skip
    chosen = usual[0].name if usual else names[0] if len(names) == 1 else None
    for layout, sheet, place in found:
        if chosen is None:
            return Recalled(layout, {**_said(layout), "rival_sheets": names})
        if sheet.name == chosen:
            return Recalled(layout, {**_said(layout), "sheet": sheet.name, **place, **_end(layout, sheet, place)})
    return None


def _names_month(name: str) -> bool:
    return parse_period(name) is not None or any(month_of_word(word) for word in skeleton(name).split())


def nearest(grid: Grid, facility: Facility) -> Near | None:
    """The remembered form most like a file that is not known: what of it stands there too. One query."""
    best: tuple[int, Near] | None = None
    shapes = list(_one_row_headers(grid))
    for layout in Layout.objects.filter(facility=facility):
        words = {letter: folded for letter, text in layout.headers.items() if (folded := fold(text))}
        for sheet, row, shape in shapes:
            common = len(set(words.values()) & set(shape.values()))
            if common >= _NEAR_HEADERS and common * 2 > len(words) and (best is None or common > best[0]):
                places = {text: xl_col_to_name(at) for at, text in shape.items()}
                named = layout.corrections.get("columns", {}).items()
                columns = {key: places[words[letter]] for key, letter in named if words.get(letter) in places}
                columns |= {key: NOT_HERE for key, letter in named if letter == NOT_HERE}
                best = common, Near(layout, sheet.name, row + 1, columns)
    return best[1] if best else None


def _one_row_headers(grid: Grid) -> Iterator[tuple[Sheet, int, dict[int, str]]]:
    for sheet in grid.sheets:
        for i in range(min(len(sheet.rows), SEARCHED_ROWS)):
            for at, _first, shape in headers_at(sheet, i)[:1]:
                yield sheet, at, shape


def with_told(recalled: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """What is remembered, and over it what a person said of this file."""
    columns = {**recalled.get("columns", {}), **(told.get("columns") or {})}
    if told.get("header_row") or told.get("no_header"):  # named for this very file, not remembered
        recalled = {key: value for key, value in recalled.items() if key != "is_recalled"}
    return {**recalled, **told, **({"columns": columns} if columns else {})}


def remember(order: Order, found: Recognised, facility: Facility) -> None:
    """Keep the form of a file that is posted, where a person named anything of it."""
    if order.corrections.keys().isdisjoint(NAMED):
        return
    table, said = found.table, found.corrections
    shape = table.signature if table.headers else _shape(table.signature, table.sheet, table.first_row, order)
    kept = {key: said[key] for key in LASTING if said.get(key)}
    kept |= {"unit": said["usual_unit"]} if said.get("usual_unit") and "unit" not in kept else {}
    kept |= {DAYLESS: True, DAY_IN_TITLE: day_in_titles(table) == table.day} if said.get("day") else {}
    if titles := confirmed(table, said):
        kept |= {"titles": titles}
    kept |= {"said_unit": table.said_unit, "sheet": table.sheet.name}
    if said.get("first_row") and not said.get("is_recalled"):
        kept |= {"height": table.first_row - table.header_row}
    if said.get("no_header"):
        kept |= {"first_row": table.first_row + 1}
    if words := _words_below(found.grid, table):
        kept |= {"until": words}
    rows = table.sheet.rows[table.header_row : table.first_row]
    width = max([*map(len, rows), *(place + 1 for place in table.columns.values())])
    headers = {xl_col_to_name(at): _header(rows, at) for at in range(min(width, MOST_COLUMNS))}
    Layout.objects.update_or_create(
        facility=facility,
        signature=shape,
        defaults={
            "corrections": kept, "headers": headers, "source_name": order.name[:255],
            "confirmed_by_id": order.entered_by.pk,
        },
    )  # fmt: skip
    record("imports.form.remembered", user=order.entered_by, data={"facility": facility.number, "name": order.name})


@transaction.atomic
def change(layout: Layout, named: Mapping[str, Any], person: User) -> None:
    """Keep what a person changed of a remembered form. Raises UsageError where one column is named as two."""
    letters = [letter for letter in named.get("columns", {}).values() if letter != NOT_HERE]
    if len(letters) > len(set(letters)):
        raise UsageError(_("One column is named more than once. Name another column, or none."))
    kept = {key: value for key, value in layout.corrections.items() if key not in CHANGED}
    layout.corrections, layout.confirmed_by = {**kept, **named}, person
    layout.save()
    record("imports.form.changed", user=person, data=_told(layout) | {"form": layout.corrections})


@transaction.atomic
def forget(layout: Layout, person: User) -> None:
    """The next file of the form is asked about."""
    told = _told(layout)
    layout.delete()
    record("imports.form.forgotten", user=person, data=told)


def _told(layout: Layout) -> dict[str, str]:
    return {"facility": layout.facility.number, "name": layout.source_name}


def _header(rows: Sequence[Sequence[Cell]], at: int) -> str:
    return " / ".join(" ".join(str(row[at]).split()) for row in rows if at < len(row) and row[at] != "")[:120]


def _said(layout: Layout) -> dict[str, Any]:
    """What the remembered form says of any file; its unit holds while files name the same, or none."""
    kept = {key: value for key, value in layout.corrections.items() if key in LASTING}
    unit = kept.pop("unit", None)
    if unit:
        kept |= {"usual_unit": unit, "said_unit": layout.corrections.get("said_unit", "")}
    return {**kept, "is_recalled": True}


Found = tuple[Layout, Sheet, dict[str, Any]]


def _found(grid: Grid, known: Mapping[str, Layout], order: Order) -> Iterator[Found]:
    """Where a remembered form stands in the file: its header by row, from 1."""
    told = order.corrections
    headless = [layout for layout in known.values() if layout.corrections.get("no_header")]
    for sheet in grid.sheets:
        if told.get("sheet") not in (None, "", sheet.name):
            continue
        rows = range(min(len(sheet.rows), SEARCHED_ROWS))
        if told.get("header_row"):
            rows = range(told["header_row"] - 1, min(told["header_row"], len(sheet.rows)))
        for i in rows:
            for at, first, shape in headers_at(sheet, i):
                layout = known.get(signature(shape)) if shape else None
                if layout is not None:
                    below = at + layout.corrections.get("height", first - at)
                    yield layout, sheet, {"header_row": at + 1, "first_row": below + 1}
        for layout in headless:
            first = layout.corrections.get("first_row", 1) - 1
            own = signature({}, sheet.rows[first : first + SAMPLE])
            if _shape(own, sheet, first, order) == layout.signature:
                yield layout, sheet, {"first_row": first + 1}


def _shape(sample: str, sheet: Sheet, first: int, order: Order) -> str:
    """A table without a header is known by its cells, by the words above it and by those of the file's name."""
    said = [skeleton(text) for text in (PurePath(order.name).stem, *(text for text, _cell in texts(sheet, first)))]
    words = [" ".join(word for word in text.split() if word.isalpha() and not month_of_word(word)) for text in said]
    return hashlib.sha256("\n".join([sample, *words]).encode()).hexdigest()


def _end(layout: Layout, sheet: Sheet, place: Mapping[str, int]) -> dict[str, Any]:
    """The last row of the table, where words below it are known to end it."""
    until = layout.corrections.get("until")
    if not until:
        return {}
    below = (i for i in range(place["first_row"] - 1, len(sheet.rows)) if _words(sheet.rows[i]) == until)
    end = next(below, None)
    return {"lost_end": until} if end is None else {"last_row": end}


def _words_below(grid: Grid, table: Table) -> str:
    """The first words below a table that ends above the end of its sheet."""
    whole = next((sheet for sheet in grid.sheets if sheet.name == table.sheet.name), table.sheet)
    below = (_words(whole.rows[i]) for i in range(len(table.sheet.rows), len(whole.rows)))
    return next((words for words in below if words), "")


def _words(row: Sequence[Cell]) -> str:
    """The words of a row without its figures, folded."""
    return " ".join("".join(letter for letter in skeleton(str(cell)) if not letter.isdigit()).strip()
                    for cell in row if isinstance(cell, str) and cell.strip())  # fmt: skip
