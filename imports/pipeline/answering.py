"""A person's answers to the rows that wait: aliases and rules are remembered, what is now complete is posted.

The file is read again as it was, with what was decided then, and only the rows that still wait are taken from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance import rights, splitting_funding
from finance.audit import record
from finance.clock import today
from finance.models import Facility
from finance.money import as_text, total
from imports import account_mappings, facility_names, receipt_answers
from imports.by_account.mapping import Mapped
from imports.claims import FUNDED
from imports.context import CodeBook, Context, Job
from imports.judging import judge_first
from imports.kinds.kind import DUPLICATE, NEW, UNRESOLVED, Line, Reading
from imports.kinds.registry import kinds
from imports.models import Alias, Batch, BatchRow, Rule
from imports.pipeline import keeping, paid_contracts, result, row_meanings, settling, steps
from imports.pipeline.errors import UsageError
from imports.pipeline.holding import hold_posted
from imports.pipeline.order import Outcome
from imports.pipeline.preparing import Recognised, Refused, prepared
from imports.pipeline.previewing import answered, data_of, paper_of_two, told
from imports.resolve.letters import skeleton

ANSWERS = ("aliases", "rules", "rows", "mappings", "receipts", "funding")

RULE_KEYS = frozenset({"number", "knp", "words", "code", "as"})


def answer(
    batch: Batch,
    answers: Mapping[str, Any],
    *,
    user: User,
    approved_by: User | None = None,
    check_rights: bool = True,
) -> Outcome:
    """Remember `answers`, match the waiting rows of `batch` again and post those that are complete.

    `{"aliases": {name: code}, "rules": [{"number", "knp", "words", "code"}], "rows": {row: code}, "mappings": […]}`,
    every key optional; an alias may mean a facility by its БИН. Mappings are those of
    `imports.account_mappings.checked`, `receipts` and `funding` those of `imports.receipt_answers`.
    Raises UsageError for answers that cannot be understood, a code that does not exist, a batch that waits for nothing
    because it was never posted or is undone. Nothing is remembered then, nor where the outcome is refused.
    Without `approved_by`, answers to what needs approval are given by a second person, who approves what the first
    one entered; UsageError to the first one. Answers of nothing match rows again, and take none of what is proposed.
    """
    return settle(batch, reopen(batch), Given(answers, user, approved_by, check_rights))


@dataclass(frozen=True, slots=True)
class Given:
    """Answers and who gives them."""

    answers: Mapping[str, Any]
    user: User
    approved_by: User | None = None
    check_rights: bool = True


def reopen(batch: Batch) -> Recognised:
    """The file of a posted import, read as it was. Raises UsageError."""
    if batch.status != Batch.Status.POSTED or batch.facility is None:
        raise UsageError(_("Import %(number)s waits for no answer.") % {"number": batch.pk}, is_refusal=True)
    found = prepared(data_of(batch), batch.kind, batch.corrections)
    if isinstance(found, Refused):
        raise UsageError(" ".join(problem.message for problem in found.problems), is_refusal=True)
    steps.begin(steps.WRITING, batch.result["rows"]["unresolved"])
    return found


@transaction.atomic
def settle(batch: Batch, found: Recognised, given: Given) -> Outcome:
    """The part of `answer` that is one transaction."""
    held = hold_posted(batch)
    facility = held.facility
    if facility is None:
        raise UsageError(_("Import %(number)s waits for no answer.") % {"number": batch.pk}, is_refusal=True)
    rows = checked(given.answers, CodeBook(), held.result.get("receipts", ()))
    author, approver = _people(held, given, facility)
    remember(given.answers, facility, given.user, held)
    held.corrections = receipt_answers.added(held.corrections, given.answers)
    answers = settling.answers_of(rows, held.corrections, takes_proposals=any(given.answers.values()))
    waiting = held.rows.filter(state=BatchRow.State.UNRESOLVED).values_list("row", flat=True)
    context = Context(facility, held.budgets.first(), answers, frozenset(waiting), held.pk)
    reading = row_meanings.read(found.kind, settling.whole(found.table), context)
    found.kind.match(reading, context)
    job = Job(context, held.pk, author.pk, approver.pk if approver else None, held.source_name)
    if (reading.lines or reading.has_more_news) and not reading.has_errors:
        settling.post(found.kind, reading, job)
    outcome = Outcome(Batch.Status.POSTED, dict(held.result), found, reading, facility, held)
    outcome.json["batch"] = held.pk
    if reading.has_errors:
        outcome.status = outcome.json["status"] = Batch.Status.REFUSED
        outcome.json["problems"] = [result.problem_json(problem) for problem in reading.problems]
        transaction.set_rollback(True)
        return outcome
    matched = paid_contracts.match_payments(job)
    if matched:
        outcome.json["matched"] = outcome.json.get("matched", 0) + matched
    _update(held, outcome.json, reading, context)
    return outcome


def said_of_preview(batch: Batch, answers: Mapping[str, Any], user: User) -> tuple[dict[str, Any], dict[str, str]]:
    """Remember answers to a preview's rows; with them, what is told about the file and the codes by row.

    Raises UsageError.
    """
    rows = checked(answers, CodeBook(), batch.result.get("receipts", ()), is_draft=True)
    if batch.facility is not None:
        remember(answers, batch.facility, user, batch)
    known = answered(batch) | {str(row): code for row, code in rows.items()}
    return receipt_answers.added(told(batch), answers), known


def _mappings(answers: Mapping[str, Any], facility: Facility, batch: Batch | None) -> list[Mapped]:
    day = batch.first_month.first_day if batch and batch.first_month else today()
    try:
        return account_mappings.checked(answers.get("mappings") or [], CodeBook(), facility, day)
    except account_mappings.MappingError as error:
        raise UsageError(str(error), is_refusal=True) from error


def _people(batch: Batch, given: Given, facility: Facility) -> tuple[User, User | None]:
    """Who enters and who approves; raises UsageError, PermissionDenied."""
    paper, by_one = paper_of_two(batch.kind), given.approved_by is None
    if given.check_rights and not (paper and by_one):
        rights.require(given.user, rights.Action.IMPORT, facility)
    if not paper:
        return given.user, given.approved_by
    if given.approved_by is not None:
        rights.require_approver(given.approved_by, facility, paper)
        return given.user, given.approved_by
    if not rights.Approval(batch.entered_by, given.user).is_by_two:
        message = _("What you choose here changes an approved paper: another person, who may approve it, must choose.")
        raise UsageError(message, is_refusal=True)
    if given.check_rights:
        rights.require_approver(given.user, facility, paper)
    return batch.entered_by, given.user


def checked(
    answers: Mapping[str, Any], codes: CodeBook, receipts: Sequence[Mapping[str, Any]], *, is_draft: bool = False
) -> dict[int, str]:
    """The answers by row; raises UsageError with what is wrong with any of them.

    `receipts` are those of the import object. A draft may hold typed parts that do not add up yet.
    """
    if not isinstance(answers, Mapping) or set(answers) - set(ANSWERS):
        raise UsageError(_("Answers are an object with the keys %(keys)s.") % {"keys": ", ".join(ANSWERS)})
    aliases, rules, rows = answers.get("aliases") or {}, answers.get("rules") or [], answers.get("rows") or {}
    if not isinstance(aliases, Mapping) or not isinstance(rows, Mapping) or not isinstance(rules, list):
        raise UsageError(_("aliases and rows are objects, rules is a list."))
    for rule in rules:
        if not isinstance(rule, Mapping) or not (rule.get("code") or rule.get("as")) or set(rule) - RULE_KEYS:
            raise UsageError(_("A rule is an object with code (or as) and at least one of number, knp and words."))
        if not any(str(rule.get(key) or "").strip() for key in ("number", "knp", "words")):
            raise UsageError(_("A rule without number, knp or words would hold for every payment."))
    receipt_answers.check(answers, receipts, is_draft=is_draft)
    coded = [rule["code"] for rule in rules if rule.get("code")]
    of_facilities = facility_names.among(aliases)
    of_codes = [code for name, code in aliases.items() if name not in of_facilities]
    named = [*of_codes, *coded, *rows.values(), *receipt_answers.codes_in(answers)]
    unknown = sorted({str(code) for code in named if codes.valid(str(code), today()) is None})
    if unknown:
        message = _("These are no budget codes: %(codes)s.") % {"codes": ", ".join(unknown)}
        raise UsageError(message, is_refusal=True)
    if any(not str(row).isdigit() for row in rows):
        raise UsageError(_("Rows are named by their numbers in the file."))
    return {int(row): str(code) for row, code in rows.items()}


@transaction.atomic
def remember(answers: Mapping[str, Any], facility: Facility, user: User, batch: Batch | None = None) -> None:
    """Keep aliases, rules and mappings for the facility; mappings hold from the month of `batch` on, else from today.

    A rule that is known already is not kept twice. Raises UsageError for mappings that cannot be taken.
    """
    account_mappings.remember(_mappings(answers, facility, batch), facility, user)
    aliases = answers.get("aliases") or {}
    of_facilities = facility_names.among(aliases)
    try:
        facility_names.remember(of_facilities, facility, user)
    except facility_names.UnknownFacilityError as error:
        raise UsageError(str(error), is_refusal=True) from error
    for name, code in ((name, code) for name, code in aliases.items() if name not in of_facilities):
        Alias.objects.update_or_create(
            facility=facility, folded=skeleton(name)[:255],
            defaults={"name": name[:255], "code": str(code), "confirmed_by_id": user.pk},
        )  # fmt: skip
    if answers.get("funding"):
        splitting_funding.choose(facility, answers["funding"])
    last = Rule.objects.filter(facility=facility).order_by("-order").values_list("order", flat=True).first() or 0
    for given in answers.get("rules") or []:
        keys = {key: str(given.get(key) or "").strip() for key in ("number", "knp", "words")}
        keys["received_as"] = str(given.get("as") or "")
        rule = Rule.objects.filter(facility=facility, **keys).first()
        if rule is None:
            last += 10
            rule = Rule(facility=facility, order=last, **keys)
        rule.code, rule.is_active, rule.confirmed_by_id = str(given.get("code") or ""), True, user.pk
        rule.save()
    record("imports.answers.given", user=user, data={"facility": facility.number, "answers": dict(answers)})


def _update(batch: Batch, found: dict[str, Any], reading: Reading, context: Context) -> None:
    """The import object of the whole batch as it stands now, and its rows."""
    asked = context.only_rows or frozenset()
    done = {status: [ln for ln in reading.lines if ln.status == status and ln.row in asked]
            for status in (NEW, DUPLICATE, UNRESOLVED)}  # fmt: skip
    settled = done[NEW] + done[DUPLICATE]
    kind = kinds()[batch.kind]
    rows, by_code = found["rows"], found["by_code"]
    found["rows"] = rows | {
        "posted": rows["posted"] + len(done[NEW]),
        "duplicate": rows["duplicate"] + len(done[DUPLICATE]),
        "unresolved": len(done[UNRESOLVED]),
    }
    found["unresolved"] = [result.waiting_json(line) for line in done[UNRESOLVED]]
    for code, amount in result.by_code(settled, context.codes).items():
        by_code[code] = as_text(total(Decimal(text or 0) for text in (amount, by_code.get(code))))
    found["by_code"] = dict(sorted(by_code.items()))
    found["changes"] = reading.changes
    found["posted_now"] = len(done[NEW])
    found["status"] = str(Batch.Status.POSTED)
    _resolve(batch, [line for line in kind.settled(reading) if line.row in asked])
    _tell_beside(found, reading)
    batch.facts = _with_more(batch.facts, reading.kept())
    found["receipts_waiting"] = sum(one["status"] == UNRESOLVED for one in found.get("receipts", ()))
    keeping.keep_result(batch, found)
    _keep_what_was_said(batch, reading)


def _tell_beside(found: dict[str, Any], reading: Reading) -> None:
    """What the kind tells of rows, anew for those that were asked about; the others stay as they were told."""
    for key, rows in reading.told().items():
        anew = {one["row"]: one for one in rows}
        found[key] = [*(anew.pop(one["row"], one) for one in found.get(key, [])), *anew.values()]


def _with_more(kept: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """What undoing needs of the rows posted now, before that of earlier ones: it ends with what stood before all."""
    lists = {key: [*rows, *kept.get(key, ())] for key, rows in more.items() if isinstance(rows, list)}
    return {**kept, **lists}


def _keep_what_was_said(batch: Batch, reading: Reading) -> None:
    """What is the fund's may be known only now; and what a person said of received money holds when asked again."""
    funded = [claim.as_json() for claim in judge_first([c for c in reading.claims if c.rule == FUNDED])[1]]
    if funded:
        batch.claims = [claim for claim in batch.claims if claim["rule"] != FUNDED] + funded
        batch.save(update_fields=["corrections", "claims"])


def _resolve(batch: Batch, lines: Sequence[Line]) -> None:
    """Rows that wait no longer, a few queries a code."""
    rows: defaultdict[int | None, list[int]] = defaultdict(list)
    for line in lines:
        rows[line.code].append(line.row)
    for code, numbers in rows.items():
        for at in range(0, len(numbers), 500):
            some = batch.rows.filter(row__in=numbers[at : at + 500])
            some.update(state=BatchRow.State.RESOLVED, code_id=code)
