"""Rows that open and close on a page: each leads to the address where it does, so that files hold what is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from finance.reporting.report import Report
from finance.reporting.rolling_up import with_rows_below
from finance.views.asked import Asked


@dataclass(frozen=True, slots=True)
class Fold:
    """`name` is the row's, `url` the page where it stands the other way."""

    name: str
    is_open: bool
    url: str


def folds(report: Report, wanted: Asked) -> Mapping[str, Fold]:
    """The rows of the first table that others roll up into, by key."""
    found = {}
    for key, name in with_rows_below(report.main).items():
        is_open = name not in wanted.closed
        others = set(wanted.closed) | {name} if is_open else set(wanted.closed) - {name}
        found[key] = Fold(name, is_open, f"{_address(wanted, others)}#fold-{name}")
    return found


def folds_together(report: Report, wanted: Asked) -> Mapping[str, str]:
    """Addresses of the report with every row open, and with none; nothing where no row rolls up."""
    names = set(with_rows_below(report.main).values())
    return {"open": _address(wanted, set()), "closed": _address(wanted, names)} if names else {}


def _address(wanted: Asked, closed: set[str]) -> str:
    return f"?{replace(wanted, closed=tuple(sorted(closed))).query}"
