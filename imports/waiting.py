"""Files of papers that wait for another person, to be posted or undone, for the first page of that person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from finance.models import Budget
from finance.reporting.report import Remark
from finance.rights import Action, may_approve
from imports.kinds.registry import kinds
from imports.models import Batch

IS_PREVIEW = Q(status=Batch.Status.PREVIEW)
IS_TO_BE_UNDONE = Q(status=Batch.Status.POSTED, undo_asked_by__isnull=False)


def undecided(budget: Budget) -> list[QuerySet[Any]]:
    return [Batch.objects.filter(IS_PREVIEW | IS_TO_BE_UNDONE, facility=budget.facility)]


def waiting_previews(budget: Budget, person: User, may: Callable[[Action], bool]) -> list[Remark]:
    """What others brought or ask to undo and `person` may approve, of whatever year. One query where nothing waits."""
    if not may(Action.APPROVE):
        return []
    of_two = {kind.key: kind for kind in kinds().values() if kind.needs_approval}
    of_others = (IS_PREVIEW & ~Q(entered_by=person)) | (IS_TO_BE_UNDONE & ~Q(undo_asked_by=person))
    waiting = undecided(budget)[0].filter(of_others, kind__in=of_two)
    found = list(waiting.values_list("pk", "source_name", "kind", "status"))
    papers = {of_two[kind].document_kind for _number, _name, kind, _status in found}
    mine = {paper for paper in papers if may_approve(person, budget.facility, paper)}
    return [
        Remark(
            (
                _("%(file)s (%(kind)s) waits for your approval.")
                if status == Batch.Status.PREVIEW
                else _("%(file)s (%(kind)s): its undoing waits for your approval.")
            )
            % {"file": name or "—", "kind": of_two[kind].label},
            "waits-for-approval",
            reverse("imports:batch", args=[number]),
        )
        for number, name, kind, status in found
        if of_two[kind].document_kind in mine
    ]
