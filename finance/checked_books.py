"""The books of one budget proven from where they held last: only what was posted since is added up again.

What was altered before that, past the program, is found by `check_books`, which adds everything up, and by the chain.
"""

from collections.abc import Sequence
from contextlib import suppress

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from finance import books, chain, proving
from finance.books import BookCheck, Books
from finance.databases.looking import one_moment, without_waiting
from finance.ledger import lock
from finance.models import Budget, CheckedBooks, Document, Entry
from finance.money import ZERO
from finance.months import Month

# entries of others over which the reading of new ones is not to begin again and again
FAR = 5_000


def check(budget: Budget) -> Books:
    """Every proof of the budget but the chain's and that of sums of trees. Keeps what held; waits for nobody."""
    with one_moment():
        kept, newest = _kept(budget)
        if kept is None or newest - kept.entry <= FAR:
            return _checked(budget, kept, newest)
    # nobody posts here meanwhile, so that what is kept may go on over what others posted
    with suppress(OperationalError), without_waiting(), transaction.atomic():
        lock(budget.pk)
        kept, newest = _kept(budget)
        return _checked(budget, kept, newest, through=newest)
    with one_moment():
        return _checked(budget, *_kept(budget))


def _kept(budget: Budget) -> tuple[CheckedBooks | None, int]:
    """And the newest entry of all budgets, 0 where nothing is kept. One query."""
    newest = Entry.objects.order_by("-pk").values("pk")[:1]
    found = CheckedBooks.objects.filter(budget=budget).annotate(newest=Subquery(newest)).first()
    return found, found.newest or 0 if found else 0


def _checked(budget: Budget, kept: CheckedBooks | None, newest: int, through: int = 0) -> Books:
    """`through`: no entry of the budget up to this one can come any more."""
    own = Entry.objects.filter(budget=budget)
    if kept is not None:
        # asked of a function of the column, so that the new ones are read by their numbers
        own = Entry.objects.alias(of_budget=Coalesce("budget_id", Value(0))).filter(of_budget=budget.pk)
    since = kept.entry if kept else 0
    last = since
    if kept is None or newest > since:
        last = own.filter(pk__gt=since).order_by("-pk").values_list("pk", flat=True).first() or since
    new = own.filter(pk__gt=since, pk__lte=last) if last > since else Entry.objects.none()
    added = dict(_sums(kept)) if kept else {}
    for where, tiyn in books.added_up(new).items():
        added[where] = added.get(where, 0) + tiyn
    found = books.of_budget(budget, added, new, _undone_since(budget, kept, new))
    last = max(last, through)
    if found.hold and (kept is None or since != last):
        _keep(budget, last, added)
    return found


def recent() -> Books:
    """Every budget, and the chain, from where each held last."""
    found: dict[str, list[BookCheck]] = {}
    doubts = list[str]()
    for budget in Budget.objects.select_related("facility"):
        of_budget = check(budget)
        doubts += of_budget.doubts
        for one in of_budget.checks:
            found.setdefault(one.name, []).append(one)
    held = proving.last_that_held()
    walked = books.chain_check(chain.Point(held.link, held.head) if held else None)
    return Books((*(_together(name, checks) for name, checks in found.items()), walked), tuple(doubts))


def _together(name: str, checks: Sequence[BookCheck]) -> BookCheck:
    broken = tuple(dict.fromkeys(sentence for one in checks for sentence in one.broken))
    return BookCheck(name, sum((one.difference or ZERO for one in checks), ZERO), broken)


def _undone_since(budget: Budget, kept: CheckedBooks | None, new: QuerySet[Entry]) -> list[int]:
    undone = Document.objects.filter(budget=budget, status=Document.Status.UNDONE)
    if kept is not None:
        undone = undone.filter(Q(undone_at__gte=kept.at) | Q(pk__in=new.order_by().values("document")))
    return list(undone.values_list("pk", flat=True))


def _sums(kept: CheckedBooks) -> list[tuple[tuple, int]]:
    return [
        ((kept.budget_id, measure, Month.from_key(month), code, centre, dated), tiyn)
        for measure, month, code, centre, dated, tiyn in kept.sums
    ]


def _keep(budget: Budget, last: int, added: dict[tuple, int]) -> None:
    """A look that cannot write, since somebody posts, keeps nothing and waits for nobody; the next one will."""
    sums = [
        [measure, month.key, code, centre, dated, tiyn]
        for (_budget, measure, month, code, centre, dated), tiyn in added.items()
        if tiyn
    ]
    held = CheckedBooks(budget=budget, entry=last, sums=sums, at=timezone.now())
    with suppress(OperationalError, IntegrityError), without_waiting(), transaction.atomic():
        CheckedBooks.objects.bulk_create(
            [held], update_conflicts=True, unique_fields=["budget"], update_fields=["entry", "sums", "at"]
        )
