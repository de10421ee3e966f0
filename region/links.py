"""From a row of the region to the facility's own report."""

from django.urls import reverse

from finance.months import Month
from finance.scope import Scope

FAMILY = "region"


def report_links(scope: Scope, first: Month, through: Month, name: str = "form2") -> dict[int, str]:
    """Facility id → the address of its own report, of its first budget in the scope. The one reported has none."""
    found: dict[int, str] = {}
    for budget in scope.budgets:
        if budget.facility_id != scope.facility.pk and budget.facility_id not in found:
            address = reverse("report", args=[budget.key, name])
            found[budget.facility_id] = f"{address}?from={first}&through={through}"
    return found
