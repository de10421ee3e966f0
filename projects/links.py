"""Where the figures of a project lead: to the entries of its funders' budgets."""

from dataclasses import dataclass

from finance.drill import Drill
from finance.months import Month
from finance.scope import Scope
from projects.figures import COLUMNS


@dataclass(frozen=True, slots=True)
class ProjectLinks:
    """Of the budgets of `scope` in the months, inclusive."""

    scope: Scope
    first: Month
    through: Month

    def of(self, column: str, site: str | None = None, source: int | None = None, code: str = "") -> str:
        """`site` is a key, "" for entries without one; `source` the id of a funder's source; None or "" for all."""
        budgets = tuple(budget.key for budget in self.scope.budgets if source in (None, budget.source_id))
        measures = tuple(str(measure) for measure, name in COLUMNS.items() if name == column)
        codes = (code,) if code else ()
        return Drill(measures, self.first, self.through, budgets, codes=codes, centre=site).url()
