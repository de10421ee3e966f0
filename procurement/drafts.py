"""Papers entered by one person and approved by another: until then they are drafts and reserve or accrue nothing."""

from django.db import transaction
from django.utils.translation import gettext as _

from finance.audit import record
from finance.ledger import LedgerError, lock
from finance.models import Budget, Document
from finance.months import Month
from procurement.commitments import Override, posting, reserve
from procurement.contracts import Signed, agreement_problems, contract_problems
from procurement.deliveries import Accepted, Delivery, accept, delivery_problems
from procurement.models import Act, ActLine, Contract, ScheduleLine
from procurement.papers import Line, PaperError, Terms


@transaction.atomic
def draft(budget: Budget, terms: Terms, *, entered_by: int, root: Contract | None = None) -> Contract:
    """Keep a contract, or an agreement to `root`, for another person to approve. Raises PaperError."""
    lock(budget.pk)
    problems = contract_problems(budget, terms) if root is None else agreement_problems(root, terms)
    if problems:
        raise PaperError(problems)
    kind = Document.Kind.CONTRACT if root is None else Document.Kind.AGREEMENT
    document = Document.objects.create(
        budget=budget, kind=kind, status=Document.Status.DRAFT, number=terms.number, date=terms.signed_on,
        entered_by_id=entered_by,
    )  # fmt: skip
    several = Contract.YearKind.SEVERAL if terms.is_of_several_years else Contract.YearKind.ONE
    contract = Contract.objects.create(
        budget=budget, root=root, external_id=terms.external_id, number=terms.number, system_number=terms.system_number,
        supplier=terms.supplier, method=terms.method, subject=terms.subject, signed_on=terms.signed_on,
        ends_on=terms.ends_on, year_kind=several, amount=terms.amount, amount_with_vat=terms.amount_with_vat,
        status=Contract.Status.DRAFT, document=document,
    )  # fmt: skip
    ScheduleLine.objects.bulk_create(
        [
            ScheduleLine(contract=contract, code_id=ln.code, month=ln.month, amount_with_vat=ln.amount)
            for ln in terms.lines
        ]
    )
    return contract


def terms_of(contract: Contract) -> Terms:
    """What a contract or draft says."""
    lines = tuple(Line(ln.code_id, ln.month, ln.amount_with_vat, ln.cell) for ln in contract.schedule.all())
    return Terms(
        number=contract.number, supplier=contract.supplier, signed_on=contract.signed_on, ends_on=contract.ends_on,
        amount_with_vat=contract.amount_with_vat, lines=lines, amount=contract.amount,
        system_number=contract.system_number, external_id=contract.external_id, method=contract.method,
        subject=contract.subject, is_of_several_years=contract.year_kind == Contract.YearKind.SEVERAL,
    )  # fmt: skip


@transaction.atomic
def approve(draft_contract: Contract, *, approved_by: int, override_reason: str = "") -> Signed:
    """Sign a draft: reserve its sums. Who entered it may not approve it.

    With `override_reason` the approver agrees to exceed a limit that stops; the caller has checked the right to.
    Raises PaperError, OverLimitError, ClosedMonthError, LedgerError.
    """
    budget = lock(draft_contract.budget_id)
    contract = Contract.objects.select_related("document", "supplier", "root__supplier", "root__document").get(
        pk=draft_contract.pk
    )
    document = contract.document
    if contract.status != Contract.Status.DRAFT or document is None or document.status != Document.Status.DRAFT:
        raise LedgerError(_("This is no draft: it is approved or discarded already."))
    if document.entered_by_id == approved_by:
        raise LedgerError(_("Another person must approve what you enter."))
    terms, root = terms_of(contract), contract.root
    problems = contract_problems(budget, terms) if root is None else agreement_problems(root, terms)
    if problems:
        raise PaperError(problems)
    document.status, document.approved_by_id = Document.Status.POSTED, approved_by
    document.save(update_fields=["status", "approved_by"])
    contract.status = Contract.Status.SIGNED
    contract.save(update_fields=["status"])
    if root is not None and contract.ends_on > root.ends_on:
        Contract.objects.filter(pk=root.pk).update(ends_on=contract.ends_on)
    reason = override_reason.strip()
    leave = Override(document.entered_by_id, approved_by, reason) if reason else None
    day = max(contract.signed_on, Month(budget.year, 1).first_day) if root is None else contract.signed_on
    own_year = [
        posting(root or contract, line, day, number=contract.number)
        for line in terms.lines
        if line.month.year == budget.year
    ]
    return Signed(contract, reserve(document, own_year, leave))


@transaction.atomic
def discard(draft_contract: Contract, *, user_id: int) -> None:
    """Give a draft up; it stays as cancelled."""
    lock(draft_contract.budget_id)
    contract = Contract.objects.select_related("document").get(pk=draft_contract.pk)
    if contract.status != Contract.Status.DRAFT or contract.document is None:
        raise LedgerError(_("This is no draft: it is approved or discarded already."))
    Document.objects.filter(pk=contract.document.pk).update(status=Document.Status.UNDONE)
    Contract.objects.filter(pk=contract.pk).update(status=Contract.Status.CANCELLED)
    record("procurement.draft.discarded", user_id=user_id, data={"contract": contract.pk})


@transaction.atomic
def draft_act(budget: Budget, contract: Contract, delivery: Delivery, *, entered_by: int) -> Act:
    """Keep an act for another person to approve. Raises PaperError with every problem but sums above the contract."""
    lock(budget.pk)
    problems = delivery_problems(budget, contract, delivery)
    if problems:
        raise PaperError(problems)
    document = Document.objects.create(
        budget=budget, kind=Document.Kind.ACT, status=Document.Status.DRAFT, number=delivery.number,
        date=delivery.accepted_on, entered_by_id=entered_by,
    )  # fmt: skip
    act = Act.objects.create(
        budget=budget, contract=contract, supplier=delivery.supplier, kind=delivery.kind, number=delivery.number,
        accepted_on=delivery.accepted_on, due_on=delivery.due_on, external_id=delivery.external_id, document=document,
    )  # fmt: skip
    ActLine.objects.bulk_create(
        [ActLine(act=act, code_id=ln.code, month=ln.month, amount=ln.amount) for ln in delivery.lines]
    )
    return act


@transaction.atomic
def approve_act(act: Act, *, approved_by: int, override_reason: str = "") -> Accepted:
    """Accept a drafted act: it accrues. The draft gives way to the act that stands.

    Raises PaperError (also above the contract, where the rule stops it and no reason is given), LedgerError.
    """
    lock(act.budget_id)
    act = Act.objects.select_related("document", "supplier", "contract", "budget").get(pk=act.pk)
    if act.document.status != Document.Status.DRAFT:
        raise LedgerError(_("This is no draft: it is approved or discarded already."))
    delivery = Delivery(
        number=act.number, supplier=act.supplier, accepted_on=act.accepted_on, kind=act.kind, due_on=act.due_on,
        external_id=act.external_id, lines=tuple(Line(ln.code_id, ln.month, ln.amount) for ln in act.lines.all()),
    )  # fmt: skip
    entered_by, reason = act.document.entered_by_id, override_reason.strip()
    leave = Override(entered_by, approved_by, reason) if reason else None
    done = accept(
        act.budget, act.contract, delivery, entered_by=entered_by, approved_by=approved_by, override=leave
    )  # fmt: skip
    Document.objects.filter(pk=act.document_id).update(status=Document.Status.UNDONE)
    return done
