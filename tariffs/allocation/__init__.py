"""Allocation of service departments' cost to those that treat patients: four methods, exact. No Django, no float."""

from tariffs.allocation.inputs import (
    DIRECT,
    DOUBLE_DISTRIBUTION,
    METHODS,
    RECIPROCAL,
    STEP_DOWN,
    AllocationInput,
    Product,
    Rounding,
)
from tariffs.allocation.methods import allocate
from tariffs.allocation.outcome import AllocationOutcome, TestedLaw
from tariffs.problems import AllocationError

__all__ = [
    "DIRECT",
    "DOUBLE_DISTRIBUTION",
    "METHODS",
    "RECIPROCAL",
    "STEP_DOWN",
    "AllocationError",
    "AllocationInput",
    "AllocationOutcome",
    "Product",
    "Rounding",
    "TestedLaw",
    "allocate",
]
