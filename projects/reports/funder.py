"""Use of a funder's money: received, spent by line with its documents, left to give back."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.execution import code_names
from finance.languages import in_language
from finance.models import Entry, Measure
from finance.months import Month
from finance.reporting.formula import difference, ratio
from finance.reporting.report import Cell, Column, Report, Row, Signature, Table, Unit, sum_row
from finance.reports.beside import ReportHeading
from finance.rooms import RegisteredReport
from finance.scope import Scope
from projects.asked import WholeProject, whole_of
from projects.doubts import doubts_of
from projects.figures import Money, Place, added, by_place
from projects.headed import headed
from projects.links import ProjectLinks

NAME = "funder-report"
SHOWN = ("plan", "received", "paid")


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """The funders whose budgets stand in the scope, months inclusive. Raises ScopeError. Eight queries at most."""
    with translation.override(language):
        whole = whole_of(scope, with_stages=False)
        sources = {budget.source_id for budget in scope.budgets if budget.project == whole.project.key}
        own = Scope(tuple(b for b in whole.scope.budgets if b.source_id in sources), whole.scope.facility)
        places = by_place(own, first, through)
        rows = tuple(_rows(whole, own, places, ProjectLinks(own, first, through), language))
        columns = _columns()
        money = added(places.values())
        return headed(
            whole.project,
            NAME,
            _("Use of the money of funders"),
            ReportHeading(own, first, through, unit, language),
            tables=(
                Table(NAME, columns, rows, sum_row("total", columns, rows, {"funder": _("Total")}), _("By line")),
                _documents(whole, own, first, through, language),
            ),
            doubts=doubts_of(whole),
            signatures=(Signature(_("Head of the project")), Signature(_("Accountant"))),
            extra={"to_return": money.unspent},
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Report to a funder"), "projects", build, place=4, spans_years=True)


def _columns() -> tuple[Column, ...]:
    return (
        Column("funder", _("Funder"), "text"),
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
        Column("plan", _("Plan"), total="sum"),
        Column("received", _("Received"), total="sum"),
        Column("paid", _("Paid"), total="sum"),
        Column("unspent", _("Left, to give back"), total="sum", formula=difference("received", "paid")),
        Column("percent", _("Paid, %"), "percent", formula=ratio("paid", "plan"), total="formula"),
    )


def _rows(
    whole: WholeProject, own: Scope, places: Mapping[Place, Money], links: ProjectLinks, language: str
) -> Iterator[Row]:
    sources = {budget.pk: budget.source_id for budget in own.budgets}
    codes = code_names(own)
    of_line: defaultdict[tuple[int, int], list[Money]] = defaultdict(list)
    for (budget_id, _site, code), money in places.items():
        of_line[sources[budget_id], code].append(money)
    for source, funder in whole.funders_by_source().items():
        for code in (code for code in codes if (source, code) in of_line):
            money = added(of_line[source, code])
            yield Row(
                f"{funder.key}-{code}",
                {
                    "funder": Cell(in_language(funder.name_ru, funder.name_kk, language)),
                    "code": Cell(codes[code].code),
                    "name": Cell(codes[code].name(language)),
                    **{
                        key: Cell(getattr(money, key), links.of(key, source=source, code=codes[code].code))
                        for key in SHOWN
                    },
                    "unspent": Cell(money.unspent),
                },
            )


def _documents(whole: WholeProject, own: Scope, first: Month, through: Month, language: str) -> Table:
    """Every payment that stands, with its paper. One query."""
    names = {
        source: in_language(funder.name_ru, funder.name_kk, language)
        for source, funder in whole.funders_by_source().items()
    }
    sites = {site.key: in_language(site.name_ru, site.name_kk, language) for site in whole.sites}
    sources = {budget.pk: budget.source_id for budget in own.budgets}
    entries = Entry.objects.standing().filter(
        budget_id__in=own.budget_ids, measure=Measure.CASH, month__gte=first, month__lte=through.last_period,
    ).select_related("code")  # fmt: skip
    rows = tuple(
        Row(
            str(entry.pk),
            {
                "date": Cell(entry.date),
                "number": Cell(entry.number or None),
                "funder": Cell(names.get(sources[entry.budget_id])),
                "site": Cell(sites.get(entry.centre, entry.centre) or None),
                "code": Cell(entry.code.code),
                "supplier": Cell(entry.counterparty_name or None),
                "purpose": Cell(entry.purpose or None),
                "amount": Cell(entry.amount),
            },
        )
        for entry in entries.order_by("date", "id")
    )
    columns = (
        Column("date", _("Date"), "date"),
        Column("number", _("Document"), "text"),
        Column("funder", _("Funder"), "text"),
        Column("site", _("Site"), "text"),
        Column("code", _("Code"), "code"),
        Column("supplier", _("Supplier"), "text"),
        Column("purpose", _("Purpose"), "text"),
        Column("amount", _("Paid"), total="sum"),
    )
    total = sum_row("total", columns, rows, {"number": _("Total")})
    return Table("documents", columns, rows, total, _("Payments with their documents"))
