"""Money that came in by a statement: what each sum is, whether the books hold it, and the fund's split over codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from finance import splitting_funding
from finance.languages import active_language, month_said
from finance.ledger import LedgerError, Posting, post
from finance.models import Budget, Document, Entry, Measure
from finance.money import ZERO, as_text, display, total
from finance.months import Month
from finance.party_numbers import same_document
from imports import matching
from imports.bank.coding import is_fund, rules_of
from imports.bank.lines import FUNDING, OTHER, POSTED, RETURN, TRANSFER, ReceiptLine
from imports.bank.statement import Party
from imports.context import Context, Job
from imports.kinds.kind import DUPLICATE, NEW, UNRESOLVED, Problem, Reading
from imports.models import Batch, BatchRow
from imports.resolve import payments
from imports.resolve.letters import skeleton
from imports.resolve.payments import Sign
from imports.resolve.received import Known, known_receipts
from imports.rows.timing import CLOSED, closed

MEANINGS = (FUNDING, RETURN, TRANSFER, OTHER, POSTED)
LEFT_OUT = "left-out"
_BACK = ("возврат", "возвращ", "кайтар", "return", "refund")


def tell_apart(receipts: Sequence[ReceiptLine], context: Context) -> None:
    """What each sum is: as a person said, by a rule of the facility, by who funds the budget; else it is asked."""
    if not receipts:
        return
    rules = [(rule, received_as) for rule, received_as in rules_of(context.facility) if received_as]
    for line in receipts:
        said = context.answers.receipts.get(str(line.row), {})
        asked = payments.Payment(line.counterparty_number, line.counterparty_name, line.knp, line.purpose)
        rule = next(((rule, what) for rule, what in rules if rule.holds(asked)), None)
        if said.get("as"):
            _mean(line, said["as"], "answer", code=said.get("code", ""))
        elif rule is not None:
            _mean(line, rule[1], "rule", code=rule[0].code, text=payments.rule_text(rule[0]))
        elif is_fund(Party(line.counterparty_name, line.counterparty_number), context.budget_of(_year(line))):
            source = context.budget_of(_year(line))
            _mean(line, FUNDING, "number" if source and source.source.payer_number else "name")
        else:
            _ask(line)


def _mean(line: ReceiptLine, what: str, by: str, *, code: str = "", text: str = "") -> None:
    line.taken_as = what
    line.explain(Sign("received", code, 100, {"as": what, "by": by, "text": text}))


def _ask(line: ReceiptLine) -> None:
    speaks_of_return = any(word.startswith(_BACK) for word in skeleton(line.purpose).split())
    line.status = UNRESOLVED
    line.offers = (RETURN, OTHER, FUNDING) if speaks_of_return else (OTHER, RETURN, FUNDING)
    line.reason = _("The purpose speaks of a return.") if speaks_of_return else _("Nothing says what this money is.")


def _year(line: ReceiptLine) -> int:
    return line.date.year if line.date else 0


def match(receipts: Sequence[ReceiptLine], context: Context, reading: Reading) -> None:
    """Which sums the books hold already; what the others become. A few queries a budget."""
    by_budget: defaultdict[Budget, list[ReceiptLine]] = defaultdict(list)
    for line in receipts:
        budget = context.budget_of(_year(line))
        if budget is not None:
            by_budget[budget].append(line)
    rule = splitting_funding.rule_of(context.facility) if receipts else ""
    for budget, lines in by_budget.items():
        _settled_elsewhere(budget, lines, context)
        _match_funding(budget, [ln for ln in lines if ln.taken_as == FUNDING and ln.status == NEW])
        _match_returns(budget, [ln for ln in lines if ln.taken_as == RETURN and ln.status == NEW], context)
        weights: dict[tuple[str, Month | None], dict[int, Decimal]] = {}
        for line in lines:
            if line.taken_as in (TRANSFER, OTHER, POSTED) and line.status == NEW:
                line.status = LEFT_OUT
            elif line.taken_as == FUNDING and line.status == NEW:
                _split(line, budget, context, rule, weights)
        shut = context.closed(budget.pk)
        for line in lines if shut else ():
            if line.status == NEW and line.month in shut:
                problem = Problem(line.cell, CLOSED, closed(line.month), line.row, str(line.date))
                reading.problems.append(problem)


def _settled_elsewhere(budget: Budget, lines: Iterable[ReceiptLine], context: Context) -> None:
    """Sums that another import asks about, or that a person left out there. One query."""
    rows = BatchRow.objects.filter(budget=budget, measure=Measure.FUNDING, batch__status=Batch.Status.POSTED)
    rows = rows.exclude(batch=context.batch_number).exclude(state=BatchRow.State.WITHDRAWN)
    known = list(rows.values_list("date", "amount", "payment_number"))
    for line in lines:
        same = next((row for row in known if row[:2] == (line.date, line.amount) and _agree(row[2], line.number)), None)
        if same is not None and not line.is_said:
            known.remove(same)
            line.status = DUPLICATE


def _agree(left: str, right: str) -> bool:
    """Whether two numbers may be of one document; some banks print none."""
    return not (left and right) or same_document(left, right)


def _match_funding(budget: Budget, lines: Sequence[ReceiptLine]) -> None:
    """One query: money received by the books in the months of these sums."""
    if not lines:
        return
    months = {line.month for line in lines if line.month is not None}
    entries = Entry.objects.standing().filter(budget=budget, measure=Measure.FUNDING, month__in=months)
    posted = entries.values_list("date", "number", "amount")
    found = known_receipts([(ln.row, ln.date, ln.number, ln.amount) for ln in lines], posted)
    for line in lines:
        known = found[line.row]
        if known is Known.YES:
            line.status = DUPLICATE
        elif known is Known.UNCLEAR and not line.is_said:
            line.status, line.offers = UNRESOLVED, (POSTED, FUNDING)
            line.reason = _("The books hold other money of this month: say whether this sum is in it.")


def _match_returns(budget: Budget, lines: Sequence[ReceiptLine], context: Context) -> None:
    """A return is cash below zero; without a code it waits."""
    for line in lines:
        life = context.codes.find(line.sign.code if line.sign else "", line.date or context.today)
        if life is None:
            line.status, line.offers = UNRESOLVED, (RETURN,)
            line.reason = _("Say which code the returned payment was paid under.")
        else:
            line.code = life.pk
    mirrored = {line.row: replace(line, amount=-line.amount) for line in lines}
    known = matching.posted(budget.pk, Measure.CASH, list(mirrored.values())) if mirrored else []
    for found in matching.match(mirrored.values(), known, Measure.CASH):
        line = next(one for one in lines if one.row == found.line.row)
        line.status, line.entry = DUPLICATE, found.posted.id


def _split(
    line: ReceiptLine,
    budget: Budget,
    context: Context,
    rule: str,
    weights: dict[tuple[str, Month | None], dict[int, Decimal]],
) -> None:
    """The fund's sum over codes, by what was said of it, else by the facility's rule; without one it waits."""
    answers = context.answers
    said = answers.receipts.get(str(line.row), {}).get("split") or answers.funding or rule
    is_proposed = not said and answers.takes_proposals
    said = said or (splitting_funding.PLAN if is_proposed else "")
    parts: dict[int, Decimal] = {}
    if isinstance(said, Mapping):
        day = line.date or context.today
        parts = {life.pk: Decimal(text) for code, text in said.items() if (life := context.codes.find(code, day))}
        said = splitting_funding.TYPED
    elif said and line.month is not None:
        key = (said, line.month)
        if key not in weights:
            weights[key] = splitting_funding.weights(said, budget.pk, line.month)
        parts = splitting_funding.shares(line.amount, weights[key]) if weights[key] else {}
    line.split, line.is_proposed, line.shares = said, is_proposed, parts
    if total(parts.values()) != line.amount:
        line.status, line.offers = UNRESOLVED, (FUNDING,)
        line.reason = _why_unsplit(said, line, total(parts.values()))
        return
    line.explain(Sign("received", "", 100, {**(line.sign.details if line.sign else {}), "split": said}))


def _why_unsplit(rule: str, line: ReceiptLine, typed: Decimal) -> str:
    said = month_said(line.month) if line.month is not None else ""
    if rule == splitting_funding.PLAN:
        return _("%(month)s has no plan to split this money by: choose another way.") % {"month": said}
    if rule == splitting_funding.UNPAID:
        return _("Nothing is accrued and unpaid through %(month)s: choose another way to split.") % {"month": said}
    if rule == splitting_funding.TYPED:
        text = _("The parts that were typed add up to %(typed)s: %(difference)s of the sum is left.")
        language = active_language()
        return text % {"typed": display(typed, language), "difference": display(line.amount - typed, language)}
    return _("Say how this money is split over codes.")


def post_received(receipts: Iterable[ReceiptLine], job: Job) -> None:
    """Funding by code and returns as cash below zero, a document for each sum. Raises LedgerError."""
    for line in receipts:
        budget = job.context.budget_of(_year(line))
        if line.status != NEW or budget is None or line.date is None or line.month is None:
            continue
        if line.taken_as == FUNDING:
            measure, kind, shares = Measure.FUNDING, Document.Kind.FUNDING, line.shares
            if total(shares.values()) != line.amount:
                raise LedgerError(_("The parts of %(amount)s do not add up to it.") % {"amount": line.amount})
        else:
            shares = {line.code: -line.amount} if line.code is not None else {}
            measure, kind = Measure.CASH, Document.Kind.CASH
        document = job.document(budget, kind, day=line.date, number=line.number)
        post(
            document,
            [
                Posting(
                    code, line.month, line.date, measure, amount, "", line.row, line.cell, line.number,
                    line.counterparty_number, line.counterparty_name, "", line.purpose,
                )
                for code, amount in shares.items()
            ],
        )  # fmt: skip


def returned(receipts: Iterable[ReceiptLine]) -> list[Decimal]:
    """What the returns among them post as cash."""
    return [-line.amount for line in receipts if line.status == NEW and line.taken_as == RETURN]


def from_the_fund(receipts: Iterable[ReceiptLine]) -> dict[Month, Decimal]:
    """Money of the fund by month, posted or not."""
    found: defaultdict[Month, Decimal] = defaultdict(lambda: ZERO)
    for line in receipts:
        if line.month is not None and line.taken_as in (FUNDING, POSTED):
            found[line.month] += line.amount
    return dict(sorted(found.items()))


def told(receipts: Iterable[ReceiptLine], texts: Mapping[int, str]) -> list[dict[str, Any]]:
    """Sums received as an import object tells them; their counterparty is the payer."""
    return [
        {
            **line.told(),
            "as": line.taken_as or None,
            "status": line.status,
            "offers": list(line.offers),
            "code": texts.get(line.code or 0),
            "split": line.split or None,
            "is_proposed": line.is_proposed,
            "by_code": {texts[code]: as_text(part) for code, part in line.shares.items()},
        }
        for line in receipts
    ]


def left_out_in_words(receipts: Iterable[ReceiptLine]) -> list[str]:
    """A note about what was received and is in no figure."""
    amount = total(line.amount for line in receipts if line.status == LEFT_OUT)
    text = _("Receipts that are not the fund's, %(amount)s, were left out: enter them where they belong.")
    return [text % {"amount": display(amount)}] if amount else []
