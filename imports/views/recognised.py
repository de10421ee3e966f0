"""The user's own sheet with what was recognised on it: header, columns, controls, rows left out, problem cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from imports.labels import control_label
from imports.pipeline import taken_for
from imports.pipeline.looking import Look
from imports.readers.grid import Sheet
from imports.rows.line import DUPLICATE, REJECTED, UNRESOLVED
from imports.views.window import Window, part

ROWS_A_PAGE = 60
SHOWN_COLUMNS = 40
Roles = dict[int, tuple[str, str]]


def window(look: Look, top: int) -> Window | None:
    """The rows from `top` on, counted from 0; None where the file could not be read."""
    sheet = shown_sheet(look)
    if sheet is None:
        return None
    top = max(0, min(top, max(len(sheet.rows) - 1, 0)))
    rows = range(top, min(top + ROWS_A_PAGE, len(sheet.rows)))
    table, kind = look.found.table, look.found.kind
    names = {} if table is None or kind is None else {p: kind.column_label(key) for key, p in table.columns.items()}
    return part(sheet, rows, roles=_roles(look, rows), marked=_marked(look, sheet, rows), columns=names)


def shown_sheet(look: Look) -> Sheet | None:
    if look.found.table is not None:
        return look.found.table.sheet
    if look.found.grid is None or not look.found.grid.sheets:
        return None
    wanted = look.json.get("source", {}).get("sheet") or look.found.corrections.get("sheet")
    named = [sheet for sheet in look.found.grid.sheets if sheet.name == wanted]
    return (named or list(look.found.grid.sheets))[0]


def _roles(look: Look, shown: range) -> Roles:
    """What each row was taken for, by its place in the sheet."""
    table = look.found.table
    if table is None:
        return {}
    roles: Roles = {}
    for row in range(table.header_row, table.first_row):
        roles[row] = ("header", _("header")) if row == table.header_row else ("header numbers", "")
    words = {
        DUPLICATE: ("duplicate", _("in the books already")),
        UNRESOLVED: ("unresolved", _("waits for its code")),
        REJECTED: ("rejected", _("rejected")),
        taken_for.SKIPPED: ("skipped", _("not a row of money")),
    }
    styles = {taken_for.CONTROL: "control", taken_for.BROKEN: "control broken"}
    for first, last, what, name in look.taken:
        for row in range(max(first, shown.start), min(last + 1, shown.stop)):
            is_control = what in (taken_for.CONTROL, taken_for.BROKEN)
            roles[row] = (styles[what], control_label(name)) if is_control else words.get(what, ("taken", ""))
    return roles


def _marked(look: Look, sheet: Sheet, rows: range) -> dict[tuple[int, int], tuple[str, str]]:
    """Cells with problems, by place."""
    found: list[dict[str, str]] = [p for p in look.json.get("problems", []) if p.get("cell")]
    by_cell = {problem["cell"]: problem for problem in found}
    if not by_cell:
        return {}
    marked = {}
    for row in rows:
        for column in range(min(len(sheet.rows[row]), SHOWN_COLUMNS)):
            problem = by_cell.get(sheet.address(row, column))
            if problem is not None:
                style = "problem" if problem.get("severity") == "error" else "warned"
                marked[row, column] = (style, problem["message"])
    return marked


def rejected_rows(problems: Iterable[Mapping[str, Any]]) -> dict[int, list[str]]:
    """Why each row was rejected, by the row's number in the file; `problems` of an import object."""
    found: dict[int, list[str]] = {}
    for problem in problems:
        if problem["severity"] == "error" and problem["row"] is not None:
            found.setdefault(problem["row"], []).append(problem["message"])
    return found
