"""Kinds of a region: what a department reports of the facilities below it, kept under its own budget of the year."""

from django.utils.translation import gettext as _

from finance.models import Budget, Document, FundingSource, Programme
from imports.context import Context, Job
from imports.kinds.costing import CostingKind, CostingReading, budget_for
from imports.kinds.kind import Problem, Reading, RowsError
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
    key = f"{context.facility.number}-{year}"
    made = Budget.objects.create(key=key, facility=context.facility, year=year, programme=programme, source=source)
    note = say("The budget %(key)s was opened to keep what is reported of %(year)s.")
    reading.notes.append(note % {"key": made.key, "year": year})
    return made


class RegionKind(CostingKind):
    document_kind = Document.Kind.REGION

    def post(self, reading: CostingReading, job: Job) -> None:
        if reading.months:
            context = job.context
            context.budget = region_budget(reading, context, reading.months[1].year)
            context.__dict__.pop("budgets", None)
        super().post(reading, job)
