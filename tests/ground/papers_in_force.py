"""Papers that two people put in force, as on the pages: one drafts, the other approves; what is refused leaves no draft."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from finance.models import Budget
from finance.rights import Approval
from procurement import drafts
from procurement.contracts import Signed
from procurement.models import Contract, PlanAct, PlanItem
from procurement.papers import Terms
from procurement.procurement_plan import ActItem, keep_items


@transaction.atomic
def sign(
    budget: Budget,
    terms: Terms,
    people: Approval,
    *,
    root: Contract | None = None,
    reason: str = "",
    plan_items: Iterable[PlanItem] = (),
) -> Signed:
    """A contract, or an agreement to `root`; with `reason` above a limit that stops."""
    drafted = drafts.draft(budget, terms, entered_by=people.entered_by, root=root)
    signed = drafts.approve(drafted, approved_by=people.approved_by, override_reason=reason)
    signed.contract.plan_items.set(plan_items)
    return signed


def plan_act(budget: Budget, number: str, day: date, items: Sequence[ActItem]) -> PlanAct:
    """An act of the procurement plan with its items; items of the same number replace those of older acts."""
    act = PlanAct.objects.create(budget=budget, number=number, date=day)
    keep_items((act, item) for item in items)
    return act
