"""Drafts of plans and certificates, kept cell by cell as they are typed.

A draft of a plan holds what was typed; the rest follows the plan in force. Nobody is overwritten: a cell that somebody
else changed since it was seen is told, not kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance import planning, rights
from finance.clock import today
from finance.languages import month_said
from finance.ledger import LedgerError, held, lock
from finance.ledger.posting import closed_months
from finance.models import Budget, BudgetCode, Document, Measure, PlanDraft, PlanDraftCell
from finance.money import ZERO
from finance.months import Month, year_months
from finance.plan_steps import CodeMonth
from finance.rights import Action

Stage = PlanDraft.Stage
# One request keeps no more than this; the largest grids have some two thousand cells.
MOST_CELLS = 20_000


class DraftError(LedgerError):
    """What cannot be done with a draft; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person wrote into one cell: `code` is an id, `amount` exact tenge."""

    code: int
    month: Month
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that somebody else changed meanwhile: what stands there, who wrote it, and what was not kept."""

    code: int
    month: Month
    stands: Decimal
    by: User
    typed: Decimal


def usable_codes(year: int) -> dict[int, BudgetCode]:
    """Codes that take sums on some day of `year`, by id, in their order. One query."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = BudgetCode.objects.filter(is_group=False, valid_from__lte=last).exclude(valid_to__lte=first)
    return {code.pk: code for code in found}


def locked_months(draft: PlanDraft) -> dict[Month, str]:
    """Months of the draft that take no figure, and why: closed, or before the date of a certificate. One query."""
    closed, found = closed_months(draft.budget_id), {}
    for month in year_months(draft.budget.year):
        if month in closed:
            found[month] = _("The month is closed.")
        elif draft.kind == PlanDraft.Kind.AMENDMENT and month < Month.of(draft.date):
            found[month] = _("The month is before the date of the certificate.")
    return found


def in_force(draft: PlanDraft) -> dict[CodeMonth, Decimal]:
    """What the ledger holds now: the plan by contract for a plan, the adjusted plan for a certificate. Tenge."""
    if draft.kind == PlanDraft.Kind.PLAN:
        return held(draft.budget_id, Measure.PLAN, year_months(draft.budget.year))
    return planning.adjusted_by_month(draft.budget_id, draft.budget.year)


def amounts(draft: PlanDraft) -> dict[CodeMonth, Decimal]:
    """What the grid shows, zeros included: what was typed, and of a plan the plan in force around it. Tenge."""
    typed = PlanDraftCell.objects.filter(draft=draft).values_list("code_id", "month", "amount")
    around = in_force(draft) if draft.kind == PlanDraft.Kind.PLAN else {}
    return around | {(code, month): amount for code, month, amount in typed}


@transaction.atomic
def begin(budget: Budget, kind: str, *, user: User) -> PlanDraft:
    """A new draft, with the next number. Raises DraftError where the plan has one already."""
    rights.require(user, Action.PLAN, budget.facility)
    lock(budget.pk)
    drafts = PlanDraft.objects.filter(budget=budget, kind=kind)
    if kind == PlanDraft.Kind.PLAN and (there := drafts.exclude(stage=Stage.APPROVED).first()):
        raise DraftError(
            _("There is a draft of the plan already, by %(who)s. Go on with it.") % {"who": there.entered_by}
        )
    day = min(max(today(), date(budget.year, 1, 1)), date(budget.year, 12, 31))
    last = drafts.exclude(reason="").first()
    return PlanDraft.objects.create(
        budget=budget, kind=kind, date=day, number=_next_number(budget, kind), entered_by=user,
        reason=last.reason if last and kind == PlanDraft.Kind.AMENDMENT else "",
    )  # fmt: skip


def _next_number(budget: Budget, kind: str) -> str:
    """One more than the largest whole number in use."""
    used = [*Document.objects.filter(budget=budget, kind=kind).values_list("number", flat=True),
            *PlanDraft.objects.filter(budget=budget, kind=kind).values_list("number", flat=True)]  # fmt: skip
    return str(max((int(number) for number in used if number.isdecimal() and len(number) < 9), default=0) + 1)


@transaction.atomic
def keep(draft: PlanDraft, typed: Sequence[Typed], *, seen: int, user: User) -> list[Clash]:
    """Keep the figures that nobody else changed after revision `seen`, and return the others.

    `draft.revision` is the newest afterwards. Raises DraftError with every reason where a figure cannot stand there,
    and keeps nothing then.
    """
    hold(draft, user)
    _require_possible(draft, typed)
    wanted = {(one.code, one.month): one for one in typed}
    codes, months = {one.code for one in typed}, {one.month for one in typed}
    cells = PlanDraftCell.objects.filter(draft=draft, code__in=codes, month__in=months).select_related("changed_by")
    there, stand = {(cell.code_id, cell.month): cell for cell in cells}, amounts(draft)
    clashes, changed = [], []
    for key, one in wanted.items():
        cell = there.get(key)
        if one.amount == stand.get(key, ZERO):
            continue
        if cell is not None and cell.revision > seen:
            clashes.append(Clash(one.code, one.month, cell.amount, cell.changed_by, one.amount))
        else:
            changed.append(one)
    if changed:
        _write(draft, changed, user)
    return clashes


@transaction.atomic
def add_codes(draft: PlanDraft, texts: Iterable[str], *, user: User) -> list[BudgetCode]:
    """Give each code a line, blank as yet, all or none. Raises DraftError where one takes no sums in the year."""
    usable = {code.code: code for code in usable_codes(draft.budget.year).values()}
    wanted = list(dict.fromkeys(text.strip() for text in texts))
    if unknown := [text for text in wanted if text not in usable] or ([""] if not wanted else []):
        message = _("“%(code)s” is no budget code of %(year)s that takes sums.")
        raise DraftError(message % {"code": ", ".join(unknown), "year": draft.budget.year})
    hold(draft, user)
    there = {code for code, _month in amounts(draft)}
    found = [usable[text] for text in wanted]
    blank = [Typed(code.pk, m, ZERO) for code in found if code.pk not in there for m in year_months(draft.budget.year)]
    if blank:
        _write(draft, blank, user)
    return found


def codes_of_facility(draft: PlanDraft) -> list[str]:
    """The codes that the facility calls by names of its own; every one that takes sums where it names none."""
    usable = usable_codes(draft.budget.year)
    named = set(draft.budget.facility.code_names.values_list("code_id", flat=True))
    return [code.code for pk, code in usable.items() if pk in named or not named & usable.keys()]


def hold(draft: PlanDraft, user: User) -> None:
    """Under the budget's lock, with what is stored read again; whoever may not plan or comes too late is refused."""
    rights.require(user, Action.PLAN, draft.budget.facility)
    lock(draft.budget_id)
    draft.refresh_from_db(fields=["stage", "revision", "number", "date", "reason", "remark", "entered_by"])
    if not draft.is_open:
        raise DraftError(_("It is submitted or decided already, so it takes no figures. Take it back first."))


def _require_possible(draft: PlanDraft, typed: Iterable[Typed]) -> None:
    typed = list(typed)
    if len(typed) > MOST_CELLS:
        raise DraftError(_("Too many cells at once."))
    usable, shut = usable_codes(draft.budget.year), locked_months(draft)
    stands = amounts(draft) if shut else {}
    reasons = []
    for one in typed:
        if one.code not in usable or one.month.year != draft.budget.year or one.month.number > 12:
            reasons.append(_("There is no such cell."))
        elif one.month in shut and one.amount != stands.get((one.code, one.month), ZERO):
            reasons.append(f"{usable[one.code].code}, {one.month}: {shut[one.month]}")
        elif draft.kind == PlanDraft.Kind.PLAN and one.amount < 0:
            reasons.append(_("%(code)s, %(month)s: a plan is never below zero.")
                           % {"code": usable[one.code].code, "month": one.month})  # fmt: skip
    if reasons:
        raise DraftError("\n".join(dict.fromkeys(reasons)))


def _write(draft: PlanDraft, typed: Iterable[Typed], user: User) -> None:
    draft.revision += 1
    draft.entered_by = user
    PlanDraftCell.objects.bulk_create(
        [
            PlanDraftCell(draft=draft, code_id=one.code, month=one.month, amount=one.amount, revision=draft.revision,
                          changed_by=user)
            for one in typed
        ],
        batch_size=2000, update_conflicts=True, unique_fields=["draft", "code", "month"],
        update_fields=["amount", "revision", "changed_by"],
    )  # fmt: skip
    draft.save(update_fields=["revision", "entered_by", "changed_at"])


def require_open_date(draft: PlanDraft, day: date) -> None:
    """A certificate counts from its date, and reports of a closed month never change. Raises DraftError."""
    month = Month.of(day)
    if draft.kind == PlanDraft.Kind.AMENDMENT and month in closed_months(draft.budget_id):
        message = _("%(month)s is closed: a certificate of its days would change reports that stand. Date it later.")
        raise DraftError(message % {"month": month_said(month)})


@transaction.atomic
def name(draft: PlanDraft, *, number: str, day: date, reason: str, user: User) -> None:
    """Number, date and reason of the paper. Raises DraftError."""
    hold(draft, user)
    if day.year != draft.budget.year:
        raise DraftError(_("The date must lie in %(year)s.") % {"year": draft.budget.year})
    require_open_date(draft, day)
    if (draft.number, draft.date, draft.reason) != (number, day, reason):
        draft.number, draft.date, draft.reason, draft.revision = number, day, reason, draft.revision + 1
        draft.save(update_fields=["number", "date", "reason", "revision", "changed_at"])
