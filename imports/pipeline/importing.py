"""One file in: read, recognised, read as its kind, matched, posted; or refused as a whole, with every reason.

Matching and posting share one transaction that holds the budgets' locks, so that of two simultaneous imports of one
file exactly one posts. A preview walks the same way and is rolled back: it shows what posting does because it did it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from finance import rights
from finance.models import Budget, Facility
from imports.context import AmbiguousBudgetError, Answers
from imports.kinds.registry import kinds
from imports.pipeline import collector, keeping, posting, recognising
from imports.pipeline.errors import UsageError
from imports.pipeline.order import Order, Outcome, Progress

__all__ = ["Order", "Outcome", "UsageError", "run"]


def run(
    data: bytes,
    name: str,
    *,
    entered_by: AbstractBaseUser,
    approved_by: AbstractBaseUser | None = None,
    facility: Facility | None = None,
    budget: Budget | None = None,
    kind: str = "",
    corrections: Mapping[str, Any] | None = None,
    answers: Answers | None = None,
    preview: bool = False,
    keep: bool = False,
    check_rights: bool = True,
    check_approver: bool | None = None,
    progress: Progress | None = None,
    at_end: Callable[[Outcome], None] | None = None,
) -> Outcome:
    """Import `data` and say what became of it. `keep` records previews and refusals too, for the list of imports.
    `check_rights` is about who enters, and about who approves too where `check_approver` says nothing else.
    `progress` and `at_end` are those of `Order`.

    Raises UsageError where the request itself cannot be carried out (no such kind, several facilities or budgets and
    none named, one person entering and approving), PermissionDenied where the person may not.
    """
    if kind and kind not in kinds():
        raise UsageError(
            _("There is no kind “%(kind)s”. Kinds: %(kinds)s.") % {"kind": kind, "kinds": ", ".join(kinds())}
        )
    order = Order(
        data, name, entered_by, approved_by, facility or (budget.facility if budget else None), budget, kind,
        dict(corrections or {}), answers or Answers(),
    )  # fmt: skip
    order.progress, order.at_end = progress or order.progress, at_end
    if approved_by is not None and approved_by.pk == entered_by.pk:
        raise UsageError(_("One person may not enter and approve the same document."), is_refusal=True)
    with collector.paused():
        checked = [(order.entered_by, rights.Action.IMPORT)] if check_rights else []
        check_approver = check_rights if check_approver is None else check_approver
        if order.approved_by is not None and check_approver and not preview:
            checked.append((order.approved_by, rights.Action.APPROVE))
        outcome = _walk(order, preview=preview, checked=checked)
    if keep and outcome.batch is None:
        keeping.keep(order, outcome)
    return outcome


def _walk(order: Order, *, preview: bool, checked: Sequence[tuple[AbstractBaseUser, rights.Action]]) -> Outcome:
    outcome = recognising.opened(order)
    if outcome.table is not None and outcome.context is not None:
        for who, action in checked:
            rights.require(who, action, outcome.context.facility)
        try:
            posting.read_and_post(order, outcome, preview=preview)
        except AmbiguousBudgetError as error:
            message = _("There are several budgets of %(year)s: %(keys)s. Name one with --budget.")
            raise UsageError(message % {"year": error.year, "keys": ", ".join(error.keys)}) from error
    return outcome
