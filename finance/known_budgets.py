"""The budgets of a facility, asked once a page."""

from finance.asking_once import once_for_all
from finance.models import Budget, Facility


@once_for_all
def budgets_of(facility: Facility) -> list[Budget]:
    """Of all years, the one made first before the others. One query."""
    return list(facility.budgets.select_related("source").order_by("pk"))
