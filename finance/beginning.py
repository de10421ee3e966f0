"""The month with which the books of a budget begin, for a facility that starts in the middle of a year."""

from datetime import timedelta

from finance.models import Balance, Budget, CashBalance, Document, Measure
from finance.months import Month

MOVED = (Measure.FUNDING, Measure.CASH, Measure.ACTUAL)


def first_month(budget: Budget) -> Month:
    """The first month of the year that money moved or cost arose in, where no cash of earlier months was stated.

    Else January: a plan alone begins no books, and a balance stated earlier says that there were some. Two queries at
    most, one where books begin with January.
    """
    january = Month(budget.year, 1)
    held = Balance.objects.filter(
        budget=budget, measure__in=MOVED, month__gte=january, month__lte=Month(budget.year, 13)
    )
    first = held.exclude(amount=0).order_by("month").values_list("month", flat=True).first()
    if first is None or first == january or first.number == 13:
        return january
    opens_on = first.first_day - timedelta(days=1)
    stated = CashBalance.objects.filter(budget=budget, document__status=Document.Status.POSTED, date__lt=opens_on)
    return january if stated.exists() else first
