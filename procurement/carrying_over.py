"""From one budget's year into the next: what is still to be delivered, and what was delivered and is not paid.

What is carried over is released in the old year and reserved in the new one. A payable of last year that is paid in
this one uses this year's plan, so it is registered as a commitment before it is paid; it accrues nothing again.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance.ledger import lock
from finance.models import Budget, Document
from finance.money import ZERO, display, total, totals
from finance.rights import Approval
from procurement.closing_contracts import close
from procurement.contract_sums import undelivered, unpaid
from procurement.contracts import Signed, paper, sign_draft, standing_draft, terms_of, write
from procurement.models import Contract
from procurement.papers import PaperError, PaperLine, PaperProblem, Terms, line_problems, outside_year


def carried_problems(
    root: Contract, into: Budget, lines: Sequence[PaperLine], most: dict[int, Decimal]
) -> list[PaperProblem]:
    """What speaks against carrying `lines` of `root` into the budget `into`, all at once; `most` by code id.

    A contract of several years keeps what it promises for the years after `into`.
    """
    is_of_several_years = root.year_kind == Contract.YearKind.SEVERAL
    bound = [line for line in lines if line.month.year < into.year or not is_of_several_years]
    problems = line_problems(into, lines) + outside_year(into, bound)
    if into.year != root.budget.year + 1 or into.facility_id != root.budget.facility_id:
        problems.append(PaperProblem("into", _("Contracts are carried into the facility's budget of the next year.")))
    if not lines:
        problems.append(PaperProblem("lines", _("Nothing is left to be carried over.")))
    problems += [
        PaperProblem(line.cell or "lines", _("More than zero is carried over.")) for line in lines if line.amount <= 0
    ]
    for code, amount in totals((line.code, line.amount) for line in lines).items():
        if amount > most.get(code, ZERO):
            message = _("%(amount)s is to be carried over, %(left)s is left.")
            message %= {"amount": display(amount), "left": display(most.get(code, ZERO))}
            problems.append(PaperProblem("lines", message))
    return problems


def left_undelivered(root: Contract) -> dict[int, Decimal]:
    """What may be carried over by code id, of this and of later years."""
    left = undelivered(root.budget, [root], root)[root.pk]
    found = totals((code, amount) for (code, _month), amount in left.items())
    return {code: amount for code, amount in found.items() if amount > 0}


def left_unpaid(root: Contract) -> dict[int, Decimal]:
    """What acts accepted under `root` and no payment covers, by code id."""
    return {code: amount for code, amount in unpaid(root.budget, root)[root.pk].items() if amount > 0}


def _contract_problems(root: Contract, into: Budget, lines: Sequence[PaperLine]) -> list[PaperProblem]:
    problems = carried_problems(root, into, lines, left_undelivered(root))
    if not root.is_in_force:
        problems.append(PaperProblem("contract", _("Only a contract in force is carried over.")))
    return problems


def _held(root_id: int, into_id: int) -> Contract:
    """The contract as it stands under the locks of both budgets, taken in their order."""
    root = Contract.objects.select_related("budget", "supplier", "document")
    for pk in sorted({root.get(pk=root_id).budget_id, into_id}):
        lock(pk)
    return root.get(pk=root_id)


def _payable_problems(root: Contract, into: Budget, lines: Sequence[PaperLine]) -> list[PaperProblem]:
    problems = carried_problems(root, into, lines, left_unpaid(root))
    if Contract.objects.registered().filter(carried_from=root, is_payable_carried=True).exists():
        problems.append(PaperProblem("contract", _("What was left unpaid is registered already.")))
    return problems


def _carried_problems(
    root: Contract, into: Budget, lines: Sequence[PaperLine], *, is_payable: bool
) -> list[PaperProblem]:
    """Payables of last year leave their contract as it is; those carried a second time end what held them."""
    if is_payable and not root.is_payable_carried:
        return _payable_problems(root, into, lines)
    return _contract_problems(root, into, lines)


@transaction.atomic
def draft_carried(
    root: Contract, into: Budget, lines: Sequence[PaperLine], *, reason: str, entered_by: User, is_payable: bool = False
) -> Contract:
    """Keep what is chosen of `root` as a draft of the new year, for another person to approve. Raises PaperError.

    Until then `root` stands as it is. `is_payable`: the lines are what is accepted and unpaid.
    """
    root = _held(root.pk, into.pk)
    is_payable = is_payable or root.is_payable_carried
    problems = _carried_problems(root, into, lines, is_payable=is_payable)
    if not reason.strip():
        problems.append(PaperProblem("reason", _("Give the reason for carrying over.")))
    waiting = root.carried_to.filter(status=Contract.Status.DRAFT, is_payable_carried=is_payable)
    if waiting.exists():
        problems.append(PaperProblem("contract", _("It waits for approval already.")))
    if problems:
        raise PaperError(problems)
    terms = _terms(root, into, lines)
    document = paper(
        into, terms, None, reason=reason.strip(), status=Document.Status.DRAFT, entered_by=entered_by
    )  # fmt: skip
    status = Contract.Status.DRAFT
    return write(into, terms, document, None, carried_from=root, is_payable_carried=is_payable, status=status)


@transaction.atomic
def approve_carried(draft: Contract, *, approved_by: User, override_reason: str = "") -> Signed:
    """Carry over as drafted: the contract of last year ends, that of the new year is in force.

    What changed since the draft is judged anew. With `override_reason` the approver agrees to exceed a limit that
    stops; the caller has checked the right to. Raises PaperError, OverLimitError, ClosedMonthError, LedgerError.
    """
    assert draft.carried_from_id is not None
    root = _held(draft.carried_from_id, draft.budget_id)
    contract, document = standing_draft(draft, approved_by)
    into, lines = contract.budget, terms_of(contract).lines
    problems = _carried_problems(root, into, lines, is_payable=contract.is_payable_carried)
    if problems:
        raise PaperError(problems)
    if root.is_payable_carried or not contract.is_payable_carried:
        people = Approval(document.entered_by, approved_by)
        close(root, day=date(root.budget.year, 12, 31), reason=document.reason, people=people)
    contract.number = document.number = _free_number(root, into)
    return sign_draft(contract, document, approved_by, override_reason)


def _terms(root: Contract, into: Budget, lines: Sequence[PaperLine]) -> Terms:
    ends_on = max(root.ends_on, date(into.year, 12, 31))
    return Terms(
        number=_free_number(root, into), supplier=root.supplier, signed_on=root.signed_on, ends_on=ends_on,
        lines=tuple(lines),
        amount_with_vat=total(line.amount for line in lines), system_number=root.system_number, method=root.method,
        subject=root.subject, is_of_several_years=True, site=root.site,
    )  # fmt: skip


def _free_number(root: Contract, into: Budget) -> str:
    """The contract's own number, with its year where the new year knows that number of the supplier already."""
    taken = Contract.objects.registered().filter(budget=into, root=None, number=root.number, supplier=root.supplier)
    return f"{root.number} ({root.budget.year})" if taken.exists() else root.number
