"""Which table, which columns, which kind, whose, in what unit, for what period, and why.

Everything is read from the content. What a user corrected comes first and is remembered by the shape of the header.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from imports.columns.column import AMOUNT
from imports.kinds.kind import NO_CLAIM, Kind, Problem, Table
from imports.readers import bank_records, package
from imports.readers.grid import NO_TABLE, Grid, Sheet
from imports.recognise import (
    headers,
    heading,
    money_columns,
    naming,
    questions,
    sheets,
    sheets_of_months,
    told_days,
    units,
)
from imports.recognise.candidates import (
    Candidate,
    best_of_each_kind,
    is_nearer,
    is_worded,
    on_other_sheets,
    row_above,
    titled,
    twin_below,
    twin_of,
    uppermost,
)
from imports.recognise.figures_asked import figures_asked
from imports.recognise.header_rows import header_rows, signature
from imports.recognise.questions import MISSING
from imports.recognise.running_numbers import drop_running_numbers
from imports.recognise.shown_amounts import needs_unit
from imports.recognise.titled_columns import less_titled
from imports.recognise.untaxed import with_net_sums
from imports.recognise.wording import hits_of

TITLE_POINTS = 120
# rows by whose cells a table without a header is known again
SAMPLE = 30


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
    wanted = [k for k in kinds if (not forced or forced in (k.key, k.told_as)) and lives_in(k, grid)]
    looked_at = [naming.cut_off(sheet, given) for sheet in sheets.to_look_at(grid, given.get("sheet", ""))]
    candidates = [c for sheet in looked_at for c in _candidates(sheet, wanted, given)]
    whole = best_of_each_kind([c for c in candidates if c.is_whole])
    named = [kind for kind in wanted if kind.key == forced] or wanted
    result = Recognition(kind=named[0] if forced and len({kind.key for kind in named}) == 1 else None)
    if given.get("rival_sheets"):
        result.problems.append(questions.sheets_alike(grid, given["rival_sheets"]))
        return result
    if not whole:
        _refuse_lacking(result, grid, candidates, given)
        return result
    weighed = sorted(((c.points + c.kind.weighs(_table(grid, c)), c) for c in whole), key=lambda pair: -pair[0])
    points, best = weighed[0]
    if not forced and (untold := questions.kinds_unsaid(weighed, wanted)):
        result.problems.append(questions.not_told(untold[0], untold))
        return result
    if points <= NO_CLAIM // 2 and not forced:
        _refuse_lacking(result, grid, [c for c in candidates if not c.is_whole], given)
        return result
    rivals = [c for p, c in weighed[1:] if p == points]
    if rivals:
        result.problems.append(questions.two_kinds(best, rivals))
        return result
    nearer = [c for c in candidates if not c.is_whole and is_nearer(c, best, points) and _may_claim(c)]
    if nearer:
        _refuse_lacking(result, grid, nearer, given)
        return result
    best = uppermost(best, candidates)
    if twin := twin_of(best, candidates):
        if (joined := sheets_of_months.joined(grid, best, candidates, given)) is not None:
            return recognise(joined, kinds, forced=forced, corrections=corrections)
        result.problems.append(questions.two_sheets(best, twin))
        return result
    if naming.is_headed(given) and (twin := twin_below(best, _candidates(best.sheet, [best.kind], {}))):
        result.problems.append(questions.two_sheets(best, twin))
        return result
    is_named = (given.get("header_row") or given.get("no_header")) and not given.get("is_recalled")
    if not is_named and (above := row_above(best)) is not None:
        result.problems.append(questions.row_above(best, above))
        return result
    result.kind, result.table = best.kind, _table(grid, best)
    result.table.others = tuple(_table(grid, other) for other in on_other_sheets(best, candidates))
    _settle(result, best, grid, given, forced)
    return result


def _settle(result: Recognition, best: Candidate, grid: Grid, given: Mapping[str, Any], forced: str) -> None:
    """All that is said and asked about the table that was chosen."""
    assert result.table is not None
    result.table.direction = naming.direction(given, best.kind.direction)
    if "number" not in (given.get("columns") or {}):
        drop_running_numbers(result.table, best.kind)
    _state_kind(result, best, forced)
    _settle_unit(result, grid, given)
    _settle_torn(result, best, given)
    result.problems += money_columns.settle(result.table, best, given)
    result.problems += naming.named_twice(result.table, best.kind, given) + naming.lost_end(result.table, given)
    _settle_period(result, given)
    _settle_day(result, given)
    if not forced and not best.kind.is_told(result.table):
        result.problems.append(questions.not_told(best))
    result.problems += figures_asked(result.table, best.kind, given)
    result.facility_numbers = heading.facility_numbers(best.sheet, best.header_row)
    result.problems += sheets.told_unread(best.kind, best.sheet, grid, given)


def lives_in(kind: Kind, grid: Grid) -> bool:
    special = grid.format in (*bank_records.FORMATS, package.FORMAT) or grid.format.startswith("treasury-")
    return grid.format in kind.formats if special else not kind.formats or grid.format in kind.formats


def _candidates(sheet: Sheet, kinds: Sequence[Kind], given: Mapping[str, Any]) -> list[Candidate]:
    found = []
    every = [kind.columns for kind in kinds]
    for i, first, shape in header_rows(sheet, kinds, given):
        spoken_for = titled(sheet, i, kinds)
        titles = [text for text, _cell in heading.texts(sheet, i)]
        for kind, hits in zip(kinds, hits_of(every, shape), strict=True):
            # one column of a kind is found on every sheet
            if len({column for fits in hits.values() for column in fits}) < 2 and not naming.is_headed(given):
                continue
            laid = less_titled(headers.fit(kind.columns, shape, hits), kind.columns, sheet, i)
            own = with_net_sums(kind.columns, laid, sheet.rows[first:], shape)
            fit = naming.with_named(own, kind, given)
            if fit.columns or naming.is_headed(given):
                points = fit.points + TITLE_POINTS * ((kind.key in spoken_for) + bool(kind.layout))
                told = naming.told_without_column(kind, given, titles)
                candidate = Candidate(kind, sheet, i, first, shape, fit, points, told)
                found += [candidate] if candidate.is_whole or not kind.layout else []
    return found


def _may_claim(lacking: Candidate) -> bool:
    """Whether a kind that lacks a column speaks for the file: some do by their title only."""
    kind = lacking.kind
    return not kind.is_claimed_by_title or bool(titled(lacking.sheet, lacking.header_row, [kind]))


def _refuse_lacking(result: Recognition, grid: Grid, candidates: Sequence[Candidate], given: Mapping[str, Any]) -> None:
    """Nothing fits whole: the nearest says what it lacks, and which sums it would not take for the missing one."""
    least = 2 if result.kind is None else 0 if naming.is_headed(given) else 1
    near = [c for c in candidates if len(c.fit.columns) >= least and (least < 2 or is_worded(c))]
    if not near:
        sheet = grid.sheets[0] if grid.sheets else None
        cell = sheet.address(0, 0) if sheet is not None and len(sheet.rows) else None
        message = _(
            "No table was found: no row reads like the header of a known file. Check that this is the right file."
        )
        to_name = ("header_row",) if result.kind else ("kind", "header_row")
        result.problems.append(Problem(cell, NO_TABLE, message, asks=to_name))
        return
    best = max(near, key=lambda c: (bool(titled(c.sheet, c.header_row, [c.kind])), -len(c.missing_labels), c.points))
    message = _("This looks like “%(kind)s”, but these columns are missing: %(columns)s.") % {
        "kind": best.kind.label,
        "columns": ", ".join(best.missing_labels),
    }
    cell = best.sheet.address(best.header_row, 0)
    keys = [key for keys in best.missing for key in keys]
    asks: tuple[str, ...] = (*(f"columns.{key}" for key in keys), *(["direction"] if "direction" in keys else []))
    asks = (*asks, *told_days.asks_for(best.kind, keys), *(() if given.get("kind") else ("kind",)))
    result.problems.append(Problem(cell, MISSING, message, best.sheet.row_number(best.header_row), asks=asks))
    result.problems += money_columns.passed_over(best)
    result.kind, result.table = best.kind, _table(grid, best)


def _table(grid: Grid, c: Candidate) -> Table:
    header = c.sheet.rows[c.header_row] if c.headers else ()
    named = {place: str(header[place]) for place in c.fit.columns.values() if place < len(header)}
    return Table(
        grid=grid,
        sheet=c.sheet.with_fields(named) if c.sheet.row_numbers is not None else c.sheet,
        header_row=c.header_row,
        first_row=c.first_row,
        columns=dict(c.fit.columns),
        headers=c.headers,
        titles=tuple(text for text, _cell in heading.texts(c.sheet, c.header_row)),
        signature=signature(c.headers, c.sheet.rows[c.first_row : c.first_row + SAMPLE] if not c.headers else ()),
    )


def _state_kind(result: Recognition, best: Candidate, forced: str) -> None:
    table = result.table
    assert table is not None
    why = _("sheets of months are read below each other") if best.sheet.parts else _("its header fits best")
    result.decisions.append(Decision("sheet", best.sheet.name, why))
    row = best.sheet.row_number(best.header_row)
    result.decisions.append(Decision("header_row", str(row), _("words of known columns stand in it")))
    why = (
        _("you named it") if forced else _("%(found)s columns of this kind were found") % {"found": len(table.columns)}
    )
    result.decisions.append(Decision("kind", best.kind.key, why))
    if best.kind.layout:
        result.decisions.append(Decision("layout", best.kind.layout, _("all of its headers stand in the table")))
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
            row, asks = best.sheet.row_number(best.header_row), (f"columns.{key}",)
            result.problems.append(Problem(cell, MISSING, message, row, asks=asks))


def _settle_unit(result: Recognition, grid: Grid, given: Mapping[str, Any]) -> None:
    table = result.table
    assert table is not None
    assert result.kind is not None
    settled = units.settle(table, result.kind, grid)
    table.said_unit, usual = settled.said, given.get("usual_unit")
    if given.get("unit"):
        table.unit, why = given["unit"], _("you chose it")
    elif usual and table.said_unit == given.get("said_unit"):
        table.unit, why = usual, _("chosen for files of this form")
    else:
        table.unit, why = settled.unit, settled.why
        result.problems += settled.problems or units.other_than_usual(table, usual)
    result.problems += settled.shown.problems
    is_asked = any("unit" in problem.asks for problem in result.problems)
    if not is_asked and (asked := needs_unit(settled.shown, table.unit)) is not None:
        result.problems.append(asked)
    table.scale = units.UNITS.get(table.unit, units.UNITS["tenge"]) / settled.shown.divisor
    result.decisions.append(Decision("unit", table.unit, why))


def _settle_period(result: Recognition, given: Mapping[str, Any]) -> None:
    table = result.table
    assert table is not None
    if (named := naming.period(given)) is not None:
        table.period = named
        result.decisions.append(Decision("period", f"{named.first} – {named.last}", _("you named it")))
        return
    found = heading.period([*heading.texts(table.sheet, table.header_row), (table.sheet.name, "")])
    if found is not None:
        table.period, cell = found
        value = f"{table.period.first} – {table.period.last}"
        result.decisions.append(Decision("period", value, _("named in %(cell)s") % {"cell": cell or table.sheet.name}))


def _settle_day(result: Recognition, given: Mapping[str, Any]) -> None:
    table, kind = result.table, result.kind
    assert table is not None
    assert kind is not None
    table.day, why, asked = told_days.settle(table, kind, given)
    result.problems += asked
    if table.day is not None:
        result.decisions.append(Decision("day", table.day.isoformat(), why))
