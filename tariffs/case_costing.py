"""What a case costs. Pure; tenge, exact until `tariffs.case_rounding` makes whole tiyn of it.

Bed-days × ward rate + fed days × kitchen rate + units × rate of their centre + medicines issued. What services, rooms
and administration cost is in these rates already: they come from the costing of bed-days, whose full cost they add up
to. What was not issued or not recorded for a case goes by bed-day and stands apart; a centre without a recorded unit
goes by bed-day within each profile (the average method).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import lcm

from tariffs.allocation.trace import moved_codes
from tariffs.attributing import BED_DAYS
from tariffs.bed_day_cost import BedDayCost, services_of

FOOD_CODE, DRUGS_CODE = "141", "142"
WARD, KITCHEN, DRUGS = "ward", "kitchen", "drugs"
NOT_ISSUED, NOT_RECORDED = "drugs_not_issued", "services_not_recorded"
NOTHING = Fraction(0)
# tiyn of a tenge; a unit has at most four decimals in a row and in its rate
TIYN, UNIT = 100, 10**8


@dataclass(frozen=True, slots=True)
class CaseStay:
    """A stay within the costed months: bed-days, units by centre and medicines (tenge) of the months alone.

    `tariff` is what is due for them, None without a tariff; `is_finished` says that it ended within the months.
    """

    case: str
    admitted: date
    discharged: date | None
    profile: str
    bed_days: int
    is_finished: bool
    referred_by: str = ""
    diagnosis: str = ""
    outcome: str = ""
    tariff: Decimal | None = None
    units: Mapping[str, Decimal] = field(default_factory=dict)
    drugs: Decimal | None = None
    # the day of admission of a stay that moved here from another profile on the day `admitted`
    since: date | None = None

    @property
    def whole(self) -> tuple[str, date]:
        """What tells the stay apart that this is a part of."""
        return self.case, self.since or self.admitted


@dataclass(frozen=True, slots=True)
class ComponentRate:
    """How a part of the cost is spread: `amount` ÷ `units` is what one bed-day or one unit costs, exact tenge.

    `profile` is empty where the rate is one for all; `is_by_bed_day` tells what the units are. `of_cases` is how many
    of the units the cases have: the rest is not for patients of the register.
    """

    component: str
    profile: str
    amount: Fraction
    units: Fraction
    of_cases: Fraction
    is_by_bed_day: bool

    @property
    def rate(self) -> Fraction | None:
        return self.amount / self.units if self.units else None


@dataclass(frozen=True)
class ExactCases:
    """What every case costs by component, in the order of the cases; and what no case bears, tenge.

    `parts` are whole numbers of which `scale` make a tiyn: exact, and many times quicker than fractions.
    """

    rates: tuple[ComponentRate, ...]
    parts: tuple[Mapping[str, int], ...]
    scale: int
    ledger: Fraction

    @property
    def not_for_patients(self) -> Fraction:
        return self.ledger - Fraction(sum(sum(parts.values()) for parts in self.parts), self.scale * TIYN)


def kitchen_of(costing: BedDayCost) -> str:
    """The service where food arises; empty where food is bought for no service."""
    direct = {c.key: costing.direct.get(c.key, {}).get(FOOD_CODE, Decimal(0)) for c in services_of(costing.inputs)}
    key = max(direct, key=lambda one: direct[one], default="")
    return key if key and direct[key] > 0 else ""


def cost_exactly(costing: BedDayCost, stays: Sequence[CaseStay], listed: Collection[str]) -> ExactCases:
    """Cost `stays` from a costing of the same months. `listed` are the centres of the price list of units."""
    has_drugs = any(stay.drugs for stay in stays)
    by_code = pools_of(costing, listed)
    drugs = NOTHING
    if has_drugs:
        drugs = sum((codes.pop(DRUGS_CODE, NOTHING) for own in by_code.values() for codes in own.values()), NOTHING)
    pools = {component: {profile: sum(codes.values(), NOTHING) for profile, codes in own.items()}
             for component, own in by_code.items()}  # fmt: skip
    days = _totals((stay.profile, Fraction(stay.bed_days)) for stay in stays)
    costed = {p.profile: max(Fraction(p.bed_days), days.get(p.profile, NOTHING)) for p in costing.profiles}
    units = _totals((centre, Fraction(amount)) for stay in stays for centre, amount in stay.units.items())
    rates: list[ComponentRate] = []
    left = NOTHING
    for component, by_profile in pools.items():
        recorded = units.get(component, NOTHING)
        if not recorded:
            rates += [
                ComponentRate(component, profile, amount, costed[profile], days.get(profile, NOTHING), True)
                for profile, amount in by_profile.items()
            ]  # fmt: skip
            continue
        whole = sum(by_profile.values(), NOTHING)
        made = max(recorded, units_made(costing, component))
        rates.append(ComponentRate(component, "", whole * recorded / made, recorded, recorded, False))
        left += whole * (made - recorded) / made
    over_all = sum(costed.values(), NOTHING), sum((days.get(profile, NOTHING) for profile in costed), NOTHING)
    if left:
        rates.append(ComponentRate(NOT_RECORDED, "", left, *over_all, True))
    if has_drugs:
        issued = sum((Fraction(stay.drugs) for stay in stays if stay.drugs), NOTHING)
        rates.append(ComponentRate(NOT_ISSUED, "", drugs - issued, *over_all, True))
    ledger = Fraction(costing.ledger_total)
    scale = lcm(*(rate.rate.denominator for rate in rates if rate.rate is not None)) * UNIT
    return ExactCases(tuple(rates), tuple(_parts(stays, rates, scale)), scale, ledger)


def _parts(stays: Sequence[CaseStay], rates: Sequence[ComponentRate], scale: int) -> list[dict[str, int]]:
    """What each stay bears, in parts of a tiyn, zeros left out."""
    by_day: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    everywhere: list[tuple[str, int]] = []
    by_unit: dict[str, int] = {}
    for rate in rates:
        if rate.rate is None or not rate.rate:
            continue
        whole = int(rate.rate * TIYN * scale)
        if not rate.is_by_bed_day:
            by_unit[rate.component] = whole // UNIT
        elif rate.profile:
            by_day[rate.profile].append((rate.component, whole))
        else:
            everywhere.append((rate.component, whole))
    costed = {rate.profile for rate in rates if rate.profile}
    known: dict[tuple[str, int], dict[str, int]] = {}
    found = []
    for stay in stays:
        key = stay.profile, stay.bed_days
        if key not in known:
            shared = everywhere if stay.profile in costed else []
            known[key] = {name: rate * stay.bed_days for name, rate in (*by_day[stay.profile], *shared)
                          if stay.bed_days}  # fmt: skip
        parts = dict(known[key])
        for centre, units in stay.units.items():
            if centre in by_unit and units:
                parts[centre] = by_unit[centre] * int(units * UNIT)
        if stay.drugs:
            parts[DRUGS] = int(stay.drugs * TIYN) * scale
        found.append(parts)
    return found


def pools_of(costing: BedDayCost, listed: Collection[str]) -> dict[str, dict[str, dict[str, Fraction]]]:
    """Full cost by component, profile and code: what kitchen and listed services gave, and the rest as the ward's."""
    moved = moved_codes(costing.outcome, costing.direct)
    kitchen = kitchen_of(costing)
    keys = [service.key for service in services_of(costing.inputs)]
    sides = {key: KITCHEN if key == kitchen else key for key in keys if key == kitchen or key in listed}
    centres = {centre.profile: centre.key for centre in costing.inputs.centres if centre.profile}
    pools: dict[str, dict[str, dict[str, Fraction]]] = {WARD: {}, KITCHEN: {}}
    for profile in costing.profiles:
        rest = {code: Fraction(amount) for code, amount in profile.by_code.items()}
        for service, component in sides.items():
            codes = {code: amount for code, amount in
                     moved.get((service, centres[profile.profile]), {}).items() if amount}  # fmt: skip
            if codes:
                pools.setdefault(component, {})[profile.profile] = codes
            for code, amount in codes.items():
                rest[code] = rest.get(code, NOTHING) - amount
        pools[WARD][profile.profile] = rest
    return {component: own for component, own in pools.items() if own}


def codes_of(
    costing: BedDayCost, listed: Collection[str], case: Mapping[str, Decimal], profile: str
) -> dict[str, Fraction]:
    """What the components of a case (tenge) are made of, by code; each has the mix of the cost it is a share of."""
    pools = pools_of(costing, listed)
    has_drugs = DRUGS in case or NOT_ISSUED in case
    found: defaultdict[str, Fraction] = defaultdict(Fraction)
    for component, amount in case.items():
        if component in (DRUGS, NOT_ISSUED):
            found[DRUGS_CODE] += Fraction(amount)
            continue
        own = pools.get(component, {})
        mixes = [own[profile]] if component in (WARD, KITCHEN) and profile in own else list(own.values())
        if component == NOT_RECORDED:
            mixes = [codes for key, by_profile in pools.items() if key not in (WARD, KITCHEN)
                     for codes in by_profile.values()]  # fmt: skip
        mix: defaultdict[str, Fraction] = defaultdict(Fraction)
        for codes in mixes:
            for code, part in codes.items():
                if not (has_drugs and code == DRUGS_CODE):
                    mix[code] += part
        whole = sum(mix.values(), NOTHING)
        for code, part in mix.items():
            found[code] += Fraction(amount) * part / whole if whole else NOTHING
    return dict(found)


def units_made(costing: BedDayCost, centre: str) -> Fraction:
    """Units that the centre gave to profiles as its driver says; none where it is spread by something else."""
    basis = next((c.basis for c in costing.inputs.centres if c.key == centre), "")
    if basis in ("", BED_DAYS) or not basis.endswith(("_units", "_sessions", "_procedures")):
        return NOTHING
    finals = {c.key for c in costing.inputs.centres if c.profile}
    driver = costing.inputs.drivers.get(basis, {})
    return sum((value for key, value in driver.items() if key in finals), NOTHING)


def _totals(pairs: Iterable[tuple[str, Fraction]]) -> dict[str, Fraction]:
    found: defaultdict[str, Fraction] = defaultdict(Fraction)
    for key, amount in pairs:
        found[key] += amount
    return dict(found)
