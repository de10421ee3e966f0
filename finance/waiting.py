"""Plans and amendments kept as drafts that wait for another person, for the first page of that person."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from finance.models import Budget, Document
from finance.reporting.report import Remark
from finance.rights import Action

KINDS = (Document.Kind.PLAN, Document.Kind.AMENDMENT)


def waiting_plans(budget: Budget, person: User, may: Callable[[Action], bool]) -> list[Remark]:
    """One query."""
    if not may(Action.APPROVE):
        return []
    drafts = Document.objects.filter(budget=budget, status=Document.Status.DRAFT, kind__in=KINDS)
    return [
        Remark(
            _("%(paper)s waits for your approval.") % {"paper": str(draft).capitalize()},
            "waits-for-approval",
            reverse("document", args=[draft.pk]),
        )
        for draft in drafts.exclude(entered_by=person).order_by("pk")
    ]
