"""Documents and accounts of a statement under the keys of `1CClientBankExchange`, whatever format they come in. Pure.

`BankKind` reads them all alike; each key keeps the line of the file that it comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from imports.readers.grid import Sheet

FORMATS = frozenset({"client-bank", "mt940", "camt053"})
# Their readers write below zero what the bank took back; nothing else of a statement is below zero.
SIGNED = frozenset({"mt940", "camt053"})


@dataclass(slots=True)
class Record:
    """A document or an account: the line that opens it, and each key's line and value."""

    line: int
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def set(self, key: str, value: str, line: int) -> None:
        """Blank values are left out."""
        if value:
            self.values[key], self.lines[key] = value, line


# A day may have receipts only, or nothing at all; the sheet has its columns all the same.
ALWAYS = ("ДатаОперации", "НомерДокумента", "СуммаПриход", "СуммаРасход", "ПлательщикИИК", "ПолучательНаименование",
          "НазначениеПлатежа")  # fmt: skip


def sheet_of(name: str, records: Sequence[Record], always: Sequence[str] = ()) -> Sheet:
    """A header row of keys, those of `always` and all that were set, then a row a record."""
    keys = list(dict.fromkeys([*always, *(key for record in records for key in record.values)]))
    first = records[0].line if records else 1
    rows = [tuple(keys), *(tuple(record.values.get(key, "") for key in keys) for record in records)]
    lines = [[first] * len(keys), *([record.lines.get(key, record.line) for key in keys] for record in records)]
    return Sheet(
        name,
        rows,
        row_numbers=[first, *(record.line for record in records)],
        cell_lines=lines,
        field_names=dict(enumerate(keys)),
    )
