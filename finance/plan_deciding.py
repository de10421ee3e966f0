"""From a draft to the ledger: submitted, returned with a reason, or approved by a second person as it was seen."""

import hashlib
from collections.abc import Collection, Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance import planning, rights
from finance.audit import record
from finance.ledger import lock
from finance.models import BudgetCode, Document, PlanDraft
from finance.money import ZERO
from finance.plan_drafts import DraftError, Stage, amounts, hold, in_force, require_open_date
from finance.plan_steps import Steps, stepped
from finance.planning import PlannedLine, PlanProblem
from finance.rights import Action, Approval


def lines(draft: PlanDraft) -> list[PlannedLine]:
    """What would be posted: of a plan every figure unlike the plan in force, of a certificate every change."""
    stands = in_force(draft) if draft.kind == PlanDraft.Kind.PLAN else {}
    order = dict(BudgetCode.objects.values_list("pk", "code"))
    found = [PlannedLine(*key, amount) for key, amount in amounts(draft).items() if amount != stands.get(key, ZERO)]
    return sorted(found, key=lambda line: (order[line.code], line.code, line.month))


def steps(draft: PlanDraft) -> list[Steps]:
    """Before → after of every month it speaks of; an approved one through its document (`plan_steps`)."""
    stated = {(line.code, line.month): line.amount for line in lines(draft)}
    codes = BudgetCode.objects.in_bulk({code for code, _month in stated})
    return stepped(draft.kind, stated, in_force(draft), codes)


def digest(draft: PlanDraft, shown: Sequence[Steps]) -> str:
    """Of what an approver saw: the paper and every figure before and after."""
    paper = [draft.pk, draft.revision, draft.number, draft.date, draft.reason]
    seen = [(step.code.pk, step.month, step.before, step.after) for group in shown for step in group.months]
    return hashlib.sha256(repr((paper, [tuple(map(str, one)) for one in seen])).encode()).hexdigest()[:32]


def problems(draft: PlanDraft, stated: Sequence[PlannedLine]) -> list[PlanProblem]:
    """What speaks against posting it as it stands."""
    year = draft.budget.year
    if draft.kind == PlanDraft.Kind.PLAN:
        return planning.plan_problems(draft.budget_id, year, stated)
    return planning.amendment_problems(draft.budget_id, year, draft.date, stated)


@transaction.atomic
def submit(draft: PlanDraft, *, user: User) -> None:
    """Send it to whoever approves; it takes no figures until it is decided or taken back. Raises DraftError."""
    hold(draft, user)
    require_open_date(draft, draft.date)
    stated = lines(draft)
    reasons = [problem.message for problem in problems(draft, stated)]
    if not stated:
        reasons.append(_("It changes no figure."))
    if not draft.number:
        reasons.append(_("Give it a number."))
    if draft.kind == PlanDraft.Kind.AMENDMENT and not draft.reason.strip():
        reasons.append(_("Say why the plan is changed."))
    if reasons:
        raise DraftError("\n".join(reasons))
    draft.entered_by = user
    _set_stage(draft, Stage.SUBMITTED, "finance.plan.submitted", user)


@transaction.atomic
def take_back(draft: PlanDraft, *, user: User) -> None:
    """Whoever plans may go on typing while nobody has decided. Raises DraftError."""
    rights.require(user, Action.PLAN, draft.budget.facility)
    _require_submitted(draft)
    _set_stage(draft, Stage.DRAFT, "finance.plan.taken-back", user)


@transaction.atomic
def send_back(draft: PlanDraft, *, reason: str, user: User) -> None:
    """Return it with a reason. Raises PermissionDenied or DraftError."""
    rights.require_approver(user, draft.budget.facility, draft.kind)
    _require_submitted(draft)
    if not reason.strip():
        raise DraftError(_("Say why it is returned."))
    draft.remark, draft.decided_by = reason.strip(), user
    _set_stage(draft, Stage.RETURNED, "finance.plan.returned", user, reason=draft.remark)


@transaction.atomic
def approve(draft: PlanDraft, *, seen: str, user: User) -> Document:
    """Post it as it was seen. Raises PermissionDenied, DraftError, ApprovalError or PlanError."""
    rights.require_approver(user, draft.budget.facility, draft.kind)
    _require_submitted(draft)
    Approval(draft.entered_by, user).require()
    require_open_date(draft, draft.date)
    if user.pk in shapers(draft):
        raise DraftError(_("Another person must approve what you enter."))
    if digest(draft, steps(draft)) != seen:
        raise DraftError(_("It changed, or the books did, since you looked at it. Look again, then approve."))
    document = Document.objects.create(
        budget=draft.budget, kind=draft.kind, number=draft.number, date=draft.date, reason=draft.reason,
        entered_by=draft.entered_by, approved_by=user,
    )  # fmt: skip
    post = planning.approve_plan if draft.kind == PlanDraft.Kind.PLAN else planning.approve_amendment
    post(document, lines(draft))
    draft.document, draft.decided_by = document, user
    _set_stage(draft, Stage.APPROVED, "finance.plan.approved", user, document=document.pk)
    return document


@transaction.atomic
def discard(draft: PlanDraft, *, user: User) -> None:
    """Throw it away; the trail keeps its figures. Raises DraftError."""
    hold(draft, user)
    figures = {f"{code}:{month}": str(amount) for (code, month), amount in amounts(draft).items() if amount}
    record("finance.plan.discarded", user=user, reason=draft.reason, data=_data(draft) | {"cells": figures})
    draft.delete()


def shapers(draft: PlanDraft) -> Collection[int]:
    """Ids of everybody whose figures stand in it."""
    return {*draft.cells.values_list("changed_by", flat=True).distinct().order_by(), draft.entered_by_id}


def _require_submitted(draft: PlanDraft) -> None:
    lock(draft.budget_id)
    draft.refresh_from_db()
    if draft.stage != Stage.SUBMITTED:
        raise DraftError(_("This was decided already, or taken back."))


def _set_stage(draft: PlanDraft, stage: str, action: str, user: User, *, reason: str = "", **data: object) -> None:
    draft.stage = stage
    draft.save()
    record(action, user=user, reason=reason or draft.reason, data=_data(draft) | data)


def _data(draft: PlanDraft) -> dict[str, object]:
    return {"draft": draft.pk, "budget": draft.budget.key, "kind": draft.kind, "number": draft.number}
