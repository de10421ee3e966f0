"""Which facility, budget and import a command or a page means."""

from django.db.models import Q
from django.utils.translation import gettext as _

from finance.models import Budget, Facility
from imports.models import Batch
from imports.pipeline.errors import UsageError


def batch_of(number: int) -> Batch:
    """The import of that number, or what became of the preview that had it. Raises UsageError."""
    found = Batch.objects.filter(Q(pk=number) | Q(former_numbers__number=number)).order_by("-pk").first()
    if found is None:
        raise UsageError(_("There is no import %(number)s.") % {"number": number}, is_refusal=True)
    return found


def facility_and_budget(number: str, key: str, project: str = "") -> tuple[Facility | None, Budget | None]:
    """What was named, None where nothing was; of a project the first of its budgets.

    Raises UsageError for names that do not exist or do not belong together.
    """
    if project and not key:
        first = Budget.objects.filter(project=project).order_by("year", "key").first()
        if first is None:
            raise UsageError(_("There is no project with the key %(key)s.") % {"key": project})
        key = first.key
    budget = Budget.objects.select_related("facility").filter(key=key).first() if key else None
    if key and budget is None:
        raise UsageError(_("There is no budget “%(key)s”.") % {"key": key})
    facility = Facility.objects.filter(number=number).first() if number else None
    if number and facility is None:
        raise UsageError(_("There is no facility %(number)s.") % {"number": number})
    if budget is not None and facility is not None and budget.facility_id != facility.pk:
        raise UsageError(_("Budget “%(key)s” is not of facility %(number)s.") % {"key": key, "number": number})
    return facility or (budget.facility if budget else None), budget
