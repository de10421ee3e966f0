"""Reading, matching and posting a recognised table, in one transaction that holds the locks of its budgets."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from finance.audit import record
from finance.ledger import LedgerError, lock
from finance.models import Facility
from imports.context import Context, Job
from imports.judging import judge_first
from imports.kinds.kind import NEW, UNRESOLVED, Kind, Problem, Reading, RowsError
from imports.models import Batch
from imports.pipeline import keeping, paid_contracts, result, row_meanings, verifying
from imports.pipeline.order import UNDERSTANDING, WRITING, Order, Outcome
from imports.pipeline.vouching import vouch
from imports.readers.grid import NO_TABLE
from imports.sentences import say


def read_and_post(order: Order, outcome: Outcome, *, preview: bool) -> None:
    kind, table, context = outcome.kind, outcome.table, outcome.context
    assert kind is not None
    assert table is not None
    assert context is not None
    order.progress(UNDERSTANDING, len(table.sheet.rows))
    reading = outcome.reading = row_meanings.read(kind, table, context)
    vouch(table, reading)
    if not reading.lines and not reading.problems and not reading.facts.get("movements"):
        message = _("The table has a header and no rows below it.")
        reading.problems.append(Problem(table.sheet.address(table.header_row, 0), NO_TABLE, message))
    order.progress(WRITING, len(reading.lines))
    with transaction.atomic():
        lock_budgets(kind, reading, context)
        kind.match(reading, context)
        controls, reading.claims = judge_first(reading.claims)
        reading.controls += controls
        doubt_controls(kind, reading)
        is_new = any(line.status in (NEW, UNRESOLVED) for line in reading.lines)
        if reading.has_errors:
            status = Batch.Status.REFUSED
        elif not is_new:
            status = Batch.Status.ALREADY
            if (
                kind.is_statement_new(reading, context)
                and _post(order, outcome, preview=preview) == Batch.Status.REFUSED
            ):
                status = Batch.Status.REFUSED
        else:
            status = _post(order, outcome, preview=preview)
        outcome.status = str(status)
        outcome.json["status"] = outcome.status
        result.of_rows(outcome.json, reading, context.codes, is_refused=status == Batch.Status.REFUSED)
        if outcome.batch is not None:
            keeping.keep_result(outcome.batch, outcome.json)
            if order.at_end is not None:
                order.at_end(outcome)


def _post(order: Order, outcome: Outcome, *, preview: bool) -> Batch.Status:
    """Post within the transaction that is open; a preview or a refusal is rolled back to where it began."""
    kind, reading, context = outcome.kind, outcome.reading, outcome.context
    assert kind is not None
    assert reading is not None
    assert context is not None
    point = transaction.savepoint()
    batch = keeping.make_batch(order, outcome, Batch.Status.POSTED)
    context.batch_number = batch.pk
    job = Job(context, batch.pk, order.entered_by.pk, order.approved_by.pk if order.approved_by else None, order.name)
    before = verifying.picture(kind, reading, context)
    try:
        kind.post(reading, job)
        verifying.verify(kind, reading, job)
    except RowsError as error:
        reading.problems += error.problems
        reading.rejected_rows |= {problem.row for problem in error.problems if problem.row is not None}
    except LedgerError as error:
        reading.problems.append(Problem(None, "refused-by-the-ledger", str(error)))
    if reading.has_errors:
        transaction.savepoint_rollback(point)
        return Batch.Status.REFUSED
    reading.changes += verifying.changes(before, verifying.picture(kind, reading, context), context)
    if preview:
        transaction.savepoint_rollback(point)
        return Batch.Status.PREVIEW
    transaction.savepoint_commit(point)
    matched = paid_contracts.match_payments(job)
    if matched is not None:
        outcome.json["matched"] = matched
    keeping.keep_rows(batch, kind, reading, context)
    batch.budgets.set({document.budget_id for document in job.documents} | budget_ids(kind, reading, context))
    record("imports.batch.posted", user_id=order.entered_by.pk, data={"batch": batch.pk, "name": order.name})
    outcome.batch = batch
    return Batch.Status.POSTED


def lock_budgets(kind: Kind, reading: Reading, context: Context) -> None:
    """Hold the budgets of the file's years to the end of the transaction; the facility where it touches none."""
    ids = sorted(budget_ids(kind, reading, context))
    for budget_id in ids:
        lock(budget_id)
    if not ids:
        Facility.objects.select_for_update().get(pk=context.facility.pk)


def budget_ids(kind: Kind, reading: Reading, context: Context) -> set[int]:
    found = (context.budget_of(year) for year in kind.years(reading))
    return {budget.pk for budget in found if budget is not None}


def doubt_controls(kind: Kind, reading: Reading) -> None:
    """A control against the ledger that fails is a doubt, and so is a file that states no control at all."""
    reading.doubts += [c.message for c in reading.controls if not c.is_inside and c.holds is False and c.message]
    if kind.is_controlled and reading.lines and not any(control.is_inside for control in reading.controls):
        message = say("The file states no total of its own, so nothing shows that it is whole.")
        reading.notes.append(message)
        reading.doubts.append(message)
