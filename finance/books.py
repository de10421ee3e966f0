"""Proof that the books are whole: everything is added up again from the entries and compared with what is kept."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from finance import cash, chain, proof_of_trees, rooms, treasury, triggers
from finance.chain.seals import Seal
from finance.chain.telling import place_of, sentences
from finance.databases.looking import one_moment
from finance.execution import balances, flows
from finance.languages import active_language
from finance.ledger.posting import closed_in
from finance.models import COUNTED_BY_DATE, Balance, Budget, BudgetCode, Document, Entry, Measure, PlanLine
from finance.money import ZERO, display
from finance.months import Month, year_months
from finance.whole_tiyn import MonthOf, in_tenge, sum_in_tiyn

SUMMED_BY = ("budget_id", "measure", "month", "code_id", "centre")
# by these and the month of the date: tiyn
Sums = Mapping[tuple, int]
ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class BookCheck:
    """One proof. `difference` is tenge off in all, or how many things are wrong where no money is compared.

    `where` is the first place that does not hold, where a proof names one for machines.
    """

    name: str
    difference: Decimal | int | None
    broken: tuple[str, ...] = ()
    where: dict[str, Any] | None = None

    @property
    def holds(self) -> bool:
        return not self.broken


@dataclass(frozen=True, slots=True)
class Books:
    """`doubts` are statements of others that the books of open months do not meet."""

    checks: tuple[BookCheck, ...]
    doubts: tuple[str, ...] = field(default=())

    @property
    def broken(self) -> list[str]:
        return [sentence for check in self.checks for sentence in check.broken]

    @property
    def hold(self) -> bool:
        return all(check.holds for check in self.checks)


def check() -> Books:
    """Every proof of all budgets, and the chain. Reads every entry once, with the chain twice."""
    with one_moment():
        chosen = list(Budget.objects.select_related("facility"))
        ids = [budget.pk for budget in chosen]
        entries = Entry.objects.all()
        undone = Document.objects.filter(budget_id__in=ids, status=Document.Status.UNDONE)
        stated, doubts = _stated_cash(chosen)
        proofs = (
            _balances(ids, added_up(entries)),
            _trees(),
            _plan(ids),
            _reversals(entries),
            _undone(list(undone.values_list("pk", flat=True))),
            _treasury(ids),
            stated,
            *(prove() for room in rooms.rooms() for prove in room.proofs),
            _triggers(),
        )
    return Books((*proofs, chain_check()), tuple(doubts))


def of_budget(budget: Budget, added: Sums, entries: QuerySet[Entry], undone: Sequence[int]) -> Books:
    """The proofs of one budget whose entries are `added` up: of its new `entries` and of what was `undone` since."""
    ids = [budget.pk]
    stated, doubts = _stated_cash([budget])
    proofs = (
        _balances(ids, added),
        _plan(ids),
        _reversals(entries),
        _undone(undone),
        _treasury(ids),
        stated,
        _triggers(),
    )
    return Books(proofs, tuple(doubts))


def added_up(entries: QuerySet[Entry]) -> Sums:
    """Tiyn by budget, measure, month, code, centre and month of the date."""
    dated = entries.annotate(dated_key=MonthOf("date"))
    return sum_in_tiyn(dated, *SUMMED_BY, "dated_key")


def _balances(ids: list[int], added: Sums) -> BookCheck:
    kept: defaultdict[tuple, int] = defaultdict(int)
    held = Balance.objects.filter(budget_id__in=ids).values_list(*SUMMED_BY, "dated", "amount")
    for *where, dated, amount in held:
        kept[*where, dated.key] += int(amount.scaleb(2))
    off = {where: kept.get(where, 0) - added.get(where, 0) for where in {*kept, *added}}
    off = {where: tiyn for where, tiyn in off.items() if tiyn}
    names = _Names(ids)
    broken = tuple(
        _("%(place)s: the balance differs from its entries by %(amount)s.")
        % {"place": names.place(budget, code, month, measure), "amount": in_tenge(tiyn)}
        for (budget, measure, month, code, _centre, _dated), tiyn in off.items()
    )
    return BookCheck("balances-equal-entries", in_tenge(sum(map(abs, off.values()))), broken)


def _trees() -> BookCheck:
    off, broken = proof_of_trees.off_sums()
    return BookCheck("trees-equal-balances", in_tenge(off), tuple(broken))


def _plan(ids: list[int]) -> BookCheck:
    """A version declares what a month amounts to after it; a certificate changes it by what it says."""
    kinds = (Document.Kind.PLAN, Document.Kind.AMENDMENT)
    lines = PlanLine.objects.filter(
        document__budget_id__in=ids, document__kind__in=kinds, document__status__in=["posted", "undone"]
    )
    declared = sum_in_tiyn(lines, "document__budget_id", "document__kind", "document_id", "code_id", "month")
    entries = Entry.objects.filter(budget_id__in=ids, measure__in=[Measure.PLAN, Measure.AMENDMENT])
    posted = sum_in_tiyn(entries, "budget_id", "measure", "code_id", "month", "document_id")
    of_version: defaultdict[tuple, list[tuple[int, int]]] = defaultdict(list)
    for (budget, measure, code, month, document), tiyn in posted.items():
        of_version[budget, measure, code, month].append((document, tiyn))
    names = _Names(ids)
    broken, total, seen = [], 0, set()
    for (budget, kind, document, code, month), tiyn in declared.items():
        seen.add((budget, kind, code, month, document))
        found = sum(
            amount
            for of, amount in of_version[budget, kind, code, month]
            if of == document or (kind == Document.Kind.PLAN and of < document)
        )
        if found != tiyn:
            total += abs(found - tiyn)
            broken.append((budget, code, month, kind, found - tiyn))
    without_line = [where for where in posted if where not in seen]
    of_plan = _of_kinds(kinds, sorted({document for *_where, document in without_line}))
    broken += [
        (budget, code, month, measure, 0)
        for budget, measure, code, month, document in without_line
        if document in of_plan
    ]
    sentences = tuple(
        _("%(place)s: the ledger differs from what the plan's documents say by %(amount)s.")
        % {"place": names.place(budget, code, month, measure), "amount": in_tenge(tiyn)}
        for budget, code, month, measure, tiyn in broken
    )
    return BookCheck("plan-equals-versions-and-amendments", in_tenge(total), sentences)


def _of_kinds(kinds: Sequence[str], documents: Sequence[int]) -> set[int]:
    found = set[int]()
    for at in range(0, len(documents), ASKED_AT_ONCE):
        of_kinds = Document.objects.filter(pk__in=documents[at : at + ASKED_AT_ONCE], kind__in=kinds)
        found.update(of_kinds.values_list("pk", flat=True))
    return found


def _reversals(entries: QuerySet[Entry]) -> BookCheck:
    wrong = entries.filter(reverses__isnull=False).exclude(
        Q(amount=F("reverses__amount") * -1)
        & Q(budget=F("reverses__budget"), code=F("reverses__code"), measure=F("reverses__measure"))
        & Q(centre=F("reverses__centre"), month__gte=F("reverses__month"))
        & (Q(date=F("reverses__date")) | Q(measure__in=COUNTED_BY_DATE, date__gte=F("reverses__date")))
    )
    broken = tuple(
        _("Entry %(entry)s does not mirror entry %(reversed)s, which it reverses.")
        % {"entry": pk, "reversed": reverses}
        for pk, reverses in wrong.values_list("pk", "reverses_id")
    )
    return BookCheck("reversals-mirror", len(broken), broken)


def _undone(undone: Sequence[int]) -> BookCheck:
    """`undone` are ids of documents."""
    standing = set[int]()
    for at in range(0, len(undone), ASKED_AT_ONCE):
        entries = Entry.objects.standing().filter(document__in=undone[at : at + ASKED_AT_ONCE])
        standing.update(entries.values_list("document_id", flat=True))
    broken = tuple(
        _("Document %(document)s is undone, but not all of its entries are reversed.") % {"document": document}
        for document in sorted(standing)
    )
    return BookCheck("undone-documents-hold-nothing", len(broken), broken)


def _treasury(ids: list[int]) -> BookCheck:
    off = treasury.differences(ids)
    names = _Names(ids)
    broken = tuple(
        _("%(place)s: cash since January differs from form 4-20 by %(amount)s.")
        % {"place": names.place(budget, code, month, Measure.CASH), "amount": display(amount, active_language())}
        for (budget, code, month), amount in off.items()
    )
    return BookCheck("cash-equals-treasury-form", sum(map(abs, off.values()), ZERO), broken)


def _stated_cash(budgets: list[Budget]) -> tuple[BookCheck, list[str]]:
    closed = closed_in([budget.pk for budget in budgets])
    broken, doubts, total = [], [], ZERO
    for year in sorted({budget.year for budget in budgets}):
        of_year = [budget for budget in budgets if budget.year == year]
        stated = cash.stated_balances(of_year, year, None)
        amounts: defaultdict[int, list] = defaultdict(list)
        for budget_id, *amount in balances([b.pk for b in of_year], year, [Measure.FUNDING, Measure.CASH]):
            amounts[budget_id].append(amount)
        for budget in of_year:
            flow = flows(amounts[budget.pk])
            for month in year_months(year):
                closing = cash.closing(stated[budget.pk], month)
                if closing is None:
                    continue
                funding, paid = flow.get(month, (ZERO, ZERO))
                off = closing - cash.opening(stated[budget.pk], flow, month)[0] - funding + paid
                if off == ZERO:
                    continue
                sentence = _("%(budget)s %(month)s: the stated cash differs from the books by %(amount)s.") % {
                    "budget": budget.key,
                    "month": month,
                    "amount": off,
                }
                if (budget.pk, month) in closed:
                    broken.append(sentence)
                    total += abs(off)
                else:
                    doubts.append(sentence)
    return BookCheck("stated-cash", total, tuple(broken)), doubts


def _triggers() -> BookCheck:
    missing, altered = triggers.off(connection)
    broken = tuple(_("The trigger %(name)s is missing; run 'migrate'.") % {"name": name} for name in missing)
    broken += tuple(
        _("The trigger or function %(name)s is not as the program makes it; run 'migrate'.") % {"name": name}
        for name in altered
    )
    return BookCheck("triggers-in-place", len(broken), broken)


def chain_check(since: chain.Point | None = None) -> BookCheck:
    """Of what was linked `since`, or of all of the chain."""
    found = chain.faults(since)
    return BookCheck("chain", None, sentences(found), place_of(found[0]) if found else None)


def sealed(seal: Seal) -> BookCheck:
    """Whether the books of today continue those that `seal` was taken of. Says nothing of links after it."""
    if chain.continues(seal):
        return BookCheck("seal", None)
    text = _("The books of today do not continue those that the seal %(seal)s was taken of.")
    return BookCheck("seal", None, (text % {"seal": seal},))


class _Names:
    """Says in words where something is off; asks the database only when there is something to say."""

    def __init__(self, ids: list[int]) -> None:
        self._ids = ids
        self._budgets: dict[int, str] | None = None
        self._codes: dict[int, str] = {}

    def place(self, budget: int, code: int, month: Month, measure: str) -> str:
        if self._budgets is None:
            self._budgets = dict(Budget.objects.filter(pk__in=self._ids).values_list("pk", "key"))
            self._codes = dict(BudgetCode.every.values_list("pk", "code"))
        return f"{self._budgets.get(budget, budget)} {self._codes.get(code, code)} {month} {measure}"
