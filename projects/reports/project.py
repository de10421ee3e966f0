"""A project by site and funder: planned, promised by contracts, accepted, paid, left."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.languages import in_language
from finance.months import Month
from finance.reporting.formula import difference, ratio
from finance.reporting.report import Cell, Check, Column, Report, Row, Table, Unit, sum_row
from finance.reports.beside import ReportHeading
from finance.rooms import RegisteredReport
from finance.scope import Scope
from projects.asked import WholeProject, whole_of
from projects.doubts import doubts_of
from projects.figures import Money, Place, added, by_place
from projects.headed import headed
from projects.links import ProjectLinks

NAME = "project"
SHOWN = ("plan", "contracted", "accepted", "paid")


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """All funders of the scope's one project, months inclusive. Raises ScopeError where none or several are meant.

    Eight queries at most. Money that names no site stands in a row of its own.
    """
    with translation.override(language):
        whole = whole_of(scope)
        project = whole.project
        places = by_place(whole.scope, first, through)
        rows = tuple(_rows(whole, places, ProjectLinks(whole.scope, first, through), language))
        columns = _columns()
        is_whole = first <= project.first and project.last <= through
        planned = added(places.values()).plan if is_whole else None
        off = None if planned is None else planned - project.amount
        return headed(
            whole.project,
            NAME,
            _("Project by site and funder"),
            ReportHeading(whole.scope, first, through, unit, language),
            tables=(Table(NAME, columns, rows, sum_row("total", columns, rows, {"site": _("Total")})),),
            checks=(
                Check(
                    "lines-equal-amount",
                    _("The lines add up to the amount of the project"),
                    off,
                    None if off is None else not off,
                ),
            ),
            doubts=doubts_of(whole, planned),
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Sites and funders"), "projects", build, place=1, spans_years=True)


def _columns() -> tuple[Column, ...]:
    return (
        Column("site", _("Site"), "text"),
        Column("funder", _("Funder"), "text"),
        Column("plan", _("Plan"), total="sum"),
        Column("contracted", _("Contracted"), total="sum"),
        Column("accepted", _("Accepted"), total="sum"),
        Column("paid", _("Paid"), total="sum"),
        Column("left", _("Left of the plan"), total="sum", formula=difference("plan", "paid")),
        Column("percent", _("Paid, %"), "percent", formula=ratio("paid", "plan"), total="formula"),
    )


def _rows(whole: WholeProject, places: Mapping[Place, Money], links: ProjectLinks, language: str) -> Iterator[Row]:
    """A site, its funders below it; both in the project's order."""
    sources = {budget.pk: budget.source_id for budget in whole.scope.budgets}
    funders = whole.funders_by_source()
    of_site: defaultdict[str, defaultdict[int, list[Money]]] = defaultdict(lambda: defaultdict(list))
    for (budget_id, site, _code), money in places.items():
        of_site[site][sources[budget_id]].append(money)
    names = {site.key: in_language(site.name_ru, site.name_kk, language) for site in whole.sites}
    for site in [*names, *sorted(set(of_site) - set(names))]:
        if site not in of_site:
            continue
        name = names.get(site) or site or _("Without a site")
        every = added(one for moneys in of_site[site].values() for one in moneys)
        yield Row(f"site-{site}", {"site": Cell(name), **_cells(every, links, site)}, style="subtotal")
        for source, funder in funders.items():
            if source not in of_site[site]:
                continue
            cells = {
                "site": Cell(name if site in names else None),
                "funder": Cell(in_language(funder.name_ru, funder.name_kk, language)),
                **_cells(added(of_site[site][source]), links, site, source),
            }
            yield Row(f"{site}-{funder.key}", cells, f"site-{site}", 1)


def _cells(money: Money, links: ProjectLinks, site: str, source: int | None = None) -> dict[str, Cell]:
    linked = {key: Cell(getattr(money, key), links.of(key, site, source)) for key in SHOWN}
    return linked | {"left": Cell(money.left)}
