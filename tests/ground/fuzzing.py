"""Files damaged at random: cells, rows, columns, raw bytes, parts of a container; and tables rearranged."""

import io
import random
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.ground import rearranging
from tests.ground.office_files import Cell
from tests.ground.second_reading import Figures, NoTableError, Rows, UnopenedError, only_one

JUNK = ("", " ", "-", "сто", "1.234", "1,234", "12 34", "1e5", "100,00", "-250,50", "0", "(500,00)", "#Н/Д", "=1+1", "99999999999999",
        "31.02.2025", "05.05.2031", "2025-01-07", "Всего", "Итого", "141", "14", "999", "\u202f", "KZT", "12:30", "½")  # fmt: skip

Sheets = Mapping[str, Sequence[Sequence[Cell]]]


@dataclass(frozen=True)
class Damaged:
    """A file, and its sheets as they were written where no byte of it was touched afterwards."""

    data: bytes
    sheets: Sheets | None = None


def as_answered(found: dict[str, Any]) -> dict[str, Any]:
    """What the program says that it read."""
    return found


@dataclass(frozen=True)
class Family:
    """`pack` writes sheets, `reading` is the second reading of one sheet.

    `opened` reads a file's sheets without the program; without it the sheets are known as they were written only.
    `held` is what to compare with the second reading: the program's answer, or what it stored. The header has `height`
    rows and begins at `header`, counted from 0.
    """

    name: str
    file_name: str
    kind: str
    rows: Callable[[], list[list[Cell]]]
    pack: Callable[[Sheets], bytes]
    reading: Callable[[Rows], Figures]
    header: int
    opened: Callable[[bytes], Sequence[Rows]] | None = None
    height: int = 1
    held: Callable[[dict[str, Any]], dict[str, Any]] = as_answered

    def write(self, rows: list[list[Cell]]) -> bytes:
        return self.pack({"Лист1": rows})

    @property
    def is_book(self) -> bool:
        return self.file_name.rpartition(".")[2] in ("xlsx", "xls", "ods", "xlsb")

    def undamaged(self) -> Figures:
        return self.reading(self.rows())

    def expected(self, damaged: Damaged) -> Figures:
        """What the file must come to; None where it must be refused."""
        try:
            if self.opened is not None:
                sheets = self.opened(damaged.data)
            elif damaged.sheets is not None:
                sheets = list(damaged.sheets.values())
            else:
                return self.undamaged()
        except UnopenedError:
            return self.undamaged()
        except NoTableError:
            return None
        return only_one(sheets, self.reading)


def damaged(family: Family, seed: int) -> Damaged:
    """Even seeds are mutated, odd ones rearranged."""
    return (rearranged if seed % 2 else mutated)(family, seed // 2)


def mutated(family: Family, seed: int) -> Damaged:
    """The family's file, damaged in one to three places: cells, rows, columns, or raw bytes."""
    chance = random.Random(f"{family.name}-{seed}")
    rows = [list(row) for row in family.rows()]
    kind = chance.choice(("cells", "cells", "cells", "rows", "columns", "bytes", "inner"))
    if kind in ("cells", "rows", "columns"):
        for _ in range(chance.randint(1, 3)):
            MUTATIONS[kind](rows, family.header, chance)
        return Damaged(family.write(rows), {"Лист1": rows})
    data = family.write(rows)
    if kind == "inner" and data[:2] == b"PK":
        return Damaged(_inside_archive(data, chance))
    return Damaged(damaged_bytes(data, chance))


def rearranged(family: Family, seed: int) -> Damaged:
    """The family's table with one or two changes of its layout, in a book of one or more sheets."""
    chance = random.Random(f"{family.name}-rearranged-{seed}")
    rows = [list(row) for row in family.rows()]
    for change in chance.sample(rearranging.CHANGES, chance.randint(1, 2)):
        change(rows, family.header, family.height, chance)
    sheets: Sheets = {"Лист1": rows}
    if family.is_book and family.file_name != "r.xlsb" and chance.random() < 0.2:
        sheets = rearranging.sheets("Лист1", rows, family.header + family.height - 1, chance)
    return Damaged(family.pack(sheets), sheets)


def _cells(rows: list[list[Cell]], header: int, chance: random.Random) -> None:
    row = chance.choice(rows[header:])
    at = chance.randrange(len(row))
    value = row[at]
    if chance.random() < 0.5 or value in (None, ""):
        row[at] = chance.choice(JUNK)
    elif isinstance(value, Decimal):
        row[at] = chance.choice(
            [value + 1, -value, value * 10, value / 1000, f"{value:,}", f"{value}".replace(".", ","), str(value)]
        )
    else:
        text = str(value)
        place = chance.randrange(len(text))
        row[at] = text[:place] + chance.choice("0123456789абв.,;- ") + text[place + 1 :]


def _rows(rows: list[list[Cell]], header: int, chance: random.Random) -> None:
    at = chance.randrange(header, len(rows))
    action = chance.choice(("delete", "double", "blank", "swap", "header"))
    if action == "delete":
        del rows[at]
    elif action == "double":
        rows.insert(at, list(rows[at]))
    elif action == "blank":
        rows.insert(at, [""] * len(rows[header]))
    elif action == "swap":
        other = chance.randrange(header, len(rows))
        rows[at], rows[other] = rows[other], rows[at]
    else:
        rows.insert(at, list(rows[header]))


def _columns(rows: list[list[Cell]], header: int, chance: random.Random) -> None:
    width = len(rows[header])
    one, other = chance.randrange(width), chance.randrange(width)
    action = chance.choice(("swap", "blank", "insert", "rename"))
    for row in rows[header:]:
        row.extend([""] * (width - len(row)))
        if action == "swap":
            row[one], row[other] = row[other], row[one]
        elif action == "blank":
            row[one] = ""
        elif action == "insert":
            row.insert(one, "")
    if action == "rename":
        rows[header][one] = chance.choice(("Столбец", "Сумма", "Дата", "Примечание", ""))


MUTATIONS = {"cells": _cells, "rows": _rows, "columns": _columns}


def damaged_bytes(data: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(damaged))
        action = chance.choice(("flip", "digit", "delete", "double", "cut"))
        if action == "flip":
            damaged[at] ^= 1 << chance.randrange(8)
        elif action == "digit":
            damaged[at] = chance.choice(b"0123456789;=,.\n")
        elif action == "delete":
            del damaged[at : at + chance.randint(1, 8)]
        elif action == "double":
            damaged[at:at] = damaged[at : at + chance.randint(1, 60)]
        else:
            del damaged[at:]
        if not damaged:
            return b""
    return bytes(damaged)


def _inside_archive(data: bytes, chance: random.Random) -> bytes:
    """A part of the workbook damaged and packed again, so that the container itself is whole."""
    source = zipfile.ZipFile(io.BytesIO(data))
    names = source.namelist()
    chosen = chance.choice([n for n in names if "sheet" in n or "Strings" in n or "content" in n] or names)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            part = source.read(name)
            archive.writestr(name, damaged_bytes(part, chance) if name == chosen else part)
    return target.getvalue()
