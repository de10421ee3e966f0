"""Files of papers that were read and wait for another person, for the first page of that person."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from finance.models import Budget
from finance.reporting.report import Remark
from finance.rights import Action, may_approve
from imports.kinds.registry import kinds
from imports.models import Batch


def waiting_previews(budget: Budget, person: User, may: Callable[[Action], bool]) -> list[Remark]:
    """Previews of others that `person` may approve, whatever year they are of. One query where nothing waits."""
    if not may(Action.APPROVE):
        return []
    of_two = {kind.key: kind for kind in kinds().values() if kind.needs_approval}
    waiting = Batch.objects.filter(facility=budget.facility, status=Batch.Status.PREVIEW, kind__in=of_two)
    found = list(waiting.exclude(entered_by=person).values_list("pk", "source_name", "kind"))
    papers = {of_two[kind].document_kind for _number, _name, kind in found}
    mine = {paper for paper in papers if may_approve(person, budget.facility, paper)}
    return [
        Remark(
            _("%(file)s (%(kind)s) waits for your approval.") % {"file": name or "—", "kind": of_two[kind].label},
            "waits-for-approval",
            reverse("imports:batch", args=[number]),
        )
        for number, name, kind in found
        if of_two[kind].document_kind in mine
    ]
