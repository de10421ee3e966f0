"""Registers of acts, invoices and waybills: what was delivered, which is no payment. Pure."""

import re
from collections.abc import Iterable

from imports.recognise.day_meanings import DEBITED, PAID, day_meaning
from imports.recognise.meanings import meaning_of
from imports.recognise.row_words import begins_some_word
from imports.resolve.letters import skeleton
from imports.rows.table import Table

_TITLES = ("реестр актов", "акты", "актов", "накладны", "счетов фактур", "счет фактур", "эсф", "актилер", "жуккужат",
           "шот фактура", "invoices", "acts")  # fmt: skip
_HEADER = re.compile(
    r"\bэсф\b|счет\w* фактур|шот фактура|накладн|жуккужат|invoice|совершени\w* оборот|\bакта\b|актинин|^акт номири"
)
_MONEY_MOVED = frozenset(("paid", "received"))


def is_of_delivery(table: Table, moved: Iterable[str]) -> bool:
    """Whether a table is of what was delivered, and neither a header nor a title (`moved`) says that money moved."""
    if table.says(moved):
        return False
    if begins_some_word(skeleton(" ".join(table.titles)).split(), _TITLES):
        return True
    headers = list(table.headers.values())
    is_moved = any(day_meaning(one) in (DEBITED, PAID) or _MONEY_MOVED & meaning_of(one).names for one in headers)
    return not is_moved and any(map(_HEADER.search, headers))
