"""The months of a budget: which are closed, what keeps the next one open, closing it, and opening one again."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from finance import closing, reopening, rights
from finance.clock import today
from finance.closing import MAY_APPROVE, MAY_ASK, ChecklistLine, ClosingError
from finance.forms import ReopeningForm
from finance.kept import kept
from finance.languages import active_language
from finance.models import AskedReopening, Budget
from finance.months import Month, MonthError
from finance.reporting.periods import month_in_words
from finance.reporting.report import Remark
from finance.rights import Action, Approval, require_one_of
from finance.views.reach import reach, signed_in


@require_safe
def months(request: HttpRequest, key: str) -> HttpResponse:
    """Every month with its state; `open` in the address names the closed month that is to be asked for."""
    budget = reach(request).budget(key)
    wanted = request.GET.get("open", "")
    return _page(request, budget, form=ReopeningForm(), wanted=_month(wanted)) if wanted else _page(request, budget)


@require_POST
def close(request: HttpRequest, key: str) -> HttpResponse:
    """Close `month`; a refusal is shown with the lines that keep it open."""
    budget = reach(request).budget(key)
    rights.require(request.user, Action.CLOSE, budget.facility)
    month = _month(request.POST.get("month", ""))
    try:
        closing.close(budget, month, user=signed_in(request))
    except ClosingError as error:
        return _page(request, budget, refusal=str(error), refused=month, lines=error.lines)
    said = _("%(month)s is closed: no entry is taken into it any more.")
    messages.success(request, said % {"month": month_in_words(month, active_language())})
    return redirect("months", budget.key)


@require_POST
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for a closed month; it stays closed until another person approves."""
    budget = reach(request).budget(key)
    require_one_of(signed_in(request), MAY_ASK, budget.facility)
    form = ReopeningForm(request.POST)
    month = _month(request.POST.get("month", ""))
    if not form.is_valid():
        return _page(request, budget, form=form, wanted=month)
    try:
        reopening.ask(
            budget, month, user=signed_in(request), reason=form.cleaned_data["reason"], until=form.cleaned_data["until"]
        )
    except ClosingError as error:
        return _page(request, budget, refusal=str(error))
    messages.success(request, _("Asked. Another person approves it; until then the month stays closed."))
    return redirect("months", budget.key)


@require_POST
def approve(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Open the month as somebody else asked."""
    return _decided(request, key, pk, lambda asked: reopening.approve(asked, user=signed_in(request)))


@require_POST
def give_up(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Leave the month closed."""
    return _decided(request, key, pk, lambda asked: reopening.give_up(asked, user=signed_in(request)))


def _decided(request: HttpRequest, key: str, pk: int, decide: Callable[[AskedReopening], None]) -> HttpResponse:
    budget = reach(request).budget(key)
    waiting = AskedReopening.objects.select_related("state__budget__facility", "asked_by")
    asked = get_object_or_404(waiting, pk=pk, state__budget=budget)
    try:
        decide(asked)
    except ClosingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))
    return redirect("months", budget.key)


def _page(
    request: HttpRequest,
    budget: Budget,
    *,
    form: ReopeningForm | None = None,
    wanted: Month | None = None,
    refusal: str = "",
    refused: Month | None = None,
    lines: tuple[ChecklistLine, ...] = (),
) -> HttpResponse:
    """The page; with a refusal or a form that is wrong its status is 422."""
    mine = reach(request)
    rows = closing.calendar(budget)
    next_month = refused if lines else closing.next_to_close(budget, rows)
    may_ask = any(mine.may(action, budget.facility) for action in MAY_ASK)
    may_ask_for = {row.month for row in rows if may_ask and row.is_closed and row.asked is None}
    if form is not None and not form.is_bound and wanted not in may_ask_for:
        form = None
    context: dict[str, Any] = {
        "budget": budget,
        "rows": rows,
        "next_month": next_month,
        "lines": lines or _checklist(budget, next_month),
        "links": _links(budget, next_month),
        "refusal": refusal,
        "form": form,
        "wanted": wanted,
        "waiting": [row.asked for row in rows if row.asked is not None],
        "may_close": mine.may(Action.CLOSE, budget.facility),
        "may_approve": any(mine.may(action, budget.facility) for action in MAY_APPROVE),
        "may_ask_for": may_ask_for,
    }
    is_wrong = bool(refusal or (form is not None and form.is_bound))
    return render(
        request, "finance/months.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    )  # fmt: skip


def _checklist(budget: Budget, month: Month | None) -> tuple[ChecklistLine, ...]:
    """What keeps the month open, as long as the books stay as they are: closing asks anew."""
    if month is None:
        return ()
    key = ("checklist", budget.pk, str(month), get_language())
    return kept(key, lambda: tuple(closing.checklist(budget, month)))


def to_do(budget: Budget, user: User, *, may_close: bool, may_approve: bool) -> list[Remark]:
    """What the first page reminds of: the first open month that is over, and what waits for this person's approval."""
    if not (may_close or may_approve):
        return []
    rows, language, address = closing.calendar(budget), active_language(), reverse("months", args=[budget.key])
    first_open = closing.next_to_close(budget, rows)
    found = []
    if may_close and first_open is not None and first_open.last_day < today():
        text = _("%(month)s is over and not closed.") % {"month": month_in_words(first_open, language)}
        found.append(Remark(text, "month-open", address))
    for row in rows:
        if may_approve and row.asked is not None and Approval(row.asked.asked_by, user).is_by_two:
            text = _("Somebody asks to open %(month)s again.") % {"month": month_in_words(row.month, language)}
            found.append(Remark(text, "reopening-asked", address))
    return found


def _links(budget: Budget, month: Month | None) -> dict[str, str]:
    """Where a line of the checklist is looked into, by its name."""
    if month is None:
        return {}
    last = month.calendar
    own, year = f"?from={last}&through={last}", f"?from={budget.year}-01&through={last}"
    return {
        "stated-cash": reverse("report", args=[budget.key, "cash-reconciliation"]) + own,
        "actual-cost": reverse("report", args=[budget.key, "execution"]) + own,
        "money-received": reverse("report", args=[budget.key, "execution"]) + own,
        "over-plan": reverse("report", args=[budget.key, "execution"]) + year,
    }


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except MonthError as error:
        raise Http404(_("There is no such month.")) from error
