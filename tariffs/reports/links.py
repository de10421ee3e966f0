"""Where the figures of a costing lead to: the page that shows the rule, the base and the entries behind them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from finance.months import Month
from finance.reporting.report import Row
from finance.scope import Scope
from tariffs.bed_day_cost import BedDayCost
from tariffs.case_costing import CaseStay
from tariffs.case_costs import CaseCosting


def cost_link(
    scope: Scope, costing: BedDayCost, profile: str = "", code: str = "", *, part: str = "", centre: str = ""
) -> str | None:
    """Address of the trace of the cost of a profile or of a service, of one code or one part of it where given."""
    inputs = costing.inputs
    query = {
        "from": str(inputs.first),
        "through": str(inputs.last),
        "method": costing.method,
        "measure": inputs.measure,
        "profile": profile,
        "centre": centre,
        "code": code,
        "part": part,
    }
    return _address("tariffs:trace", scope, query)


def source_link(scope: Scope, first: Month, last: Month, what: str, **limits: str) -> str | None:
    """Address of the declared rows behind a quantity: `what` and the limits as `sources.build` takes them."""
    return _address("tariffs:sources", scope, {"from": str(first), "through": str(last), "what": what, **limits})


def trace_link(scope: Scope, month: Month, profile: str, code: str) -> str | None:
    """Address of the trace of a code's actual cost of one month, costed step by step."""
    query = {"from": str(month), "through": str(month), "profile": profile, "code": code}
    return _address("tariffs:trace", scope, query)


def case_links(scope: Scope, costing: CaseCosting) -> Callable[[CaseStay], str | None]:
    """Gives the address of what a case was given and costs in the period."""
    period = _address("tariffs:case", scope, {"from": str(costing.first), "through": str(costing.last)})

    def link(stay: CaseStay) -> str | None:
        return period and f"{period}&{urlencode({'case': stay.case, 'on': str(stay.admitted)})}"

    return link


def cases_link(scope: Scope, costing: CaseCosting, words: str) -> str | None:
    """Address of the cases of the period in which `words` stand."""
    query = {"from": str(costing.first), "through": str(costing.last), "find-cost-by-case": words}
    try:
        address = reverse("report", args=[scope.budgets[0].key, "cost-by-case"])
    except NoReverseMatch:
        return None
    return f"{address}?{urlencode({key: value for key, value in query.items() if value})}"


def leading(row: Row, links: Mapping[str, str | None]) -> Row:
    """The row with its figures leading where `links` says by column; blank figures lead nowhere."""
    cells = {
        key: replace(cell, link=links[key]) if key in links and cell.value is not None else cell
        for key, cell in row.cells.items()
    }
    return replace(row, cells=cells)


def _address(route: str, scope: Scope, query: Mapping[str, str]) -> str | None:
    try:
        address = reverse(route, args=[scope.budgets[0].key])
    except NoReverseMatch:
        return None
    return f"{address}?{urlencode({key: value for key, value in query.items() if value})}"
