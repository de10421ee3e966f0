"""A year by code and month: the plan with its changes, money received, cash and actual cost. Pure, tenge."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from finance.figures import Amount
from finance.models import Measure
from finance.money import ZERO
from finance.months import Month

FIGURES = {
    Measure.PLAN: "plan",
    Measure.AMENDMENT: "plan",
    Measure.FUNDING: "funding",
    Measure.CASH: "cash",
    Measure.ACTUAL: "actual",
}
ByMonth = Mapping[Month, Decimal]


def by_code_and_month(amounts: Iterable[Sequence[Amount]], through: Month) -> Mapping[str, Mapping[int, ByMonth]]:
    """By figure and code id, from the balances of budgets; period 13 in December.

    Of the plan what was known by the end of `through`, of all months; of the others the months that have come.
    """
    found: dict[str, defaultdict[int, defaultdict[Month, Decimal]]] = {
        figure: defaultdict(lambda: defaultdict(lambda: ZERO)) for figure in FIGURES.values()
    }
    for of_budget in amounts:
        for code, measure, month, dated, amount in of_budget:
            figure = FIGURES.get(Measure(measure))
            if figure is not None and (dated if figure == "plan" else month.calendar) <= through:
                found[figure][code][month.calendar] += amount
    return found
