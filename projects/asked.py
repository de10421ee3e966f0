"""The project a report is about, with its funders, sites, stages and budgets."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from finance.asking_together import together
from finance.scope import Scope, ScopeError, of_project
from projects.models import Funder, Project, Site, Stage
from projects.standing import budget_key


@dataclass(frozen=True, slots=True)
class WholeProject:
    """`scope` holds the budgets of all its funders and years."""

    project: Project
    scope: Scope
    funders: tuple[Funder, ...]
    sites: tuple[Site, ...]
    stages: tuple[Stage, ...]

    def funders_by_source(self) -> dict[int, Funder]:
        """By the id of the source that a funder's budgets have, in the project's order."""
        by_key = {budget.key: budget.source_id for budget in self.scope.budgets}
        years = range(self.project.first.year, self.project.last.year + 1)
        return {
            by_key[key]: funder
            for funder in self.funders
            for year in years
            if (key := budget_key(self.project.key, funder.key, year)) in by_key
        }


def whole_of(scope: Scope, *, with_stages: bool = True) -> WholeProject:
    """The one project of the scope's budgets. Three queries at most.

    Raises ScopeError where none or several are meant.
    """
    keys = sorted({budget.project for budget in scope.budgets if budget.project})
    if not keys:
        raise ScopeError(_("None of these budgets is a project's. Set up a project first, or choose its budget."))
    if len(keys) > 1:
        raise ScopeError(
            _("There are several projects: %(keys)s. Name one with --project.") % {"keys": ", ".join(keys)}
        )
    project = Project.objects.get(key=keys[0])
    years = range(project.first.year, project.last.year + 1)
    asked = [Funder.objects.filter(project=project), Site.objects.filter(project=project)]
    asked += [Stage.objects.filter(project=project)] if with_stages else []
    funders, sites, *stages = (tuple(rows) for rows in together(*asked))
    own = tuple(budget for budget in scope.budgets if budget.project == project.key)
    is_all = len(own) == len(funders) * len(years)
    return WholeProject(
        project,
        Scope(own, own[0].facility) if is_all else of_project(project.key, years),
        funders,
        sites,
        stages[0] if stages else (),
    )
