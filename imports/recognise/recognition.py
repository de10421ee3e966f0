"""Which table, which columns, which kind, whose, in what unit, for what period, and why.

Everything is read from the content. What a user corrected comes first and is remembered by the shape of the header.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from imports.kinds.column import AMOUNT
from imports.kinds.kind import NO_CLAIM, Kind, Problem, Table
from imports.readers import bank_records
from imports.readers.grid import NO_TABLE, Grid, Sheet
from imports.recognise import headers, heading, money_columns, questions, units
from imports.recognise.blocks import second_block
from imports.recognise.candidates import (
    Candidate,
    best_of_each_kind,
    is_nearer,
    on_other_sheets,
    row_above,
    titled,
    twin_of,
    uppermost,
)
from imports.recognise.cumulative import cumulative
from imports.recognise.headers import Fit
from imports.recognise.questions import MISSING
from imports.recognise.running_numbers import drop_running_numbers
from imports.recognise.template_marks import is_explanation
from imports.recognise.untaxed import with_net_sums
from imports.recognise.wording import hits_of

SEARCHED_ROWS, TITLE_POINTS = 80, 120
# Far more than any form has; what lies beyond is no header, though it be made to look like one.
SEARCHED_CELLS = 5_000


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that was decided, and why, in words for the user."""

    what: str
    value: str
    why: str

    def as_json(self) -> dict[str, str]:
        return {"what": self.what, "value": self.value, "why": self.why}


@dataclass(slots=True)
class Recognition:
    kind: Kind | None = None
    table: Table | None = None
    facility_numbers: list[heading.Quoted] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def recognise(
    grid: Grid, kinds: Sequence[Kind], *, forced: str = "", corrections: Mapping[str, Any] | None = None
) -> Recognition:
    """Recognise `grid` as one of `kinds`. `forced` is the kind the user named; `corrections` override what is found."""
    given = dict(corrections or {})
    forced = forced or given.get("kind", "")
    wanted = [k for k in kinds if (not forced or forced in (k.key, k.told_as)) and _lives_in(k, grid)]
    candidates = [c for sheet in _sheets(grid, given.get("sheet", "")) for c in _candidates(sheet, wanted, given)]
    whole = best_of_each_kind([c for c in candidates if c.is_whole])
    result = Recognition()
    if not whole:
        _refuse_lacking(result, grid, candidates)
        return result
    weighed = sorted(((c.points + c.kind.weighs(_table(grid, c)), c) for c in whole), key=lambda pair: -pair[0])
    points, best = weighed[0]
    if points <= NO_CLAIM // 2 and not forced:
        _refuse_lacking(result, grid, [c for c in candidates if not c.is_whole])
        return result
    rivals = [c for p, c in weighed[1:] if p == points]
    if rivals:
        result.problems.append(questions.two_kinds(best, rivals[0]))
        return result
    nearer = [c for c in candidates if not c.is_whole and is_nearer(c, best, points) and _may_claim(c)]
    if nearer:
        _refuse_lacking(result, grid, nearer)
        return result
    best = uppermost(best, candidates)
    if twin := twin_of(best, candidates):
        result.problems.append(questions.two_sheets(best, twin))
        return result
    if not given.get("header_row") and (above := row_above(best)) is not None:
        result.problems.append(questions.row_above(best, above))
        return result
    result.kind = best.kind
    result.table = _table(grid, best)
    result.table.others = tuple(_table(grid, other) for other in on_other_sheets(best, candidates))
    if "number" not in (given.get("columns") or {}):
        drop_running_numbers(result.table, best.kind)
    _state_kind(result, best, forced)
    _settle_unit(result, grid, given)
    _settle_torn(result, best, given)
    result.problems += money_columns.settle(result.table, best, given)
    _settle_period(result)
    asked = (second_block(result.table, best.kind), cumulative(result.table, best.kind))
    result.problems += [problem for problem in asked if problem is not None]
    result.facility_numbers = heading.facility_numbers(best.sheet, best.header_row)
    return result


def _sheets(grid: Grid, chosen: str) -> list[Sheet]:
    """Sheets to look at: the chosen one, else those a person sees, else all."""
    if chosen:
        return [sheet for sheet in grid.sheets if sheet.name == chosen]
    sheets = [sheet for sheet in grid.sheets if not is_explanation(sheet)]
    return [sheet for sheet in sheets if not sheet.is_hidden] or sheets


def _lives_in(kind: Kind, grid: Grid) -> bool:
    special = grid.format in bank_records.FORMATS or grid.format.startswith("treasury-")
    return grid.format in kind.formats if special else not kind.formats or grid.format in kind.formats


def _candidates(sheet: Sheet, kinds: Sequence[Kind], given: Mapping[str, Any]) -> list[Candidate]:
    found = []
    rows = sheet.rows
    numbers = range(min(len(rows), SEARCHED_ROWS))
    if given.get("header_row"):
        numbers = range(given["header_row"] - 1, min(given["header_row"], len(rows)))
    known = headers.stems(column for kind in kinds for column in kind.columns)
    tests = [column.test for kind in kinds for column in kind.columns if column.test is not None]
    every = [kind.columns for kind in kinds]
    cells = 0
    for i in numbers:
        if not given.get("header_row") and (
            headers.is_numbering(rows[i]) or not headers.could_be_header(rows[i], known, tests)
        ):
            continue
        shapes = [(headers.one_row(rows[i]), 1)]
        if i + 1 < len(rows) and headers.is_header_like(rows[i + 1]) and not headers.is_numbering(rows[i + 1]):
            shapes.append((headers.two_rows(rows[i], rows[i + 1], sheet.merged, i), 2))
        spoken_for = titled(sheet, i, kinds)
        for shape, height in shapes:
            first = i + height
            if first < len(rows) and headers.is_numbering(rows[first]):
                first += 1
            for kind, hits in zip(kinds, hits_of(every, shape), strict=True):
                # one column of a kind is found on every sheet
                if len({column for fits in hits.values() for column in fits}) < 2 and not given.get("columns"):
                    continue
                laid = _less_titled(headers.fit(kind.columns, shape, hits), kind, sheet, i)
                own = with_net_sums(kind.columns, laid, rows[first:], shape)
                fit = _with_corrections(own, given, shape)
                if fit.columns:
                    points = fit.points + (TITLE_POINTS if kind.key in spoken_for else 0)
                    found.append(Candidate(kind, sheet, i, first, shape, fit, points))
        cells += sum(len(shape) for shape, _height in shapes)
        if cells > SEARCHED_CELLS:
            break
    return found


def _less_titled(fit: Fit, kind: Kind, sheet: Sheet, header_row: int) -> Fit:
    """`fit` without those missing columns whose one value the titles say."""
    readers = {column.key: column.in_title for column in kind.columns if column.in_title is not None}
    if not set(fit.missing) & set(readers):
        return fit
    titles = [text for text, _cell in heading.texts(sheet, header_row)]
    said = {key for key in fit.missing if (read := readers.get(key)) is not None and read(titles)}
    return replace(fit, missing=tuple(key for key in fit.missing if key not in said))


def _with_corrections(fit: Fit, given: Mapping[str, Any], shape: Mapping[int, str]) -> Fit:
    named = given.get("columns") or {}
    if not named:
        return fit
    places = {xl_col_to_name(i): i for i in range(max(shape, default=0) + 1)}
    columns = {key: place for key, place in fit.columns.items() if key not in named}
    chosen = {key: places[letter] for key, letter in named.items() if letter in places}
    columns = {key: place for key, place in columns.items() if place not in chosen.values()} | chosen
    missing = tuple(key for key in fit.missing if key not in columns)
    torn = {key: places_ for key, places_ in fit.torn.items() if key not in named}
    return replace(fit, columns=columns, points=fit.points + 100 * len(chosen), torn=torn, missing=missing)


def _may_claim(lacking: Candidate) -> bool:
    """Whether a kind that lacks a column speaks for the file: some do by their title only."""
    kind = lacking.kind
    return not kind.is_claimed_by_title or bool(titled(lacking.sheet, lacking.header_row, [kind]))


def _refuse_lacking(result: Recognition, grid: Grid, candidates: Sequence[Candidate]) -> None:
    """Nothing fits whole: the nearest says what it lacks, and which sums it would not take for the missing one."""
    near = [c for c in candidates if len(c.fit.columns) >= 2]
    if not near:
        sheet = grid.sheets[0] if grid.sheets else None
        cell = sheet.address(0, 0) if sheet is not None and len(sheet.rows) else None
        message = _(
            "No table was found: no row reads like the header of a known file. Check that this is the right file."
        )
        result.problems.append(Problem(cell, NO_TABLE, message))
        return
    best = max(near, key=lambda c: (bool(titled(c.sheet, c.header_row, [c.kind])), -len(c.missing_labels), c.points))
    message = _("This looks like “%(kind)s”, but these columns are missing: %(columns)s.") % {
        "kind": best.kind.label,
        "columns": ", ".join(best.missing_labels),
    }
    cell = best.sheet.address(best.header_row, 0)
    result.problems.append(Problem(cell, MISSING, message, best.sheet.row_number(best.header_row)))
    others = money_columns.passed_over(best)
    if others:
        result.problems += others
        result.kind, result.table = best.kind, _table(grid, best)


def _table(grid: Grid, c: Candidate) -> Table:
    named = {place: str(c.sheet.rows[c.header_row][place]) for place in c.fit.columns.values()
             if place < len(c.sheet.rows[c.header_row])}  # fmt: skip
    return Table(
        grid=grid,
        sheet=c.sheet.with_fields(named) if c.sheet.row_numbers is not None else c.sheet,
        header_row=c.header_row,
        first_row=c.first_row,
        columns=dict(c.fit.columns),
        headers=c.headers,
        titles=tuple(text for text, _cell in heading.texts(c.sheet, c.header_row)),
        signature=signature(c.headers),
    )


def signature(shape: Mapping[int, str]) -> str:
    """The shape of a header: its words in their order."""
    return hashlib.sha256("\n".join(f"{i} {text}" for i, text in sorted(shape.items())).encode()).hexdigest()


def _state_kind(result: Recognition, best: Candidate, forced: str) -> None:
    table = result.table
    assert table is not None
    result.decisions.append(Decision("sheet", best.sheet.name, _("its header fits best")))
    row = best.sheet.row_number(best.header_row)
    result.decisions.append(Decision("header_row", str(row), _("words of known columns stand in it")))
    why = (
        _("you named it") if forced else _("%(found)s columns of this kind were found") % {"found": len(table.columns)}
    )
    result.decisions.append(Decision("kind", best.kind.key, why))
    for key, place in sorted(table.columns.items(), key=lambda item: item[1]):
        why = _("header “%(header)s”") % {"header": best.headers.get(place, "")}
        result.decisions.append(Decision(f"column.{key}", xl_col_to_name(place), why))


def _settle_torn(result: Recognition, best: Candidate, given: Mapping[str, Any]) -> None:
    # a kind that tells the period of each column itself takes several of a figure
    needed = {c.key for c in best.kind.columns if c.is_required or c.type == AMOUNT} - best.kind.by_period
    for key, places in best.fit.torn.items():
        if key in needed and key not in (given.get("columns") or {}) and not money_columns.is_asked(best.kind, key):
            message = _("Columns %(columns)s could all be “%(key)s”. Rename all but one, or choose the column.") % {
                "columns": ", ".join(xl_col_to_name(p) for p in sorted(places)),
                "key": best.kind.column_label(key),
            }
            cell = best.sheet.address(best.header_row, min(places))
            result.problems.append(Problem(cell, MISSING, message, best.sheet.row_number(best.header_row)))


def _settle_unit(result: Recognition, grid: Grid, given: Mapping[str, Any]) -> None:
    table = result.table
    assert table is not None
    assert result.kind is not None
    if given.get("unit"):
        table.unit, why = given["unit"], _("you chose it")
    else:
        settled = units.settle(table, result.kind, grid)
        table.unit, why = settled.unit, settled.why
        result.problems += settled.problems
    table.scale = units.UNITS.get(table.unit, units.UNITS["tenge"])
    result.decisions.append(Decision("unit", table.unit, why))


def _settle_period(result: Recognition) -> None:
    table = result.table
    assert table is not None
    found = heading.period([*heading.texts(table.sheet, table.header_row), (table.sheet.name, "")])
    if found is not None:
        table.period, cell = found
        value = f"{table.period.first} – {table.period.last}"
        result.decisions.append(Decision("period", value, _("named in %(cell)s") % {"cell": cell or table.sheet.name}))
