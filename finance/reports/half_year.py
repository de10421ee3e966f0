"""The half-year report as a facility hands it in: one document of every room's sections, for any months of a year."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.months import Month
from finance.reporting.report import Report, Unit
from finance.reports import document
from finance.rooms import RegisteredReport
from finance.scope import Scope

NAME = "half-year"


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    with translation.override(language):
        title = _("Report on the work of the organisation")
    return document.build(NAME, title, scope, first, through, unit=unit, language=language)


REPORT = RegisteredReport(NAME, gettext_lazy("Half-year report"), "form2", build, place=70)
