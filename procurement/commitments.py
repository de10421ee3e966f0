"""Commitments are gross reservations: signing adds, an agreement changes, closing or expiry releases what was not used.

Acts and payments never change them. The limit is read and the reservation posted under one lock of the budget, so two
people who reach for the last tenge do not both get it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from finance.figures import COUNTED
from finance.ledger import LedgerError, Posting, lock, post
from finance.models import Balance, Budget, BudgetCode, Document, Measure
from finance.money import ZERO, display, totals
from finance.months import Month, year_months
from finance.rights import Approval
from procurement.limits import CodePosition, Excess, LimitRule, Mode, excesses
from procurement.models import Contract, ControlException, ControlRule
from procurement.papers import PaperLine
from procurement.without_contract import by_month

CodeMonth = tuple[int, Month]


@dataclass(frozen=True, slots=True)
class LimitOverride:
    """Leave to exceed a limit: who asked, who agreed (another person), and why."""

    people: Approval
    reason: str


class OverLimitError(LedgerError):
    """A commitment over a limit that stops; `excesses` holds every one of them."""

    def __init__(self, found: list[Excess]) -> None:
        self.excesses = found
        names = dict(BudgetCode.objects.filter(pk__in={e.code for e in found}).values_list("pk", "code"))
        super().__init__("\n".join(sentence(excess, names[excess.code]) for excess in found))


def sentence(excess: Excess, code: str) -> str:
    """An excess in words."""
    what = {
        "plan": _("the plan"),
        "funding": _("the money received"),
        "contract": _("the contract"),
        "act": _("the act"),
    }[excess.limit]
    return _("Code %(code)s: %(requested)s is asked for, %(available)s is left of %(what)s, %(over)s too much.") % {
        "code": code,
        "requested": display(excess.requested),
        "available": display(excess.available),
        "what": what,
        "over": display(excess.over),
    }


def positions(budget: Budget) -> dict[tuple[int, str], CodePosition]:
    """Where every code of the budget stands for the year and from January through each month. Two queries."""
    sums: defaultdict[tuple[int, str], defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))

    def add(code: int, month: Month, kind: str, amount: Decimal) -> None:
        for span in spans(month):
            sums[code, span][kind] += amount

    rows = Balance.objects.filter(budget=budget, measure__in=COUNTED).values_list(
        "code_id", "measure", "month", "amount"
    )
    for code, measure, month, amount in rows:
        add(code, month, Measure.PLAN if measure == Measure.AMENDMENT else measure, amount)
    for (_budget, code, month), amount in by_month([budget.pk], Month(budget.year, 12)).items():
        add(code, month, "entered", amount)
    return {
        key: CodePosition(
            plan=amounts[Measure.PLAN],
            committed=amounts[Measure.COMMITMENT],
            actual=amounts[Measure.ACTUAL],
            entered_without_contract=amounts["entered"],
            funding=amounts[Measure.FUNDING],
        )
        for key, amounts in sums.items()
    }


def spans(month: Month) -> list[str]:
    """The limits a sum of `month` counts in: the year, and January to every month from its own on."""
    return ["year", *(str(later) for later in year_months(month.year)[month.calendar.number - 1 :])]


def rules_of(budget: Budget) -> dict[int | None, LimitRule]:
    """The control rule of each code that has its own, and under None that of the budget."""
    return {
        rule.code_id: LimitRule(
            Mode(rule.mode),
            Mode(rule.act_mode),
            Mode(rule.payment_mode),
            rule.period == ControlRule.Period.CUMULATIVE,
            rule.is_limited_by_funding,
            rule.tolerance_amount,
            rule.tolerance_percent,
        )
        for rule in ControlRule.objects.filter(budget=budget)
    }


def over_limit(budget: Budget, changes: Mapping[CodeMonth, Decimal]) -> list[Excess]:
    """What committing `changes` (code id and month → tenge) would exceed. Warnings included. Three queries."""
    requests: defaultdict[int, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for (code, month), amount in changes.items():
        for span in spans(month):
            requests[code][span] += amount
    rules = rules_of(budget)
    by_code = {code: (rules.get(code) or rules.get(None) or LimitRule(),) for code in requests}
    return excesses(requests, positions(budget), by_code)


def posting(contract: Contract, line: PaperLine, day: date, *, number: str = "", row: int | None = None) -> Posting:
    """What a line of `contract` (the root one) reserves. Number and supplier say whose commitment it is."""
    return Posting(
        line.code, line.month, day, Measure.COMMITMENT, line.amount, line.site or contract.site, row, line.cell, number,
        counterparty_number=contract.supplier.number, counterparty_name=contract.supplier.name,
        contract_number=contract.number,
    )  # fmt: skip


@transaction.atomic
def reserve(
    document: Document,
    postings: Iterable[Posting],
    override: LimitOverride | None = None,
    *,
    is_signed_elsewhere: bool = False,
) -> list[Excess]:
    """Post commitments under `document` and return the limits they were warned of.

    Raises OverLimitError where a limit stops and there is no `override`, ClosedMonthError, and LedgerError for months
    outside the budget's year. What is let through is kept as an exception: with an override (one person may not both
    ask and agree), where the rule only warns, and what is signed elsewhere already and cannot be refused any more.
    """
    postings = [one for one in postings if one.amount != ZERO]
    budget = lock(document.budget_id)
    changes = totals(((one.code, one.month), one.amount) for one in postings)
    outside = sorted({str(month) for _code, month in changes if month.year != budget.year})
    if outside:
        message = _("%(months)s: not in the budget's year %(year)s.")
        raise LedgerError(message % {"months": ", ".join(outside), "year": budget.year})
    found = over_limit(budget, changes)
    stopping = [excess for excess in found if excess.mode is Mode.STOP]
    if stopping and is_signed_elsewhere:
        keep(document, stopping, ControlException.Way.IMPORT)
    elif stopping:
        let_through(document, stopping, override)
    warned = [excess for excess in found if excess.mode is Mode.WARN]
    keep(document, warned, ControlException.Way.WARNING)
    post(document, postings)
    return found if is_signed_elsewhere else warned


def let_through(document: Document, stopping: Sequence[Excess], override: LimitOverride | None) -> None:
    """Keep the exceptions that `override` allows. Raises OverLimitError without one, LedgerError for a poor one."""
    if override is None:
        raise OverLimitError(list(stopping))
    override.people.require()
    if not override.reason.strip():
        raise LedgerError(_("Give the reason for exceeding the limit."))
    keep(document, stopping, ControlException.Way.OVERRIDE, override.people, override.reason)


def keep(
    document: Document, found: Iterable[Excess], way: str, people: Approval | None = None, reason: str = ""
) -> None:
    """Record what was let through, for the report of exceptions: by `people`, else by those of the document.

    `way` is one of ControlException.Way.
    """
    asked, agreed = (document.entered_by_id, document.approved_by_id) if people is None else people.ids
    ControlException.objects.bulk_create(
        [
            ControlException(
                document=document, code_id=excess.code, rule=f"{excess.limit}:{excess.span}", over_amount=excess.over,
                way=way, reason=reason.strip(), requested_by_id=asked, approved_by_id=agreed,
            )
            for excess in found
        ]
    )  # fmt: skip
