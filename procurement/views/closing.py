"""Closing a contract: what would be released, the day and the reason; a draft that another person approves."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from finance.clock import today
from finance.ledger import LedgerError
from finance.models import BudgetCode, Document
from finance.money import total
from finance.months import Month
from finance.rights import Action
from finance.views.reach import signed_in
from procurement import closing_contracts
from procurement.closing_contracts import last_day, released_by_month
from procurement.forms import ClosingForm, place
from procurement.models import Contract
from procurement.papers import PaperError
from procurement.views.deciding import done
from procurement.views.offered import known_contract, require_discard


@dataclass(frozen=True, slots=True)
class ReleasedLine:
    """Tenge."""

    code: BudgetCode
    month: Month
    reserved: Decimal
    released: Decimal
    stays: Decimal


@dataclass(frozen=True, slots=True)
class Release:
    """What closing would take back, line by line; `refusal` where it cannot be told."""

    lines: list[ReleasedLine]
    refusal: str = ""
    seen: str = ""

    @property
    def reserved(self) -> Decimal:
        return total(line.reserved for line in self.lines)

    @property
    def released(self) -> Decimal:
        return total(line.released for line in self.lines)

    @property
    def stays(self) -> Decimal:
        return total(line.stays for line in self.lines)


def release_of(root: Contract, day: date, paper: Document | None = None) -> Release:
    """With the digest of it where it is shown for approval of `paper`."""
    try:
        found = released_by_month(root, day)
    except LedgerError as error:
        return Release([], str(error))
    codes = BudgetCode.objects.in_bulk({line.code for line in found})
    lines = [ReleasedLine(codes[ln.code], ln.month, ln.reserved, ln.released, ln.stays) for ln in found]
    return Release(lines, seen=closing_contracts.digest(paper, found) if paper else "")


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """GET and `look` show what would be released as of the day; POST keeps a draft of the closing."""
    root = known_contract(request, pk, Action.CONTRACT)
    if root.root_id is not None:
        raise Http404(_("An agreement is closed with its contract."))
    first = last_day(root, max(today(), root.signed_on))
    form = ClosingForm(request.POST if request.method == "POST" else None, initial={"day": first})
    last = min(today(), last_day(root, today()))
    form.fields["day"].widget.attrs |= {"min": root.signed_on.isoformat(), "max": last.isoformat()}
    is_asked = request.method == "POST" and "look" not in request.POST
    if is_asked and _is_kept(root, form, signed_in(request)):
        messages.success(request, _("Kept as a draft. Another person approves it; then what is unused is released."))
        return redirect("procurement:contract", root.pk)
    day = form.chosen_day(first)
    is_wrong = is_asked or (day is None)
    context = {
        "contract": root, "form": form, "is_wrong": is_wrong,
        "release": release_of(root, day) if day is not None and root.is_in_force else None,
    }  # fmt: skip
    return render(request, "procurement/closing.html", context, status=422 if is_wrong else 200)


def _is_kept(root: Contract, form: ClosingForm, user: User) -> bool:
    """Whether the draft was kept; what speaks against it stands beside its fields."""
    if not form.is_valid():
        return False
    found = form.cleaned_data
    try:
        with transaction.atomic():
            closing_contracts.draft_closing(root, day=found["day"], reason=found["reason"], entered_by=user)
    except PaperError as error:
        place(error.problems, form)
    except LedgerError as error:
        form.refuse("contract", str(error))
    return form.is_valid()


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the closing; `seen` is the digest of what the page said would be released."""
    root = known_contract(request, pk, Action.APPROVE)
    seen = request.POST.get("seen", "")
    return done(
        request, root, lambda: closing_contracts.approve_closing(root, approved_by=signed_in(request), seen=seen)
    )


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the closing up; the contract stays in force."""
    root = known_contract(request, pk)
    require_discard(request, root.release, root.budget.facility)
    return done(request, root, lambda: closing_contracts.discard_closing(root, user=signed_in(request)))
