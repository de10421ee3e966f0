"""What a facility is made of: beds of each profile when the period begins and ends, and its departments by kind."""

from collections.abc import Mapping, Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.months import Month
from finance.reporting.formula import difference
from finance.reporting.periods import month_in_words
from finance.reporting.report import Cell, Column, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope, ScopeError
from tariffs.asking_together import for_care
from tariffs.costing_inputs import Centre, centres_of
from tariffs.facility_records import beds_of
from tariffs.known_profiles import profile_names
from tariffs.models import CostCentre
from tariffs.reports.links import source_link
from tariffs.reports.step_sheet import centre_name
from tariffs.reports.wording import one_facility, profile_name

NAME, DEPARTMENTS = "structure", "departments"


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive; a month has the beds of its volumes, else those of its first day. Raises ScopeError."""
    with translation.override(language):
        one_facility(scope)
        of = ReportHeading(scope, first, through, unit, language)
        facility = scope.budgets[0].facility
        for_care(facility, first, through)
        beds = beds_of(facility, (first, through))
        centres = centres_of(facility, through.year)
        if not any(beds.values()) and not centres:
            raise ScopeError(_("Neither beds nor departments are known. Import volumes and cost centres."))
        names = profile_names()
        labels = {key: profile_name(names, key, language) for key in names}
        tables = (_beds(of, beds, labels), _departments(centres, labels, language))
        return beside_form2(NAME, _("Structure of the facility"), of, tables=tables)


REPORT = RegisteredReport(NAME, gettext_lazy("Structure"), "care", build, place=10)


def _beds(of: ReportHeading, beds: Mapping[Month, Mapping[str, int]], labels: Mapping[str, str]) -> Table:
    def at(month: Month, profile: str) -> Cell:
        number = beds[month].get(profile)
        return Cell(number, source_link(of.scope, month, month, "volumes", figure="beds", profile=profile))

    columns = (
        Column("profile", _("Profile"), "text"),
        Column("first", month_in_words(of.first, of.language), "quantity", group=_("Beds"), total="sum"),
        Column("last", month_in_words(of.through, of.language), "quantity", group=_("Beds"), total="sum"),
        Column("difference", _("Difference"), "quantity", formula=difference("last", "first"), total="formula"),
    )
    rows = [
        Row(key, {"profile": Cell(label), "first": at(of.first, key), "last": at(of.through, key)})
        for key, label in labels.items()
        if any(key in of_month for of_month in beds.values())
    ]
    return summed(NAME, columns, rows, _("Beds by profile"), label="profile")


def _departments(centres: Sequence[Centre], labels: Mapping[str, str], language: str) -> Table:
    kinds = dict(CostCentre.Kind.choices)
    columns = (
        Column("department", _("Department"), "text"),
        Column("kind", _("Kind"), "text"),
        Column("profile", _("Profile"), "text"),
    )
    rows = tuple(
        Row(
            centre.key,
            {
                "department": Cell(centre_name(centre, language)),
                "kind": Cell(str(kinds.get(centre.kind, centre.kind))),
                "profile": Cell(labels.get(centre.profile)),
            },
        )
        for centre in centres
    )
    return Table(DEPARTMENTS, columns, rows, title=_("Departments"))
