"""The end of a year on one page: what contracts leave, what of it goes on, and what waits for another person."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from finance import rights
from finance.amounts import Refusal, parse_amount
from finance.ledger import LedgerError
from finance.models import Budget, BudgetCode
from finance.money import total
from finance.months import Month
from finance.rights import Action
from finance.views.reach import reach, signed_in
from procurement import drafts, year_end
from procurement.commitments import sentence
from procurement.models import Contract
from procurement.papers import PaperLine
from procurement.views.deciding import override_reason
from procurement.views.offered import is_own, may_discard, require_discard
from procurement.year_end import CarriedChoice, ChoicesError, Left, Leftover

CONTRACTS_A_PAGE = 50


@dataclass(slots=True)
class OfferedRow:
    """One sum that may be chosen, as shown or typed. `key` names its fields in the form.

    What a contract leaves unpaid goes as a whole: its rows share one tick, which the first of them shows.
    """

    key: str
    tick: str
    leftover: Leftover
    amount: str
    month: str
    has_tick: bool = True
    is_taken: bool = False
    error: str = ""


@dataclass(slots=True)
class OfferedContract:
    """A contract with its rows. `errors` are of the contract as a whole."""

    left: Left
    rows: list[OfferedRow] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def can_be_chosen(self) -> bool:
        return not self.left.is_waiting


@require_http_methods(["GET", "HEAD", "POST"])
def carry_over(request: HttpRequest, key: str) -> HttpResponse:
    """GET lists contracts with what they leave, `all` ticks them; POST keeps what is chosen as drafts."""
    budget, nexts, into = _years(request, key)
    every = year_end.left_over(budget, into)
    page = Paginator(every, CONTRACTS_A_PAGE).get_page(request.GET.get("page"))
    offers = [_offer(left, into, request) for left in page.object_list]
    reason = request.POST.get("reason", "").strip()
    refusals: list[str] = []
    if request.method == "POST" and into is not None:
        rights.require(request.user, Action.CONTRACT, budget.facility)
        rights.require(request.user, Action.CONTRACT, into.facility)
        try:
            made = _proposed(offers, into, reason, signed_in(request))
        except ChoicesError as error:
            refusals = _beside(offers, error)
        except LedgerError as error:
            refusals = [str(error)]
        else:
            said = ngettext("%(n)s draft is kept.", "%(n)s drafts are kept.", len(made)) % {"n": len(made)}
            messages.success(request, said + " " + _("Another person approves what is carried over."))
            return redirect(_address(budget, into))
    is_wrong = bool(refusals) or any(offer.errors or any(row.error for row in offer.rows) for offer in offers)
    context = {
        "budget": budget, "into": into, "nexts": nexts, "page": page, "offers": offers, "is_wrong": is_wrong,
        "refusals": refusals, "reason": reason, "months": [(f"{n:02d}", name) for n, name in MONTHS.items()],
        "undelivered": total(left.undelivered for left in every), "unpaid": total(left.unpaid for left in every),
        "query": urlencode({"into": into.key}) if into else "", **_waiting(request, budget, into),
    }  # fmt: skip
    return render(request, "procurement/carrying.html", context, status=422 if is_wrong else 200)


def _years(request: HttpRequest, key: str) -> tuple[Budget, list[Budget], Budget | None]:
    """The ending budget, those of the next year that the person may see, and the one that is chosen."""
    mine = reach(request)
    budget = mine.budget(key)
    nexts = [one for one in year_end.next_budgets(budget) if one.pk in mine.budget_ids]
    asked = request.POST.get("into") or request.GET.get("into", "")
    into = next((one for one in nexts if one.key == asked), nexts[0] if nexts else None)
    return budget, nexts, into


def _address(budget: Budget, into: Budget) -> str:
    return f"{reverse('procurement:carry-over', args=[budget.key])}?{urlencode({'into': into.key})}"


def _offer(left: Left, into: Budget | None, request: HttpRequest) -> OfferedContract:
    told = request.POST if request.method == "POST" else None
    offer = OfferedContract(left)
    for leftover in left.leftovers:
        of_contract = f"{left.contract.pk}-{leftover.code.pk}"
        key = f"{of_contract}-{leftover.month or ('owed' if leftover.is_payable else 'rest')}"
        tick = f"take-{left.contract.pk}-owed" if leftover.is_payable else f"take-{key}"
        first = leftover.month or (Month(into.year, 1) if into else None)
        row = OfferedRow(key, tick, leftover, f"{leftover.amount:f}", f"{first.number:02d}" if first else "")
        row.has_tick = all(other.tick != tick for other in offer.rows)
        if told is not None:
            row.is_taken = tick in told
            row.amount, row.month = told.get(f"amount-{key}", row.amount).strip(), told.get(f"month-{key}", row.month)
        else:
            row.is_taken = "all" in request.GET
        offer.rows.append(row)
    return offer


def _proposed(offers: list[OfferedContract], into: Budget, reason: str, user: User) -> list[Contract]:
    """Drafts of what is ticked. Raises ChoicesError; a sum that cannot be read has its error beside it."""
    choices = []
    for offer in offers:
        taken = [row for row in offer.rows if row.is_taken]
        for is_payable in (False, True):
            lines = [_line(row, into) for row in taken if row.leftover.is_payable == is_payable]
            if lines:
                known = [line for line in lines if line is not None]
                choices.append(CarriedChoice(offer.left.contract, known, is_payable))
    if any(row.error for offer in offers for row in offer.rows):
        raise ChoicesError({})
    if not choices:
        raise year_end.nothing_chosen()
    return year_end.propose(into, choices, reason=reason, entered_by=user)


def _line(row: OfferedRow, into: Budget) -> PaperLine | None:
    """What is payable goes to January as a whole; a later year's sum keeps its month."""
    leftover = row.leftover
    if leftover.is_payable:
        return PaperLine(leftover.code.pk, Month(into.year, 1), leftover.amount, row.key)
    amount = parse_amount(row.amount)
    if isinstance(amount, Refusal):
        row.error = _("“%(amount)s” is no amount.") % {"amount": row.amount}
        return None
    if leftover.month is not None and leftover.month.year > into.year:
        month = leftover.month
    elif row.month.isdecimal() and 1 <= int(row.month) <= 12:
        month = Month(into.year, int(row.month))
    else:
        row.error = _("Choose a month.")
        return None
    return PaperLine(leftover.code.pk, month, amount, row.key)


def _beside(offers: list[OfferedContract], error: ChoicesError) -> list[str]:
    """Put each reason beside its row, else its contract; returns those of no contract."""
    by_contract = {offer.left.contract.pk: offer for offer in offers}
    loose = []
    for pk, problems in error.problems.items():
        offer = by_contract.get(pk)
        for problem in problems:
            row = next((one for one in offer.rows if one.key == problem.field), None) if offer else None
            if row is not None:
                row.error = f"{row.error} {problem.message}".strip()
            elif offer is not None and problem.field != "reason":
                offer.errors.append(problem.message)
            elif problem.message not in loose:
                loose.append(problem.message)
    return loose


def _waiting(request: HttpRequest, budget: Budget, into: Budget | None) -> dict[str, object]:
    """Drafts that wait, what they would exceed together, and what this person may do about them."""
    mine = reach(request)
    waiting = year_end.drafts_into(into, budget) if into is not None else []
    exceeded = year_end.exceeded(into, waiting) if into is not None and waiting else []
    names = dict(BudgetCode.objects.filter(pk__in={one.code for one in exceeded}).values_list("pk", "code"))
    of_others = [draft for draft in waiting if not is_own(request, draft.document)]
    return {
        "waiting": waiting,
        "waiting_amount": total(draft.amount_with_vat for draft in waiting),
        "exceeded": [sentence(one, names[one.code]) for one in exceeded],
        "may_contract": mine.may(Action.CONTRACT, budget.facility),
        "may_approve": bool(of_others) and mine.may(Action.APPROVE, budget.facility),
        "may_override": mine.may(Action.OVERRIDE, budget.facility),
        "may_discard": any(may_discard(request, draft.document, budget.facility) for draft in waiting),
        "is_for_others": bool(waiting) and not of_others,
    }


@require_POST
def approve(request: HttpRequest, key: str) -> HttpResponse:
    """Carry over what other persons drafted and the page showed, each contract by itself; says what was kept back.

    A draft is never changed, so those named by their ids are what was seen; what came meanwhile waits.
    """
    budget, _nexts, into = _years(request, key)
    rights.require(request.user, Action.APPROVE, budget.facility)
    if into is None:
        return redirect("procurement:carry-over", budget.key)
    rights.require(request.user, Action.APPROVE, into.facility)
    reason = override_reason(request, into)
    shown = set(request.POST.getlist("draft"))
    others = [draft for draft in year_end.drafts_into(into, budget) if not is_own(request, draft.document)]
    waiting = [draft for draft in others if str(draft.pk) in shown]
    if len(waiting) < len(others):
        messages.warning(request, _("Other drafts came meanwhile: look at them, then approve them."))
    found = year_end.approve_all(waiting, approved_by=signed_in(request), override_reason=reason)
    if found.done:
        count = len(found.done)
        said = ngettext("%(n)s contract was carried over.", "%(n)s contracts were carried over.", count)
        messages.success(request, said % {"n": count})
    for contract, why in found.refused:
        messages.error(request, f"{contract.number} · {contract.supplier.name}: {why}")
    return redirect(_address(budget, into))


@require_POST
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Give up what waits, as far as the person may."""
    budget, _nexts, into = _years(request, key)
    waiting = year_end.drafts_into(into, budget) if into is not None else []
    mine = [draft for draft in waiting if may_discard(request, draft.document, budget.facility)]
    if not mine:
        require_discard(request, None, budget.facility)
    for draft in mine:
        drafts.discard(draft, user=signed_in(request))
    said = ngettext("%(n)s draft was given up.", "%(n)s drafts were given up.", len(mine)) % {"n": len(mine)}
    messages.success(request, said)
    return redirect(_address(budget, into) if into else reverse("procurement:carry-over", args=[budget.key]))
