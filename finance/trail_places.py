"""Whose an event of the trail is: of the facility or the budget that it names, of its import, else of who acted."""

from collections.abc import Callable, Collection

from finance.models import AuditEvent, Budget, Document, Membership
from finance.scope import Scope


def events_of(scope: Scope, batches: Collection[int]) -> Callable[[AuditEvent], bool]:
    """Tells the events of the scope's facilities, of whichever of their budgets; `batches` are the imports that are
    asked about. Four queries.

    What names no place is theirs where it was done by somebody who works there, or by whoever looks after all of them.
    """
    facilities = {budget.facility for budget in scope.budgets}
    # what is done in January closes December of another budget
    budgets = dict(Budget.objects.filter(facility__in=facilities).values_list("pk", "key"))
    keys = set(budgets.values())
    numbers = {facility.number for facility in facilities}
    papers = Document.objects.filter(batch_number__in=batches)
    own = set(papers.filter(budget__in=budgets).values_list("batch_number", flat=True))
    known = set(papers.values_list("batch_number", flat=True))
    roles = list(Membership.objects.values_list("user_id", "facility_id"))
    here = {user for user, facility in roles if facility in {one.pk for one in facilities}}
    anywhere = {user for user, _facility in roles}

    def is_theirs(event: AuditEvent) -> bool:
        named = event.data
        if "facility" in named:
            return named["facility"] in numbers
        if "budget" in named:
            return named["budget"] in keys
        if named.get("batch") in known:
            return named["batch"] in own
        return event.user_id in here or event.user_id not in anywhere

    return is_theirs
