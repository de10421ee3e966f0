"""From bytes to a table of a known kind and facility, or a refusal that says why."""

from __future__ import annotations

from django.utils.translation import gettext as _

from finance.models import Facility
from imports.context import Answers, Context
from imports.kinds.kind import Problem
from imports.kinds.registry import kinds
from imports.models import Layout
from imports.pipeline import result
from imports.pipeline.errors import UsageError
from imports.pipeline.order import READING, RECOGNISING, Order, Outcome
from imports.readers.grid import Grid, ReadError
from imports.readers.reading import read
from imports.recognise.recognition import Decision, Recognition, recognise
from imports.refusals import explain, explain_warning


def opened(order: Order) -> Outcome:
    """Read and recognise, settle whose the file is; an outcome with a table, or a refusal."""
    order.progress(READING, 0)
    try:
        grid = read(order.data, order.name)
    except ReadError as error:
        return unreadable(error)
    order.progress(RECOGNISING, sum(len(sheet.rows) for sheet in grid.sheets))
    return recognised(order, grid)


def unreadable(error: ReadError) -> Outcome:
    """The refusal of a file that could not be read at all."""
    return _refusal(None, [Problem(error.cell, error.problem, explain(error))])


def recognised(order: Order, grid: Grid) -> Outcome:
    """Recognise a file that was read, as corrected now or remembered for its shape. Raises UsageError: whose is it?"""
    found = recognise(grid, list(kinds().values()), forced=order.kind, corrections=order.corrections)
    facility, wrong = _facility(order, found)
    if facility is not None and found.table is not None and not order.corrections:
        layout = Layout.objects.filter(facility=facility, signature=found.table.signature).first()
        if layout is not None:
            order.corrections = dict(layout.corrections)
            found = recognise(grid, list(kinds().values()), forced=order.kind, corrections=layout.corrections)
    if grid.encoding:
        found.decisions.append(Decision("encoding", grid.encoding, _why_encoding(grid.encoding)))
    problems = [*found.problems, *wrong]
    problems += [
        Problem(w.cell, w.problem, explain_warning(w.problem, w.value), None, w.value, "warning")
        for w in grid.warnings[:200]
    ]
    if found.table is None or found.kind is None or facility is None or any(p.severity == "error" for p in problems):
        outcome = _refusal(grid, problems, found, kind=found.kind.key if found.kind else "")
        outcome.kind, outcome.grid = found.kind, grid
        if found.table is not None:
            result.of_table(outcome.json, found.table)
        return outcome
    answers = order.answers
    if order.corrections.get("not_duplicates"):
        answers = Answers(answers.rows, answers.not_duplicates | set(order.corrections["not_duplicates"]))
    context = Context(facility, order.budget, answers)
    outcome = Outcome("preview", result.empty("preview", grid, problems, found.decisions, found.kind.key), None,
                      found.kind, None, found.table, grid, context)  # fmt: skip
    result.of_table(outcome.json, found.table)
    return outcome


def _why_encoding(encoding: str) -> str:
    if encoding == "kz1048":
        return _("its letters read as Kazakh")
    if encoding == "windows-1251":
        return _("its letters read as Russian or Ukrainian")
    return _("told by its bytes, whatever the file says of itself")


def _refusal(grid: Grid | None, problems: list[Problem], found: Recognition | None = None, kind: str = "") -> Outcome:
    decisions = found.decisions if found else []
    return Outcome("refused", result.empty("refused", grid, problems, decisions, kind), grid=grid)


def _facility(order: Order, found: Recognition) -> tuple[Facility | None, list[Problem]]:
    """Whose file it is: as named, else by the БИН above the table, else the only facility."""
    stated = found.facility_numbers
    facility = order.facility
    if facility is None:
        every = list(Facility.objects.all()[:2])
        if len(every) == 1:
            facility = every[0]
        elif stated:
            facility = Facility.objects.filter(number__in=[s.value for s in stated]).first()
    if facility is None:
        raise UsageError(_("Name the facility with --facility NUMBER: there is more than one, or none."))
    if stated and facility.number not in {s.value for s in stated}:
        message = _("The file belongs to %(other)s, not to %(own)s. Choose the right facility.") % {
            "other": stated[0].value,
            "own": facility.number,
        }
        return facility, [Problem(stated[0].cell, "wrong-facility", message, None, stated[0].value)]
    return facility, []
