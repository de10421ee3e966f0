"""What a room brings to a document: a section with a report's tables, a text of the facility, or both."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """A section of `document`, which stands there by its `place`; the first room's stands first where places are equal.

    `report` is a report's name, `tables` those of its tables that are printed, the first of them its first; all where
    none are named. Without a report the section is a text of the facility alone. `is_form`: the report's own header
    lines and the lines under its table belong to it. `route` is the page where what is missing is seen to.
    """

    document: str
    key: str
    title: str | Promise
    place: int
    report: str = ""
    tables: tuple[str, ...] = ()
    is_form: bool = False
    route: str = "imports:list"
