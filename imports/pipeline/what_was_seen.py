"""What an import puts into the books, in one digest: what a person saw is what is posted.

A preview is made by posting and taking it back, so that both digests are of the entries themselves. It is kept with
the import and in the trail, where it says later what was approved.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from finance.languages import active_language
from finance.models import CashBalance, Entry
from finance.money import ZERO, display
from imports.context import Job
from imports.kinds.kind import NEW, Kind, Line, Reading

DIGEST = "digest"
_MOST_SAID = 5
# What a person decides on; not where it stood, nor when it was written.
_OF_ENTRY = (
    "budget_id", "measure", "code__code", "month", "centre", "amount", "date", "counterparty_number",
    "counterparty_name",
)  # fmt: skip


def digest(kind: Kind, reading: Reading, job: Job) -> str:
    """SHA-256 of what `job` posted: entries and balances; of kinds that post none, their new rows. Two queries.

    Of a form of the treasury what it states, since its remainders move with the books by themselves.
    """
    numbers = [] if kind.keeps_remainders else [document.pk for document in job.documents]
    entries = Entry.objects.filter(document__in=numbers).order_by().values_list(*_OF_ENTRY)
    balances = CashBalance.objects.filter(document__in=numbers).order_by()
    rows: list[tuple[Any, ...]] = [*entries, *balances.values_list("budget_id", "account", "date", "amount")]
    return _of(rows or [_of_line(line) for line in reading.lines if line.status == NEW] or [(kind.key,)])


def _of_line(line: Line) -> tuple[Any, ...]:
    return (
        line.row, line.code, line.month, line.amount, line.date, line.number, line.counterparty_number,
        line.counterparty_name, line.contract_number,
    )  # fmt: skip


def _of(rows: Iterable[tuple[Any, ...]]) -> str:
    found = hashlib.sha256()
    for text in sorted("\x1f".join(map(str, row)) for row in rows):
        found.update(text.encode() + b"\x1e")
    return found.hexdigest()


def differences(seen: Mapping[str, Any], today: Mapping[str, Any]) -> list[str]:
    """Sentences: what the import object of today would post otherwise than the one a person saw, by code or month."""
    language = active_language()
    for by in (("measure", "code"), ("measure", "code", "month")):
        before, after = _moved(seen, by), _moved(today, by)
        moved = sorted(key for key in before.keys() | after.keys() if before.get(key, ZERO) != after.get(key, ZERO))
        if moved:
            break
    text = _("%(figure)s: %(seen)s was shown, %(today)s would be posted now.")
    said = []
    for key in moved[:_MOST_SAID]:
        sums = (display(side.get(key, ZERO), language) for side in (before, after))
        said.append(text % {"figure": ", ".join(key[1:]), **dict(zip(("seen", "today"), sums, strict=True))})
    if len(moved) > _MOST_SAID:
        said.append(_("And %(count)s figures more.") % {"count": len(moved) - _MOST_SAID})
    return said or [_("Suppliers, cost centres or days differ from what was shown.")]


def _moved(said: Mapping[str, Any], by: Sequence[str]) -> dict[tuple[str, ...], Decimal]:
    """What an import object says that its posting adds, by some of the keys of its changes. Tenge."""
    found: defaultdict[tuple[str, ...], Decimal] = defaultdict(lambda: ZERO)
    for change in said.get("changes", ()):
        # the changes of other rows than the ledger's are told by name
        if "code" in change:
            found[tuple(change[key] for key in by)] += Decimal(change["after"] or 0) - Decimal(change["before"] or 0)
    return found
