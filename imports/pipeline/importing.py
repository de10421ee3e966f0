"""One file in, from beginning to end: prepared, understood, settled. What the command line does with a file."""

from __future__ import annotations

from django.utils.translation import gettext as _

from finance.rights import Approval
from imports.kinds.registry import kinds
from imports.pipeline import keeping
from imports.pipeline.cutting import without_people_of
from imports.pipeline.errors import UsageError
from imports.pipeline.order import Order, Outcome
from imports.pipeline.preparing import Recognised, Refused, prepare, prepared
from imports.pipeline.settling import Understood, settle, understand

__all__ = ["Order", "Outcome", "UsageError", "opened", "ready", "run"]


def run(order: Order, *, dry: bool = False) -> Outcome:
    """Import a file and say what became of it; `dry` only says what would.

    Raises UsageError where the request itself cannot be carried out (no such kind, several facilities or budgets and
    none named, one person entering and approving), PermissionDenied where the person may not.
    """
    order, found = opened(order)
    outcome = settle(order, understand(order, found), dry=dry)
    if not dry:
        keeping.keep_asked(order, outcome)
    return outcome


def opened(order: Order) -> tuple[Order, Refused | Recognised]:
    """The file without the people it names, read and recognised. Raises UsageError."""
    check(order)
    found = prepare(order.data, order.kind, order.corrections)
    cut = without_people_of(order, found)
    if cut is not None:
        order, found = cut, prepare(cut.data, cut.kind, cut.corrections)
    return order, found


def ready(order: Order) -> Refused | Understood:
    """All that comes before the transaction, for a file that pages lead to. Raises what `run` does."""
    check(order)
    return understand(order, prepared(order.data, order.kind, order.corrections))


def check(order: Order) -> None:
    if order.kind and order.kind not in kinds():
        message = _("There is no kind “%(kind)s”. Kinds: %(kinds)s.")
        raise UsageError(message % {"kind": order.kind, "kinds": ", ".join(kinds())})
    if order.approved_by is not None and not Approval(order.entered_by, order.approved_by).is_by_two:
        raise UsageError(_("One person may not enter and approve the same document."), is_refusal=True)
