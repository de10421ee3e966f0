"""What could be done about a loss: changes of a run, each costed anew with the margin it leads to. Pure; tenge.

Nothing is estimated: every figure of a lever is that of `what_if` under its changes, so a saved what-if says the same.
A lever that cannot cover the loss says how far it goes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from math import ceil, floor

from finance.money import TIYN, ZERO, round_half_up, total
from tariffs.allocation.inputs import STEP_DOWN
from tariffs.costing_basis import Inputs
from tariffs.problems import RefusedError
from tariffs.what_if import POSITIONS, ProfileBase, ProfileResult, WhatIfChanges, what_if

BED_DAYS, TARIFF, STAFF, PRICES, BEDS = "bed-days", "tariff", "positions", "prices", "beds"
MOST_PROFILES = 3  # levers are told of the profiles that lose most
MOST_TRIED = 12
QUARTER = Decimal("0.25")
CHEAPER = Decimal(5)  # percent
LARGEST = 3


@dataclass(frozen=True)
class LargeContract:
    """`amount` is what the contract promises for the months costed."""

    supplier: str
    code: str
    amount: Decimal


@dataclass(frozen=True)
class Lever:
    """One thing to change. `before` and `after` are the margin of `profile`, or of all profiles with a tariff.

    `was` and `becomes` are the figure that is changed: bed-days, tariff, positions, beds; the percent of `prices`.
    `other` is the profile that gives `beds`. `is_enough`: nothing is lost any more.
    """

    kind: str
    profile: str
    changes: WhatIfChanges
    was: Decimal
    becomes: Decimal
    before: Decimal
    after: Decimal
    centre: str = ""
    other: str = ""
    beds: int = 0
    contracts: tuple[LargeContract, ...] = field(default=())

    @property
    def is_enough(self) -> bool:
        return self.after >= ZERO


@dataclass(frozen=True)
class Question:
    """A run, what its profiles are paid and have, and the variable shares of codes."""

    inputs: Inputs
    paid: Mapping[str, ProfileBase]
    shares: Mapping[str, Decimal]
    method: str = STEP_DOWN

    def under(self, changes: WhatIfChanges) -> dict[str, ProfileResult]:
        return {one.profile: one for one in what_if(self.inputs, changes, self.paid, self.shares, self.method)}

    def margin(self, changes: WhatIfChanges, profile: str) -> Decimal:
        return margin(self.under(changes), profile)


def margin(results: Mapping[str, ProfileResult], profile: str = "") -> Decimal:
    """Of a profile, or of all that have a tariff."""
    if profile:
        return results[profile].margin or ZERO
    return total(one.margin for one in results.values() if one.margin is not None)


def levers(asked: Question, contracts: Sequence[LargeContract] = ()) -> list[Lever]:
    """Levers of the profiles that lose most, then those of the whole facility; none where nothing is lost."""
    base = asked.under(WhatIfChanges())
    losing = sorted((one for one in base.values() if (one.margin or ZERO) < ZERO), key=lambda one: one.margin or ZERO)
    found: list[Lever | None] = []
    for one in losing[:MOST_PROFILES]:
        found += [_bed_days(asked, one), _tariff(asked, one)]
    if losing:
        found += [_positions(asked, losing), _prices(asked, base, contracts), _beds(asked, base)]
    return [lever for lever in found if lever is not None and lever.after > lever.before]


def _bed_days(asked: Question, one: ProfileResult) -> Lever | None:
    """The fewest bed-days that pay for themselves, no more than the beds can give."""
    most = floor(one.capacity)
    if most <= one.bed_days or one.margin is None:
        return None

    def after(days: int) -> Decimal:
        return asked.margin(WhatIfChanges(bed_days={one.profile: days}), one.profile)

    days = _least(after, one.bed_days, most, one.margin)
    return Lever(
        BED_DAYS, one.profile, WhatIfChanges(bed_days={one.profile: days}), Decimal(one.bed_days), Decimal(days),
        one.margin, after(days),
    )  # fmt: skip


def _least(after: Callable[[int], Decimal], low: int, high: int, at_low: Decimal) -> int:
    """The least whole number up to `high` that loses nothing, by the line between what is known; `high` where none."""
    at_high = after(high)
    if at_high < ZERO:
        return high
    for _trial in range(MOST_TRIED):
        if high - low <= 1:
            break
        guess = low + ceil(Fraction(high - low) * Fraction(-at_low) / Fraction(at_high - at_low))
        guess = min(max(guess, low + 1), high - 1)
        value = after(guess)
        if value < ZERO:
            low, at_low = guess, value
        else:
            high, at_high = guess, value
    return high


def _tariff(asked: Question, one: ProfileResult) -> Lever | None:
    """The tariff that covers the cost, rounded up to the tiyn."""
    if not one.bed_days or one.tariff is None or one.margin is None:
        return None
    exact = Fraction(one.full_cost) / one.bed_days
    ask = (Decimal(ceil(exact / Fraction(TIYN))) * TIYN).quantize(TIYN)
    changes = WhatIfChanges(tariffs={one.profile: ask})
    return Lever(
        TARIFF, one.profile, changes, round_half_up(one.tariff), ask, one.margin, asked.margin(changes, one.profile)
    )


def _positions(asked: Question, losing: Sequence[ProfileResult]) -> Lever | None:
    """Fewer positions, in quarters, at the centre of the first profile they would save; else where they save most."""
    driver = asked.inputs.drivers.get(POSITIONS, {})
    centres = {centre.profile: centre.key for centre in asked.inputs.centres if centre.profile}
    found: list[Lever] = []
    for one in losing:
        centre = centres.get(one.profile, "")
        has = driver.get(centre, Fraction(0))
        quarters = floor(has / Fraction(QUARTER)) - 1
        if quarters < 1 or one.margin is None:
            continue

        def fewer(cut: int, centre: str = centre, has: Fraction = has) -> WhatIfChanges:
            return WhatIfChanges(positions={centre: round_half_up(has - cut * Fraction(QUARTER))})

        def after(cut: int, profile: str = one.profile) -> Decimal:
            return asked.margin(fewer(cut), profile)

        # a quarter of the positions is the most that anybody would look at
        cut = _least(after, 0, max(1, quarters // 4), one.margin)
        changes = fewer(cut)
        found.append(
            Lever(STAFF, one.profile, changes, round_half_up(has), changes.positions[centre], one.margin, after(cut),
                  centre=centre)
        )  # fmt: skip
        if found[-1].is_enough:
            return found[-1]
    return max(found, key=lambda lever: lever.after - lever.before, default=None)


def _prices(asked: Question, base: Mapping[str, ProfileResult], contracts: Sequence[LargeContract]) -> Lever | None:
    """The largest contracts five percent cheaper: by so many percent the cost of their codes falls."""
    costs = asked.inputs.ledger_by_code
    largest = sorted((one for one in contracts if costs.get(one.code, ZERO) > ZERO), key=lambda one: -one.amount)[
        :LARGEST
    ]
    prices: dict[str, Decimal] = {}
    for code in sorted({one.code for one in largest}):
        bought = min(total(one.amount for one in largest if one.code == code), costs[code])
        percent = (CHEAPER * bought / costs[code]).quantize(TIYN, ROUND_FLOOR)
        if percent:
            prices[code] = 1 - percent / 100
    if not prices:
        return None
    changes = WhatIfChanges(prices=prices)
    return Lever(PRICES, "", changes, ZERO, -CHEAPER, margin(base), asked.margin(changes, ""), contracts=tuple(largest))


def _beds(asked: Question, base: Mapping[str, ProfileResult]) -> Lever | None:
    """Beds of the profile that uses least of its own given to the one that gains most by a day, as full as its own."""
    open_beds = [one for one in base.values() if one.capacity and one.occupancy is not None]
    takers = [one for one in open_beds if _gain(asked, one) > 0]
    if not takers or len(open_beds) < 2:
        return None
    taker = max(takers, key=lambda one: _gain(asked, one))
    givers = [one for one in open_beds if one is not taker and (one.occupancy or 0) < (taker.occupancy or 0)]
    if not givers:
        return None
    giver = min(givers, key=lambda one: one.occupancy or Fraction(0))
    days, full = asked.paid[taker.profile].days, min(taker.occupancy or Fraction(1), Fraction(1))
    has = asked.paid[giver.profile].beds
    beds = floor(has - Fraction(giver.bed_days) / (days * full))
    more = floor(beds * days * full)
    if beds < 1 or more < 1:
        return None
    changes = WhatIfChanges(
        bed_days={taker.profile: taker.bed_days + more},
        beds={
            giver.profile: ceil(has) - beds,
            taker.profile: floor(asked.paid[taker.profile].beds) + beds,
        },
    )
    try:
        after = asked.margin(changes, "")
    except RefusedError:
        return None
    return Lever(
        BEDS, taker.profile, changes, Decimal(taker.bed_days), Decimal(taker.bed_days + more), margin(base), after,
        other=giver.profile, beds=beds,
    )  # fmt: skip


def _gain(asked: Question, one: ProfileResult) -> Fraction:
    """What one more bed-day of the profile brings beyond the cost that varies with it."""
    if one.tariff is None or not one.bed_days:
        return Fraction(0)
    costs, days = asked.inputs.ledger_by_code, sum(asked.inputs.bed_days.values())
    varying = sum(
        (Fraction(amount) * Fraction(asked.shares.get(code, ZERO)) for code, amount in costs.items()), Fraction(0)
    )
    return one.tariff - varying / days
