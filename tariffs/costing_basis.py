"""What a costing is computed from, as values. Pure; amounts tenge, months inclusive."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from finance.money import ZERO
from finance.months import Month, span
from tariffs.allocation.scenario import Rounding
from tariffs.attributing import LedgerCost, Rule


@dataclass(frozen=True, slots=True)
class Centre:
    """`profile` is empty but for clinical centres; `step` orders the services, `basis` is what one is spread by."""

    key: str
    name_ru: str
    name_kk: str
    kind: str
    profile: str
    step: int | None
    basis: str


@dataclass(frozen=True, slots=True)
class MonthVolume:
    """One month of a profile in a setting; None where nobody said. `is_counted` where bed-days come from stays."""

    month: Month
    profile: str
    setting: str
    beds: int | None
    bed_days_planned: int | None
    bed_days_done: int | None
    discharged: int | None
    accompanying_days: int | None
    is_counted: bool = False


@dataclass(frozen=True)
class Inputs:
    first: Month
    last: Month
    measure: str
    centres: tuple[Centre, ...]
    rules: tuple[Rule, ...]
    drivers: Mapping[str, Mapping[str, Fraction]]
    costs: tuple[LedgerCost, ...]
    placed: Mapping[str, Mapping[str, Decimal]]
    bed_days: Mapping[str, int]
    accompanying_days: Mapping[str, int]
    profiles: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    is_counted_from_stays: bool = False
    rounding: Rounding = field(default_factory=Rounding)

    @property
    def months(self) -> list[Month]:
        return list(span(self.first, self.last))

    @property
    def ledger_by_code(self) -> dict[str, Decimal]:
        """The ledger's total of each code in the period, wherever its entries say it arose."""
        found: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
        for cost in self.costs:
            found[cost.code] += cost.amount
        for codes in self.placed.values():
            for code, amount in codes.items():
                found[code] += amount
        return dict(found)
