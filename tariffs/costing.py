"""Costing the budgets of a facility over a period, with sentences for what cannot be costed."""

from contextlib import suppress
from typing import Self

from django.utils.translation import gettext as _

from finance.asking_once import once
from finance.execution import require_period
from finance.models import Measure
from finance.months import Month, span
from finance.scope import Scope, ScopeError
from tariffs.allocation.inputs import METHODS, STEP_DOWN
from tariffs.asking_together import for_costs
from tariffs.bed_day_cost import BedDayCost, cost_bed_days
from tariffs.costing_inputs import fetch, gather
from tariffs.explanations import explain
from tariffs.problems import RefusedError

# What may be costed: cost incurred, or cash and plan on request.
MEASURES = (Measure.ACTUAL, Measure.CASH, Measure.PLAN)


class CostingError(ScopeError):
    """A period that cannot be costed; `sentences` holds every reason, in the reader's language."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__(_("This period cannot be costed.") + "\n" + "\n".join(sentences))

    @classmethod
    def of(cls, refusal: RefusedError) -> Self:
        return cls([explain(problem) for problem in refusal.problems])


@once
def cost(scope: Scope, first: Month, last: Month, method: str = STEP_DOWN, measure: str = "actual") -> BedDayCost:
    """Cost `first` to `last`, inclusive, over all budgets of `scope`. About ten queries.

    Raises CostingError with every reason: no bed-days, a month without drivers, an unmapped code or centre, a base of
    zero. `measure` is `actual` unless cash or plan is asked for.
    """
    require_period(scope, first, last)
    for_costs(scope.budgets, first, last, measure)
    try:
        return cost_bed_days(gather(scope.budgets, first, last, measure), method)
    except RefusedError as error:
        raise CostingError.of(error) from error


def cost_by_month(scope: Scope, first: Month, last: Month) -> dict[Month, BedDayCost | None]:
    """Actual cost of every month by itself, step-down, from one reading of the books; None where it has no answer."""
    require_period(scope, first, last)
    for_costs(scope.budgets, first, last, Measure.ACTUAL)
    found: dict[Month, BedDayCost | None] = dict.fromkeys(span(first, last))
    with suppress(RefusedError):
        records = fetch(scope.budgets, first, last)
        for month in found:
            with suppress(RefusedError):
                found[month] = cost_bed_days(records.inputs(month, month))
    return found


def cost_by_methods(
    scope: Scope, first: Month, last: Month, measure: str = "actual"
) -> tuple[dict[str, BedDayCost], dict[str, str]]:
    """The same period by every method from one reading of the books; and why a method has no answer.

    Raises CostingError where step-down itself is refused.
    """
    require_period(scope, first, last)
    for_costs(scope.budgets, first, last, measure)
    found, refused = {}, {}
    try:
        inputs = gather(scope.budgets, first, last, measure)
    except RefusedError as error:
        raise CostingError.of(error) from error
    for method in METHODS:
        try:
            found[method] = cost_bed_days(inputs, method)
        except RefusedError as error:
            refusal = CostingError.of(error)
            if method == STEP_DOWN:
                raise refusal from error
            refused[method] = " ".join(refusal.sentences)
    return found, refused
