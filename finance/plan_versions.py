"""Versions of a plan: what was in force after each plan and certificate, and what a draft would make of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finance.models import Budget, Document, Entry, Measure, PlanDraft
from finance.money import ZERO, total, totals
from finance.months import Month
from finance.plan_drafts import amounts, in_force
from finance.plan_steps import CodeMonth
from finance.planning import adjusted_by_month

PLANS = (Document.Kind.PLAN, Document.Kind.AMENDMENT)


@dataclass(frozen=True, slots=True)
class Version:
    """`key` is `d12` for a document, `p3` for a draft; `amount` the adjusted plan of the year after it, tenge."""

    key: str
    label: str
    day: date
    amount: Decimal
    document: Document | None = None
    draft: PlanDraft | None = None


def versions(budget: Budget) -> list[Version]:
    """Posted plans and certificates in the order of posting, undone ones left out; then drafts."""
    posted = Document.objects.filter(budget=budget, kind__in=PLANS, status=Document.Status.POSTED).order_by("pk")
    entries = _entries(budget)
    found = []
    for document in posted.select_related("entered_by", "approved_by"):
        after = _after(entries, document.pk)
        found.append(Version(f"d{document.pk}", str(document), document.date, total(after.values()), document))
    drafts = PlanDraft.objects.filter(budget=budget).exclude(stage=PlanDraft.Stage.APPROVED).order_by("pk")
    for draft in drafts.select_related("entered_by", "budget"):
        whole = total(with_draft(draft).values())
        found.append(Version(f"p{draft.pk}", str(draft), draft.date, whole, draft=draft))
    return found


def months_of(budget: Budget, version: Version) -> dict[CodeMonth, Decimal]:
    """The adjusted plan by code id and month as the version left it, or would make it. Tenge."""
    if version.draft is not None:
        return with_draft(version.draft)
    assert version.document is not None
    return _after(_entries(budget), version.document.pk)


def with_draft(draft: PlanDraft) -> dict[CodeMonth, Decimal]:
    """The adjusted plan as it would stand with the draft approved."""
    stands = adjusted_by_month(draft.budget_id, draft.budget.year)
    if draft.kind == PlanDraft.Kind.AMENDMENT:
        return dict(totals([*stands.items(), *amounts(draft).items()]))
    plan = in_force(draft)
    changed = ((key, amount - plan.get(key, ZERO)) for key, amount in amounts(draft).items())
    return dict(totals([*stands.items(), *changed]))


Entries = list[tuple[int, int, Month, Decimal]]


def _entries(budget: Budget) -> Entries:
    year = budget.year
    rows = Entry.objects.filter(
        budget=budget,
        measure__in=(Measure.PLAN, Measure.AMENDMENT),
        month__gte=Month(year, 1),
        month__lte=Month(year, 12),
    )
    return list(rows.values_list("document_id", "code_id", "month", "amount"))


def _after(entries: Entries, document: int) -> dict[CodeMonth, Decimal]:
    """Undoing a version is a document of its own, so versions before it show what was in force then."""
    return dict(totals(((code, month), amount) for of, code, month, amount in entries if of <= document))
