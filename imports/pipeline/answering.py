"""A person's answers to the rows that wait: aliases and rules are remembered, what is now complete is posted.

The file is read again as it was, with what was decided then, and only the rows that still wait are taken from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from finance import rights
from finance.audit import record
from finance.clock import today
from finance.ledger import LedgerError
from finance.models import Facility
from finance.money import as_text, total
from imports.context import Answers, CodeBook, Context, Job
from imports.kinds.kind import DUPLICATE, NEW, UNRESOLVED, Line, Problem, Reading, RowsError
from imports.kinds.registry import kinds
from imports.models import Alias, Batch, BatchRow, Rule
from imports.pipeline import paid_contracts, result, row_meanings, verifying
from imports.pipeline.errors import UsageError
from imports.pipeline.order import WRITING, Order, Outcome, Progress
from imports.pipeline.posting import lock_budgets
from imports.pipeline.previewing import NEEDS_APPROVAL
from imports.pipeline.recognising import opened
from imports.resolve.letters import skeleton

ANSWERS = ("aliases", "rules", "rows")


def answer(
    batch: Batch,
    answers: Mapping[str, Any],
    *,
    user: AbstractBaseUser,
    approved_by: AbstractBaseUser | None = None,
    check_rights: bool = True,
    progress: Progress | None = None,
    at_end: Callable[[Outcome], None] | None = None,
) -> Outcome:
    """Remember `answers`, match the waiting rows of `batch` again and post those that are complete.

    `{"aliases": {name: code}, "rules": [{"number", "knp", "words", "code"}], "rows": {row: code}}`, every key optional.
    Raises UsageError for answers that cannot be understood, a code that does not exist, a batch that waits for nothing
    because it was never posted or is undone. Nothing is remembered then. `progress` and `at_end` are those of `Order`.
    Without `approved_by`, answers to what needs approval are given by a second person, who approves what the first
    one entered; UsageError to the first one.
    """
    if batch.status != Batch.Status.POSTED or batch.facility is None or batch.source is None:
        raise UsageError(_("Import %(number)s waits for no answer.") % {"number": batch.pk}, is_refusal=True)
    if check_rights:
        rights.require(user, rights.Action.IMPORT, batch.facility)
    entered_by: AbstractBaseUser = user
    if approved_by is None and batch.kind in NEEDS_APPROVAL:
        entered_by, approved_by = batch.entered_by, _second_person(batch, user, check_rights=check_rights)
    order = Order(
        batch.source.data, batch.source_name, entered_by, approved_by, batch.facility, batch.budgets.first(),
        batch.kind, dict(batch.corrections), Answers(checked(answers, CodeBook())),
    )  # fmt: skip
    order.progress, order.at_end = progress or order.progress, at_end
    # the file is read, and progress told, before anything is locked
    outcome = opened(order)
    order.progress(WRITING, batch.result["rows"]["unresolved"])
    with transaction.atomic():
        remember(answers, batch.facility, user)
        _post_complete(batch, order, outcome)
        if outcome.status == "refused":
            transaction.set_rollback(True)
        elif order.at_end is not None:
            order.at_end(outcome)
    return outcome


def _second_person(batch: Batch, user: AbstractBaseUser, *, check_rights: bool) -> AbstractBaseUser:
    if user.pk == batch.entered_by_id:
        message = _("What you choose here changes the plan: another person, who may approve it, must choose the codes.")
        raise UsageError(message, is_refusal=True)
    if check_rights and batch.facility is not None:
        rights.require(user, rights.Action.APPROVE, batch.facility)
    return user


def checked(answers: Mapping[str, Any], codes: CodeBook) -> dict[int, str]:
    """The answers by row; raises UsageError with what is wrong with any of them."""
    if not isinstance(answers, Mapping) or set(answers) - set(ANSWERS):
        raise UsageError(_("Answers are an object with the keys aliases, rules and rows."))
    aliases, rules, rows = answers.get("aliases") or {}, answers.get("rules") or [], answers.get("rows") or {}
    if not isinstance(aliases, Mapping) or not isinstance(rows, Mapping) or not isinstance(rules, list):
        raise UsageError(_("aliases and rows are objects, rules is a list."))
    for rule in rules:
        if not isinstance(rule, Mapping) or not rule.get("code") or set(rule) - {"number", "knp", "words", "code"}:
            raise UsageError(_("A rule is an object with code and at least one of number, knp and words."))
        if not any(str(rule.get(key) or "").strip() for key in ("number", "knp", "words")):
            raise UsageError(_("A rule without number, knp or words would hold for every payment."))
    named = [*aliases.values(), *(rule["code"] for rule in rules), *rows.values()]
    unknown = sorted({str(code) for code in named if codes.valid(str(code), today()) is None})
    if unknown:
        message = _("These are no budget codes: %(codes)s.") % {"codes": ", ".join(unknown)}
        raise UsageError(message, is_refusal=True)
    if any(not str(row).isdigit() for row in rows):
        raise UsageError(_("Rows are named by their numbers in the file."))
    return {int(row): str(code) for row, code in rows.items()}


def remember(answers: Mapping[str, Any], facility: Facility, user: AbstractBaseUser) -> None:
    """Keep aliases and rules for the facility. A rule that is known already is not kept twice."""
    for name, code in (answers.get("aliases") or {}).items():
        Alias.objects.update_or_create(
            facility=facility, folded=skeleton(name)[:255],
            defaults={"name": name[:255], "code": str(code), "confirmed_by_id": user.pk},
        )  # fmt: skip
    last = Rule.objects.filter(facility=facility).order_by("-order").values_list("order", flat=True).first() or 0
    for given in answers.get("rules") or []:
        keys = {key: str(given.get(key) or "").strip() for key in ("number", "knp", "words")}
        rule = Rule.objects.filter(facility=facility, **keys).first()
        if rule is None:
            last += 10
            rule = Rule(facility=facility, order=last, **keys)
        rule.code, rule.is_active, rule.confirmed_by_id = str(given["code"]), True, user.pk
        rule.save()
    record("imports.answers.given", user_id=user.pk, data={"facility": facility.number, "answers": dict(answers)})


def _post_complete(batch: Batch, order: Order, outcome: Outcome) -> None:
    if outcome.table is None or outcome.kind is None or outcome.context is None:
        return
    user, approved_by = order.entered_by, order.approved_by
    kind = kinds()[batch.kind]
    context = outcome.context
    waiting = batch.rows.filter(state=BatchRow.State.UNRESOLVED)
    context.only_rows = frozenset(waiting.values_list("row", flat=True))
    context.batch_number = batch.pk
    reading = outcome.reading = row_meanings.read(kind, outcome.table, context)
    lock_budgets(kind, reading, context)
    kind.match(reading, context)
    job = Job(context, batch.pk, user.pk, approved_by.pk if approved_by else None, batch.source_name)
    if reading.lines and not reading.has_errors:
        before = verifying.picture(kind, reading, context)
        try:
            with transaction.atomic():
                kind.post(reading, job)
                verifying.verify(kind, reading, job)
        except RowsError as error:
            reading.problems += error.problems
        except LedgerError as error:
            reading.problems.append(Problem(None, "refused-by-the-ledger", str(error)))
        reading.changes += verifying.changes(before, verifying.picture(kind, reading, context), context)
    outcome.batch = batch
    matched = None if reading.has_errors else paid_contracts.match_payments(job)
    if matched:
        batch.result = batch.result | {"matched": batch.result.get("matched", 0) + matched}
    _update(batch, outcome, reading, context)


def _update(batch: Batch, outcome: Outcome, reading: Reading, context: Context) -> None:
    """The import object of the whole batch as it stands now, and its rows."""
    found = dict(batch.result)
    found["batch"] = batch.pk
    if reading.has_errors:
        found["status"] = outcome.status = "refused"
        found["problems"] = [result.problem_json(problem) for problem in reading.problems]
        outcome.json = found
        return
    done = {status: [ln for ln in reading.lines if ln.status == status and _waits(ln.row, context)]
            for status in (NEW, DUPLICATE, UNRESOLVED)}  # fmt: skip
    counts = dict(found["rows"])
    counts["posted"] += len(done[NEW])
    counts["duplicate"] += len(done[DUPLICATE])
    counts["unresolved"] = len(done[UNRESOLVED])
    found["rows"] = counts
    found["unresolved"] = [result.waiting_json(line) for line in done[UNRESOLVED]]
    for code, amount in result.by_code(done[NEW] + done[DUPLICATE], context.codes).items():
        so_far = [amount, *([found["by_code"][code]] if code in found["by_code"] else [])]
        found["by_code"][code] = as_text(total(Decimal(text or 0) for text in so_far))
    found["by_code"] = dict(sorted(found["by_code"].items()))
    found["changes"] = reading.changes
    found["posted_now"] = len(done[NEW])
    found["status"] = outcome.status = "posted"
    _resolve(batch, done[NEW] + done[DUPLICATE])
    Batch.objects.filter(pk=batch.pk).update(result=found)
    batch.result = outcome.json = found


def _resolve(batch: Batch, lines: Sequence[Line]) -> None:
    """Rows that wait no longer, a few queries a code."""
    rows: defaultdict[int | None, list[int]] = defaultdict(list)
    for line in lines:
        rows[line.code].append(line.row)
    for code, numbers in rows.items():
        for at in range(0, len(numbers), 500):
            some = batch.rows.filter(row__in=numbers[at : at + 500])
            some.update(state=BatchRow.State.RESOLVED, code_id=code)


def _waits(row: int, context: Context) -> bool:
    return context.only_rows is not None and row in context.only_rows
