"""Commitments are gross reservations: signing adds, an agreement changes, closing or expiry releases what was not used.

Acts and payments never change them. The limit is read and the reservation posted under one lock of the budget, so two
people who reach for the last tenge do not both get it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from finance.ledger import LedgerError, Posting, lock, post
from finance.models import Balance, Budget, BudgetCode, Document, Measure
from finance.money import ZERO
from finance.months import Month, year_months
from procurement.limits import Excess, Mode, Position, Rule, excesses
from procurement.models import ControlException, ControlRule
from procurement.without_contract import accrued_without_contract

CodeMonth = tuple[int, Month]


@dataclass(frozen=True, slots=True)
class Override:
    """Leave to exceed a limit: who asked, who agreed (another person), and why."""

    requested_by: int
    approved_by: int
    reason: str


class OverLimitError(LedgerError):
    """A commitment over a limit that stops; `excesses` holds every one of them."""

    def __init__(self, found: list[Excess]) -> None:
        self.excesses = found
        names = dict(BudgetCode.objects.filter(pk__in={e.code for e in found}).values_list("pk", "code"))
        super().__init__("\n".join(sentence(excess, names[excess.code]) for excess in found))


def sentence(excess: Excess, code: str) -> str:
    """An excess in words."""
    what = _("the money received") if excess.limit == "funding" else _("the plan")
    return _("Code %(code)s: %(requested)s is asked for, %(available)s is left of %(what)s, %(over)s too much.") % {
        "code": code,
        "requested": excess.requested,
        "available": excess.available,
        "what": what,
        "over": excess.over,
    }


def positions(budget: Budget) -> dict[tuple[int, str], Position]:
    """Where every code of the budget stands for the year and from January through each month. Three queries."""
    sums: defaultdict[tuple[int, str], defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    months = [str(month) for month in year_months(budget.year)]
    rows = Balance.objects.filter(budget=budget).values_list("code_id", "measure", "month", "amount")
    for code, measure, month, amount in rows:
        kind = Measure.PLAN if measure == Measure.AMENDMENT else measure
        sums[code, "year"][kind] += amount
        for later in months[min(month.number, 12) - 1 :]:
            sums[code, later][kind] += amount
    entered = {"year": accrued_without_contract([budget.pk], Month(budget.year, 12))}
    return {
        (code, span): Position(
            plan=amounts[Measure.PLAN],
            committed=amounts[Measure.COMMITMENT],
            actual=amounts[Measure.ACTUAL],
            entered_without_contract=entered.get(span, {}).get((budget.pk, code), ZERO),
            funding=amounts[Measure.FUNDING],
        )
        for (code, span), amounts in sums.items()
    }


def rules_of(budget: Budget) -> dict[int | None, Rule]:
    """The control rule of each code that has its own, and under None that of the budget."""
    return {
        rule.code_id: Rule(
            Mode(rule.mode),
            rule.period == ControlRule.Period.CUMULATIVE,
            rule.is_limited_by_funding,
            rule.tolerance_amount,
            rule.tolerance_percent,
        )
        for rule in ControlRule.objects.filter(budget=budget)
    }


def over_limit(budget: Budget, changes: Mapping[CodeMonth, Decimal]) -> list[Excess]:
    """What committing `changes` (code id and month → tenge) would exceed. Warnings included."""
    requests: defaultdict[int, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    months = [str(month) for month in year_months(budget.year)]
    for (code, month), amount in changes.items():
        requests[code]["year"] += amount
        for later in months[min(month.number, 12) - 1 :]:
            requests[code][later] += amount
    rules = rules_of(budget)
    by_code = {code: (rules.get(code) or rules.get(None) or Rule(),) for code in requests}
    return excesses(requests, positions(budget), by_code)


@transaction.atomic
def reserve(
    document: Document, lines: Iterable[tuple[CodeMonth, Decimal, str]], day: date, override: Override | None = None
) -> list[Excess]:
    """Post `lines` (code id and month, signed tenge, cell) as commitments of `document`, dated `day`.

    Returns the warnings. Raises OverLimitError where a limit stops and there is no `override`; an override is kept
    as an exception, and one person may not both ask and agree.
    """
    lines = list(lines)
    budget = lock(document.budget_id)
    changes: defaultdict[CodeMonth, Decimal] = defaultdict(lambda: ZERO)
    for key, amount, _cell in lines:
        changes[key] += amount
    outside = sorted({str(month) for _code, month in changes if month.year != budget.year})
    if outside:
        message = _("%(months)s: not in the budget's year %(year)s.")
        raise LedgerError(message % {"months": ", ".join(outside), "year": budget.year})
    found = over_limit(budget, changes)
    stopping = [excess for excess in found if excess.mode is Mode.STOP]
    if stopping:
        _let_through(document, stopping, override)
    post(
        document,
        [
            Posting(code, month, day, Measure.COMMITMENT, amount, cell=cell, number=document.number)
            for (code, month), amount, cell in lines
            if amount != ZERO
        ],
    )
    return [excess for excess in found if excess.mode is not Mode.STOP]


def _let_through(document: Document, stopping: list[Excess], override: Override | None) -> None:
    if override is None:
        raise OverLimitError(stopping)
    if override.requested_by == override.approved_by:
        raise LedgerError(_("Another person must agree to exceed a limit."))
    if not override.reason.strip():
        raise LedgerError(_("Give the reason for exceeding the limit."))
    ControlException.objects.bulk_create(
        [
            ControlException(
                document=document,
                code_id=excess.code,
                rule=f"{excess.limit}:{excess.span}",
                over_amount=excess.over,
                reason=override.reason,
                requested_by_id=override.requested_by,
                approved_by_id=override.approved_by,
            )
            for excess in stopping
        ]
    )
