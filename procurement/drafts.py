"""Papers entered by one person and approved by another: until then they are drafts and reserve or accrue nothing."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance.audit import record
from finance.ledger import LedgerError, lock
from finance.models import Budget, Document
from finance.rights import Approval
from procurement.carrying_over import approve_carried
from procurement.commitments import LimitOverride
from procurement.contracts import (
    Signed,
    agreement_problems,
    contract_problems,
    paper,
    sign_draft,
    standing_draft,
    terms_of,
    write,
)
from procurement.deliveries import Accepted, Delivery, accept, delivery_problems, write_act
from procurement.models import Act, Contract
from procurement.papers import PaperError, PaperLine, Terms
from procurement.payments import match_earlier


@transaction.atomic
def draft(budget: Budget, terms: Terms, *, entered_by: User, root: Contract | None = None) -> Contract:
    """Keep a contract, or an agreement to `root`, for another person to approve. Raises PaperError."""
    lock(budget.pk)
    problems = contract_problems(budget, terms) if root is None else agreement_problems(root, terms)
    if problems:
        raise PaperError(problems)
    document = paper(budget, terms, root, status=Document.Status.DRAFT, entered_by=entered_by)
    return write(budget, terms, document, root, status=Contract.Status.DRAFT)


@transaction.atomic
def approve(draft_contract: Contract, *, approved_by: User, override_reason: str = "") -> Signed:
    """Sign a draft: reserve its sums. Who entered it may not approve it.

    With `override_reason` the approver agrees to exceed a limit that stops; the caller has checked the right to.
    Raises PaperError, OverLimitError, ClosedMonthError, LedgerError.
    """
    if draft_contract.carried_from_id is not None:
        return approve_carried(draft_contract, approved_by=approved_by, override_reason=override_reason)
    budget = lock(draft_contract.budget_id)
    contract, document = standing_draft(draft_contract, approved_by)
    terms, root = terms_of(contract), contract.root
    problems = contract_problems(budget, terms) if root is None else agreement_problems(root, terms)
    if problems:
        raise PaperError(problems)
    if root is not None and contract.ends_on > root.ends_on:
        Contract.objects.filter(pk=root.pk).update(ends_on=contract.ends_on)
    signed = sign_draft(contract, document, approved_by, override_reason)
    match_earlier(budget.pk, [contract.pk])
    return signed


@transaction.atomic
def discard(draft_contract: Contract, *, user: User) -> None:
    """Give a draft up; it stays as cancelled."""
    lock(draft_contract.budget_id)
    contract = Contract.objects.select_related("document").get(pk=draft_contract.pk)
    if contract.status != Contract.Status.DRAFT or contract.document is None:
        raise LedgerError(_("This is no draft: it is approved or discarded already."))
    Document.objects.filter(pk=contract.document.pk).update(status=Document.Status.UNDONE)
    Contract.objects.filter(pk=contract.pk).update(status=Contract.Status.CANCELLED)
    record("procurement.draft.discarded", user=user, data={"contract": contract.pk})


@transaction.atomic
def draft_act(budget: Budget, contract: Contract, delivery: Delivery, *, entered_by: User) -> Act:
    """Keep an act for another person to approve. Raises PaperError with every problem but sums above the contract."""
    lock(budget.pk)
    problems = delivery_problems(budget, contract, delivery)
    if problems:
        raise PaperError(problems)
    document = Document.objects.create(
        budget=budget, kind=Document.Kind.ACT, status=Document.Status.DRAFT, number=delivery.number,
        date=delivery.accepted_on, entered_by=entered_by,
    )  # fmt: skip
    return write_act(budget, contract, delivery, document)


@transaction.atomic
def approve_act(act: Act, *, approved_by: User, override_reason: str = "") -> Accepted:
    """Accept a drafted act: it accrues. The draft gives way to the act that stands.

    Raises PaperError (also above the contract, where the rule stops it and no reason is given), LedgerError.
    """
    lock(act.budget_id)
    act = Act.objects.select_related("document__entered_by", "supplier", "contract", "budget").get(pk=act.pk)
    if act.document.status != Document.Status.DRAFT:
        raise LedgerError(_("This is no draft: it is approved or discarded already."))
    delivery = Delivery(
        number=act.number, supplier=act.supplier, accepted_on=act.accepted_on, kind=act.kind, due_on=act.due_on,
        external_id=act.external_id, site=act.site,
        lines=tuple(PaperLine(ln.code_id, ln.month, ln.amount, site=ln.site) for ln in act.lines.all()),
    )  # fmt: skip
    people, reason = Approval(act.document.entered_by, approved_by), override_reason.strip()
    leave = LimitOverride(people, reason) if reason else None
    done = accept(act.budget, act.contract, delivery, people, override=leave)
    Document.objects.filter(pk=act.document_id).update(status=Document.Status.UNDONE)
    return done


@transaction.atomic
def discard_act(act: Act, *, user: User) -> None:
    """Give a drafted act up; its document stays as undone."""
    lock(act.budget_id)
    document = Document.objects.get(pk=act.document_id)
    if document.status != Document.Status.DRAFT:
        raise LedgerError(_("This is no draft: it is approved or discarded already."))
    Document.objects.filter(pk=document.pk).update(status=Document.Status.UNDONE)
    record("procurement.act.discarded", user=user, data={"act": act.pk, "contract": act.contract_id})
