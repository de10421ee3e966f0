"""What every report asks of many small tables, asked in one query before it is made."""

from django.contrib.auth.models import User
from django.db.models import Q

from finance import as_closed
from finance.answered_doubts import given_to
from finance.asking_once import answered, once_for_all
from finance.asking_together import together
from finance.deviations import held_of
from finance.known_codes import every_code, own_names
from finance.models import BudgetCode, DoubtAnswer, Explanation, FacilityCodeName, MonthState, Setting
from finance.months import Month
from finance.reports import signing
from finance.scope import Scope
from finance.settings_of import in_words, settings_of


@once_for_all
def for_report(scope: Scope, first: Month, through: Month) -> list[MonthState]:
    """The closed months of the period. Codes, header lines, settings, answers and explanations are known from now on.

    One query.
    """
    facility, budget = scope.facility, scope.budgets[0]
    of_doubts = DoubtAnswer.objects.filter(budget__in=scope.budget_ids)
    of_figures = Explanation.objects.filter(budget=budget, replaced_at=None)
    people = User.objects.filter(
        Q(pk__in=of_doubts.order_by().values("answered_by")) | Q(pk__in=of_figures.order_by().values("said_by"))
    )
    states, codes, names, settings, answers, explanations, said_by, lines, signing_people = together(
        as_closed.states_of(scope.budgets, first, through), BudgetCode.objects.all(),
        FacilityCodeName.objects.filter(facility=facility), Setting.objects.filter(facility=facility),
        of_doubts, of_figures, people, *signing.asked_in(facility),
    )  # fmt: skip
    by_key = {one.pk: one for one in said_by}
    for one in answers:
        one.answered_by = by_key[one.answered_by_id]
    for one in explanations:
        one.said_by = by_key[one.said_by_id]
    answered(every_code, sorted(codes, key=lambda one: (one.code, one.valid_from)))
    answered(own_names, {one.code_id: one for one in names}, facility)
    answered(settings_of, in_words(settings), facility)
    answered(given_to, answers, scope.budget_ids)
    answered(held_of, explanations, budget)
    signing.know(facility, lines, signing_people)
    return states
