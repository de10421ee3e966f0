"""Costing data come as states: what a file names replaces what stood, what it lacks stays.

`compare` shows before → after without writing; `declare` stores the rows that differ. Rows that say what stands
already are not stored again.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Field

from finance import comparing
from finance.asking_once import once
from finance.comparing import Comparison
from finance.ledger.posting import ClosedMonthError, closed_months, lock
from finance.models import Document, Facility
from finance.months import Month
from tariffs import kept_stays
from tariffs.models import Stay, Transfer
from tariffs.models.declared import Declared, Key, key_of, newest

NOT_COMPARED = {"id", "document", "facility", "cell"}

Group = Sequence[Declared]


@once
def standing(model: type[Declared], facility: Facility, **limits: Any) -> dict[Key, Group]:
    """Rows in force of a facility by key: for each key those of the newest posted document. One query."""
    return newest(model.objects.in_force().filter(facility=facility, **limits))


@once
def standing_with_documents(model: type[Declared], facility: Facility, **limits: Any) -> dict[Key, Group]:
    """The same, each row with its document. One query."""
    return newest(model.objects.in_force().filter(facility=facility, **limits).select_related("document"))


def compare(facility: Facility, rows: Sequence[Declared]) -> Comparison[Key, Group]:
    """Before → after by key, in the order of the file. `rows` are unsaved and of one table."""
    groups: defaultdict[Key, list[Declared]] = defaultdict(list)
    for row in rows:
        groups[key_of(row)].append(row)
    now = standing(type(rows[0]), facility) if rows else {}
    return comparing.compare(groups, now, (), alike=lambda before, after: _content(before) == _content(after))


def lacking(compared: Comparison[Key, Group], scope: Callable[[Declared], Hashable]) -> list[Declared]:
    """Rows that stand within the scopes the file speaks of (such as its months) and that it does not name: a doubt."""
    scopes = {scope(row) for one in compared.rows for row in one.after}
    return [group[0] for group in compared.lacking.values() if scope(group[0]) in scopes]


@transaction.atomic
def declare(document: Document, rows: Sequence[Declared]) -> Comparison[Key, Group]:
    """Store under `document` the rows that differ from what stands, and return the comparison.

    Raises ClosedMonthError where the `month` of one of them is closed in the document's budget; rows of a whole period
    or year may be stated after it, and count from the first open month (`finance.as_closed`).
    """
    lock(document.budget_id)
    facility = document.budget.facility
    if are_stays := isinstance(next(iter(rows), None), (Stay, Transfer)):
        kept_stays.hold(facility.pk)
    compared = compare(facility, rows)
    changed = [row for one in compared.moved for row in one.after]
    spoken_of = {month for row in changed if isinstance(month := getattr(row, "month", None), Month)}
    if spoken_of and (closed := spoken_of & closed_months(document.budget_id)):
        raise ClosedMonthError(closed)
    for row in changed:
        row.document = document
        row.facility = facility
    if changed:
        type(changed[0]).objects.bulk_create(changed, batch_size=500)
    if changed and are_stays:
        kept_stays.follow_declared(document, {one.key: one.before for one in compared.moved}, changed)
    return compared


def _content(rows: Iterable[Declared]) -> list[tuple[Any, ...]]:
    return sorted(
        (
            tuple(_plain(row, field) for field in row._meta.concrete_fields if field.name not in NOT_COMPARED)
            for row in rows
        ),
        key=repr,
    )


def _plain(row: Declared, field: Field) -> Any:
    """The value as the column keeps it, so that `"2.50"` of a file is 2.5 of the database."""
    value = getattr(row, field.attname)
    if value is None:
        return None
    plain = field.to_python(value)
    return plain.normalize() if isinstance(plain, Decimal) else plain
