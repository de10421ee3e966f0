"""What a file states about the books beside its rows: figures that its controls hold the ledger to. Pure.

A claim is kept with its import and judged against the books as they are now, at import and on every report after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from finance.months import Month

# What a claim compares its figures with.
PAID = "paid"  # cash of each code from first to last
ACCRUED = "accrued"  # actual cost of each code from first to last
OPENED = "opened"  # closing balances that the trial balance of the month before stated, each code
FUNDED = "funded"  # money received from first to last, all codes together
PLANNED = "planned"  # adjusted plan of first to last with amendments dated through as_of, codes together
PAID_APART = "paid-apart"  # cash from first to last without remainders of treasury forms, codes together
MOVED = "moved"  # opening + funding − cash from first to last
ALSO_STATED = "also-stated"  # the cash balance that others state for the day

BY_CODE = frozenset({PAID, ACCRUED, OPENED})


@dataclass(frozen=True, slots=True)
class FigurePlace:
    """Where a figure stands in the file."""

    cell: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Figures in tenge by the digits of a code; the key is empty where a figure is of no code. Months inclusive.

    `name` is that of its controls, `budget` an id. `facts` are what the comparison needs besides: the form's column, an
    opening balance, an account, a day, a side.
    """

    rule: str
    name: str
    budget: int
    stated: Mapping[str, Decimal]
    first: Month
    last: Month
    as_of: Month | None = None
    places: Mapping[str, FigurePlace] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    # held at import, so books that say nothing any more differ from it
    was_held: bool = False

    def unless_in(self, spoken: set[tuple[str, ...]]) -> Claim | None:
        """What of the claim newer imports did not state: of two that state the same figure, the newer speaks.

        Adds what is stated here to `spoken`. Two statements of one month may hold half its receipts each: both speak.
        """
        if self.rule == FUNDED:
            return self
        about = (self.facts.get(key, "") for key in ("column", "account", "day", "side"))
        subject = (self.name, str(self.budget), str(self.first), str(self.last), *about)
        keys = {code: (*subject, code if self.rule in BY_CODE else "") for code in self.stated}
        left = {code: self.stated[code] for code, key in keys.items() if key not in spoken}
        spoken |= set(keys.values())
        return replace(self, stated=left) if left else None

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "name": self.name,
            "budget": self.budget,
            "stated": {code: str(amount) for code, amount in self.stated.items()},
            "first": str(self.first),
            "last": str(self.last),
            "as_of": str(self.as_of) if self.as_of else None,
            "places": {code: [place.cell, place.row] for code, place in self.places.items()},
            "facts": dict(self.facts),
            "was_held": self.was_held,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Claim:
        return cls(
            kept["rule"],
            kept["name"],
            kept["budget"],
            {code: Decimal(amount) for code, amount in kept["stated"].items()},
            Month.parse(kept["first"]),
            Month.parse(kept["last"]),
            Month.parse(kept["as_of"]) if kept["as_of"] else None,
            {code: FigurePlace(cell, row) for code, (cell, row) in kept["places"].items()},
            kept["facts"],
            kept["was_held"],
        )
