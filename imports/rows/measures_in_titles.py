"""Whether the title of sums by code and month says that they are planned, paid, received or accrued. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from imports.resolve.letters import skeleton
from imports.rows.table import Table

PLAN, CASH, ACTUAL, RECEIVED = "plan", "cash", "actual", "received"
_STEMS = {
    PLAN: ("план", "смет", "жоспар", "plan", "estimate"),
    CASH: ("кассов", "оплачен", "выплачен", "перечислен", "касса", "кассал", "толенген", "толем", "cash", "paid",
           "payments"),
    ACTUAL: ("фактическ", "факт", "начислен", "накты", "есептелген", "есептелд", "actual", "accru"),
    RECEIVED: ("поступлен", "поступивш", "профинансир", "финансировани", "полученн", "тускен", "тусим", "каржыландыру",
               "received", "receipts", "funding"),
}  # fmt: skip
# `на 2025 год` and `2025 жылға` look ahead, `за 2025 год` and `2025 жыл` back
_AHEAD = re.compile(r"\bна 20\d\d (?:год|г\b)|\b20\d\d (?:жыл|ж)га\b|\b20\d\d жылга арналган")
_PLANS = ("план", "жоспар", "plan")


def measure_said(table: Table) -> str:
    """What the first telling word above the table, then of the sheet's name, is of; empty where there is none.

    `План финансирования` is a plan, `кассовое исполнение плана` is cash; `на 2025 год` alone is a plan too.
    """
    return said_by((*table.titles, table.sheet.name))


def said_by(texts: Iterable[str]) -> str:
    """What the first telling word of the texts is of; empty where none tells."""
    words = [word for text in texts for word in skeleton(text).split()]
    for at, word in enumerate(words):
        found = next((measure for measure, stems in _STEMS.items() if word.startswith(stems)), "")
        if found == RECEIVED and any(near.startswith(_PLANS) for near in words[at + 1 : at + 2]):
            return PLAN
        if found:
            return found
    return PLAN if _AHEAD.search(" ".join(words)) else ""
