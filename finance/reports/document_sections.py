"""What a room brings to a document: a section with a report's tables, a text of the facility, or both."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from finance.months import Month
from finance.scope import Scope


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """A section of `document`, which stands there by its `place`; the first room's stands first where places are equal.

    `report` is a report's name, `tables` those of its tables that are printed, the first of them its first; all where
    none are named. Without a report the section is a text of the facility alone. `is_form`: the report's own header
    lines and the lines under its table belong to it. `route` is the page where what is missing is seen to.
    `ask` learns in one query, before any section is made, what several of the room's sections need of these months.
    """

    document: str
    key: str
    title: str | Promise
    place: int
    report: str = ""
    tables: tuple[str, ...] = ()
    is_form: bool = False
    route: str = "imports:list"
    ask: Callable[[Scope, Month, Month], None] | None = None
