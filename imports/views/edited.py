"""Tables of what a facility told the program: whose they are, and how they are saved."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from finance import rights
from finance.models import Budget, Facility
from finance.rights import Action
from finance.views.reach import reach, signed_in
from imports.edited_rows import EditedRows, Moved
from imports.kinds.kind import Kind
from imports.pipeline.holding import hold_budgets
from imports.rows_matched_again import match_again

T = TypeVar("T", bound=EditedRows)


def budget_of(request: HttpRequest) -> Budget:
    """The budget named, else the one looked at; its facility's table may be changed by whoever may import."""
    mine = reach(request)
    told = request.POST if request.method == "POST" else request.GET
    budget = mine.budget(told["budget"]) if told.get("budget") else mine.current
    if budget is None:
        raise PermissionDenied(_("There is no budget to import into."))
    if request.method == "POST":
        rights.require(request.user, Action.IMPORT, budget.facility)
    return budget


@transaction.atomic
def saved(
    request: HttpRequest, facility: Facility, table: type[T], change: Callable[[Facility, list[Moved], Any], object]
) -> tuple[T, int | None]:
    """The table as it was sent, and how many rows it changed; None where it is refused."""
    hold_budgets(Budget.objects.filter(facility=facility).values_list("pk", flat=True), facility)
    sent = table(facility, request.POST)
    if not sent.is_valid():
        return sent, None
    moved = sent.moved()
    if moved:
        change(facility, moved, signed_in(request))
    return sent, len(moved)


def match_and_tell(request: HttpRequest, facility: Facility, is_told: Callable[[Kind], bool]) -> None:
    """Match again what waits in imports that the changed table tells of, and say what that posted."""
    again = match_again(facility, signed_in(request), is_told)
    for said in again.posted:
        messages.success(request, said)
    for refusal in again.refusals:
        messages.warning(request, refusal)
