"""What rooms know of the year before for the plan of a year. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from finance.months import Month


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What a room knows for the plan of a year, from the year before. A figure nobody knows is left out.

    `positions` are the approved ones by category; `bed_days` and `income` (tenge by the tariffs in force in the
    planned year) are by month number, of the months that are known; `contracts` are tenge by (code id, month) promised
    for the planned year already.
    """

    positions: Mapping[str, Decimal] = field(default_factory=dict)
    bed_days: Mapping[int, Decimal] = field(default_factory=dict)
    income: Mapping[int, Decimal] = field(default_factory=dict)
    contracts: Mapping[tuple[int, Month], Decimal] = field(default_factory=dict)
