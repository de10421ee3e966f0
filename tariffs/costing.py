"""Costing the budgets of a facility over a period, with sentences for what cannot be costed."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from finance.execution import require_period
from finance.models import BudgetCode
from finance.months import Month
from finance.scope import Scope, ScopeError
from tariffs.allocation.scenario import METHODS, STEP_DOWN
from tariffs.bed_day_cost import BedDayCost, cost_bed_days
from tariffs.costing_inputs import gather
from tariffs.explanations import explain
from tariffs.problems import RefusedError


class CostingError(ScopeError):
    """A period that cannot be costed; `sentences` holds every reason, in the reader's language."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__(_("This period cannot be costed.") + "\n" + "\n".join(sentences))


def cost(scope: Scope, first: Month, last: Month, method: str = STEP_DOWN, measure: str = "actual") -> BedDayCost:
    """Cost `first` to `last`, inclusive, over all budgets of `scope`. About ten queries.

    Raises CostingError with every reason: no bed-days, a month without drivers, an unmapped code or centre, a base of
    zero. `measure` is `actual` unless cash or plan is asked for.
    """
    require_period(scope, first, last)
    try:
        return cost_bed_days(gather(scope.budgets, first, last, measure), method)
    except RefusedError as error:
        raise CostingError([explain(problem) for problem in error.problems]) from error


def cost_by_methods(
    scope: Scope, first: Month, last: Month, measure: str = "actual"
) -> tuple[dict[str, BedDayCost], dict[str, str]]:
    """The same period by every method from one reading of the books; and why a method has no answer.

    Raises CostingError where step-down itself is refused.
    """
    require_period(scope, first, last)
    found, refused = {}, {}
    try:
        inputs = gather(scope.budgets, first, last, measure)
    except RefusedError as error:
        raise CostingError([explain(problem) for problem in error.problems]) from error
    for method in METHODS:
        try:
            found[method] = cost_bed_days(inputs, method)
        except RefusedError as error:
            sentences = [explain(problem) for problem in error.problems]
            if method == STEP_DOWN:
                raise CostingError(sentences) from error
            refused[method] = " ".join(sentences)
    return found, refused


# The parts a bed-day cost is shown by, after the heading a code belongs to or the code itself.
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("pay", ("110", "120", "130")),
    ("food", ("141",)),
    ("drugs", ("142",)),
    ("utilities", ("151",)),
)
OTHER = "other"


def part_of_codes(codes: Mapping[str, object], year: int) -> dict[str, str]:
    """Code → the part of the bed-day cost it is shown in. One query."""
    parents = dict(
        BudgetCode.objects.filter(code__in=list(codes))
        .exclude(valid_from__year__gt=year)
        .exclude(valid_to__year__lte=year)
        .values_list("code", "parent__code")
    )
    found = {}
    for code in codes:
        names = {code, parents.get(code)}
        found[code] = next((part for part, members in PARTS if names & set(members)), OTHER)
    return found
