"""Debts as figures of target indicators: those older than a year, and those past their day. Tenge."""

from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.book_figures import BookFigure, BookFigures
from finance.languages import active_language
from finance.money import total
from finance.months import Month
from finance.reporting.periods import short_date
from finance.scope import Scope
from procurement.debts import debts_of, overdue_of, owed_since
from procurement.models import Act

OVER_YEAR, OVERDUE = "payables_over_year", "overdue_payables"


def compute(scope: Scope, _first: Month, through: Month, keys: Collection[str]) -> Mapping[str, BookFigure]:
    """As of the last day of `through`. One query where the books cannot know it, else two."""
    day = through.last_day
    began = _began(scope)
    found = {key: missing for key in keys if (missing := _missing(key, began, day)) is not None}
    if len(found) == len(keys):
        return found
    debts = list(debts_of(scope, through).values())
    known = {
        OVERDUE: total(overdue_of(debt, day) for debt in debts),
        OVER_YEAR: total(owed_since(debt, _a_year_before(day)) for debt in debts),
    }
    return found | {
        key: BookFigure(Fraction(known[key]), is_money=True, report="payables") for key in keys if key not in found
    }


def _began(scope: Scope) -> date | None:
    """The day of the facility's oldest act; what a year left unpaid into the next has its act there too. One query."""
    facilities = {budget.facility_id for budget in scope.budgets}
    acts = Act.objects.standing().filter(budget__facility__in=facilities)
    day: date | None = acts.aggregate(day=Min("accepted_on"))["day"]
    return day


def _missing(key: str, began: date | None, day: date) -> BookFigure | None:
    """Why the books cannot know the figure; None where they can."""
    if began is None:
        missing = _("No acts with suppliers are in the books, so what is owed is not known. Import the acts.")
    elif key == OVER_YEAR and began > _a_year_before(day):
        text = _("Acts are in the books since %(day)s only, so debts older than a year are not known.")
        missing = text % {"day": short_date(began, active_language())}
    else:
        return None
    return BookFigure(missing=missing, report="payables")


def _a_year_before(day: date) -> date:
    return Month(day.year - 1, day.month).last_day


FIGURES = BookFigures(
    {
        OVER_YEAR: gettext_lazy("owed to suppliers for more than 12 months"),
        OVERDUE: gettext_lazy("owed to suppliers past the day of payment"),
    },
    compute,
)
