"""Plans, amendments and reports that wait for another person, for the first page of that person."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from finance import rooms
from finance.languages import active_language
from finance.models import Budget, IssueSignature, PlanDraft
from finance.reporting.periods import period_in_words
from finance.reporting.report import Remark
from finance.rights import Action, Approval, may_approve_plan


def waiting_drafts(budget: Budget, person: User, may: Callable[[Action], bool]) -> list[Remark]:
    """Plans and certificates drawn up in the program: submitted to this person, or returned to whoever plans."""
    stages = (PlanDraft.Stage.SUBMITTED, PlanDraft.Stage.RETURNED)
    drafts = list(PlanDraft.objects.filter(budget=budget, stage__in=stages).select_related("entered_by"))
    decides = bool(drafts) and may_approve_plan(person, budget.facility)
    found = []
    for draft in drafts:
        link = reverse("plan-draft", args=[draft.pk])
        said = {"paper": str(draft).capitalize(), "why": draft.remark}
        if draft.stage == PlanDraft.Stage.SUBMITTED and decides and Approval(draft.entered_by, person).is_by_two:
            found.append(Remark(_("%(paper)s waits for your approval.") % said, "waits-for-approval", link))
        elif draft.stage == PlanDraft.Stage.RETURNED and may(Action.PLAN):
            found.append(Remark(_("%(paper)s was returned: %(why)s") % said, "returned", link))
    return found


def waiting_issues(budget: Budget, person: User, may: Callable[[Action], bool]) -> list[Remark]:
    """One query."""
    if not may(Action.APPROVE):
        return []
    prepared = IssueSignature.objects.filter(kind=IssueSignature.Kind.PREPARED).exclude(user=person)
    waiting = prepared.filter(issue__facility=budget.facility_id).exclude(
        issue__signatures__kind__in=[IssueSignature.Kind.APPROVED, IssueSignature.Kind.WITHDRAWN]
    )
    rows = waiting.order_by("pk").values_list("issue_id", "issue__report", "issue__first", "issue__through")
    return [
        Remark(
            _("“%(report)s”, %(period)s, waits for your signature.")
            % {"report": rooms.label_of(name), "period": period_in_words(first, through, active_language())},
            "issue-waits",
            reverse("issue", args=[number]),
        )
        for number, name, first, through in rows
    ]
