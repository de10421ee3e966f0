"""What the rooms tell the head of a facility on one page: figures, what they are drawn from, and what to look at."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from django.urls import reverse

from finance.months import Month
from finance.reporting.chart import Chart
from finance.reporting.report import Remark, Table
from finance.scope import Scope


@dataclass(frozen=True, slots=True)
class HeadFigure:
    """`value` None is not known; `beside` says what it is compared with or why it is not, `how` how it is made."""

    key: str
    place: int
    label: str
    kind: Literal["amount", "rate", "percent", "quantity"]
    value: Decimal | Fraction | int | None
    beside: str
    how: str
    link: str | None = None
    state: Literal["", "good", "doubt", "over"] = ""


@dataclass(frozen=True, slots=True)
class HeadPart:
    figures: tuple[HeadFigure, ...]
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    alerts: tuple[Remark, ...] = ()


# Given the scope and the months (inclusive), in the active language. Raises nothing for what is not known.
HeadPartOf = Callable[[Scope, Month, Month], HeadPart]


def link_of_report(scope: Scope, name: str, through: Month) -> str:
    """The report of the same months: January through the month."""
    address = reverse("report", args=[scope.budgets[0].key, name])
    return f"{address}?from={Month(scope.year, 1)}&through={through}"
