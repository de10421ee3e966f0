"""How the beds worked: bed-days, average stay, bed turnover, bed working days, occupancy; quota against admitted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.money import display
from finance.months import Month, span
from finance.reporting.chart import Chart, Series
from finance.reporting.formula import difference, ratio
from finance.reporting.periods import month_in_words
from finance.reporting.report import Cell, Check, Column, Remark, Report, Row, Table, Unit, sum_row
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope, ScopeError
from tariffs.asking_together import for_care
from tariffs.bed_days import average_stay, bed_turnover, bed_working_days
from tariffs.costing_basis import MonthVolume
from tariffs.facility_records import counted_from_stays, has_stays, month_volumes, quotas_by_district, reported_figures
from tariffs.kept_stays import admitted_by_district
from tariffs.known_profiles import profile_names
from tariffs.reports.links import leading, source_link
from tariffs.reports.reported import missed_totals, reported_links, reported_table
from tariffs.reports.sources import VOLUME_FIGURES
from tariffs.reports.wording import one_facility, profile_name
from tariffs.stay_sums import Place

NAME, BY_MONTH, DISTRICTS = "volumes", "by-month", "districts"


@dataclass(frozen=True)
class WorkOfBeds:
    """What beds did in a period. `beds` is their average over the months of the period, `capacity` beds × days."""

    beds: Fraction
    capacity: int
    bed_days_planned: int
    bed_days_done: int
    discharged: int
    accompanying_days: int


def work_of(volumes: Sequence[MonthVolume], months: int) -> WorkOfBeds:
    return WorkOfBeds(
        Fraction(sum(v.beds or 0 for v in volumes), months),
        sum((v.beds or 0) * v.month.days for v in volumes),
        sum(v.bed_days_planned or 0 for v in volumes),
        sum(v.bed_days_done or 0 for v in volumes),
        sum(v.discharged or 0 for v in volumes),
        sum(v.accompanying_days or 0 for v in volumes),
    )


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive. Raises ScopeError for several facilities or a period without any volume."""
    with translation.override(language):
        one_facility(scope)
        facility = scope.budgets[0].facility
        for_care(facility, first, through)
        volumes, is_registered = month_volumes(facility, first, through), has_stays(facility)
        if not volumes:
            raise ScopeError(_("There are no volumes and no stays in the period. Import either of them."))
        names, figures = profile_names(), reported_figures(facility, first, through)
        months = list(span(first, through))
        columns = _columns()
        rows = tuple(
            _row(
                key, profile_name(names, key, language), work_of([v for v in volumes if v.profile == key], len(months))
            )
            for key in dict.fromkeys(volume.profile for volume in volumes)
        )
        rows = tuple(leading(row, _links(scope, first, through, row.key)) for row in rows)
        total_row = leading(sum_row("total", columns, rows, {"name": _("Total")}), _links(scope, first, through))
        computed = _computed(work_of(volumes, len(months)))
        table = Table(NAME, columns, rows, total_row, _("Profiles"))
        quotas = quotas_by_district(facility, first, through)
        admitted = admitted_by_district(facility, first, through)
        districts = [_districts(scope, first, through, quotas, admitted)] if quotas or admitted else []
        return beside_form2(
            NAME,
            _("Volumes and the work of the beds"),
            ReportHeading(scope, first, through, unit, language),
            tables=(table, reported_table(figures, computed, reported_links(scope, first, through, computed)),
                    _by_month(scope, volumes, months), *districts),
            checks=_checks(volumes, counted_from_stays(facility, first, through) if is_registered else None),
            notes=_notes(volumes),
            doubts=(*missed_totals(figures), *_doubts(volumes, names, language, is_registered=is_registered)),
            charts=(Chart("trend", _("Bed-days by month"), BY_MONTH, "month",
                          (Series("bed_days_done"), Series("bed_days_planned", "line")), is_stacked=False),),
        )  # fmt: skip


REPORT = RegisteredReport(NAME, gettext_lazy("Bed-days"), "care", build, place=4)


def _columns() -> tuple[Column, ...]:
    bed_days, beds = _("Bed-days"), _("Work of a bed")
    return (
        Column("name", _("Profile"), "text"),
        Column("beds", _("Beds on average"), "quantity", total="sum", decimals=1),
        Column("bed_days_planned", _("planned"), "quantity", group=bed_days, total="sum"),
        Column("bed_days_done", _("done"), "quantity", group=bed_days, total="sum"),
        Column("percent", _("done, %"), "percent", group=bed_days, formula=ratio("bed_days_done", "bed_days_planned"),
               total="formula"),
        Column("discharged", _("Treated cases"), "quantity", total="sum"),
        Column("accompanying_days", _("Days of accompanying adults"), "quantity", total="sum"),
        Column("average_stay", _("Average stay, days"), "quantity", formula=ratio("bed_days_done", "discharged"),
               total="formula", decimals=1),
        Column("bed_turnover", _("turnover, patients"), "quantity", group=beds, formula=ratio("discharged", "beds"),
               total="formula", decimals=1),
        Column("bed_working_days", _("working days"), "quantity", group=beds, formula=ratio("bed_days_done", "beds"),
               total="formula", decimals=1),
        Column("occupancy", _("occupancy"), "percent", group=beds, formula=ratio("bed_days_done", "capacity"),
               total="formula"),
        Column("capacity", _("Capacity, bed-days"), "quantity", total="sum"),
    )  # fmt: skip


def _row(key: str, name: str, work: WorkOfBeds) -> Row:
    return Row(key, {"name": Cell(name), **_figures(work)}, extra={"profile": key})


def _links(scope: Scope, first: Month, through: Month, profile: str = "") -> dict[str, str | None]:
    """Where the figures of volumes were read from."""
    return {
        figure: source_link(scope, first, through, "volumes", figure=figure, profile=profile)
        for figure in VOLUME_FIGURES
    }


def _figures(work: WorkOfBeds) -> dict[str, Cell]:
    return {
        "beds": Cell(work.beds),
        "bed_days_planned": Cell(work.bed_days_planned),
        "bed_days_done": Cell(work.bed_days_done),
        "discharged": Cell(work.discharged),
        "accompanying_days": Cell(work.accompanying_days),
        "capacity": Cell(work.capacity),
    }


def _computed(work: WorkOfBeds) -> dict[str, Fraction | int | None]:
    return {
        "bed_days_planned": work.bed_days_planned,
        "bed_days_done": work.bed_days_done,
        "beds": work.beds,
        "children_treated": work.discharged,
        "average_stay": average_stay(work.bed_days_done, work.discharged),
        "bed_turnover": bed_turnover(work.discharged, work.beds),
        "bed_working_days": bed_working_days(work.bed_days_done, work.beds),
    }


def _by_month(scope: Scope, volumes: Sequence[MonthVolume], months: list[Month]) -> Table:
    columns = (Column("month", _("Month"), "month"), *(column for column in _columns() if column.key != "name"))
    rows = tuple(
        leading(
            Row(str(month), {"month": Cell(month), **_figures(work_of([v for v in volumes if v.month == month], 1))}),
            _links(scope, month, month),
        )
        for month in months
    )
    return Table(BY_MONTH, columns, rows, None, _("By month"))


def _districts(
    scope: Scope, first: Month, through: Month, quotas: Mapping[str, int], admitted: Mapping[str, int]
) -> Table:
    columns = (
        Column("name", _("Referring organisation"), "text"),
        Column("quota", _("Quota"), "quantity", total="sum"),
        Column("admitted", _("Admitted"), "quantity", total="sum"),
        Column(
            "difference", _("Admitted over the quota"), "quantity", formula=difference("admitted", "quota"), total="sum"
        ),
        Column(
            "percent", _("Admitted of the quota, %"), "percent", formula=ratio("admitted", "quota"), total="formula"
        ),
    )

    def link(what: str, name: str, held: Mapping[str, int]) -> str | None:
        return source_link(scope, first, through, what, district=name) if held.get(name) else None

    rows = tuple(
        Row(
            f"district-{place}",
            {
                "name": Cell(name or "—"),
                "quota": Cell(quotas.get(name, 0), link("quotas", name, quotas)),
                "admitted": Cell(admitted.get(name, 0), link("stays", name, admitted)),
                "difference": Cell(admitted.get(name, 0) - quotas.get(name, 0)),
            },
        )
        for place, name in enumerate(dict.fromkeys([*quotas, *admitted]), start=1)
    )
    return summed(DISTRICTS, columns, rows, _("Quota and admitted"))


def _checks(volumes: Sequence[MonthVolume], counted: Mapping[Place, int] | None) -> tuple[Check, ...]:
    """R15: bed-days stated are those of the register of stays, where there is one."""
    if counted is None or all(volume.is_counted for volume in volumes):
        return ()
    stated: defaultdict[Place, int] = defaultdict(int)
    for volume in volumes:
        stated[volume.month, volume.profile, volume.setting] += volume.bed_days_done or 0
    gap = sum(abs(stated.get(key, 0) - counted.get(key, 0)) for key in {*stated, *counted})
    label = _("Bed-days of the volumes = bed-days counted from the stays")
    return (Check("bed-days", label, Fraction(gap), gap == 0, "quantity"),)


def _notes(volumes: Sequence[MonthVolume]) -> tuple[Remark, ...]:
    found = [Remark(_("Bed working days are bed-days ÷ average beds; occupancy is bed-days ÷ (beds × calendar days)."))]
    if any(volume.is_counted for volume in volumes):
        found.append(Remark(_("Bed-days of months without volumes are counted from the stays (derived)."), "derived"))
    return tuple(found)


def _doubts(
    volumes: Sequence[MonthVolume],
    names: Mapping[str, tuple[str, str]],
    language: str,
    *,
    is_registered: bool,
) -> tuple[Remark, ...]:
    found = []
    over = [v for v in volumes if v.beds is not None and (v.bed_days_done or 0) > v.beds * v.month.days]
    for volume in over:
        text = _("%(month)s, %(profile)s: %(done)s bed-days are more than %(beds)s beds can give.")
        name = profile_name(names, volume.profile, language)
        values = {
            "month": month_in_words(volume.month, language),
            "profile": name,
            "done": display(volume.bed_days_done, language, 0),
            "beds": volume.beds,
        }
        found.append(Remark(text % values, "over-capacity"))
    if not is_registered:
        found.append(Remark(_("There is no register of stays, so nothing confirms the volumes."), "no-stays"))
    return tuple(found)
