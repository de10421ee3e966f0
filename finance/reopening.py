"""Opening a closed month again, asked by one person and approved by another."""

from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from finance.audit import record
from finance.closing import (
    MAY_APPROVE,
    MAY_ASK,
    ClosingError,
    conditions_of_opening,
    refuse_opening,
    reopen,
)
from finance.languages import month_said
from finance.ledger import lock
from finance.models import AskedReopening, Budget, MonthState
from finance.months import Month
from finance.rights import Approval, require_one_of


@transaction.atomic
def ask(budget: Budget, month: Month, *, user: User, reason: str, until: date) -> AskedReopening:
    """Keep the wish to open `month` through `until`; it stays closed. Raises PermissionDenied, or ClosingError."""
    require_one_of(user, MAY_ASK, budget.facility)
    lock(budget.pk)
    refuse_opening(month, conditions_of_opening(budget, month, reason, until))
    state = MonthState.objects.get(budget=budget, month=month)
    if AskedReopening.objects.filter(state=state).exists():
        raise ClosingError(
            _("Somebody asked to open %(month)s already; another person decides.") % {"month": month_said(month)}
        )
    asked = AskedReopening.objects.create(state=state, until=until, reason=reason.strip(), asked_by=user)
    record("finance.month.reopening-asked", user=user, reason=asked.reason, data=_data(asked))
    return asked


@transaction.atomic
def approve(asked: AskedReopening, *, user: User) -> None:
    """Open the month as it was asked. Raises PermissionDenied, or ClosingError where `user` asked it or it changed."""
    budget = asked.state.budget
    require_one_of(user, MAY_APPROVE, budget.facility)
    lock(budget.pk)
    _require_standing(asked)
    try:
        require_one_of(asked.asked_by, MAY_ASK, budget.facility)
    except PermissionDenied as error:
        raise ClosingError(
            _("%(user)s, who asked, may not work in this budget any more. Give it up.") % {"user": asked.asked_by}
        ) from error
    reopen(budget, asked.state.month, people=Approval(asked.asked_by, user), reason=asked.reason, until=asked.until)


@transaction.atomic
def give_up(asked: AskedReopening, *, user: User) -> None:
    """Leave the month closed: whoever asked may, and whoever may approve. Raises PermissionDenied, ClosingError."""
    budget = asked.state.budget
    if asked.asked_by_id != user.pk:
        require_one_of(user, MAY_APPROVE, budget.facility)
    lock(budget.pk)
    _require_standing(asked)
    record("finance.month.reopening-given-up", user=user, reason=asked.reason, data=_data(asked))
    asked.delete()


def _require_standing(asked: AskedReopening) -> None:
    """Under the lock: two people may decide at once."""
    if not AskedReopening.objects.filter(pk=asked.pk).exists():
        raise ClosingError(_("This was decided already."))


def _data(asked: AskedReopening) -> dict[str, str]:
    state = asked.state
    return {"budget": state.budget.key, "month": str(state.month), "until": str(asked.until)}
