"""Why a bed-day costs more or less than its tariff: the gap of a profile cut into all its parts. Pure; tenge.

The plan of a code is spread over profiles as its actual cost was. Above the tariff is positive. The parts, in order:

- tariff: what the planned bed-day would cost with every bed filled, less the tariff, × bed-days done;
- empty beds: fixed cost of the beds that the plan itself leaves empty;
- volume: fixed cost that bed-days fewer than planned (or more) do not carry (or do);
- use, staff, price, overhead: actual less planned cost at the bed-days done: of codes that vary with bed-days; of the
  profile's own pay; of what else it has of its own; of what services gave it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from finance.money import ZERO, round_half_up, total

TARIFF, EMPTY_BEDS, VOLUME, STAFF, USE, PRICE, OVERHEAD = PARTS = (
    "tariff", "empty-beds", "volume", "staff", "use", "price", "overhead",
)  # fmt: skip
# what was spent beside the plan at the bed-days done
SPENDING = (STAFF, USE, PRICE, OVERHEAD)


@dataclass(frozen=True)
class ProfileAccount:
    """A profile's bed-days and cost. `direct` is what of `cost` arose in it; `planned` and `planned_direct` as `cost`.

    `capacity` is what its beds could give, None where nobody says; `revenue` is what is due for the bed-days done.
    """

    bed_days: int
    bed_days_planned: int
    capacity: int | None
    revenue: Decimal
    cost: Mapping[str, Decimal]
    direct: Mapping[str, Decimal]
    planned: Mapping[str, Fraction]
    planned_direct: Mapping[str, Fraction]

    @property
    def gap(self) -> Decimal:
        return total(self.cost.values()) - self.revenue


@dataclass(frozen=True)
class Gap:
    """`parts` add up to `whole` to the tiyn; `by_code` says of each part of spending which codes it is made of, exact.

    `planned_full` is the planned cost of a bed-day with every bed filled, `fixed` the planned cost that does not vary.
    """

    whole: Decimal
    parts: Mapping[str, Decimal]
    by_code: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    planned_full: Fraction | None = None
    fixed: Fraction = Fraction(0)


def spread_as(
    plan: Mapping[str, Decimal], own: Mapping[str, Decimal], of_all: Mapping[str, Decimal]
) -> dict[str, Fraction]:
    """The part of `plan` by code that goes where `own` of `of_all` went; a code without cost goes as all cost did."""
    whole = total(of_all.values())
    share = Fraction(total(own.values())) / Fraction(whole) if whole else Fraction(0)
    return {
        code: Fraction(amount) * (Fraction(own.get(code, ZERO)) / Fraction(of_all[code]) if of_all.get(code) else share)
        for code, amount in plan.items()
    }


def cut(paid: ProfileAccount, variable_shares: Mapping[str, Decimal], pay: Collection[str]) -> Gap:
    """The gap of one profile; `pay` are the codes of pay with contributions, shares are 0 to 1, absent 0."""
    done, planned = Fraction(paid.bed_days), Fraction(paid.bed_days_planned or paid.bed_days)
    capacity = Fraction(paid.capacity or planned)
    shares = {code: Fraction(share) for code, share in variable_shares.items()}
    varying = sum((amount * shares.get(code, 0) for code, amount in paid.planned.items()), Fraction(0))
    fixed = sum(paid.planned.values(), Fraction(0)) - varying
    flexed = done / planned if planned else Fraction(0)  # how much of what varies the bed-days done allow
    filled = done / capacity if capacity else Fraction(0)
    exact = {
        TARIFF: fixed * filled + varying * flexed - Fraction(paid.revenue),
        EMPTY_BEDS: fixed * (flexed - filled),
        VOLUME: fixed * (1 - flexed),
    }
    by_code = _spending(paid, shares, flexed, pay)
    exact |= {part: sum(codes.values(), Fraction(0)) for part, codes in by_code.items()}
    full = fixed / capacity + varying / planned if planned else None
    return Gap(paid.gap, apportioned(paid.gap, exact), by_code, full, fixed)


def _spending(
    paid: ProfileAccount, shares: Mapping[str, Fraction], flexed: Fraction, pay: Collection[str]
) -> dict[str, dict[str, Fraction]]:
    """Actual less planned at the bed-days done, by part and code."""
    found: dict[str, defaultdict[str, Fraction]] = {part: defaultdict(Fraction) for part in SPENDING}
    for code in sorted({*paid.cost, *paid.planned}):
        share = shares.get(code, Fraction(0))
        allowed = 1 - share + share * flexed
        over = Fraction(paid.cost.get(code, ZERO)) - paid.planned.get(code, Fraction(0)) * allowed
        own = Fraction(paid.direct.get(code, ZERO)) - paid.planned_direct.get(code, Fraction(0)) * allowed
        if share:
            found[USE][code] += over
        else:
            found[STAFF if code in pay else PRICE][code] += own
            found[OVERHEAD][code] += over - own
    return {part: {code: amount for code, amount in codes.items() if amount} for part, codes in found.items()}


def apportioned(whole: Decimal, exact: Mapping[str, Fraction]) -> dict[str, Decimal]:
    """Each part half up to the tiyn; what that leaves of `whole` goes to the largest, the first on a tie."""
    parts = {key: round_half_up(amount) for key, amount in exact.items()}
    largest = max(parts, key=lambda key: abs(parts[key]))
    parts[largest] += whole - total(parts.values())
    return parts


def together(gaps: Collection[Gap]) -> Gap:
    """The gap of several profiles."""
    by_code: dict[str, defaultdict[str, Fraction]] = {part: defaultdict(Fraction) for part in SPENDING}
    for gap in gaps:
        for part, codes in gap.by_code.items():
            for code, amount in codes.items():
                by_code[part][code] += amount
    return Gap(
        total(gap.whole for gap in gaps),
        {part: total(gap.parts[part] for gap in gaps) for part in PARTS},
        by_code,
        fixed=sum((gap.fixed for gap in gaps), Fraction(0)),
    )
