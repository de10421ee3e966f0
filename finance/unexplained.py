"""How much of a budget's execution is far from its plan and not explained yet."""

from finance.deviations import Deviation, asking
from finance.execution import figures
from finance.models import Budget
from finance.months import Month
from finance.scope import of_budget


def unexplained(budget: Budget, last: Month) -> int:
    """Codes of the execution from January through `last` that ask and are not explained. Five queries."""
    scope, january = of_budget(budget), Month(budget.year, 1)
    found = figures(scope, january, last, are_promises_asked=False)
    every = [
        Deviation("execution", found.codes[pk].code, "", own.cash_year, own.plan_period)
        for pk, own in found.by_code.items()
    ]
    return sum(one.said is None for one in asking(every, scope, january, last))
