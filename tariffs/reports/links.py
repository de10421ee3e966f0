"""Where the figures of a costing lead to: the page that shows the rule, the base and the entries behind them."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from finance.scope import Scope
from tariffs.bed_day_cost import BedDayCost


def cost_link(scope: Scope, costing: BedDayCost, profile: str, code: str = "", *, part: str = "") -> str | None:
    """Address of the trace of a profile's cost, of one code or one part of the cost where given."""
    inputs = costing.inputs
    query = {
        "from": str(inputs.first),
        "through": str(inputs.last),
        "method": costing.method,
        "measure": inputs.measure,
        "profile": profile,
        "code": code,
        "part": part,
    }
    try:
        address = reverse("tariffs:trace", args=[scope.budgets[0].key])
    except NoReverseMatch:
        return None
    return f"{address}?{urlencode({key: value for key, value in query.items() if value}, doseq=True)}"
