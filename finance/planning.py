"""The plan by contract and its certificates of amendment.

A version of the plan declares; what is posted is its difference to the plan in force, so the old plan stays visible.
A certificate changes by signed amounts: no month before that of its own date, and no month below zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from finance.languages import active_language, month_said
from finance.ledger import Change, LedgerError, Posting, declare, held, lock, post
from finance.models import BudgetCode, Document, Entry, Measure, PlanLine
from finance.money import ZERO, display, totals
from finance.months import Month, year_months
from finance.rights import Approval, require_approver

# Kinds of documents that later ones are measured against, and what they post.
MEASURES = {
    Document.Kind.PLAN: Measure.PLAN,
    Document.Kind.AMENDMENT: Measure.AMENDMENT,
    Document.Kind.ACTUAL: Measure.ACTUAL,
}


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """Tenge for one code (id) and month: the amount in a plan, the signed change in a certificate."""

    code: int
    month: Month
    amount: Decimal
    cell: str = ""


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """Why a line cannot be taken. `cell` is empty where the line came from no file."""

    message: str
    cell: str
    code: int
    month: Month


class PlanError(LedgerError):
    """A plan or certificate that is refused; `problems` holds every reason at once."""

    def __init__(self, problems: list[PlanProblem]) -> None:
        self.problems = problems
        super().__init__("\n".join(problem.message for problem in problems))


def adjusted_by_month(budget_id: int, year: int) -> dict[tuple[int, Month], Decimal]:
    """Plan by contract plus every posted change, by code id and month. Tenge."""
    months = year_months(year)
    plan, changes = (held(budget_id, measure, months).items() for measure in (Measure.PLAN, Measure.AMENDMENT))
    return dict(totals([*plan, *changes]))


def plan_problems(budget_id: int, year: int, lines: Iterable[PlannedLine]) -> list[PlanProblem]:
    """What speaks against declaring `lines` as a new version of the plan."""
    lines = list(lines)
    problems = [
        PlanProblem(
            _("%(month)s is not a month of %(year)s.") % {"month": month_said(line.month), "year": year},
            line.cell,
            line.code,
            line.month,
        )
        for line in lines
        if line.month.year != year or line.month.number > 12
    ]
    changes = held(budget_id, Measure.AMENDMENT, year_months(year))
    return problems + _below_zero(lines, changes)


def amendment_problems(budget_id: int, year: int, day: date, lines: Iterable[PlannedLine]) -> list[PlanProblem]:
    """What speaks against a certificate of `day` with these signed changes."""
    lines = list(lines)
    problems = []
    for line in lines:
        if line.month.year != year or line.month.number > 12:
            message = _("%(month)s is not a month of %(year)s.") % {"month": month_said(line.month), "year": year}
        elif line.month < Month.of(day):
            message = _("A certificate of %(day)s may not change %(month)s: the month is before it.") % {
                "day": f"{day:%d.%m.%Y}",
                "month": line.month,
            }
        else:
            continue
        problems.append(PlanProblem(message, line.cell, line.code, line.month))
    return problems + _below_zero(lines, adjusted_by_month(budget_id, year))


def _below_zero(lines: list[PlannedLine], base: dict[tuple[int, Month], Decimal]) -> list[PlanProblem]:
    after = totals(((line.code, line.month), line.amount) for line in lines)
    last = {(line.code, line.month): line for line in lines}
    short = {key: base.get(key, ZERO) + amount for key, amount in after.items() if base.get(key, ZERO) + amount < 0}
    codes = BudgetCode.objects.in_bulk([code for code, _month in short]) if short else {}
    return [
        PlanProblem(
            _("The plan of code %(code)s for %(month)s would fall below zero: %(amount)s.")
            % {"code": codes[code].code, "month": month_said(month), "amount": display(amount, active_language())},
            last[code, month].cell,
            code,
            month,
        )
        for (code, month), amount in short.items()
    ]


@transaction.atomic
def approve_plan(document: Document, lines: Iterable[PlannedLine]) -> list[Change]:
    """Make `lines` the plan by contract of the document's budget and post the differences.

    It speaks only for the codes and months it names; several lines of one code stand apart and add up.
    Returns before → after per code and month. Raises ApprovalError, PermissionDenied, or PlanError with every problem.
    """
    lines = list(lines)
    _require_approval(document)
    lock(document.budget_id)
    problems = plan_problems(document.budget_id, document.budget.year, lines)
    if problems:
        raise PlanError(problems)
    _keep_lines(document, lines)
    declared: dict[tuple[int, Month], tuple[Decimal, str]] = {}
    for line in lines:
        amount, cell = declared.get((line.code, line.month), (ZERO, ""))
        declared[line.code, line.month] = (amount + line.amount, cell or line.cell)
    return declare(document, Measure.PLAN, declared, day=document.date)


@transaction.atomic
def approve_amendment(document: Document, lines: Iterable[PlannedLine]) -> list[Change]:
    """Post a certificate's signed changes, dated as the certificate.

    Raises ApprovalError, PermissionDenied, or PlanError with every problem.
    """
    lines = list(lines)
    _require_approval(document)
    lock(document.budget_id)
    year = document.budget.year
    problems = amendment_problems(document.budget_id, year, document.date, lines)
    if problems:
        raise PlanError(problems)
    before = adjusted_by_month(document.budget_id, year)
    _keep_lines(document, lines)
    post(
        document,
        [
            Posting(
                line.code,
                line.month,
                document.date,
                Measure.AMENDMENT,
                line.amount,
                cell=line.cell,
                number=document.number,
            )
            for line in lines
        ],
    )
    changes: dict[tuple[int, Month], Change] = {}
    for line in lines:
        was = before.get((line.code, line.month), ZERO)
        so_far = changes[line.code, line.month].after if (line.code, line.month) in changes else was
        changes[line.code, line.month] = Change(line.code, line.month, was, so_far + line.amount, line.cell)
    return list(changes.values())


def _require_approval(document: Document) -> None:
    Approval(document.entered_by, document.approved_by).require()
    if document.approved_by is not None:
        require_approver(document.approved_by, document.budget.facility, document.kind)


def _keep_lines(document: Document, lines: list[PlannedLine]) -> None:
    PlanLine.objects.bulk_create(
        [PlanLine(document=document, code_id=ln.code, month=ln.month, amount=ln.amount, cell=ln.cell) for ln in lines],
        batch_size=500,
    )


def built_upon(documents: Sequence[Document]) -> dict[int, str]:
    """Entries that something later was measured against, and why they stay.

    A later state of the same code and month posted only its difference, so taking the earlier away would falsify it.
    Of a plan or certificate, also what certificates have drawn on: no month may fall below zero.
    """
    return {entry: reason for document in documents for entry, reason in _built_upon(document).items()}


def _built_upon(document: Document) -> dict[int, str]:
    measure = MEASURES.get(Document.Kind(document.kind))
    if measure is None:
        return {}
    own = list(Entry.objects.standing().filter(document=document).order_by("pk"))
    reasons = {} if measure == Measure.AMENDMENT else _later_states(document, measure, own)
    if measure == Measure.ACTUAL:
        return reasons
    left = adjusted_by_month(document.budget_id, document.budget.year)
    for entry in own:
        if entry.pk in reasons or entry.amount < 0:
            continue
        key = (entry.code_id, entry.month)
        left[key] = left.get(key, ZERO) - entry.amount
        if left[key] < 0:
            left[key] += entry.amount
            reasons[entry.pk] = _("A certificate of amendment takes from this month; undo that first.")
    return reasons


def _later_states(document: Document, measure: Measure, own: list[Entry]) -> dict[int, str]:
    later = (
        Entry.objects.standing()
        .filter(budget_id=document.budget_id, measure=measure, document_id__gt=document.pk)
        .select_related("document")
    )
    if measure == Measure.ACTUAL:
        # what is entered by hand adds to a month instead of stating it
        later = later.filter(document__batch_number__isnull=False)
    if document.account_turnovers.exists():
        # files by account stand beside each other under one code
        later = later.filter(document__account_turnovers__isnull=True)
    tops = {(entry.code_id, entry.month): entry.document for entry in later}
    return {
        entry.pk: _("“%(document)s” was posted on top of it; undo that first.")
        % {"document": tops[entry.code_id, entry.month]}
        for entry in own
        if (entry.code_id, entry.month) in tops
    }
