"""Payments of a project's funder: each at its site, within the project's months, for what the funder pays for, once."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.gates import places_of
from finance.models import Budget
from imports.columns.column import Column
from imports.columns.typed import Columns
from imports.kinds.kind import Line
from imports.resolve.project_names import by_spelling, meant
from projects.models import Funder, Project
from projects.paying import not_paid_for, outside, paid_already, paid_by_others, paper

SITE = Column("site", gettext_lazy("site"), ("site", "площадка", "площадка*", "*площадки*", "алаң", "алаң*"))


def at_their_sites(
    columns: Columns, lines: Sequence[Line | None], budget: Budget, funder: Funder
) -> list[Line | None]:  # fmt: skip
    """The lines of a register of one funder's budget, each with the key of its site; None where it is refused."""
    project = funder.project
    paid, keys = paid_by_others(project, budget), site_keys(columns)
    found: list[Line | None] = []
    for at, line in enumerate(lines):
        if line is None or line.month is None:
            found.append(None)
            continue
        _check(columns, at, line, project, funder)
        other = paid.get(paper(line.number, line.counterparty_number or line.counterparty_name, line.amount))
        if other and line.number:
            columns.refuse(at, "number", "double-financing", paid_already(line.number, other), line.number)
        line.centre = keys[at]
        found.append(None if line.row in columns.reading.rejected_rows else line)
    return found


def site_keys(columns: Columns) -> list[str]:
    """The key of the site that each row names, in a budget of a project; empty where none is named or meant."""
    names, places = columns["site"], places_of(columns.context.budget) if columns.context.budget else []
    if not places:
        return [""] * len(names)
    known = by_spelling((one.names, one.key) for one in places)
    keys = []
    for at, name in enumerate(names):
        key = meant(name, known) if name else ""
        if key is None:
            columns.refuse(at, "site", "unknown-site", unknown_site(name, [one.names[0] for one in places]), name)
        keys.append(key or "")
    return keys


def unknown_site(name: str, names: Sequence[str]) -> str:
    message = _("“%(name)s” is no part of the project. Known are: %(names)s.")
    return message % {"name": name, "names": ", ".join(names)}


def _check(columns: Columns, at: int, line: Line, project: Project, funder: Funder) -> None:
    """Refuse a payment before the project or after it, and one for what its funder does not pay for."""
    message = outside(project, line.month) if line.month is not None else ""
    if message:
        columns.refuse(at, "date", "outside-project", message, str(line.date))
    code = columns.context.codes.texts.get(line.code or 0, "")
    if message := not_paid_for(funder, code):
        columns.refuse(at, "code", "not-paid-for", message, code)
