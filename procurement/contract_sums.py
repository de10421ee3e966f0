"""What stands under contracts with their agreements: scheduled, committed in the ledger, accepted, paid. Tenge."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from finance.asking_once import once
from finance.models import Budget, Entry, Measure
from finance.money import ZERO, totals
from finance.months import Month
from finance.scope import Scope
from finance.whole_tiyn import in_tenge, whole_tiyn
from procurement.models import ActLine, Contract, PaymentMatch, ScheduleLine
from procurement.position import ContractPosition, position
from procurement.sites import CodeMonth, CodeMonthSite

# What a line of a paper counts as.
PROMISED, ACCRUED, ACCEPTED_LATER, PAID = range(4)
# Code id and month; no month for what this year leaves.
Leftovers = dict[tuple[int, Month | None], Decimal]


def with_agreements(root: Contract) -> QuerySet[Contract]:
    return Contract.objects.registered().filter(Q(pk=root.pk) | Q(root=root))


def scheduled(root: Contract) -> defaultdict[CodeMonth, Decimal]:
    """What a contract with its agreements promises, by code id and month, of all its years. One query."""
    lines = ScheduleLine.objects.filter(contract__in=with_agreements(root))
    return totals(
        ((code, month), sum_) for code, month, sum_ in lines.values_list("code_id", "month", "amount_with_vat")
    )


def scheduled_at(root: Contract) -> defaultdict[CodeMonthSite, Decimal]:
    """The same by site too. One query."""
    lines = ScheduleLine.objects.filter(contract__in=with_agreements(root))
    rows = lines.values_list("code_id", "month", "site", "amount_with_vat")
    return totals(((code, month, site or root.site), amount) for code, month, site, amount in rows)


def commitments(root: Contract) -> QuerySet[Entry]:
    """Entries of what a contract promises, its changes and releases. Number and supplier say whose they are."""
    return Entry.objects.filter(
        budget=root.budget_id, measure=Measure.COMMITMENT, contract_number=root.number,
        counterparty_number=root.supplier.number,
    )  # fmt: skip


def committed_at(root: Contract) -> defaultdict[CodeMonthSite, Decimal]:
    """What the ledger holds as committed under a contract, by site too. One query."""
    entries = commitments(root).values_list("code_id", "month", "centre", "amount")
    return totals(((code, month, site), amount) for code, month, site, amount in entries)


def committed(root: Contract) -> defaultdict[CodeMonth, Decimal]:
    """What the ledger holds as committed under a contract, less releases and reversals. One query."""
    entries = commitments(root).values_list("code_id", "month", "amount")
    return totals(((code, month), amount) for code, month, amount in entries)


def accepted(root: Contract) -> defaultdict[CodeMonth, Decimal]:
    """What acts in force accepted under a contract, by code id and month. One query."""
    lines = ActLine.objects.standing().filter(act__contract=root).values_list("code_id", "month", "amount")
    return totals(((code, month), amount) for code, month, amount in lines)


def paid(root: Contract) -> defaultdict[CodeMonth, Decimal]:
    """What payments that stand pay of a contract, by code id and month. One query."""
    matches = PaymentMatch.objects.standing().filter(contract=root)
    rows = matches.values_list("entry__code_id", "entry__month", "amount")
    return totals(((code, month), amount) for code, month, amount in rows)


def used(root: Contract) -> defaultdict[tuple[int, str], Decimal]:
    """What a commitment was used for (`procurement.position`), by code id and site. One query."""
    if root.is_payable_carried:
        paid_for = PaymentMatch.objects.standing().filter(contract=root)
        rows = paid_for.values_list("entry__code_id", "entry__centre", "amount")
        return totals(((code, site), amount) for code, site, amount in rows)
    lines = ActLine.objects.standing().filter(act__contract=root)
    acts = lines.values_list("code_id", "site", "act__site", "amount")
    return totals(((code, own or of_act or root.site), amount) for code, own, of_act, amount in acts)


def by_code(amounts: dict[CodeMonth, Decimal]) -> defaultdict[int, Decimal]:
    """The same added over the months."""
    return totals((code, amount) for (code, _month), amount in amounts.items())


def positions_of(contracts: Sequence[Contract]) -> dict[int, ContractPosition]:
    """The whole of each contract over all its years, by id. Three queries."""
    ids = [contract.pk for contract in contracts]
    registered = Contract.objects.registered().filter(Q(pk__in=ids) | Q(root__in=ids))
    lines = ScheduleLine.objects.filter(contract__in=registered)
    rows = lines.values_list("contract_id", "contract__root_id", "amount_with_vat")
    promised = totals((root or pk, amount) for pk, root, amount in rows)
    done = totals(ActLine.objects.standing().filter(act__contract__in=ids).values_list("act__contract_id", "amount"))
    spent = totals(PaymentMatch.objects.standing().filter(contract__in=ids).values_list("contract_id", "amount"))
    return {
        one.pk: position(
            promised[one.pk], done[one.pk], spent[one.pk], is_payable_carried=one.is_payable_carried,
            is_closed=one.status == Contract.Status.CLOSED,
        )
        for one in contracts
    }  # fmt: skip


def positions_through(scope: Scope, through: Month) -> defaultdict[int, ContractPosition]:
    """Of each contract signed through a month, the scope's year with what was accepted and paid by then, by id.

    Two queries, whatever the number of papers.
    """
    signed = Contract.objects.in_effect(through.last_day).filter(budget__in=scope.budget_ids)
    fields = signed.order_by().values_list("pk", "root_id", "closed_on", "is_payable_carried")
    contracts = {pk: (root, day, is_payable) for pk, root, day, is_payable in fields}
    own = _sums_of_papers(scope, through)
    promised = totals(
        (contracts[pk][0] or pk, in_tenge(tiyn))
        for (paper, pk), tiyn in own.items()
        if paper == PROMISED and pk in contracts
    )
    found: defaultdict[int, ContractPosition] = defaultdict(ContractPosition)
    for pk, (root, closed_on, is_payable) in contracts.items():
        if root is None:
            accrued, later, spent = (in_tenge(own[paper, pk]) for paper in (ACCRUED, ACCEPTED_LATER, PAID))
            found[pk] = position(
                promised[pk], accrued + later, spent, accrued=accrued, is_payable_carried=is_payable,
                is_closed=closed_on is not None and closed_on <= through.last_day,
            )  # fmt: skip
    return found


def _sums_of_papers(scope: Scope, through: Month) -> defaultdict[tuple[int, int], int]:
    """Tiyn by kind of paper and contract. One query."""
    lines = ScheduleLine.objects.filter(
        contract__budget__in=scope.budget_ids, month__gte=Month(scope.year, 1), month__lte=Month(scope.year, 13)
    )
    acts = ActLine.objects.standing().filter(act__budget__in=scope.budget_ids, act__contract__isnull=False)
    matches = PaymentMatch.objects.standing().filter(
        contract__budget__in=scope.budget_ids, entry__date__lte=through.last_day
    )
    when = Case(When(month__lte=through.last_period, then=Value(ACCRUED)), default=Value(ACCEPTED_LATER))
    papers: Sequence[tuple[QuerySet[Any], Any, str, str]] = (
        (lines, Value(PROMISED), "contract_id", "amount_with_vat"),
        (acts, when, "act__contract_id", "amount"),
        (matches, Value(PAID), "contract_id", "amount"),
    )
    rows, *more = (
        asked.order_by().annotate(paper=paper, tiyn=whole_tiyn(amount)).values_list("paper", contract, "tiyn")
        for asked, paper, contract, amount in papers
    )
    tiyn: defaultdict[tuple[int, int], int] = defaultdict(int)
    for paper, pk, amount in rows.union(*more, all=True).iterator(20_000):
        tiyn[paper, pk] += amount
    return tiyn


def undelivered(budget: Budget, roots: Iterable[Contract], only: Contract | None = None) -> defaultdict[int, Leftovers]:
    """By id of `roots` what may be carried over: promised this year and not used, and promised for later years.

    Four queries, however many contracts; only of one contract where `only` is given.
    """
    found: defaultdict[int, Leftovers] = defaultdict(lambda: defaultdict(lambda: ZERO))
    named = {(root.number, root.supplier.number): root.pk for root in roots}
    entries: QuerySet[Entry] = Entry.objects.filter(budget=budget, measure=Measure.COMMITMENT).order_by()
    ahead = ScheduleLine.objects.filter(
        contract__in=Contract.objects.registered().filter(budget=budget), month__gt=Month(budget.year, 13)
    ).order_by()
    if only is not None:
        entries, ahead = commitments(only), ahead.filter(contract__in=with_agreements(only))
    rows = entries.values_list("contract_number", "counterparty_number", "code_id", "amount")
    for number, supplier, code, amount in rows.iterator(20_000):
        pk = named.get((number, supplier))
        if pk is not None:
            found[pk][code, None] += amount
    for pk, code, amount in _accepted(budget, only):
        found[pk][code, None] -= amount
    for pk, code, amount, is_payable in _paid(budget, only):
        if is_payable:
            found[pk][code, None] -= amount
    for pk, root, code, month, amount in ahead.values_list(
        "contract_id", "contract__root_id", "code_id", "month", "amount_with_vat"
    ):
        found[root or pk][code, month] += amount
    return found


def unpaid(budget: Budget, only: Contract | None = None) -> defaultdict[int, dict[int, Decimal]]:
    """Contract id → code id → tenge accepted and not paid. Advances cover the oldest acts. Two queries."""
    found: defaultdict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for pk, code, amount in _accepted(budget, only):
        found[pk][code] += amount
    for pk, code, amount, _is_payable in _paid(budget, only):
        found[pk][code] -= amount
    return found


@once
def _accepted(budget: Budget, only: Contract | None) -> list[tuple[int, int, Decimal]]:
    """Contract id, code id and tenge of each line of an act."""
    lines = ActLine.objects.standing().filter(act__budget=budget, act__contract__isnull=False)
    lines = lines if only is None else lines.filter(act__contract=only)
    return list(lines.values_list("act__contract_id", "code_id", "amount"))


@once
def _paid(budget: Budget, only: Contract | None) -> list[tuple[int, int, Decimal, bool]]:
    """Contract id, code id and tenge of each payment, and whether the contract was carried over to be paid alone."""
    matches = PaymentMatch.objects.standing().filter(contract__budget=budget)
    matches = matches if only is None else matches.filter(contract=only)
    return list(matches.values_list("contract_id", "entry__code_id", "amount", "contract__is_payable_carried"))
