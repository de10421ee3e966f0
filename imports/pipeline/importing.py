"""One file in: read, recognised, read as its kind, matched, posted; or refused as a whole, with every reason.

Matching and posting share one transaction that holds the budgets' locks, so that of two simultaneous imports of one
file exactly one posts. A preview walks the same way and is rolled back: it shows what posting will do because it did it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from finance import rights
from finance.audit import record
from finance.ledger import LedgerError, lock
from finance.models import Budget, Facility
from imports.context import AmbiguousBudgetError, Answers, Context, Job
from imports.kinds.contract import NEW, UNRESOLVED, Kind, Problem, Reading, RowsError, Table
from imports.kinds.registry import kinds
from imports.models import Batch, BatchRow, Layout, SourceFile
from imports.pipeline import result, verifying
from imports.pipeline.errors import UsageError
from imports.readers.grid import NO_TABLE, Grid, ReadError
from imports.readers.reading import read
from imports.recognise.recognition import Recognition, recognise
from imports.refusals import explain, explain_warning


@dataclass
class Order:
    """What is asked for: the file, by whom, and what the user already said about it.

    `corrections`: kind, sheet, header_row (from 1), unit (`tenge`, `thousand`), columns {key: letter}, not_duplicates.
    """

    data: bytes
    name: str
    entered_by: AbstractBaseUser
    approved_by: AbstractBaseUser | None = None
    facility: Facility | None = None
    budget: Budget | None = None
    kind: str = ""
    corrections: dict[str, Any] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)


@dataclass
class Outcome:
    """What became of it. `json` is the import object."""

    status: str
    json: dict[str, Any]
    batch: Batch | None = None
    kind: Kind | None = None
    reading: Reading | None = None
    table: Table | None = None
    grid: Grid | None = None
    context: Context | None = None


def run(
    data: bytes,
    name: str,
    *,
    entered_by: AbstractBaseUser,
    approved_by: AbstractBaseUser | None = None,
    facility: Facility | None = None,
    budget: Budget | None = None,
    kind: str = "",
    corrections: Mapping[str, Any] | None = None,
    answers: Answers | None = None,
    preview: bool = False,
    keep: bool = False,
    check_rights: bool = True,
) -> Outcome:
    """Import `data` and say what became of it. `keep` records previews and refusals too, for the list of imports.

    Raises UsageError where the request itself cannot be carried out (no such kind, several facilities or budgets and
    none named, one person entering and approving), PermissionDenied where the person may not.
    """
    if kind and kind not in kinds():
        raise UsageError(
            _("There is no kind “%(kind)s”. Kinds: %(kinds)s.") % {"kind": kind, "kinds": ", ".join(kinds())}
        )
    order = Order(
        data, name, entered_by, approved_by, facility or (budget.facility if budget else None), budget, kind,
        dict(corrections or {}), answers or Answers(),
    )  # fmt: skip
    if approved_by is not None and approved_by.pk == entered_by.pk:
        raise UsageError(_("One person may not enter and approve the same document."), is_refusal=True)
    outcome = _recognised(order)
    if outcome.table is not None and outcome.context is not None:
        if check_rights:
            rights.require(entered_by, rights.Action.IMPORT, outcome.context.facility)
            if approved_by is not None and not preview:
                rights.require(approved_by, rights.Action.APPROVE, outcome.context.facility)
        try:
            _read_and_post(order, outcome, preview=preview)
        except AmbiguousBudgetError as error:
            message = _("There are several budgets of %(year)s: %(keys)s. Name one with --budget.")
            raise UsageError(message % {"year": error.year, "keys": ", ".join(error.keys)}) from error
    if keep and outcome.batch is None:
        _keep(order, outcome)
    return outcome


def _recognised(order: Order) -> Outcome:
    """Read and recognise, settle whose the file is; an outcome with a table, or a refusal."""
    try:
        grid = read(order.data, order.name)
    except ReadError as error:
        return _refusal(None, [Problem(error.cell, error.problem, explain(error))])
    return recognised(order, grid)


def recognised(order: Order, grid: Grid) -> Outcome:
    found = recognise(grid, list(kinds().values()), forced=order.kind, corrections=order.corrections)
    facility, wrong = _facility(order, found)
    if facility is not None and found.table is not None and not order.corrections:
        layout = Layout.objects.filter(facility=facility, signature=found.table.signature).first()
        if layout is not None:
            order.corrections = dict(layout.corrections)
            found = recognise(grid, list(kinds().values()), forced=order.kind, corrections=layout.corrections)
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


def _read_and_post(order: Order, outcome: Outcome, *, preview: bool) -> None:
    kind, table, context = outcome.kind, outcome.table, outcome.context
    assert kind is not None
    assert table is not None
    assert context is not None
    reading = outcome.reading = kind.read(table, context)
    if not reading.lines and not reading.problems:
        message = _("The table has a header and no rows below it.")
        reading.problems.append(Problem(table.sheet.address(table.header_row, 0), NO_TABLE, message))
    with transaction.atomic():
        lock_budgets(kind, reading, context)
        kind.match(reading, context)
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
    is_refused = status == Batch.Status.REFUSED
    result.of_rows(outcome.json, reading, context.codes, is_refused=is_refused)
    if outcome.batch is not None:
        outcome.json["batch"] = outcome.batch.pk
        Batch.objects.filter(pk=outcome.batch.pk).update(result=outcome.json)
        outcome.batch.result = outcome.json


def _post(order: Order, outcome: Outcome, *, preview: bool) -> Batch.Status:
    """Post within the transaction that is open; a preview or a refusal is rolled back to where it began."""
    kind, reading, context = outcome.kind, outcome.reading, outcome.context
    assert kind is not None
    assert reading is not None
    assert context is not None
    point = transaction.savepoint()
    batch = make_batch(order, outcome, Batch.Status.POSTED)
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
    keep_rows(batch, kind, reading, context)
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
        message = _("The file states no total of its own, so nothing shows that it is whole.")
        reading.notes.append(message)
        reading.doubts.append(message)


def make_batch(order: Order, outcome: Outcome, status: Batch.Status) -> Batch:
    reading = outcome.reading
    first, last = reading.months if reading is not None and reading.months else (None, None)
    return Batch.objects.create(
        kind=outcome.kind.key if outcome.kind else "",
        status=status,
        source=SourceFile.keep(order.data),
        source_name=order.name[:255],
        facility=outcome.context.facility if outcome.context else order.facility,
        first_month=first,
        last_month=last,
        decisions=outcome.json["decisions"],
        corrections=order.corrections | ({"kind": outcome.kind.key} if outcome.kind else {}),
        facts=reading.facts if reading is not None else {},
        entered_by_id=order.entered_by.pk,
        approved_by_id=order.approved_by.pk if order.approved_by else None,
        posted_at=timezone.now() if status == Batch.Status.POSTED else None,
    )


def keep_rows(batch: Batch, kind: Kind, reading: Reading, context: Context) -> None:
    """The rows that wait for a person, under their budgets."""
    rows = []
    for line in reading.lines:
        if line.status != UNRESOLVED:
            continue
        month = line.month or (line.parts[0].month if line.parts else None)
        year = line.date.year if line.date else month.year if month else None
        budget = context.budget_of(year) if year else None
        if budget is None:
            continue
        rows.append(
            BatchRow(
                batch=batch, budget=budget, row=line.row, cell=line.cell, measure=kind.measure, month=line.month,
                date=line.date, amount=line.amount, name=(line.name or line.counterparty_name)[:255],
                payment_number=line.number, counterparty_number=line.counterparty_number,
                contract_number=line.contract_number, knp=line.knp, purpose=line.purpose, offers=list(line.offers),
            )
        )  # fmt: skip
    BatchRow.objects.bulk_create(rows, batch_size=500)


def _keep(order: Order, outcome: Outcome) -> None:
    """Record a preview, a refusal or a file with nothing new, so that the list of imports shows it."""
    with transaction.atomic():
        batch = make_batch(order, outcome, Batch.Status(outcome.status))
        outcome.json["batch"] = batch.pk
        batch.result = outcome.json
        batch.save(update_fields=["result"])
    outcome.batch = batch
