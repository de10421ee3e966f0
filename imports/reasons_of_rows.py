"""Why a row of an import was posted as it was, said to whoever reads it later."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from finance.models import Entry
from imports.models import RowReason
from imports.resolve.payments import Sign
from imports.resolve.reasons import explain


def of_entry(entry: Entry) -> list[tuple[str, str]]:
    """The reason of an entry that an import gave its code; nothing for any other."""
    number = entry.document.batch_number
    if number is None or entry.row is None or entry.reverses_id is not None:
        return []
    return [(_("Why this code"), said) for said in of_rows(number, {entry.row}).values()]


def of_rows(batch_number: int, rows: Collection[int]) -> dict[int, str]:
    """Sentences by row, with how sure each was, in the language of today. One query."""
    found: dict[int, str] = {}
    for reason in RowReason.objects.filter(batch_id=batch_number).order_by("pk"):
        decided = [row for row in reason.rows if row in rows]
        if decided:
            sentence = in_words(Sign(reason.sign, reason.code, reason.confidence, reason.details))
            found |= dict.fromkeys(decided, sentence)
    return found


def in_words(sign: Sign) -> str:
    return f"{explain(sign)} " + _("Confidence %(percent)s%%.") % {"percent": sign.confidence}
