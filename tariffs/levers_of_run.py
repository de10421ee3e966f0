"""The levers of a costing of today's books, with the frozen run that says the same, if there is one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from finance.models import Entry, Measure
from finance.money import ZERO, round_half_up, totals
from finance.months import Month
from finance.scope import Scope
from tariffs.bed_day_cost import BedDayCost
from tariffs.costing_basis import Inputs
from tariffs.freezing import frozen, thawed
from tariffs.levers import LargeContract, Lever, Question, levers
from tariffs.models import CostingRun
from tariffs.what_if import ProfileBase

YEAR = 12


@dataclass(frozen=True)
class LeversOfRun:
    """`run` is the newest of these months that was frozen from the same inputs."""

    levers: tuple[Lever, ...]
    run: CostingRun | None


def told_of(
    scope: Scope, costing: BedDayCost, paid: Mapping[str, ProfileBase], shares: Mapping[str, Decimal]
) -> LeversOfRun:
    """Two queries, one where several budgets are costed together, since a run is of one."""
    inputs = costing.inputs
    contracts = contracts_of(scope, inputs.first, inputs.last)
    found = _computed(
        _as_text(inputs), costing.method, tuple(sorted(paid.items())), tuple(sorted(shares.items())), contracts
    )
    return LeversOfRun(found, run_of_books(scope, costing))


def run_of_books(scope: Scope, costing: BedDayCost) -> CostingRun | None:
    """The newest run of these months, where it was frozen from what the books still say. One query."""
    inputs = costing.inputs
    if len(scope.budgets) > 1:
        return None
    asked = {"budget": scope.budgets[0], "first_month": inputs.first, "last_month": inputs.last}
    newest = CostingRun.objects.filter(**asked, method=costing.method, measure=inputs.measure).first()
    return newest if newest is not None and _without_versions(newest.inputs) == _as_text(inputs) else None


def contracts_of(scope: Scope, first: Month, last: Month) -> tuple[LargeContract, ...]:
    """What is promised to each supplier by code, the months' part of the year; those made by `last`. One query."""
    made = Entry.objects.filter(budget__in=scope.budget_ids, measure=Measure.COMMITMENT, date__lte=last.last_day)
    rows = made.values_list("counterparty_number", "code__code", "amount", "counterparty_name")
    names: dict[str, str] = {}
    sums = []
    for number, code, amount, name in rows:
        if number:
            names[number] = names.get(number) or name
            sums.append(((number, code), amount))
    months = last.number - first.number + 1
    return tuple(
        LargeContract(names[number] or number, code, round_half_up(amount * months / YEAR))
        for (number, code), amount in totals(sums).items()
        if amount > ZERO
    )


@lru_cache(maxsize=64)
def _computed(
    inputs: str,
    method: str,
    paid: tuple[tuple[str, ProfileBase], ...],
    shares: tuple[tuple[str, Decimal], ...],
    contracts: tuple[LargeContract, ...],
) -> tuple[Lever, ...]:
    """Of inputs as text, so that a page asked for again does not cost them twenty times anew."""
    return tuple(levers(Question(thawed(json.loads(inputs)), dict(paid), dict(shares), method), contracts))


def _as_text(inputs: Inputs) -> str:
    return _without_versions(frozen(inputs, {}))


def _without_versions(stored: dict[str, object]) -> str:
    return json.dumps({key: value for key, value in stored.items() if key != "versions"}, sort_keys=True)
