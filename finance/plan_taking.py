"""What was computed becomes a draft of the plan; another sum is taken only with a reason, and the draft keeps both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance import plan_drafts
from finance.audit import record
from finance.models import Budget, PlanDraft, PlanDraftNote
from finance.money import as_text, split
from finance.months import year_months
from finance.plan_calculation import ComputedLine
from finance.plan_drafts import DraftError, Stage, Typed


@dataclass(frozen=True, slots=True)
class PlanOverride:
    """Another sum of a code's year, tenge, and why."""

    amount: Decimal
    reason: str


@transaction.atomic
def take(
    budget: Budget, lines: Sequence[ComputedLine], overrides: Mapping[int, PlanOverride], *, user: User
) -> PlanDraft:
    """Put the lines into the open draft of the plan, or a new one. Raises PermissionDenied or DraftError."""
    without = [
        line.code.code for line in lines if line.code.pk in overrides and not overrides[line.code.pk].reason.strip()
    ]
    if without:
        raise DraftError(_("Say why another sum is taken: %(codes)s.") % {"codes": ", ".join(without)})
    draft = PlanDraft.objects.filter(budget=budget, kind=PlanDraft.Kind.PLAN).exclude(stage=Stage.APPROVED).first()
    draft = draft or plan_drafts.begin(budget, PlanDraft.Kind.PLAN, user=user)
    typed, notes = [], []
    for line in lines:
        other = overrides.get(line.code.pk)
        taken = line.total if other is None else other.amount
        parts = line.months if other is None else split(taken, line.months if any(line.months) else [1] * 12)
        typed += [Typed(line.code.pk, m, part) for m, part in zip(year_months(budget.year), parts, strict=True)]
        reason = "" if other is None else other.reason.strip()[:255]
        notes.append(
            PlanDraftNote(draft=draft, code=line.code, formula=line.formula, computed=line.total, taken=taken,
                          reason=reason)
        )  # fmt: skip
    plan_drafts.keep(draft, typed, seen=draft.revision, user=user)
    PlanDraftNote.objects.bulk_create(
        notes, update_conflicts=True, unique_fields=["draft", "code"],
        update_fields=["formula", "computed", "taken", "reason"],
    )  # fmt: skip
    data = {note.code.code: [note.formula, as_text(note.computed), as_text(note.taken), note.reason] for note in notes}
    record("finance.plan.computed", user=user, data={"draft": draft.pk, "budget": budget.key, "lines": data})
    return draft
