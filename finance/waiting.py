"""Papers that wait for another person, for the first page of that person; of finance: plans, amendments, reports."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from finance import rooms
from finance.languages import active_language
from finance.models import Budget, IssueSignature, PlanDraft
from finance.reporting.periods import period_in_words
from finance.reporting.report import Remark
from finance.rights import Action, Approval, may_approve_plan

MOST_WAITING = 8


def waiting_for(person: User, budget: Budget, may: Callable[[Action], bool]) -> list[Remark]:
    """Papers of others that `person` may approve in `budget`, the first of each room and how many there are more.

    One query where nothing waits.
    """
    every_kind = [wait for room in rooms.rooms() for wait in room.waiting]
    asked = {
        f"waiting_{place}_{number}": Exists(papers)
        for place, wait in enumerate(every_kind)
        for number, papers in enumerate(wait.papers(budget))
    }
    there = Budget.objects.filter(pk=budget.pk).order_by().values_list(*asked.values()).first() or ()
    waiting = {int(name.split("_")[1]) for name, is_there in zip(asked, there, strict=True) if is_there}
    found = []
    for place in sorted(waiting):
        every = every_kind[place].tell(budget, person, may)
        found += every[:MOST_WAITING]
        if (more := len(every) - MOST_WAITING) > 0:
            said = ngettext("%(count)s more waits for your approval.", "%(count)s more wait for your approval.", more)
            found.append(Remark(said % {"count": more}, every[-1].key, every[MOST_WAITING].link))
    return found


def submitted_or_returned(budget: Budget) -> list[QuerySet[Any]]:
    return [PlanDraft.objects.filter(budget=budget, stage__in=(PlanDraft.Stage.SUBMITTED, PlanDraft.Stage.RETURNED))]


def waiting_drafts(budget: Budget, person: User, may: Callable[[Action], bool]) -> list[Remark]:
    """Plans and certificates drawn up in the program: submitted to this person, or returned to whoever plans."""
    drafts = list(submitted_or_returned(budget)[0].select_related("entered_by"))
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


def prepared_issues(budget: Budget) -> list[QuerySet[Any]]:
    prepared = IssueSignature.objects.filter(kind=IssueSignature.Kind.PREPARED, issue__facility=budget.facility_id)
    decided = [IssueSignature.Kind.APPROVED, IssueSignature.Kind.WITHDRAWN]
    return [prepared.exclude(issue__signatures__kind__in=decided)]


def waiting_issues(budget: Budget, person: User, may: Callable[[Action], bool]) -> list[Remark]:
    """One query."""
    if not may(Action.APPROVE):
        return []
    waiting = prepared_issues(budget)[0].exclude(user=person)
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
