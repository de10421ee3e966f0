"""Absorption of a region: a row a facility with its plans and what is absorbed, districts, who has not submitted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.months import Month
from finance.reporting.formula import Sum, difference, ratio
from finance.reporting.report import Caption, Cell, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2
from finance.rooms import RegisteredReport
from finance.scope import Scope
from finance.stated import Stated, remarks
from region.absorbing import Absorbed, added, pace
from region.doubts import doubts_of_region
from region.links import FAMILY, report_links
from region.models import Absorption
from region.standing import Member, Region, region_of
from tariffs.reports.sources import cell_links

NAME = "absorption"
FIGURES = ("plan_year", "plan_period", "cash")
# stated percents named one by one in a note
MOST_NAMED = 12
Links = Mapping[Any, str]


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive. Raises ScopeError where no facility stands below the one reported. Eight queries at most."""
    with translation.override(language):
        region = region_of(scope, first, through)
        links = cell_links(row for row in (*(one.row for one in region.members), *region.sums.values()) if row)
        rows = _Rows(region, links, report_links(scope, first, through), language)
        notes, doubts = remarks(rows.stated(), MOST_NAMED)
        table = Table(NAME, _columns(), tuple(rows.rows()), rows.total(), lists_subtotals=True)
        return beside_form2(
            NAME,
            _("Absorption of the budget by facility"),
            ReportHeading(scope, first, through, unit, language),
            tables=(table,),
            summary=tuple(_pace(region)),
            notes=(*_submitted(region, language), *notes),
            doubts=(*doubts, *doubts_of_region(region, language)),
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Absorption"), FAMILY, build, place=1, is_of_tree=True)


def _columns() -> tuple[Column, ...]:
    return (
        Column("facility", _("Facility"), "text"),
        Column("number", _("BIN"), "code"),
        Column("district", _("District"), "text"),
        Column("plan_year", _("Adjusted plan of the year")),
        Column("plan_period", _("Plan of the period")),
        Column("cash", _("Absorbed")),
        Column("percent_period", _("percent of the period's plan"), "percent", formula=ratio("cash", "plan_period"),
               total="formula"),
        Column("percent_year", _("percent of the year's plan"), "percent", formula=ratio("cash", "plan_year"),
               total="formula"),
        Column("left", _("Not absorbed"), formula=difference("plan_year", "cash"), total="formula"),
    )  # fmt: skip


class _Rows:
    """The table's rows: districts with their facilities, then those who have not submitted."""

    def __init__(self, region: Region, links: Links, reports: Mapping[int, str], language: str) -> None:
        self.region, self.links, self.reports, self.language = region, links, reports, language
        self.districts = {name: f"district-{place}" for place, name in enumerate(region.by_district, 1)}

    def label(self, district: str) -> str:
        return district or _("District not stated")

    def rows(self) -> Iterator[Row]:
        for district, members in self.region.by_district.items():
            here = [one for one in members if one.of.is_submitted or not one.is_asked]
            key = self.districts[district]
            yield Row(
                key,
                # a plan without cash counts here too, though its row stands under those that sent nothing
                {"facility": Cell(self.label(district)), **self._sums(members, tuple(map(_key, members)))},
                style="subtotal",
                extra={"facility": None, "number": None, "district": district or None,
                       "submitted": sum(one.is_asked and one.of.is_submitted for one in members),
                       "of": sum(one.is_asked for one in members)},
            )  # fmt: skip
            for member in here:
                yield self._row(member, key)
        if missing := self.region.missing:
            title = _("Not submitted: %(count)s") % {"count": len(missing)}
            yield Row("missing", {"facility": Cell(title)}, style="section")
            for member in missing:
                yield self._row(member, None)

    def _row(self, member: Member, parent: str | None) -> Row:
        own_report = self.reports.get(member.facility.pk)
        link = self.links.get((Absorption, member.row.pk)) if member.row else own_report
        name = member.name(self.language)
        flag = "missing" if not member.of.is_submitted else "over" if member.of.is_over else ""
        cells = {
            "facility": Cell(name, own_report),
            "number": Cell(member.facility.number),
            "district": Cell(member.district or None),
            **{key: Cell(value, link) for key in FIGURES if (value := getattr(member.of, key)) is not None},
        }
        cells["cash"] = Cell(member.of.cash, link, flag)
        return Row(_key(member), cells, parent, 1, extra={"submitted": member.of.is_submitted})

    def _sums(self, members: Iterable[Member], children: tuple[str, ...]) -> dict[str, Cell]:
        """Sums of what is known; a figure that nobody states stays blank."""
        of = added(one.of for one in members)
        known = {key: value for key in FIGURES if (value := getattr(of, key)) is not None}
        return {key: Cell(value, formula=Sum(rows=children, column=key)) for key, value in known.items()}

    def total(self) -> Row:
        region = self.region
        cells = {"facility": Cell(_("Total")), **self._sums(region.members, tuple(self.districts.values()))}
        extra: dict[str, Any] = {"submitted": len(region.submitted), "of": len(region.asked)}
        if found := pace(region.total, region.through.number):
            extra |= {"pace": found.so_far, "needed_pace": found.needed}
        return Row("total", cells, extra=extra)

    def stated(self) -> Iterator[Stated]:
        """Percents that the source prints, the whole first: each beside what its figures give."""
        for name, row in sorted(self.region.sums.items(), key=lambda item: item[0] != Absorption.WHOLE):
            is_whole = name == Absorption.WHOLE
            parts = self.region.members if is_whole else self.region.by_district.get(name, ())
            of = added(one.of for one in parts)
            # what a source sums up may stand for other rows than those in force now
            if (row.plan_year, row.plan_period, row.cash) == (of.plan_year, of.plan_period, of.cash):
                yield from self._percents(_("Total") if is_whole else name, row, of)
        for member in self.region.members:
            if member.row is not None:
                yield from self._percents(member.name(self.language), member.row, member.of)

    def _percents(self, name: str, row: Absorption, of: Absorbed) -> Iterator[Stated]:
        link = self.links.get((Absorption, row.pk))
        for text, share, what in (
            (row.percent_year, of.share_of_year, _("%(name)s, percent of the year's plan")),
            (row.percent_period, of.share_of_period, _("%(name)s, percent of the period's plan")),
        ):
            if text:
                yield Stated(
                    what.replace("%(name)s", name), Decimal(text), None if share is None else share * 100, link
                )


def _key(member: Member) -> str:
    return f"facility-{member.facility.pk}"


def _pace(region: Region) -> Iterator[Caption]:
    found = pace(region.total, region.through.number)
    if found is None:
        return
    yield Caption("pace", _("Absorbed a month so far"), found.so_far, "amount")
    if found.needed is not None:
        yield Caption("needed_pace", _("To be absorbed a month by the end of the year"), found.needed, "amount")
    if found.growth is not None:
        yield Caption("pace_growth", _("By how much faster, %"), found.growth, "percent")


def _submitted(region: Region, language: str) -> Sequence[Remark]:
    words = {"submitted": len(region.submitted), "of": len(region.asked)}
    found = [Remark(_("Submitted: %(submitted)s of %(of)s.") % words, "submitted")]
    if missing := region.missing:
        names = "; ".join(one.name(language) for one in missing[:MOST_NAMED]) + (
            " …" if len(missing) > MOST_NAMED else ""
        )
        text = _("The totals are partial: %(count)s facilities have not submitted: %(names)s.")
        found.append(Remark(text % {"count": len(missing), "names": names}, "partial", is_to_explain=True))
    return found
