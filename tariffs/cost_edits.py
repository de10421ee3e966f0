"""Reject rules for costed cases: the inpatient cost-data edits of the Victorian Department of Human Services, 2006-07.

Thresholds are those of the edits, in the currency of the case; other countries pass their own `EditLimits`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class CostedCase:
    """One patient's costed stay. `days` is the length of stay, needed where the stay was not within one day."""

    total_amount: Decimal
    components: Mapping[str, Decimal] = field(default_factory=dict)
    days: int | None = None
    is_same_day: bool = False
    is_died_or_transferred: bool = False
    is_normal_newborn: bool = False
    group: str | None = None


@dataclass(frozen=True)
class EditLimits:
    """Where the rules draw their lines (controls R6 and R7 of hospital costing)."""

    least_component: Decimal = Decimal(-1)
    same_day_least: Decimal = Decimal(50)
    same_day_least_died_or_transferred: Decimal = Decimal(40)
    low_total: Decimal = Decimal(300)
    least_per_day: Decimal = Decimal(100)
    least_per_day_newborn: Decimal = Decimal(50)


VICTORIA = EditLimits()
# Of this country, tenge: about what one meal and an hour of nursing cost, and a third of the cheapest bed-day.
TENGE = EditLimits(Decimal(-1), Decimal(1500), Decimal(1200), Decimal(9000), Decimal(3000), Decimal(1500))
_DIED_OR_TRANSFERRED = ("умер", "смерт", "летал", "перевед", "перевод", "қайтыс", "өлім", "ауыстыр", "died", "death",
                        "transfer")  # fmt: skip


def is_died_or_transferred(outcome: str) -> bool:
    """Whether the outcome of a register, in Russian, Kazakh or English, ended the stay early."""
    return any(word in outcome.casefold() for word in _DIED_OR_TRANSFERRED)


def broken_edits(
    case: CostedCase, limits: EditLimits = VICTORIA, known_groups: Collection[str] | None = None
) -> list[str]:
    """Codes of the edits that the case breaks, `code_1` to `code_6`; groups are checked where `known_groups` is given.

    Raises ValueError for a stay over several days without a length of at least one day.
    """
    if not case.is_same_day and (case.days is None or case.days < 1):
        raise ValueError("a stay over several days needs its length")
    rules = {
        "code_1": any(amount < limits.least_component for amount in case.components.values()),
        "code_2": known_groups is not None and case.group not in known_groups,
        "code_3": case.total_amount < 0,
        "code_4": case.total_amount == 0,
        "code_5": _is_same_day_too_cheap(case, limits),
        "code_6": _is_long_stay_too_cheap(case, limits),
    }
    return [code for code, is_broken in rules.items() if is_broken]


def _is_same_day_too_cheap(case: CostedCase, limits: EditLimits) -> bool:
    least = limits.same_day_least_died_or_transferred if case.is_died_or_transferred else limits.same_day_least
    return case.is_same_day and 0 < case.total_amount < least


def _is_long_stay_too_cheap(case: CostedCase, limits: EditLimits) -> bool:
    if case.is_same_day or case.is_died_or_transferred or case.days is None:
        return False
    least = limits.least_per_day_newborn if case.is_normal_newborn else limits.least_per_day
    return 0 < case.total_amount < limits.low_total and case.total_amount < least * case.days
