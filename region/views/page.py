"""The page of a region: how much its districts and facilities absorbed, who stands out, who sent nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finance import replica, rooms
from finance.clock import today
from finance.kept import kept
from finance.languages import active_language
from finance.models import Facility
from finance.money import THOUSAND, WIDE, display
from finance.months import Month, MonthError, year_months
from finance.reporting.periods import month_in_words, period_in_words
from finance.rights import Action
from finance.scope import Scope, ScopeError
from finance.views.reach import Reach, reach
from region.absorbing import Absorbed, pace
from region.links import FAMILY, report_links
from region.models import Absorption
from region.overview import COST, ORDERS, OWED, District, Overview, SeenFacility, overview
from region.standing import Member
from tariffs.reports.sources import cell_links

# shares of the period's plan from which a district is drawn warmer, the coldest first
HEAT = (Fraction(1, 2), Fraction(7, 10), Fraction(85, 100), Fraction(95, 100))
MOST_OUTLIERS = 5
# a row of the table of facilities: hundreds of them take a template half of the page's time
FACILITY = (
    '<tr><td class="num">{}</td><th scope="row" class="first">{}</th><td>{}</td><td class="num">{}</td>'
    '<td class="num{}">{}</td><td class="num">{}</td><td class="num">{}</td><td class="num">{}</td>'
    '<td class="num">{}</td><td class="num">{}</td></tr>'
)
OVER = " over"


@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """Leads to the uppermost facility that has others below it."""
    mine = reach(request)
    trees = mine.trees
    if not trees:
        raise Http404(_("None of your facilities has others below it."))
    ids = {one.pk for one in mine.facilities}
    tops = [one for one in trees if one.parent_id not in ids] or trees
    return redirect("region-of", tops[0].number)


@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    mine = reach(request)
    top = next((one for one in mine.trees if one.number == number), None)
    if top is None:
        raise Http404(_("There is no such facility, or you have no right to see it."))
    months = _months(request, top, mine)
    scope = _scope(top, months[1].year, mine)
    order = request.GET.get("order", "")
    order = order if order in ORDERS else "year"
    key = ("region", top.pk, *map(str, months), order, get_language(), tuple(scope.budget_ids))
    try:
        with replica.reading_reports() as lag:
            told = kept(key, lambda: _from_the_books(overview(scope, *months), order, scope))
    except ScopeError as error:
        raise Http404(str(error)) from error
    others = [one for one in mine.trees if one.pk != top.pk]
    context = {**told, "behind": lag.told(), "top": top, "may_import": mine.may(Action.IMPORT, top), "others": others}
    return render(request, "region/page.html", context)


def _scope(top: Facility, year: int, mine: Reach) -> Scope:
    below = {one.pk for one in mine.below(top)}
    budgets = [one for one in mine.budgets if one.facility_id in below and one.year == year and not one.project]
    return Scope(tuple(budgets), top, is_tree=True)


def _months(request: HttpRequest, top: Facility, mine: Reach) -> tuple[Month, Month]:
    """As asked; else those of the newest report, else this year's."""
    asked = request.GET.get("from", ""), request.GET.get("through", "")
    if any(asked):
        try:
            begin, end = (Month.parse(text) for text in asked)
        except MonthError as error:
            raise Http404(_("Write the month as 2025-01.")) from error
        if begin > end or begin.year != end.year:
            raise Http404(_("The period ends before it begins."))
        return begin, end
    newest = Absorption.objects.in_force().filter(facility=top).order_by("-last_month", "first_month")
    found = newest.values_list("first_month", "last_month").first()
    if found is not None:
        return found
    years = [one.year for one in mine.budgets] or [today().year]
    return Month(max(years), 1), Month(max(years), 12)


def _from_the_books(seen: Overview, order: str, scope: Scope) -> dict[str, Any]:
    """All of the page that stays as it is while the books do."""
    language, top = active_language(), scope.facility
    months = seen.region.first, seen.region.through
    query = f"from={months[0]}&through={months[1]}"
    reports = report_links(scope, *months)
    rows = [one.row for one in seen.region.members if one.row is not None]
    links = cell_links(rows)
    own = next((one for one in scope.budgets if one.facility_id == top.pk), None)
    lines = _Lines(language, reports, {pk: link for (_model, pk), link in links.items()})
    return {
        "period": period_in_words(*months, language),
        "months": [(str(m), month_in_words(m, language)) for m in year_months(months[1].year)],
        "begin": str(months[0]),
        "end": str(months[1]),
        "query": query,
        "order": order,
        "orders": _orders(),
        "tiles": _tiles(seen, language),
        "districts": [lines.district(one) for one in seen.districts],
        "ranking": format_html_join(
            "\n", FACILITY, (lines.facility(place, one) for place, one in enumerate(seen.ranked(order), 1))
        ),
        "missing": [lines.named(one) for one in seen.region.missing],
        "outliers": list(_outliers(seen, lines)),
        "reports": [] if own is None else [
            (f"{reverse('report', args=[own.key, one.name])}?{query}", str(one.label))
            for one in rooms.reports().values() if one.family == FAMILY
        ],
    }  # fmt: skip


def _orders() -> list[tuple[str, str]]:
    return [
        ("year", _("by the share of the year's plan")),
        ("period", _("by the share of the period's plan")),
        ("left", _("by what is left")),
        (COST, _("by the cost of a bed-day")),
        (OWED, _("by what is owed")),
    ]


def _tiles(seen: Overview, language: str) -> list[tuple[str, str]]:
    region, whole = seen.region, seen.region.total
    found = [
        (_("Adjusted plan of the year"), _thousand(whole.plan_year, language)),
        (_("Absorbed"), _thousand(whole.cash, language)),
        (
            _("Of the year's plan"),
            f"{_percent(whole.share_of_year, language)}\xa0%" if whole.share_of_year is not None else "",
        ),
        (_("Submitted"), f"{len(region.submitted)} / {len(region.asked)}"),
    ]
    if speed := pace(whole, region.through.number):
        found.append((_("Absorbed a month so far"), _thousand(speed.so_far, language)))
        if speed.needed is not None:
            found.append((_("Needed a month by the end of the year"), _thousand(speed.needed, language)))
    return found


@dataclass(frozen=True, slots=True)
class _Lines:
    """Rows of the page as texts, since three hundred of them are drawn."""

    language: str
    reports: Mapping[int, str]
    cells: Mapping[int, str]

    def named(self, member: Member) -> tuple[str, str, str]:
        """Name, address of its own report, district."""
        return member.name(self.language), self.reports.get(member.facility.pk, ""), member.district

    def facility(self, place: int, one: SeenFacility) -> tuple[object, ...]:
        """What fills `FACILITY`."""
        of, row = one.member.of, one.member.row
        name, link, district = self.named(one.member)
        cell = self.cells.get(row.pk, link) if row is not None else link
        return (
            place, _linked(name, link), district, _thousand(of.plan_year, self.language),
            OVER if of.is_over else "", _linked(_thousand(of.cash, self.language), cell),
            _percent(of.share_of_period, self.language), _percent(of.share_of_year, self.language),
            _thousand(of.left, self.language), display(one.bed_day, self.language), _thousand(one.owed, self.language),
        )  # fmt: skip

    def district(self, one: District) -> dict[str, Any]:
        of: Absorbed = one.of
        share = of.share_of_period if of.share_of_period is not None else of.share_of_year
        return {
            "name": one.name or _("District not stated"), "submitted": one.submitted, "asked": one.asked,
            "plan": _thousand(of.plan_year, self.language), "cash": _thousand(of.cash, self.language),
            "period": _percent(of.share_of_period, self.language), "year": _percent(of.share_of_year, self.language),
            "left": _thousand(of.left, self.language),
            "heat": "" if share is None else sum(share >= step for step in HEAT) + 1,
        }  # fmt: skip


def _outliers(seen: Overview, lines: _Lines) -> Any:
    """(what, facilities far from the others: name, link, value, the middle of all)."""
    labels = {
        "year": _("Share of the year's plan"), COST: _("Cost of a bed-day, tenge"), OWED: _("Owed, of the year's plan"),
    }  # fmt: skip
    for name, found in seen.outliers().items():
        shown = display if name == COST else _percent
        rows = [
            (*lines.named(seen.facilities[one.key].member)[:2], shown(one.value, lines.language),
             shown(one.middle, lines.language), one.is_high)
            for one in found[:MOST_OUTLIERS]
        ]  # fmt: skip
        if rows:
            yield labels[name], rows, len(found) - len(rows)


def _linked(text: str, link: str) -> str:
    return format_html('<a href="{}">{}</a>', link, text) if link else text


def _thousand(amount: Any, language: str) -> str:
    if amount is None:
        return ""
    scaled = amount.scaleb(-3, WIDE) if isinstance(amount, Decimal) else Fraction(amount) / int(THOUSAND)
    return display(scaled, language, 0)


def _percent(share: Fraction | None, language: str) -> str:
    return "" if share is None else display(share * 100, language, 1)
