"""What cases cost by diagnosis."""

from django.utils.translation import gettext_lazy as _

from finance.months import Month
from finance.reporting.report import Report, Unit
from finance.reports.beside import ReportHeading
from finance.rooms import RegisteredReport
from finance.scope import Scope
from tariffs.reports.case_groups import build_grouped

NAME = "cost-by-diagnosis"
WORDS = (NAME, _("Cost of treated cases by diagnosis"), _("Diagnosis"), "diagnosis")


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive. Raises CostingError (a ScopeError)."""
    return build_grouped(WORDS, lambda case: case.stay.diagnosis, ReportHeading(scope, first, through, unit, language))


REPORT = RegisteredReport(NAME, _("Cost by diagnosis"), "cases", build, place=8)
