"""Payments of a project's funder: each at its site, within the project's months, for what the funder pays for, once."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.languages import month_said
from finance.models import Budget, Entry, Measure
from finance.party_numbers import document_number
from imports.kinds.columns import Columns
from imports.kinds.kind import Line
from imports.resolve.letters import skeleton
from imports.resolve.project_names import by_spelling, meant
from projects.models import Funder, Project, Site

# number of the paper, its party, tenge
Paper = tuple[str, str, Decimal]


def at_their_sites(
    columns: Columns, lines: Sequence[Line | None], budget: Budget, funder: Funder
) -> list[Line | None]:  # fmt: skip
    """The lines of a register of one funder's budget, each with the key of its site; None where it is refused."""
    project = funder.project
    sites = list(Site.objects.filter(project=project))
    known = by_spelling((one.names, one.key) for one in sites)
    paid = _paid_by_others(project, budget)
    names = columns["site"]
    found: list[Line | None] = []
    for at, line in enumerate(lines):
        if line is None or line.month is None:
            found.append(None)
            continue
        site = meant(names[at], known) if names[at] else ""
        if site is None:
            words = {"name": names[at], "names": ", ".join(one.name for one in sites)}
            message = _("“%(name)s” is no part of the project. Known are: %(names)s.")
            columns.refuse(at, "site", "unknown-site", message % words, names[at])
        _check(columns, at, line, project, funder)
        other = paid.get(_paper(line.number, line.counterparty_number or line.counterparty_name, line.amount))
        if other and line.number:
            message = _("Document %(number)s of this supplier and sum is paid from %(funder)s already.")
            words = {"number": line.number, "funder": other}
            columns.refuse(at, "number", "double-financing", message % words, line.number)
        line.centre = site or ""
        found.append(None if line.row in columns.reading.rejected_rows else line)
    return found


def _check(columns: Columns, at: int, line: Line, project: Project, funder: Funder) -> None:
    """Refuse a payment before the project or after it, and one for what its funder does not pay for."""
    if line.month is not None and not project.first <= line.month <= project.last:
        message = _("%(month)s lies outside the project, %(first)s – %(last)s.")
        months = {"month": line.month, "first": project.first, "last": project.last}
        said = {name: month_said(month) for name, month in months.items()}
        columns.refuse(at, "date", "outside-project", message % said, str(line.date))
    code = columns.context.codes.texts.get(line.code or 0, "")
    if code and funder.codes and code not in funder.codes:
        message = _("%(funder)s does not pay for %(code)s; it pays for: %(codes)s.")
        words = {"funder": funder.name, "code": code, "codes": ", ".join(funder.codes)}
        columns.refuse(at, "code", "not-paid-for", message % words, code)


def _paid_by_others(project: Project, budget: Budget) -> dict[Paper, str]:
    """Papers that other funders of the project paid, with the name of the source. One query."""
    entries = Entry.objects.standing().filter(
        budget__project=project.key, measure=Measure.CASH
    ).exclude(budget__source=budget.source_id).select_related("budget__source")  # fmt: skip
    return {
        _paper(
            entry.number, entry.counterparty_number or entry.counterparty_name, entry.amount
        ): entry.budget.source.name
        for entry in entries
        if entry.number
    }


def _paper(number: str, party: str, amount: Decimal) -> Paper:
    return document_number(number), skeleton(party), amount
