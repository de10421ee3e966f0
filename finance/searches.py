"""What a room says of the things of it that may be looked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from finance.models import Budget
from finance.searching import Query, SearchAnswer


@dataclass(frozen=True)
class Seeker:
    """Who looks for something: budgets and facilities (by id) that may be seen, and whose individuals by name.

    `current` is the budget whose year a found supplier or code is shown for.
    """

    budgets: Sequence[Budget]
    current: Budget
    sees_individuals: frozenset[int]

    @property
    def budget_ids(self) -> list[int]:
        return [budget.pk for budget in self.budgets]

    @property
    def facility_ids(self) -> set[int]:
        return {budget.facility_id for budget in self.budgets}


@dataclass(frozen=True, slots=True)
class Search:
    """Things of one kind that may be looked for. `find` gives them nearest first, at most a page of them."""

    kind: str  # payment, document, supplier, contract, code or file
    label: str | Promise
    find: Callable[[Query, Seeker], list[SearchAnswer]]
