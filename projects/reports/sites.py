"""Sites of a project: where, with which akimat, opened or not, planned and paid, for a square metre and a place."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.languages import in_language
from finance.months import Month, span
from finance.reporting.formula import ratio
from finance.reporting.report import Cell, Column, Report, Row, Table, Unit, sum_row
from finance.reports.beside import ReportHeading
from finance.rooms import RegisteredReport
from finance.scope import Scope
from projects.asked import WholeProject, whole_of
from projects.doubts import doubts_of
from projects.figures import Money, added, by_place
from projects.headed import headed
from projects.links import ProjectLinks

NAME = "project-sites"


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Every site, also those without money; months inclusive. Raises ScopeError. Eight queries at most."""
    with translation.override(language):
        whole = whole_of(scope)
        moneys: defaultdict[str, list[Money]] = defaultdict(list)
        for (_budget, site, _code), money in by_place(whole.scope, first, through).items():
            moneys[site].append(money)
        months = len([month for month in span(first, through) if month.number <= 12])
        of_site = {site: added(every) for site, every in moneys.items()}
        rows = tuple(_rows(whole, of_site, ProjectLinks(whole.scope, first, through), months, language))
        columns = _columns(whole)
        return headed(
            whole.project,
            NAME,
            _("Sites of the project"),
            ReportHeading(whole.scope, first, through, unit, language),
            tables=(Table(NAME, columns, rows, sum_row("total", columns, rows, {"site": _("Total")})),),
            doubts=doubts_of(whole),
            extra={"opened": sum(s.opened_on is not None for s in whole.sites),
                   "of": len(whole.sites)},
        )  # fmt: skip


REPORT = RegisteredReport(NAME, gettext_lazy("Sites"), "projects", build, place=3, spans_years=True)


def _columns(whole: WholeProject) -> tuple[Column, ...]:
    """What no site says adds up to nothing, which is no zero."""
    has_area, has_places = (any(getattr(one, name) for one in whole.sites) for name in ("area_m2", "places"))
    return (
        Column("site", _("Site"), "text"),
        Column("akimat", _("Akimat"), "text"),
        Column("host", _("Host"), "text"),
        Column("opened_on", _("Opened on"), "date"),
        Column("area_m2", _("Area, m²"), "quantity", total="sum" if has_area else "none"),
        Column("places", _("Places"), "quantity", total="sum" if has_places else "none"),
        Column("plan", _("Plan"), total="sum"),
        Column("per_month", _("Plan a month, ₸"), "rate"),
        Column(
            "per_m2",
            _("Plan for a m², ₸"),
            "rate",
            formula=ratio("plan", "area_m2"),
            total="formula" if has_area else "none",
        ),
        Column(
            "per_place",
            _("Plan for a place, ₸"),
            "rate",
            formula=ratio("plan", "places"),
            total="formula" if has_places else "none",
        ),
        Column("paid", _("Paid"), total="sum"),
        Column("percent", _("Paid, %"), "percent", formula=ratio("paid", "plan"), total="formula"),
    )


def _rows(
    whole: WholeProject, of_site: Mapping[str, Money], links: ProjectLinks, months: int, language: str
) -> Iterator[Row]:
    known = {site.key: site for site in whole.sites}
    for key in [*known, *sorted(set(of_site) - set(known))]:
        site, money = known.get(key), of_site.get(key, Money())
        name = in_language(site.name_ru, site.name_kk, language) if site else key or _("Without a site")
        cells = {
            "site": Cell(name),
            "plan": Cell(money.plan, links.of("plan", key)),
            "per_month": Cell(Fraction(money.plan) / months),
            "paid": Cell(money.paid, links.of("paid", key)),
        }
        if site is not None:
            cells |= {
                "akimat": Cell(site.akimat or None, flag="" if site.akimat else "missing"),
                "host": Cell(site.host or None),
                "opened_on": Cell(site.opened_on),
                "area_m2": Cell(site.area_m2),
                "places": Cell(site.places),
            }
        yield Row(f"site-{key}", cells)
