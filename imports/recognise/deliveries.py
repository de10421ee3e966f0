"""Registers of acts, invoices and waybills: what was delivered, which is no payment. Pure."""

import re
from collections.abc import Iterable

from imports.recognise.day_meanings import DEBITED, PAID, day_meaning
from imports.recognise.meanings import meaning_of
from imports.rows.table import Table

_HEADER = re.compile(
    r"\bэсф\b|счет\w* фактур|шот фактура|накладн|жуккужат|invoice|совершени\w* оборот|\bакта\b|актинин|^акт номири"
)
_MONEY_MOVED = frozenset(("paid", "received"))


def is_of_delivery(table: Table, moved: Iterable[str]) -> bool:
    """Whether headers are of what was delivered, and neither a header nor a title (`moved`) says that money moved."""
    if table.says(moved):
        return False
    headers = list(table.headers.values())
    is_moved = any(day_meaning(one) in (DEBITED, PAID) or _MONEY_MOVED & meaning_of(one).names for one in headers)
    return not is_moved and any(map(_HEADER.search, headers))
