"""What a page of contracts offers a person, and who may give a draft up. The services and rights decide once more."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from finance import rights
from finance.models import Budget, Document, Facility
from finance.money import total
from finance.rights import Action, Approval
from finance.views.reach import Reach, reach, signed_in
from procurement.closing_contracts import waiting_closing
from procurement.models import Act, Contract


def known_contract(request: HttpRequest, pk: int, action: Action = Action.VIEW) -> Contract:
    """The contract, where the person may do `action` at its facility. Raises Http404, PermissionDenied."""
    related = ("supplier", "budget__facility", "document__entered_by", "root", "release__entered_by", "carried_from")
    found = Contract.objects.filter(pk=pk, budget__in=reach(request).budget_ids).select_related(*related).first()
    if found is None:
        raise Http404(_("There is no such contract, or you have no right to see it."))
    if action != Action.VIEW:
        rights.require(request.user, action, found.budget.facility)
    return found


def known_act(request: HttpRequest, pk: int) -> tuple[Act, Contract]:
    """A contract's act that the person may see. Raises Http404."""
    related = ("contract__budget__facility", "document__entered_by", "budget__facility")
    act = Act.objects.filter(pk=pk, budget__in=reach(request).budget_ids).select_related(*related).first()
    if act is None or act.contract is None:
        raise Http404(_("There is no such act, or you have no right to see it."))
    return act, act.contract


def is_own(request: HttpRequest, paper: Document | None) -> bool:
    """Whether the person entered it: then another one approves it."""
    return paper is not None and not Approval(paper.entered_by, signed_in(request)).is_by_two


def may_discard(request: HttpRequest, paper: Document | None, facility: Facility) -> bool:
    """Whoever entered a draft may give it up, and whoever may enter or approve one."""
    mine = reach(request)
    return is_own(request, paper) or mine.may(Action.CONTRACT, facility) or mine.may(Action.APPROVE, facility)


def require_discard(request: HttpRequest, paper: Document | None, facility: Facility) -> None:
    """Raises PermissionDenied."""
    if not may_discard(request, paper, facility):
        rights.require(request.user, Action.CONTRACT, facility)


@dataclass(frozen=True, slots=True)
class WaitingAct:
    """An act that waits for another person; `amount` in tenge."""

    act: Act
    amount: Decimal
    is_own: bool
    may_discard: bool


def allowed(request: HttpRequest, contract: Contract) -> dict[str, Any]:
    """What the page of a contract offers this person, and the papers that wait for another one."""
    mine, facility, root = reach(request), contract.budget.facility, contract.root or contract
    document, copy_into = contract.document, _next_budget(mine, contract)
    return {
        "is_draft": contract.status == Contract.Status.DRAFT and document is not None,
        "is_own": is_own(request, document),
        "is_in_force": root.is_in_force and contract.root_id is None,
        "is_closing": contract.root_id is None and waiting_closing(contract) is not None,
        "is_own_closing": is_own(request, contract.release),
        "may_contract": mine.may(Action.CONTRACT, facility),
        "may_approve": mine.may(Action.APPROVE, facility),
        "may_override": mine.may(Action.OVERRIDE, facility),
        "may_discard": may_discard(request, document, facility),
        "may_discard_closing": may_discard(request, contract.release, facility),
        "copy_into": copy_into if copy_into is not None and mine.may(Action.CONTRACT, copy_into.facility) else None,
        "waiting": [
            WaitingAct(
                act, total(line.amount for line in act.lines.all()), is_own(request, act.document),
                may_discard(request, act.document, facility),
            )
            for act in drafts_of(root)
        ],
    }  # fmt: skip


def _next_budget(mine: Reach, contract: Contract) -> Budget | None:
    """Where a copy of the contract goes: the facility's budget of the next year, else the one the pages speak of."""
    own = contract.budget
    nexts = [b for b in mine.budgets if b.facility_id == own.facility_id and b.year == own.year + 1]
    nexts.sort(key=lambda b: (b.programme_id, b.source_id) != (own.programme_id, own.source_id))
    return nexts[0] if nexts else mine.current


def drafts_of(contract: Contract) -> list[Act]:
    """Acts under a contract that wait for another person."""
    waiting = Act.objects.filter(contract=contract, document__status=Document.Status.DRAFT)
    return list(waiting.select_related("document__entered_by").prefetch_related("lines__code"))
