"""Whoever approves a large sum says the password again, and the code, unless they did so in the last minutes."""

import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from finance.models import Facility, Setting
from finance.sessions import PROVEN

ABOVE = "prove-oneself-above"  # key of the facility's own choice: tenge as text
USUAL = Decimal("10000000.00")
LASTS = 600  # seconds


class UnprovenError(Exception):
    """The person must prove themselves first."""


def limit_of(facility: Facility) -> Decimal:
    chosen = Setting.objects.filter(facility=facility, key=ABOVE).values_list("value", flat=True).first()
    return USUAL if chosen is None else Decimal(chosen)


def is_proven(session: Mapping[str, Any]) -> bool:
    """Whether the person said who they are in the last minutes."""
    return time.time() - session.get(PROVEN, 0) <= LASTS


def require(session: Mapping[str, Any], facility: Facility, amount: Decimal) -> None:
    """Raises UnprovenError for an `amount` of tenge above the facility's limit, where the last proof is too old."""
    if not is_proven(session) and abs(amount) > limit_of(facility):
        raise UnprovenError
