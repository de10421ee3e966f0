"""Cost that 1C states by account, article and department: what stands, what a file changes, posting the difference."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from finance.comparing import Comparison, compare
from finance.ledger.declaring import held
from finance.ledger.posting import Posting, lock, post
from finance.models import AccountTurnover, Document, Entry, Measure
from finance.money import ZERO
from finance.months import Month

# account, article and department, compared as they are written in one facility's 1C
Place = tuple[Month, str, str, str]


@dataclass(frozen=True, slots=True)
class Cost:
    """Tenge under a budget code (its id) and the key of a cost centre or an empty one; the cell says from where."""

    code: int
    centre: str
    amount: Decimal
    cell: str = ""
    row: int | None = None

    def is_same(self, other: "Cost | None") -> bool:
        """Whether both put the same sum to the same place. Nothing is the same as no money."""
        if other is None:
            return self.amount == ZERO
        return (self.code, self.centre, self.amount) == (other.code, other.centre, other.amount)


def standing(budget_id: int, months: Iterable[Month]) -> dict[Place, Cost]:
    """What is in force of each account, article and department. One query."""
    rows = AccountTurnover.objects.filter(
        document__budget_id=budget_id, document__status=Document.Status.POSTED, month__in=list(months)
    ).order_by("document_id", "id")
    return {
        (row.month, row.account, row.article, row.department): Cost(row.code_id, row.centre, row.amount, row.cell)
        for row in rows
    }


def compared(budget_id: int, stated: Mapping[Place, Cost]) -> Comparison[Place, Cost | None]:
    """Stated turnovers beside those in force, in the order stated; what stands and is not stated is no fault."""
    now: dict[Place, Cost | None] = {**standing(budget_id, {month for month, *_rest in stated})}
    return compare({**stated}, now, None, lambda before, after: after is not None and after.is_same(before))


def months_stated_otherwise(budget_id: int, months: Collection[Month]) -> set[Month]:
    """Months whose actual cost does not come from accounts alone, as after a trial balance by code. Two queries."""
    by_account: defaultdict[tuple[int, Month], Decimal] = defaultdict(lambda: ZERO)
    for (month, *_place), cost in standing(budget_id, months).items():
        by_account[cost.code, month] += cost.amount
    return {
        month
        for (code, month), amount in held(budget_id, Measure.ACTUAL, months).items()
        if amount != by_account[code, month]
    }


@transaction.atomic
def declare(document: Document, stated: Mapping[Place, Cost]) -> int:
    """Keep `stated` under `document` and post what makes the ledger say the same; returns the number of entries.

    Turnovers that stand as stated are left alone. A turnover that goes to another code or centre leaves the old one.
    """
    lock(document.budget_id)
    moved = compared(document.budget_id, stated).moved
    postings: list[Posting] = []
    for pair in moved:
        month = pair.key[0]
        before, after = pair.before, pair.after
        if after is None:
            continue
        steps = [(before.code, before.centre, -before.amount)] if before else []
        steps.append((after.code, after.centre, after.amount))
        if before and (before.code, before.centre) == (after.code, after.centre):
            steps = [(after.code, after.centre, after.amount - before.amount)]
        postings += [
            Posting(code, month, month.last_day, Measure.ACTUAL, amount, centre, after.row, after.cell)
            for code, centre, amount in steps
            if amount
        ]
    AccountTurnover.objects.bulk_create(
        AccountTurnover(
            document=document, month=month, account=account, article=article, department=department,
            code_id=after.code, centre=after.centre, amount=after.amount, cell=after.cell,
        )
        for (month, account, article, department), after in ((pair.key, pair.after) for pair in moved)
        if after is not None
    )  # fmt: skip
    return post(document, postings)


def built_upon(documents: Sequence[Document]) -> dict[int, str]:
    """Entries that stay when `documents` are undone: a later file stated the same account anew, by its difference."""
    found: dict[int, str] = {}
    prefetch_related_objects(documents, "account_turnovers")
    for document in documents:
        own = {(t.month, t.account, t.article, t.department) for t in document.account_turnovers.all()}
        if not own:
            continue
        later = AccountTurnover.objects.filter(
            document__budget_id=document.budget_id,
            document__status=Document.Status.POSTED,
            document_id__gt=document.pk,
            month__in={month for month, *_rest in own},
        ).select_related("document")
        above = next((t for t in later if (t.month, t.account, t.article, t.department) in own), None)
        if above is not None:
            reason = _("“%(document)s” was posted on top of it; undo that first.") % {"document": above.document}
            entries = Entry.objects.standing().filter(document=document)
            found |= dict.fromkeys(entries.values_list("pk", flat=True), reason)
    return found
