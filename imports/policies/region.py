"""Kinds of a region: what a department reports of the facilities below it, kept under its own budget of the year."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from finance.models import Budget, Document, FundingSource, Programme
from finance.register_tables import free_key
from imports.context import Context, Job
from imports.kinds.kind import Problem, Reading, RowsError
from imports.policies.costing import CostingKind, CostingReading, budget_for
from imports.sentences import say

ADMINISTRATOR = "253"
SOURCE = "local-budget"


def region_budget(reading: Reading, context: Context, year: int) -> Budget:
    """A department that only oversees others has no budget in the program: one of its year is opened, and said so.

    The facility's lock is held, so that of two files only one opens it. Raises RowsError where there is no list of
    programmes.
    """
    if context.budget is not None or year in context.budgets:
        return budget_for(context, year)
    programme = Programme.objects.filter(administrator_code=ADMINISTRATOR, programme_code="").first()
    source = FundingSource.objects.filter(key=SOURCE).first()
    if programme is None or source is None:
        message = _("The facility has no budget yet. Create one, then import the file.")
        raise RowsError([Problem(None, "no-budget", message)])
    made = _opened(Budget(facility=context.facility, year=year, programme=programme, source=source))
    note = say("The budget %(key)s was opened to keep what is reported of %(year)s.")
    reading.notes.append(note % {"key": made.key, "year": year})
    return made


def _opened(budget: Budget) -> Budget:
    """The budget under a free key, checked as one that a person opens. Raises RowsError."""
    budget.key = free_key(Budget, f"{budget.facility.number}-{budget.year}")
    try:
        budget.full_clean()
    except ValidationError as error:
        message = _("A budget of %(year)s cannot be opened: %(reasons)s")
        words = {"year": budget.year, "reasons": " ".join(error.messages)}
        raise RowsError([Problem(None, "no-budget", message % words)]) from error
    budget.save()
    return budget


class RegionKind(CostingKind):
    document_kind = Document.Kind.REGION
    reads_sources_apart = True

    def post(self, reading: CostingReading, job: Job) -> None:
        if reading.months:
            context = job.context
            context.budget = region_budget(reading, context, reading.months[1].year)
            context.__dict__.pop("budgets", None)
        super().post(reading, job)
