"""Which rows of a file the books hold already.

A row answers a posted entry of the same measure, amount and counterparty (БИН or ИИН; the name where a side has none),
or of the same code and month for funding and amendments, when both have document numbers that agree within the year,
or when a side has none and the dates agree. One entry answers one row, so identical rows of one file stay apart; a
reversed entry answers none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finance.models import Document, Entry, Measure
from finance.months import Month
from finance.party_numbers import party_number, same_document
from imports.kinds.kind import NEW, UNRESOLVED, Line
from imports.models import BatchRow
from imports.resolve.names import is_same_party

BY_CODE = frozenset({Measure.FUNDING, Measure.AMENDMENT})
AMOUNTS_AT_ONCE = 500
# so many entries a line are read sooner whole than by their amounts
MANY_MORE = 4


@dataclass(frozen=True, slots=True)
class Posted:
    """What of an entry (or of a row that waits) a row is compared with."""

    id: int
    amount: Decimal
    code: int | None
    month: Month | None
    date: date
    number: str
    counterparty_number: str
    counterparty_name: str


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row that the books hold. `is_other_code`: the entry stands under another code, a doubt."""

    line: Line
    posted: Posted
    is_other_code: bool


def posted(budget_id: int, measure: str, lines: Sequence[Line], *, apart: Iterable[int] = ()) -> list[Posted]:
    """Standing entries that may be those of the lines. `apart`: batches whose entries do not count.

    Payments are asked for by their amounts, in parts, where the books hold many more of them than there are lines.
    """
    years = {line.date.year for line in lines if line.date}
    if not years:
        return []
    entries = (
        Entry.objects.standing()
        .filter(budget_id=budget_id, measure=measure)
        .exclude(document__kind=Document.Kind.TREASURY)
    )
    apart = list(apart)
    if apart:
        entries = entries.exclude(document__batch_number__in=apart)
    parts = [entries]
    if measure == Measure.CASH:
        amounts = list({line.amount for line in lines})
        if len(amounts) <= AMOUNTS_AT_ONCE or _holds_more(budget_id, measure, MANY_MORE * len(amounts)):
            parts = [
                entries.filter(amount__in=amounts[at : at + AMOUNTS_AT_ONCE])
                for at in range(0, len(amounts), AMOUNTS_AT_ONCE)
            ]
    columns = ("id", "amount", "code_id", "month", "date", "number", "counterparty_number", "counterparty_name")
    return [Posted(*row) for part in parts for row in part.values_list(*columns).iterator(chunk_size=5000)]


def _holds_more(budget_id: int, measure: str, entries: int) -> bool:
    """Than so many; looks no further."""
    held = Entry.objects.filter(budget_id=budget_id, measure=measure).order_by()
    return held.values("budget_id")[entries : entries + 1].exists()


def waiting(budget_id: int, measure: str, *, apart: int | None = None) -> list[Posted]:
    """Rows of other batches that wait for their code: the same row again is no second payment. One query."""
    rows = BatchRow.objects.filter(budget_id=budget_id, measure=measure, state=BatchRow.State.UNRESOLVED)
    if apart is not None:
        rows = rows.exclude(batch_id=apart)
    columns = ("id", "amount", "code_id", "month", "date", "payment_number", "counterparty_number", "name")
    return [Posted(*row) for row in rows.exclude(date=None).values_list(*columns)]


def match(lines: Iterable[Line], known: Iterable[Posted], measure: str) -> list[KnownRow]:
    """Pair lines with what is posted, numbers before dates, the nearest alike first. Marks nothing."""
    by_code = measure in BY_CODE
    shelf: defaultdict[tuple, list[Posted]] = defaultdict(list)
    for entry in known:
        shelf[_key(entry, by_code=by_code)].append(entry)
    if not shelf:
        return []
    left = [line for line in lines if line.status in (NEW, UNRESOLVED)]
    taken: set[int] = set()
    matches: list[KnownRow] = []
    for agree in (_numbers_and_dates, _numbers, _dates):
        lines, left = left, []
        for line in lines:
            candidates = shelf.get(_key(line, by_code=by_code), ())
            found = next(
                (e for e in candidates
                 if e.id not in taken and agree(line, e) and (by_code or same_party(line, e))),
                None,
            )  # fmt: skip
            if found is None:
                left.append(line)
                continue
            taken.add(found.id)
            is_other = line.code is not None and found.code is not None and line.code != found.code
            matches.append(KnownRow(line, found, is_other))
    return matches


def _key(side: Line | Posted, *, by_code: bool) -> tuple:
    return (side.amount, side.code, side.month) if by_code else (side.amount,)


def _numbers_and_dates(line: Line, entry: Posted) -> bool:
    return bool(line.number) and line.date == entry.date and same_document(line.number, entry.number)


def _numbers(line: Line, entry: Posted) -> bool:
    return (
        bool(line.number)
        and line.date is not None
        and line.date.year == entry.date.year
        and same_document(line.number, entry.number)
    )


def _dates(line: Line, entry: Posted) -> bool:
    return not (line.number and entry.number) and line.date == entry.date


def same_party(line: Line | Posted, entry: Line | Posted) -> bool:
    """By number where both sides have one, else by name; a side that names nobody agrees with anybody."""
    if line.counterparty_number and entry.counterparty_number:
        return party_number(line.counterparty_number) == party_number(entry.counterparty_number)
    if not line.counterparty_name or not entry.counterparty_name:
        # A side that names nobody has nothing to disagree with.
        return True
    if line.counterparty_name == entry.counterparty_name:
        return True
    return is_same_party(line.counterparty_name, entry.counterparty_name)
