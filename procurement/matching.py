"""Which contract or act a payment pays. Pure; tenge.

A match needs the same supplier. The number of the contract or act in the payment is the strongest reason, then a sum
equal to what is unpaid of one act, then of several acts of one contract together, then an only open contract. What
two contracts could claim is left to a person.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import islice

from finance.money import ZERO

MOST_ACTS_TOGETHER = 6
MOST_ACTS_LOOKED_AT = 20
SHORT = 5
MARK = r"(?:№|#|\b(?:N|no|дог\w*|шарт\w*|акт\w*|сч[её]т\w*|contract|act|invoice|agreement))[\s.:№]*"


@dataclass(frozen=True, slots=True)
class PaidEntry:
    entry: int
    amount: Decimal
    date: date
    supplier_number: str
    contract_number: str
    purpose: str


@dataclass(frozen=True, slots=True)
class OpenAct:
    act: int
    number: str
    accepted_on: date
    unpaid: Decimal


@dataclass(frozen=True, slots=True)
class OpenContract:
    """`unpaid` is the contract's sum less what was paid under it; `acts` those not fully paid, oldest first."""

    contract: int
    number: str
    supplier_number: str
    signed_on: date
    unpaid: Decimal
    acts: tuple[OpenAct, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchPart:
    """A part of the payment; without an act it is an advance on the contract."""

    contract: int
    act: int | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Match:
    """`reason` is a key: number, act-number, act-sum, acts-sum, only-contract. `confidence` in per cent."""

    parts: tuple[MatchPart, ...]
    reason: str
    confidence: int


def match(payment: PaidEntry, contracts: Sequence[OpenContract]) -> Match | None:
    """The one contract this payment pays, or None where there is none or more than one could be meant."""
    own = [
        contract
        for contract in contracts
        if contract.supplier_number == payment.supplier_number
        and contract.signed_on <= payment.date
        and contract.unpaid >= payment.amount > 0
    ]
    named = [contract for contract in own if names(payment, contract.number)]
    if len(named) > 1:
        named = [c for c in named if len(c.number) == max(len(other.number) for other in named)]
    if len(named) == 1:
        return _on_contract(payment, named[0], "number", 95)
    if named:
        return None
    for reason, confidence, exact in (("act-sum", 85, 1), ("acts-sum", 75, MOST_ACTS_TOGETHER)):
        found = [(contract, acts) for contract in own for acts in _acts_of_sum(payment, contract, exact)]
        if len(found) == 1:
            contract, acts = found[0]
            return Match(tuple(MatchPart(contract.contract, act.act, act.unpaid) for act in acts), reason, confidence)
        if found:
            return None
    return _on_contract(payment, own[0], "only-contract", 60) if len(own) == 1 else None


def names(payment: PaidEntry, number: str) -> bool:
    """Whether the payment states this number as a whole, not as a part of another one.

    A short plain number counts only behind a word or mark that announces one: “17” is as often a day.
    """
    if not number:
        return False
    if payment.contract_number == number:
        return True
    if number.lower() not in payment.purpose.lower():
        return False
    announced = MARK if number.isdigit() and len(number) < SHORT else ""
    pattern = rf"{announced}(?<![\w/.-]){re.escape(number)}(?![\w/-]|\.\d)"
    return bool(re.search(pattern, payment.purpose, re.IGNORECASE))


def less(contract: OpenContract, part: MatchPart) -> OpenContract:
    """`contract` once `part` of it is paid."""
    acts = tuple(replace(act, unpaid=act.unpaid - part.amount) if act.act == part.act else act for act in contract.acts)
    return replace(contract, unpaid=contract.unpaid - part.amount, acts=tuple(a for a in acts if a.unpaid > 0))


def _on_contract(payment: PaidEntry, contract: OpenContract, reason: str, confidence: int) -> Match:
    by_number = [act for act in contract.acts if names(payment, act.number)]
    if len(by_number) == 1 and by_number[0].unpaid >= payment.amount:
        return Match((MatchPart(contract.contract, by_number[0].act, payment.amount),), "act-number", 99)
    for count in (1, MOST_ACTS_TOGETHER):
        exact = _acts_of_sum(payment, contract, count)
        if len(exact) == 1:
            parts = tuple(MatchPart(contract.contract, act.act, act.unpaid) for act in exact[0])
            return Match(parts, reason, confidence)
    return Match(_oldest_first(payment, contract), reason, confidence)


def _oldest_first(payment: PaidEntry, contract: OpenContract) -> tuple[MatchPart, ...]:
    left, parts = payment.amount, []
    for act in contract.acts:
        take = min(left, act.unpaid)
        if take > 0:
            parts.append(MatchPart(contract.contract, act.act, take))
            left -= take
    if left > ZERO:
        parts.append(MatchPart(contract.contract, None, left))
    return tuple(parts)


def _acts_of_sum(payment: PaidEntry, contract: OpenContract, most: int) -> list[tuple[OpenAct, ...]]:
    """Sets of up to `most` acts whose unpaid sums make exactly the payment; only the smallest sets, at most two."""
    acts = [act for act in contract.acts if act.accepted_on <= payment.date and 0 < act.unpaid <= payment.amount]
    acts = acts[:MOST_ACTS_LOOKED_AT]
    by_size = sorted(((_tiyn(act.unpaid), at) for at, act in enumerate(acts)), reverse=True)
    sums = [size for size, _at in by_size]
    for count in range(1, min(most, len(acts)) + 1):
        found = list(islice(_of_sum(sums, 0, count, _tiyn(payment.amount)), 2))
        if found:
            return [tuple(acts[at] for at in sorted(by_size[place][1] for place in places)) for places in found]
    return []


def _of_sum(sums: Sequence[int], first: int, count: int, wanted: int) -> Iterator[tuple[int, ...]]:
    """Places of `count` of the sums, largest first, from `first` on, that make `wanted`.

    What even the largest ones left cannot reach, or the smallest ones exceed, is not looked at.
    """
    if count == 0:
        if wanted == 0:
            yield ()
        return
    for place in range(first, len(sums) - count + 1):
        if sum(sums[place : place + count]) < wanted:
            return
        if sums[place] + sum(sums[len(sums) - count + 1 :]) > wanted:
            continue
        for rest in _of_sum(sums, place + 1, count - 1, wanted - sums[place]):
            yield place, *rest


def _tiyn(amount: Decimal) -> int:
    return int(amount.scaleb(2))
