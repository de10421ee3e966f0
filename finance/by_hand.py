"""Entry by hand where there is no file: payment, money received, accrual, act with the payer, cash on the account.

What was entered is never edited: a correction takes it back and posts anew, and the two papers name each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance import cash, party_numbers, rights, rooms
from finance.audit import record
from finance.clock import today
from finance.income import IncomeAct, postings
from finance.languages import active_language, month_said
from finance.ledger import LedgerError, Posting, lock, post, reverse
from finance.ledger.posting import closed_months
from finance.models import Budget, CashBalance, Document, Entry, Facility, Measure
from finance.money import ZERO, as_text, display
from finance.months import Month
from finance.rights import Action

MEASURES = {
    Document.Kind.CASH: Measure.CASH,
    Document.Kind.FUNDING: Measure.FUNDING,
    Document.Kind.ACTUAL: Measure.ACTUAL,
}
KINDS = (*MEASURES, Document.Kind.INCOME, Document.Kind.BALANCES)


@dataclass(frozen=True, slots=True)
class HandRefusal:
    """Why it cannot be entered, and the name of the field it is about; no name for the whole."""

    message: str
    field: str = ""


class EnteringError(LedgerError):
    """What cannot be entered; `problems` holds every reason."""

    def __init__(self, problems: Sequence[HandRefusal]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.message for problem in problems))


@dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote, tenge. `code` is an id; `account` speaks of a balance, `act` of an act with the payer,
    `site` is the key of a place.
    """

    kind: str
    date: date
    month: Month
    amount: Decimal = ZERO
    code: int | None = None
    number: str = ""
    counterparty_number: str = ""
    counterparty_name: str = ""
    contract_number: str = ""
    purpose: str = ""
    account: str = ""
    act: IncomeAct | None = None
    site: str = ""


def party_name(facility: Facility, number: str) -> str:
    """The name under which a facility's books know a БИН or ИИН, else the one a room knows; empty where nobody does."""
    own = Entry.objects.filter(budget__facility=facility, counterparty_number=number)
    named = own.exclude(counterparty_name="").order_by("-pk")
    found = named.values_list("counterparty_name", flat=True).first()
    return found or rooms.party_name(number)


def problems(budget: Budget, written: Written) -> list[HandRefusal]:
    """Every reason against entering it."""
    found = []
    if written.date.year != budget.year and written.kind != Document.Kind.BALANCES:
        found.append(HandRefusal(_("The date must lie in %(year)s.") % {"year": budget.year}, "date"))
    if written.date > today():
        found.append(HandRefusal(_("The day has not come yet."), "date"))
    if written.kind == Document.Kind.BALANCES and written.date.year != budget.year:
        message = _("The date must lie in %(year)s; what the year began with is the balance of 1 January.")
        found.append(HandRefusal(message % {"year": budget.year}, "date"))
    elif written.month.year != budget.year:
        message = _("%(month)s is not a month of %(year)s.")
        found.append(HandRefusal(message % {"month": month_said(written.month), "year": budget.year}, "month"))
    elif written.month in closed_months(budget.pk):
        message = _("%(month)s is closed. Post the correction to an open month.")
        field = "date" if written.kind == Document.Kind.BALANCES else "month"
        found.append(HandRefusal(message % {"month": month_said(written.month)}, field))
    if written.kind in MEASURES and written.amount == ZERO:
        found.append(HandRefusal(_("Write a sum other than zero."), "amount"))
    if written.act is not None:
        found += _of_act(written.act)
    number = written.counterparty_number
    if number and not party_numbers.is_valid(number) and not party_name(budget.facility, number):
        message = _("“%(number)s” is no BIN or IIN: 12 digits are needed, and the last must fit the others.")
        found.append(HandRefusal(message % {"number": number}, "counterparty_number"))
    return found


def _of_act(act: IncomeAct) -> list[HandRefusal]:
    found = []
    if not any(act.figures):
        found.append(HandRefusal(_("Write a sum other than zero."), "accrued"))
    if act.withheld > act.accrued:
        found.append(HandRefusal(_("More is withheld than accrued."), "withheld"))
    if act.withheld and not act.reason:
        found.append(HandRefusal(_("Say why it was withheld."), "reason"))
    return found


def twin(budget: Budget, written: Written) -> Entry | None:
    """An entry that stands with the same measure, code, day, sum and number: perhaps the same paper.

    Of an act it is its first figure, for the same kind of care. A balance stated once more adds nothing.
    """
    first = None if written.kind == Document.Kind.BALANCES else next(iter(_postings(written)), None)
    if first is None:
        return None
    same = Entry.objects.standing().filter(
        budget=budget, measure=first.measure, code_id=first.code, date=first.date, amount=first.amount,
        number=first.number,
    )  # fmt: skip
    return (same.filter(purpose=first.purpose) if written.act is not None else same).first()


@transaction.atomic
def enter(budget: Budget, written: Written, *, user: User, replaces: Document | None = None) -> Document:
    """Post what was written under a document of its own. Raises PermissionDenied, or EnteringError with all reasons."""
    rights.require(user, Action.IMPORT, budget.facility)
    lock(budget.pk)
    found = problems(budget, written)
    if found:
        raise EnteringError(found)
    document = Document.objects.create(
        budget=budget, kind=written.kind, number=written.number, date=written.date, reason=written.purpose,
        entered_by=user, replaces=replaces,
    )  # fmt: skip
    if written.kind == Document.Kind.BALANCES:
        stated = {"account": written.account, "date": written.date, "amount": written.amount}
        cash.keep([CashBalance(budget=budget, document=document, **stated)])
    else:
        post(document, _postings(written))
    return document


def _postings(written: Written) -> list[Posting]:
    if written.act is not None:
        return postings(written.act)
    assert written.code is not None
    return [
        Posting(
            written.code, written.month, written.date, MEASURES[Document.Kind(written.kind)], written.amount,
            written.site,
            number=written.number, counterparty_number=written.counterparty_number,
            counterparty_name=written.counterparty_name, contract_number=written.contract_number,
            purpose=written.purpose,
        )
    ]  # fmt: skip


def is_by_hand(document: Document) -> bool:
    """Whether it was entered here and stands, so that it may be corrected here."""
    return document.kind in KINDS and may_be_taken_back(document)


def may_be_taken_back(document: Document) -> bool:
    """What was entered here or typed in the plan's grid, and stands; what came by file is undone with its file."""
    return (
        document.kind in (*KINDS, Document.Kind.PLAN, Document.Kind.AMENDMENT)
        and document.batch_number is None
        and document.status == Document.Status.POSTED
        and document.reverses_id is None
    )


@transaction.atomic
def take_back(document: Document, *, reason: str, user: User) -> None:
    """Reverse a document entered or typed here. Raises PermissionDenied or LedgerError, and takes nothing back then."""
    rights.require(user, Action.UNDO, document.budget.facility)
    if not may_be_taken_back(document):
        raise LedgerError(_("This was not entered by hand, or it is taken back already."))
    if document.kind == Document.Kind.BALANCES:
        _require_open(document)
    done = reverse(document, user=user, reason=reason, day=today())
    if done.kept:
        raise LedgerError("\n".join(dict.fromkeys(kept.reason for kept in done.kept)))
    record("finance.entry.taken-back", user=user, reason=reason, data={"document": document.pk})


def _require_open(document: Document) -> None:
    month = Month.of(document.date)
    if month in closed_months(document.budget_id):
        raise LedgerError(_("%(month)s is closed: what was stated of it stays.") % {"month": month_said(month)})


@transaction.atomic
def correct(document: Document, written: Written, *, reason: str, user: User) -> Document:
    """Take `document` back and post `written` in its place. Raises what `take_back` and `enter` raise."""
    take_back(document, reason=reason, user=user)
    made = enter(document.budget, written, user=user, replaces=document)
    record(
        "finance.entry.corrected", user=user, reason=reason,
        data={"document": made.pk, "instead_of": document.pk, "before": said(document), "after": said(made)},
    )  # fmt: skip
    return made


def said(document: Document) -> dict[str, str]:
    """What a document entered by hand says, for the trail. Money as text."""
    entries = list(document.entries.select_related("code"))
    if not entries:
        return {str(stated.date): str(as_text(stated.amount)) for stated in document.cash_balances.all()}
    return {f"{entry.code.code} {entry.month} {entry.measure}": str(as_text(entry.amount)) for entry in entries}


def in_words(document: Document) -> str:
    """The same for the reader: `141, март 2025 г., кассовые расходы 1 234,50`."""
    language = active_language()
    texts = [
        f"{one.code.shown}, {month_said(one.month)}, {one.get_measure_display()} {display(one.amount, language)}"
        for one in document.entries.select_related("code")
    ]
    texts += [f"{one.date:%d.%m.%Y} {display(one.amount, language)}" for one in document.cash_balances.all()]
    return "; ".join(texts)


def latest(budget: Budget, kind: str, most: int = 20) -> list[Document]:
    """The papers of a kind entered by hand last, those taken back included."""
    found = Document.objects.filter(budget=budget, kind=kind, batch_number=None, reverses=None)
    return list(found.prefetch_related("entries__code", "cash_balances").order_by("-pk")[:most])
