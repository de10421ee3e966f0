"""An account card of 1C (карточка счёта): one posting a row, analytics of both sides in one cell each. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from imports.by_account.turnover import Turnover
from imports.resolve.letters import skeleton


@dataclass(frozen=True, slots=True)
class CardPosting:
    """A row of the card: accounts of both sides, the debit side's analytics by line, tenge (negative: a storno)."""

    row: int
    cell: str
    debit_account: str
    credit_account: str
    analytics: tuple[str, ...]
    amount: Decimal


def is_of(posted: str, account: str) -> bool:
    """Whether a posting's account is that of the card, or one below it: `8110.2` of `8110`."""
    return posted == account or posted.startswith((f"{account}.", f"{account}/"))


def turnovers(postings: Sequence[CardPosting], account: str, departments: Collection[str] = ()) -> list[Turnover]:
    """What was debited to `account`; its own closing to other accounts is no cost.

    The first line of the analytics is the article and the second the department, unless the first alone is one of
    `departments` (names of the facility's departments).
    """
    known = {skeleton(name) for name in departments}
    found = []
    for posting in postings:
        if not is_of(posting.debit_account, account):
            continue
        lines = [line.strip() for line in posting.analytics if line.strip()]
        article, department = (*lines, "", "")[:2]
        if skeleton(article) in known and skeleton(department) not in known:
            article, department = department, article
        found.append(Turnover(account, article, department, posting.amount, posting.row, posting.cell))
    return found
