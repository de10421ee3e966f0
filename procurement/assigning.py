"""A person says what a payment pays, or takes that back; and what a match or an act protects from being undone."""

from collections.abc import Sequence
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance.audit import record
from finance.ledger import LedgerError, lock
from finance.models import Document, Entry, Measure
from finance.money import ZERO, as_text, display
from finance.rights import Approval
from procurement.commitments import LimitOverride, keep, let_through, rules_of
from procurement.limits import Excess, LimitRule, Mode
from procurement.models import Act, Contract, ControlException, PaymentMatch
from procurement.papers import PaperError, PaperProblem, is_tenge
from procurement.payments import matched, open_contracts


@transaction.atomic
def assign(
    entry: Entry,
    contract: Contract,
    act: Act | None,
    amount: Decimal,
    *,
    user: User,
    override: LimitOverride | None = None,
) -> PaymentMatch:
    """Keep that `amount` of a payment pays `act`, or is an advance on `contract`.

    Raises PaperError with every problem: another supplier, above the act or contract where the rule stops it and there
    is no `override`, more than is left of the payment, paid before the contract was signed.
    """
    lock(entry.budget_id)
    problems = assignment_problems(entry, contract, act, amount)
    above = over_paid(contract, act, entry, amount)
    stopping = [excess for excess in above if excess.mode is Mode.STOP]
    if stopping and override is None:
        texts = {
            "contract": _("%(unpaid)s of the contract is unpaid; the payment is above it."),
            "act": _("%(unpaid)s of the act is unpaid; the payment is above it."),
        }
        problems += [
            PaperProblem("amount", texts[one.limit] % {"unpaid": display(max(one.available, ZERO))}) for one in stopping
        ]
    if problems:
        raise PaperError(problems)
    if stopping:
        let_through(entry.document, stopping, override)
    warned = [excess for excess in above if excess.mode is Mode.WARN]
    keep(entry.document, warned, ControlException.Way.WARNING, Approval(user, None))
    match = PaymentMatch.objects.create(
        entry=entry, contract=contract, act=act, amount=amount, reason=PaymentMatch.PERSON
    )
    record(
        "procurement.payment.assigned", user=user,
        data={"entry": entry.pk, "contract": contract.pk, "act": act.pk if act else None, "amount": as_text(amount)},
    )  # fmt: skip
    return match


def assignment_problems(entry: Entry, contract: Contract, act: Act | None, amount: Decimal) -> list[PaperProblem]:
    """What speaks against it, all at once, but for sums above the contract or act."""
    problems = []
    is_reversed = Entry.objects.filter(reverses=entry).exists()
    if entry.measure != Measure.CASH or entry.reverses_id or is_reversed or entry.amount <= 0:
        problems.append(PaperProblem("entry", _("This is no payment that stands.")))
    if amount <= 0 or not is_tenge(amount):
        problems.append(PaperProblem("amount", _("More than zero is paid, in tenge and tiyn.")))
    if not Contract.objects.registered().filter(pk=contract.pk, root=None).exists():
        problems.append(PaperProblem("contract", _("The contract is not in force.")))
    if entry.budget_id != contract.budget_id:
        problems.append(PaperProblem("contract", _("The payment is of another budget than the contract.")))
    if entry.counterparty_number and entry.counterparty_number != contract.supplier.number:
        problems.append(PaperProblem("supplier", _("The payment went to another supplier than the contract's.")))
    if entry.date < contract.signed_on:
        problems.append(PaperProblem("entry", _("It was paid before the contract was signed.")))
    if act is not None and (act.contract_id != contract.pk or act.document.status != Document.Status.POSTED):
        problems.append(PaperProblem("act", _("The act belongs to another contract, or is taken back.")))
    left = entry.amount - matched([entry.pk]).get(entry.pk, ZERO)
    if amount > left:
        text = _("%(left)s of the payment is not matched yet.") % {"left": display(left)}
        problems.append(PaperProblem("amount", text))
    return problems


def over_paid(contract: Contract, act: Act | None, entry: Entry, amount: Decimal) -> list[Excess]:
    """What paying `amount` would exceed: what is unpaid of the contract, and of the act."""
    rules = rules_of(contract.budget)
    rule = rules.get(entry.code_id) or rules.get(None) or LimitRule()
    if rule.payment_mode is Mode.ALLOW:
        return []
    found = []
    for standing in open_contracts(contract.budget, contract):
        limits = [("contract", standing.unpaid)]
        if act is not None:
            limits.append(("act", next((a.unpaid for a in standing.acts if a.act == act.pk), ZERO)))
        for limit, unpaid in limits:
            if amount > unpaid:
                over = amount - unpaid
                found.append(Excess(entry.code_id, "payment", limit, rule.payment_mode, amount, unpaid, over))
    return found


@transaction.atomic
def take_back(match: PaymentMatch, *, user: User, reason: str = "") -> None:
    """Take a match back; the payment is unmatched again. Raises LedgerError where it was taken back already."""
    lock(match.entry.budget_id)
    if not PaymentMatch.objects.filter(pk=match.pk).take_back():
        raise LedgerError(_("This match is taken back already."))
    data = {"entry": match.entry_id, "contract": match.contract_id, "act": match.act_id}
    record(
        "procurement.payment.taken-back", user=user, reason=reason,
        data={**data, "amount": as_text(match.amount)},
    )  # fmt: skip


def matched_payments(documents: Sequence[Document]) -> dict[int, str]:
    """Payments a person matched stay when their import is undone, until the match is taken back.

    What matched by itself falls with the payment and will match again when the payment comes back.
    """
    matches = PaymentMatch.objects.filter(entry__document__in=documents, reason=PaymentMatch.PERSON, taken_back_at=None)
    matches = matches.select_related("contract")
    return {
        m.entry_id: _("It is matched to contract %(number)s; take the match back first.")
        % {"number": m.contract.number}
        for m in matches
    }


def built_on(contracts: set[int]) -> dict[int, str]:
    """Contracts (ids) that something stands on, and what: acts, payments, agreements by another document, a release."""
    found: dict[int, str] = {}
    registered = Contract.objects.registered()
    closed = registered.filter(pk__in=contracts, status=Contract.Status.CLOSED)
    found |= dict.fromkeys(closed.values_list("pk", flat=True), _("The contract is closed."))
    for agreement in registered.filter(root__in=contracts).select_related("root"):
        if agreement.root is not None and agreement.document_id != agreement.root.document_id:
            found[agreement.root.pk] = _("An agreement changes the contract.")
    paid = (
        PaymentMatch.objects.standing()
        .filter(contract__in=contracts, reason=PaymentMatch.PERSON)
        .values_list("contract_id", flat=True)
    )
    found |= dict.fromkeys(paid, _("A payment is matched to the contract."))
    acts = Act.objects.standing().filter(contract__in=contracts)
    found |= dict.fromkeys(acts.values_list("contract_id", flat=True), _("An act is accepted under the contract."))
    return found


def contracts_in_use(documents: Sequence[Document]) -> dict[int, str]:
    """Commitments stay while acts, payments or agreements stand on their contract."""
    found: dict[int, str] = {}
    for document in documents:
        if document.kind in (Document.Kind.CONTRACT, Document.Kind.AGREEMENT):
            found |= _commitments_in_use(document)
    return found


def _commitments_in_use(document: Document) -> dict[int, str]:
    contracts = {
        (c.number if c.root is None else c.root.number, c.supplier.number): c.pk if c.root_id is None else c.root_id
        for c in Contract.objects.filter(document=document).select_related("root", "supplier")
    }
    reasons = built_on(set(contracts.values()))
    if document.kind == Document.Kind.AGREEMENT:
        agreement = _("An agreement changes the contract.")
        reasons = {pk: reason for pk, reason in reasons.items() if reason != agreement}
    if not reasons:
        return {}
    entries = Entry.objects.filter(document=document, measure=Measure.COMMITMENT)
    rows = entries.values_list("pk", "contract_number", "counterparty_number")
    used = {key: reasons[pk] for key, pk in contracts.items() if pk in reasons}
    return {pk: used[number, supplier] for pk, number, supplier in rows if (number, supplier) in used}


def acts_in_use(documents: Sequence[Document]) -> dict[int, str]:
    """What an act accrued stays while a payment is matched to it, a later file corrects it, its contract is closed."""
    own = {document.pk for document in documents if document.kind == Document.Kind.ACT}
    if not own:
        return {}
    acts = {act.pk: act for act in Act.objects.filter(document__in=own).select_related("contract")}
    paid = PaymentMatch.objects.standing().filter(act__in=list(acts), reason=PaymentMatch.PERSON)
    matched = _("A payment is matched to the act; take the match back first.")
    reasons = dict.fromkeys(paid.values_list("act_id", flat=True), matched)
    closed = [pk for pk, act in acts.items() if act.contract and act.contract.status == Contract.Status.CLOSED]
    reasons |= dict.fromkeys(closed, _("The contract is closed."))
    corrections = Act.objects.standing().filter(corrects__in=list(acts))
    for pk, document, corrected in corrections.values_list("pk", "document_id", "corrects_id"):
        if document not in own or pk in reasons:
            reasons[corrected] = reasons.get(pk) or _("A later import corrects the act.")
    kept = {acts[pk].document_id: reason for pk, reason in reasons.items()}
    entries = Entry.objects.filter(document__in=list(kept)).values_list("pk", "document_id")
    return {pk: kept[document] for pk, document in entries}
