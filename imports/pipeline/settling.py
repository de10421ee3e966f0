"""Second phase of an import: whose the file is, what its rows become, and one transaction that compares and writes.

Matching and posting share the transaction that holds the budgets' locks, so that of two simultaneous imports of one
file exactly one posts. A dry run walks the same way and is rolled back: it shows what posting does because it did it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from finance import rights
from finance.asking_once import asking_anew
from finance.audit import record
from finance.gates import ForbiddenError
from finance.ledger import LedgerError
from finance.models import Facility
from imports.context import Answers, Context, Job
from imports.judging import judge_first
from imports.kinds.kind import NEW, UNRESOLVED, Kind, Problem, Reading, RowsError, Table
from imports.models import Batch
from imports.packed_sheets import unpacked
from imports.pipeline import (
    collector,
    keeping,
    paid_contracts,
    result,
    row_meanings,
    seen,
    sizes,
    steps,
    titles_of_others,
    verifying,
)
from imports.pipeline.asked import asked
from imports.pipeline.errors import UsageError
from imports.pipeline.holding import hold_budgets
from imports.pipeline.memory import recall, with_told
from imports.pipeline.order import Order, Outcome
from imports.pipeline.preparing import Recognised, Refused, recognised
from imports.pipeline.vouching import vouch
from imports.readers.grid import NO_TABLE
from imports.recognise import template_marks
from imports.recognise.heading import Quoted
from imports.rows.full_codes import with_bare_codes
from imports.sentences import say


@dataclass(frozen=True, slots=True)
class Understood:
    """A file whose rows were read as its kind reads them, not yet compared with the books."""

    found: Recognised
    context: Context
    reading: Reading


def understand(order: Order, found: Refused | Recognised) -> Refused | Understood:
    """Whose file it is, as remembered for its shape, and its rows. Reads the database, locks and writes nothing.

    Raises UsageError where the facility or the budget cannot be told, PermissionDenied where a right is missing.
    """
    return understand_placed(order, place(order, found))


def understand_placed(order: Order, placed: Refused | tuple[Recognised, Context]) -> Refused | Understood:
    """The same for a file that is in the hands of its facility already."""
    if isinstance(placed, Refused):
        if placed.facility is not None:
            for person, action in order.rights:
                if action == rights.Action.IMPORT:
                    rights.require(person, action, placed.facility)
        return placed
    known, context = placed
    for person, action in order.rights:
        if action == rights.Action.APPROVE:
            rights.require_approver(person, context.facility, known.kind.document_kind)
        else:
            rights.require(person, action, context.facility)
    with collector.paused():
        return Understood(known, context, read_rows(known, context))


def place(order: Order, found: Refused | Recognised) -> Refused | tuple[Recognised, Context]:
    """The file in the hands of its facility; what that facility corrected for files of this shape holds again."""
    if found.grid is None:
        return found
    facility, wrong = _facility(order.named_facility, found.facility_numbers)
    corrections = order.corrections
    recalled = recall(found.grid, facility, order)
    if recalled is not None:
        corrections = with_told(recalled.given, corrections)
        found = recognised(found.grid, order.kind, corrections)
        found = replace(found, decisions=(*found.decisions, recalled.decision))
    if wrong or isinstance(found, Refused):
        shown = (found.kind, found.table, found.decisions, found.facility_numbers, corrections)
        return Refused((*wrong, *found.problems), found.grid, *shown, facility=None if wrong else facility)
    answers = answers_of(order.answers, corrections, takes_proposals=order.takes_proposals)
    return found, Context(facility, order.budget, answers)


def answers_of(rows: Mapping[int, str], corrections: Mapping[str, Any], *, takes_proposals: bool) -> Answers:
    """What a person said about rows: their codes, and what is kept among the corrections."""
    not_duplicates = frozenset(corrections.get("not_duplicates") or ())
    receipts, funding = corrections.get("receipts") or {}, corrections.get("funding") or ""
    spread, names = corrections.get("spread") or "", corrections.get("names") or {}
    return Answers(rows, not_duplicates, receipts, funding, takes_proposals, spread, names)


def _facility(named: Facility | None, stated: tuple[Quoted, ...]) -> tuple[Facility, list[Problem]]:
    """Whose file it is: as named, else the only facility, else by the БИН above the table."""
    numbers = [one.value for one in stated]
    facility = named
    if facility is None:
        every = list(Facility.objects.all()[:2])
        facility = every[0] if len(every) == 1 else Facility.objects.filter(number__in=numbers).first()
    if facility is None:
        raise UsageError(_("No BIN of a facility stands in the file, and there is more than one, or none: name it."))
    if not stated or facility.number in numbers:
        return facility, []
    message = _("The file belongs to %(other)s, not to %(own)s. Choose the right facility.")
    message %= {"other": numbers[0], "own": facility.number}
    return facility, [Problem(stated[0].cell, "wrong-facility", message, None, numbers[0])]


def read_rows(found: Recognised, context: Context) -> Reading:
    """What the kind makes of the table's rows."""
    table, is_template = whole(found.table), template_marks.is_template(found.grid)
    if is_template:
        table = template_marks.without_unfilled(found.kind.key, table)
    table = with_bare_codes(table, context.programme)
    steps.begin(steps.UNDERSTANDING, len(table.sheet.rows))
    reading = row_meanings.read(found.kind, table, context)
    if context.only_rows is None:
        reading.problems += titles_of_others.problems(found.kind, table, context, found.corrections)
    vouch(found.kind, table, reading, context)
    if reading.is_bare and is_template:
        reading.notes.append(say("The template has no filled rows yet: there is nothing to import."))
    elif reading.is_bare:
        message = _("The table has a header and no rows below it.")
        reading.problems.append(Problem(table.sheet.address(table.header_row, 0), NO_TABLE, message))
    steps.begin(steps.WRITING, len(reading.lines))
    return reading


def whole(table: Table) -> Table:
    """The table with rows that are quick to walk through."""
    others = tuple(replace(other, sheet=unpacked(other.sheet)) for other in table.others)
    return replace(table, sheet=unpacked(table.sheet), others=others)


@collector.paused()
@asking_anew()
@transaction.atomic
def settle(order: Order, found: Refused | Understood, *, dry: bool = False) -> Outcome:
    """Compare with the books and post, whole or not at all; `dry` writes nothing that stays.

    The caller may save more in the same transaction. Raises UsageError where a year has several budgets.
    """
    if isinstance(found, Refused):
        whose = order.named_facility or found.facility
        return Outcome(Batch.Status.REFUSED, result.of_file(found), found, facility=whose)
    kind, reading, context = found.found.kind, found.reading, found.context
    budgets = kind.budgets(reading, context)
    hold_budgets({budget.pk for budget in budgets}, context.facility)
    kind.match(reading, context)
    controls, reading.claims = judge_first(reading.claims)
    reading.controls += controls
    doubt_controls(kind, reading)
    is_row_new = any(line.status in (NEW, UNRESOLVED) for line in reading.lines)
    is_new = is_row_new or reading.has_more_news
    # rows that are all known make a file known to a command, whatever else it brought is kept; a person posts it
    is_told_new = is_row_new or (is_new and (order.takes_proposals or not reading.lines))
    outcome = Outcome(Batch.Status.ALREADY, result.of_file(found.found), found.found, reading, context.facility)
    if not reading.has_errors and (is_new or kind.is_statement_new(reading, context)):
        outcome.batch = _write(order, found, outcome, dry=dry)
    if reading.has_errors:
        outcome.status = Batch.Status.REFUSED
    elif is_told_new:
        outcome.status = Batch.Status.PREVIEW if dry else Batch.Status.POSTED
    outcome.json["status"] = str(outcome.status)
    outcome.json["budgets"] = [result.budget_json(budget) for budget in budgets]
    result.of_rows(outcome.json, reading, context.codes, kind, is_refused=reading.has_errors)
    outcome.json["asked"] = asked(found.found, reading.problems)
    if kind.is_total_plain:
        result.count_plainly(outcome.json)
    if not kind.has_total:
        outcome.json["total"] = None
    if outcome.batch is not None:
        keeping.keep_result(outcome.batch, outcome.json)
    return outcome


def _write(order: Order, found: Understood, outcome: Outcome, *, dry: bool) -> Batch | None:
    """The import that was posted; None where the books refuse it, and after a dry run: then nothing of it stays."""
    kind, reading, context = found.found.kind, found.reading, found.context
    point = transaction.savepoint()
    batch = keeping.make_batch(order, outcome, Batch.Status.POSTED)
    context.batch_number = batch.pk
    approver = order.approved_by
    job = Job(context, batch.pk, order.entered_by.pk, approver.pk if approver else None, order.name)
    post(kind, reading, job)
    if order.takes_proposals and not reading.has_errors:
        outcome.json["entries"] = seen.entries(kind, reading, job)
    if dry or reading.has_errors:
        transaction.savepoint_rollback(point)
        return None
    transaction.savepoint_commit(point)
    matched = paid_contracts.match_payments(job)
    if matched is not None:
        outcome.json["matched"] = matched
    batch.facts = reading.kept()
    keeping.keep_rows(batch, kind, reading, context)
    touched = {budget.pk for budget in kind.budgets(reading, context)}
    batch.budgets.set({document.budget_id for document in job.documents} | touched)
    told = {"entries": outcome.json["entries"]} if "entries" in outcome.json else {}
    record("imports.batch.posted", user=order.entered_by, data=order.trail(batch.pk) | told)
    return batch


def post(kind: Kind, reading: Reading, job: Job) -> None:
    """Post the new lines and prove what was saved. What the books refuse becomes a problem, and nothing is posted."""
    before = verifying.picture(kind, reading, job.context)
    try:
        with transaction.atomic():
            kind.post(reading, job)
            verifying.verify(kind, reading, job)
    except RowsError as error:
        reading.problems += error.problems
        reading.rejected_rows |= {problem.row for problem in error.problems if problem.row is not None}
    except ForbiddenError as error:
        for one in error.found:
            at = one.posting
            reading.problems.append(Problem(at.cell or None, one.problem, one.message, at.row, str(at.amount)))
    except LedgerError as error:
        reading.problems.append(Problem(None, "refused-by-the-ledger", str(error)))
    else:
        after = verifying.picture(kind, reading, job.context)
        reading.changes += verifying.changes(before, after, job.context)
        sizes.doubt_sizes(kind, reading, job.context, before, after)


def doubt_controls(kind: Kind, reading: Reading) -> None:
    """A control against the ledger that fails is a doubt, and so is a file that states no control at all."""
    reading.doubts += [c.message for c in reading.controls if not c.is_inside and c.holds is False and c.message]
    if kind.is_controlled and reading.lines and not any(control.is_inside for control in reading.controls):
        message = say("The file states no total of its own, so nothing shows that it is whole.")
        reading.notes.append(message)
        reading.doubts.append(message)
