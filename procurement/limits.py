"""How much may still be promised. Pure; tenge.

Available to commit = adjusted plan − committed − accrued without a contract. Trial balances name no contract, so what
was accrued without one is the larger of what was entered so and what accruals exceed commitments by.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from finance.money import ZERO, round_half_up


class Mode(StrEnum):
    STOP = "stop"
    WARN = "warn"
    ALLOW = "allow"


@dataclass(frozen=True, slots=True)
class CodePosition:
    """One code over one span of months (the year, or January to a month)."""

    plan: Decimal = ZERO
    committed: Decimal = ZERO
    actual: Decimal = ZERO
    entered_without_contract: Decimal = ZERO
    funding: Decimal = ZERO

    @property
    def accrued_without_contract(self) -> Decimal:
        return max(self.entered_without_contract, self.actual - self.committed, ZERO)

    @property
    def available(self) -> Decimal:
        return self.plan - self.committed - self.accrued_without_contract

    @property
    def available_of_funding(self) -> Decimal:
        return self.funding - self.committed - self.accrued_without_contract

    def with_commitment(self, amount: Decimal) -> "CodePosition":
        return replace(self, committed=self.committed + amount)


@dataclass(frozen=True, slots=True)
class LimitRule:
    """`tolerance_percent` is of the plan; where both tolerances are given the lower holds.

    `act_mode` is for acts above their contract, `payment_mode` for payments above their act or contract.
    """

    mode: Mode = Mode.STOP
    act_mode: Mode = Mode.STOP
    payment_mode: Mode = Mode.STOP
    is_cumulative: bool = False
    is_limited_by_funding: bool = False
    tolerance_amount: Decimal | None = None
    tolerance_percent: Decimal | None = None

    def tolerance(self, plan: Decimal) -> Decimal:
        given = []
        if self.tolerance_amount is not None:
            given.append(self.tolerance_amount)
        if self.tolerance_percent is not None:
            given.append(round_half_up(plan * self.tolerance_percent / 100))
        return min(given, default=ZERO)


@dataclass(frozen=True, slots=True)
class Excess:
    """What leaves less than nothing. `limit` is `plan` or `funding`, and `span` names the months (`year`, `2025-03`);
    for papers `limit` is `contract` or `act`, and `span` is `act` or `payment`.
    """

    code: int
    span: str
    limit: str
    mode: Mode
    requested: Decimal
    available: Decimal
    over: Decimal


def excesses(
    requests: Mapping[int, Mapping[str, Decimal]],
    positions: Mapping[tuple[int, str], CodePosition],
    rules: Mapping[int, Iterable[LimitRule]],
) -> list[Excess]:
    """What speaks against committing `requests` (code → span → tenge) on top of `positions` (code, span).

    Only sums that are added are judged: a release is never refused. Of several months the one that is exceeded most is
    named.
    """
    found: dict[tuple[int, str], Excess] = {}
    for code, spans in requests.items():
        for rule in rules.get(code, (LimitRule(),)):
            for span, amount in spans.items():
                if amount <= 0 or rule.mode is Mode.ALLOW or (span != "year") != rule.is_cumulative:
                    continue
                before = positions.get((code, span), CodePosition())
                after = before.with_commitment(amount)
                tolerance = rule.tolerance(before.plan)
                limits = [("plan", before.available, after.available)]
                if rule.is_limited_by_funding:
                    limits.append(("funding", before.available_of_funding, after.available_of_funding))
                for limit, was, left in limits:
                    known = found.get((code, limit))
                    if left < -tolerance and (known is None or -left > known.over):
                        found[code, limit] = Excess(code, span, limit, rule.mode, amount, was, -left)
    return list(found.values())
