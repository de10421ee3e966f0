"""What contracts tell for next year's plan: sums that they promise for it already."""

from django.db.models import Q

from finance.ledger import held
from finance.models import Budget, Measure
from finance.money import totals
from finance.months import Month, year_months
from finance.plan_facts import PlanFacts
from procurement.models import Contract, ScheduleLine


def plan_facts(budget: Budget, before: Budget) -> PlanFacts:
    """What is committed in the planned year, and what contracts of last year schedule there and nobody carried over."""
    months = year_months(budget.year)
    carried = held(budget.pk, Measure.COMMITMENT, months)
    roots = Contract.objects.registered().filter(budget=before, root=None, carried_to=None)
    lines = ScheduleLine.objects.filter(Q(contract__in=roots) | Q(contract__root__in=roots))
    of_year = lines.filter(
        contract__in=Contract.objects.registered(), month__gte=Month(budget.year, 1), month__lte=Month(budget.year, 12)
    )
    promised = of_year.values_list("code_id", "month", "amount_with_vat")
    return PlanFacts(contracts=totals([*carried.items(), *(((code, month), sum_) for code, month, sum_ in promised)]))
