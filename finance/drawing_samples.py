"""Drawing a sample of entries for the audit: what was drawn, by which seed and from which books stays in the trail."""

from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth.models import User

from finance import chain
from finance.audit import record
from finance.models import Budget
from finance.money import as_text
from finance.months import Month
from finance.reports.sample import drawn
from finance.scope import of_budget

DRAWN = "audit.sample-drawn"


@dataclass(frozen=True, slots=True)
class SampleNumbers:
    """The numbers of the parameters of the report `sample`."""

    entries: int
    way: int
    size: int
    seed: int


def draw_sample(budget: Budget, first: Month, through: Month, asked: SampleNumbers, *, user: User) -> dict[str, Any]:
    """Draw from entries of the months, inclusive; what the trail keeps of it."""
    found, count, total = drawn(of_budget(budget), first, through, **asdict(asked))
    data = {
        "budget": budget.key, "from": str(first), "through": str(through), **asdict(asked), "of": count,
        "total": as_text(total), "drawn": [one.pk for one in found], "seal": str(chain.last_seal()),
    }  # fmt: skip
    record(DRAWN, user=user, data=data)
    return data
