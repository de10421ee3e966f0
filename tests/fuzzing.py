"""Files damaged at random: cells, rows, columns, raw bytes, parts of a container."""

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from finance.months import Month
from tests import bank_sheets, office_files
from tests.office_files import Cell
from tests.payments_book import Statement, payments
from tests.second_reading import Total, first_sheet, kaspi_total, lines_of, plan_total, register_total
from tests.variants import plan, register

PAID = payments(Month(2025, 1), Month(2025, 1), a_month=15, seed=11)
STATEMENT = Statement(payments(Month(2025, 5), Month(2025, 5), a_month=15, seed=12))
JUNK = ("", " ", "-", "сто", "1.234", "1,234", "12 34", "1e5", "100,00", "-250,50", "0", "(500,00)", "#Н/Д", "=1+1", "99999999999999",
        "31.02.2025", "05.05.2031", "2025-01-07", "Всего", "Итого", "141", "14", "999", "\u202f", "KZT", "12:30", "½")  # fmt: skip


@dataclass(frozen=True)
class Family:
    """`make(rows)` writes a file, `read(bytes)` is the second reading of it."""

    name: str
    file_name: str
    rows: Callable[[], list[list[Cell]]]
    write: Callable[[list[list[Cell]]], bytes]
    read: Callable[[bytes], Total]
    header: int


def mutated(family: Family, seed: int) -> bytes:
    """The family's file, damaged in one to three places: cells, rows, columns, or raw bytes."""
    chance = random.Random(f"{family.name}-{seed}")
    rows = [list(row) for row in family.rows()]
    kind = chance.choice(("cells", "cells", "cells", "rows", "columns", "bytes", "inner"))
    if kind in ("cells", "rows", "columns"):
        for _ in range(chance.randint(1, 3)):
            MUTATIONS[kind](rows, family.header, chance)
        return family.write(rows)
    data = family.write(rows)
    if kind == "inner" and data[:2] == b"PK":
        return _inside_archive(data, chance)
    return _bytes(data, chance)


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


def _bytes(data: bytes, chance: random.Random) -> bytes:
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
            archive.writestr(name, _bytes(part, chance) if name == chosen else part)
    return target.getvalue()


def _csv(data: bytes) -> Total:
    return register_total(lines_of(data, "utf-8", ";"))


def _utf16(data: bytes) -> Total:
    return register_total(lines_of(data, "utf-16", "\t"))


FAMILIES = (
    Family("register-xlsx", "a.xlsx", lambda: register(PAID), lambda r: office_files.xlsx({"Лист1": r}),
           lambda d: register_total(first_sheet(d)), 4),
    Family("register-no-total", "b.xlsx", lambda: register(PAID, has_total=False), lambda r: office_files.xlsx({"Лист1": r}),
           lambda d: register_total(first_sheet(d)), 4),
    Family("register-csv", "c.csv", lambda: register(PAID), office_files.text, _csv, 4),
    Family("register-csv-no-total", "d.csv", lambda: register(PAID, has_total=False), office_files.text, _csv, 4),
    Family("register-utf16", "e.txt", lambda: register(PAID),
           lambda r: office_files.text(r, encoding="utf-16", delimiter="\t"), _utf16, 4),
    Family("kaspi", "f.xlsx", lambda: bank_sheets.kaspi_rows(STATEMENT), lambda r: office_files.xlsx({"Выписка": r}),
           lambda d: kaspi_total(first_sheet(d)), 10),
    Family("plan", "g.xlsx", lambda: plan("ru")[0], lambda r: office_files.xlsx({"План": r}),
           lambda d: plan_total(first_sheet(d)), 3),
)  # fmt: skip


def mutated_statement(seed: int) -> bytes:
    """A client-bank file with bytes, lines or whole documents damaged."""
    chance = random.Random(f"client-bank-{seed}")
    data = bank_sheets.kazakh_client_bank(STATEMENT)
    if chance.random() < 0.5:
        return _bytes(data, chance)
    lines = data.decode().split("\r\n")
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(1, len(lines))
        action = chance.choice(("delete", "double", "value", "value", "upper"))
        if action == "delete":
            del lines[at]
        elif action == "double":
            lines.insert(at, lines[at])
        elif action == "upper":
            lines[at] = lines[at].upper()
        else:
            lines[at] = lines[at].partition("=")[0] + "=" + chance.choice(JUNK)
    return "\r\n".join(lines).encode()
