"""The kinds of files as they are known today: statements by the table of banks' layouts, the others as declared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from imports.bank import layouts as bank_layouts
from imports.kinds.bank import BankKind
from imports.kinds.kind import Kind
from imports.kinds.registry import kinds
from imports.models import BankLayout as Row

_FIELDS = ("name", "is_general", "way", *bank_layouts.FIELDS)


@dataclass(frozen=True, slots=True)
class InUse:
    """The kinds, and the layouts that they were made of: what was recognised with others is not what is there now."""

    kinds: tuple[Kind[Any], ...]
    layouts: tuple[bank_layouts.StatementLayout, ...]


def in_use() -> InUse:
    """One query. A table that nobody filled stands for the layouts that come with the program."""
    rows = Row.objects.filter(is_active=True).values(*_FIELDS)
    layouts = tuple(bank_layouts.layout_of(row, is_general=row["is_general"]) for row in rows)
    if not layouts and not Row.objects.exists():
        layouts = bank_layouts.shipped()
    return _made_of(layouts)


@lru_cache(maxsize=4)
def _made_of(layouts: tuple[bank_layouts.StatementLayout, ...]) -> InUse:
    """Made once for as long as the table stays: headers are looked up by the identity of columns."""
    general = [layout for layout in layouts if layout.is_general]
    statements: list[Kind[Any]] = [BankKind(general)]
    statements += [BankKind(general, layout) for layout in layouts if not layout.is_general]
    found: list[Kind[Any]] = []
    for kind in kinds().values():
        found += statements if kind.key == BankKind.key else [kind]
    return InUse(tuple(found), layouts)
