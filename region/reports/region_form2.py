"""Form No. 2 of a facility with all below it, from sums that posting keeps: a region costs what one facility does."""

from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.execution import figures, figures_of_tree
from finance.months import Month
from finance.reporting.report import Remark, Report, Unit
from finance.reports import form2
from finance.rooms import RegisteredReport
from finance.scope import Scope
from region.links import FAMILY

NAME = "region-form2"
MOST_NAMED = 5


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive, within the year of the budgets. Raises ScopeError for another period. Eight queries at most."""
    if scope.is_whole:
        execution = figures_of_tree(scope, first, through)
    else:
        execution = figures(scope, first, through, are_promises_asked=False)
    report = form2.of_execution(execution, unit=unit, language=language)
    with translation.override(language):
        return replace(report, key=NAME, doubts=tuple(_shortened(report.doubts)))


REPORT = RegisteredReport(NAME, gettext_lazy("Form No. 2 of the region"), FAMILY, build, place=3, is_of_tree=True)


def _shortened(doubts: tuple[Remark, ...]) -> list[Remark]:
    """Cash that nobody stated, named for a few budgets and counted for the others."""
    unstated = [doubt for doubt in doubts if doubt.key == "cash-not-stated"]
    more = len(unstated) - MOST_NAMED
    found = [doubt for doubt in doubts if doubt.key != "cash-not-stated"] + unstated[:MOST_NAMED]
    if more > 0:
        found.append(
            Remark(_("The cash of budgets is not stated in %(count)s more cases.") % {"count": more}, "cash-not-stated")
        )
    return found
