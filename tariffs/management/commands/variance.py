"""variance INPUT.json: activity, mix, efficiency and price variances of a flexible budget. Needs no database."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from finance.languages import active_language
from finance.money import display
from tariffs.management.refusing import ComputingCommand, table
from tariffs.variance import VarianceAnalysis, analyse
from tariffs.variance_file import as_json, printed_figures, read_items


class Command(ComputingCommand):
    help = "Splits actual minus budget into activity, mix, efficiency and price."

    def compute(self, document: dict[str, object], options: dict[str, Any]) -> None:
        analysis = analyse(read_items(document))
        self.say(options, as_text(analysis), {"status": "done", **as_json(analysis)})


def as_text(analysis: VarianceAnalysis) -> str:
    """The rows and the total as a table; positive is unfavourable."""
    headings = {
        "static_budget": _("Budget"),
        "activity": _("Activity"),
        "mix": _("Mix"),
        "efficiency": _("Efficiency"),
        "price": _("Price"),
        "actual": _("Actual"),
        "flexible_budget": _("Flexible budget"),
    }
    named = [(" ".join(filter(None, (row.item, row.profile))), row.figures) for row in analysis.rows]
    rows = [[_("Item"), *headings.values()]]
    for name, figures in [*named, (_("Total"), analysis.total)]:
        printed = printed_figures(figures)
        rows.append([name, *(display(Decimal(printed[key]), active_language()) for key in headings)])
    return table(rows) + "\n" + _("Positive is unfavourable: more was spent.")
