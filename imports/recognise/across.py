"""Recognising a file whose table is none as it stands, but is one once what stands across is laid out in rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from finance.money import display
from imports.kinds.kind import NO_CLAIM, Kind, Problem
from imports.readers.grid import NO_TABLE, Grid, Sheet
from imports.recognise import naming, other_papers, questions, sheets
from imports.recognise.case_headings import under_headings
from imports.recognise.code_headings import under_codes
from imports.recognise.crossed import Crossed, CrossedDifference, crossed
from imports.recognise.questions import MISSING
from imports.recognise.recognition import Decision, Recognition, lives_in, recognise
from imports.rows.controls import TOTAL_DIFFERS


def recognise_any_way(
    grid: Grid, kinds: Sequence[Kind], *, forced: str = "", corrections: Mapping[str, Any] | None = None
) -> Recognition:
    """`recognise`, else the one kind that the table is with its days, months or names in rows, else what it is."""
    found = _recognise_any_way(grid, kinds, forced=forced, corrections=corrections)
    given = dict(corrections or {})
    return found if forced or given.get("kind") or naming.is_headed(given) else other_papers.told(found, grid)


def _recognise_any_way(
    grid: Grid, kinds: Sequence[Kind], *, forced: str = "", corrections: Mapping[str, Any] | None = None
) -> Recognition:
    found = recognise(grid, kinds, forced=forced, corrections=corrections)
    given = dict(corrections or {})
    # sheets that are alike are told apart first
    is_settled = naming.is_headed(given) or bool(given.get("rival_sheets"))
    if is_settled or not any(problem.problem in (MISSING, NO_TABLE) for problem in found.problems):
        return found
    named = forced or given.get("kind", "")
    wanted = [kind for kind in kinds if lives_in(kind, grid) and named in ("", kind.key, kind.told_as)]
    made = [one for kind in wanted if (one := _laid_out(grid, kind, given, is_forced=bool(forced))) is not None]
    if len(made) > 1:
        made = [one for one in made if one.kind and one.table and one.table.says(one.kind.title_words)]
    return made[0] if len(made) == 1 else found


def _laid_out(grid: Grid, kind: Kind, given: dict[str, Any], *, is_forced: bool) -> Recognition | None:
    """The one sheet that can be laid out as a table of `kind`; of several it is asked which."""
    looked_at = sheets.to_look_at(grid, given.get("sheet", ""))
    found = [one for sheet in looked_at if (one := _laid_out_sheet(grid, sheet, kind, given, is_forced=is_forced))]
    if not found:
        return None
    names = [one.table.sheet.name for one in found if one.table is not None]
    if len(names) > 1:
        found[0].problems.append(questions.sheets_alike(grid, names))
    else:
        read = next(sheet for sheet in looked_at if sheet.name == names[0])
        found[0].problems += sheets.told_unread(kind, read, grid, given)
    return found[0]


def _laid_out_sheet(
    grid: Grid, sheet: Sheet, kind: Kind, given: dict[str, Any], *, is_forced: bool
) -> Recognition | None:
    for way in _ways(naming.cut_off(sheet, given), kind):
        found = recognise(replace(grid, sheets=(way.sheet,)), [kind], forced=kind.key, corrections=given)
        if not _is_readable(found, kind, is_named=bool(given.get("kind")) or is_forced):
            continue
        found.problems += [_differs(difference, kind) for difference in way.differences]
        why = _("what stands across or above its rows was put beside them")
        found.decisions.append(Decision("layout", way.sheet.name, why))
        return found
    return None


def _ways(sheet: Sheet, kind: Kind) -> Iterator[Crossed]:
    """Every way in which the sheet could be laid out as a table of `kind`."""
    yield from crossed(sheet, kind)
    for laid in under_headings(sheet, kind):
        yield Crossed(laid, ())
    yield from under_codes(sheet, kind)


def _is_readable(found: Recognition, kind: Kind, *, is_named: bool) -> bool:
    if found.table is None or any(one.severity == "error" for one in found.problems):
        return False
    return is_named or kind.weighs(found.table) > NO_CLAIM // 2


def _differs(one: CrossedDifference, kind: Kind) -> Problem:
    """A sum of money that fails refuses the file; sources of counts do not add up themselves."""
    message = _("The total says %(expected)s, its rows add up to %(found)s.")
    message %= {"expected": display(one.stated), "found": display(one.found)}
    severity = "warning" if getattr(kind, "is_doubted", False) else "error"
    return Problem(one.cell, TOTAL_DIFFERS, message, one.row, str(one.stated), severity)
