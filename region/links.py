"""From a row of the region to the facility's own report."""

from django.urls import reverse

from finance.months import Month
from finance.scope import Scope

FAMILY = "region"
KEY = "key-of-the-budget"


def report_links(scope: Scope, first: Month, through: Month, name: str = "form2") -> dict[int, str]:
    """Facility id → the address of its own report, of its first budget in the scope. The one reported has none."""
    keys: dict[int, str] = {}
    for budget in scope.budgets:
        if budget.facility_id != scope.facility.pk:
            keys.setdefault(budget.facility_id, budget.key)
    # one address is asked for hundreds of rows: keys are slugs, which stand in it as they are
    before, after = reverse("report", args=[KEY, name]).split(KEY)
    return {facility: f"{before}{key}{after}?from={first}&through={through}" for facility, key in keys.items()}
