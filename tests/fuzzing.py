"""Files damaged at random, and a second, simple-minded reader that says what such a file adds up to."""

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import openpyxl

from finance.months import Month
from tests import bank_sheets, office_files
from tests.office_files import Cell
from tests.payments_book import Statement, payments
from tests.variants import plan, register

PAID = payments(Month(2025, 1), Month(2025, 1), a_month=15, seed=11)
STATEMENT = Statement(payments(Month(2025, 5), Month(2025, 5), a_month=15, seed=12))
JUNK = ("", " ", "-", "сто", "1.234", "1,234", "12 34", "1e5", "100,00", "-250,50", "0", "(500,00)", "#Н/Д", "=1+1", "99999999999999",
        "31.02.2025", "05.05.2031", "2025-01-07", "Всего", "Итого", "141", "14", "999", "\u202f", "KZT", "12:30", "½")  # fmt: skip
TOTALS = re.compile(r"\s*(?:итого|всего|жиынтығы|барлығы)", re.IGNORECASE)

Total = Decimal | None  # None: no honest reading gives a sum, so the file must be refused


class UnopenedError(Exception):
    """The container is damaged. If the program still opens it, it must find the figures that were there before."""


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


# --- the second reader


def amount_of(value: object) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        exact = Decimal(repr(value))
        rounded = exact.quantize(Decimal("0.01"))
        return rounded if abs(exact - rounded) < Decimal("0.000001") else None
    text = re.sub(r"[ \u00a0\u202f\u2009]", "", str(value))
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d{1,2})?", text):
        text = text.replace(",", "")
    elif not re.fullmatch(r"-?\d+([.,]\d{1,2})?", text):
        return None
    return Decimal(text.replace(",", "."))


def day_of(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    text = str(value).strip()
    for pattern in ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def first_sheet(data: bytes) -> list[list[object]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        return [list(row) for row in book.worksheets[-1].iter_rows(values_only=True)]
    except Exception as error:
        raise UnopenedError from error


def lines_of(data: bytes, encoding: str, delimiter: str) -> list[list[object]] | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error:
        return None


def register_total(rows: Sequence[Sequence[object]] | None) -> Total:
    """Sum of the amounts under `Сумма` in rows with a day; None where a row makes no sense."""
    if rows is None:
        return None
    head = next((i for i, row in enumerate(rows) if _texts(row) >= {"дата", "сумма"}), None)
    if head is None:
        return None
    names = [str(cell or "").strip().casefold() for cell in rows[head]]
    if names.count("сумма") != 1 or names.count("дата") != 1:
        return None
    at_day, at_amount = names.index("дата"), names.index("сумма")
    found = Decimal("0.00")
    for row in rows[head + 1 :]:
        cells = ["" if cell is None else cell for cell in row]
        if not any(str(cell).strip() for cell in cells) or [str(c).strip().casefold() for c in cells] == names:
            continue
        if any(TOTALS.match(str(cell)) for i, cell in enumerate(cells) if i != at_amount) and _is_label(cells, at_day):
            continue
        day = day_of(cells[at_day]) if at_day < len(cells) else None
        amount = amount_of(cells[at_amount]) if at_amount < len(cells) else None
        if day is None and amount is None and not any(str(c).strip() for c in (cells[at_day : at_day + 1])):
            continue
        if day is None or amount is None:
            return None
        found += amount
    return found


def _is_label(cells: Sequence[object], at_day: int) -> bool:
    """Whether a row has no day, so that `Всего` in it is a label and no part of a name."""
    return at_day >= len(cells) or day_of(cells[at_day]) is None


def _texts(row: Sequence[object]) -> set[str]:
    return {str(cell).strip().casefold() for cell in row if cell is not None}


def statement_total(data: bytes) -> Total:
    """Sum of `СуммаРасход` over the documents of a client-bank file."""
    text = data.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    found, current = Decimal("0.00"), None
    for raw in text.split("\n"):
        key, equals, value = raw.strip().partition("=")
        if key.casefold() == "секциядокумент" and equals:
            current = {}
        elif key.casefold() == "конецдокумента" and current is not None:
            amount = amount_of(current.get("суммарасход", ""))
            if amount is None:
                return None
            found += amount
            current = None
        elif current is not None and equals:
            current[key.strip().casefold()] = value.strip()
    return found


def kaspi_total(rows: Sequence[Sequence[object]] | None) -> Total:
    """Sum in tenge of the outgoing rows of the seventeen-column sheet."""
    if rows is None:
        return None
    head = next((i for i, row in enumerate(rows) if "сумма в тенге" in _texts(row)), None)
    if head is None:
        return None
    names = [str(cell or "").strip().casefold() for cell in rows[head]]
    way, money = names.index("вид операции") if "вид операции" in names else None, names.index("сумма в тенге")
    accounts = [i for i, cell in enumerate(rows[head + 1]) if str(cell or "").strip() == "Счет"]
    found = Decimal("0.00")
    for row in rows[head + 2 :]:
        cells = ["" if cell is None else cell for cell in row]
        amount = amount_of(cells[money]) if money < len(cells) else None
        if amount is None or cells[:3] == [1, 2, 3]:
            continue
        said = str(cells[way]).casefold() if way is not None else ""
        is_out = "исходящ" in said
        if not is_out and "входящ" not in said:
            is_out = bool(accounts) and str(cells[accounts[0]]).strip() == bank_sheets.ACCOUNT
        found += amount if is_out else Decimal(0)
    return found


def plan_total(rows: Sequence[Sequence[object]] | None) -> Total:
    """Twelve months of every line of a plan in thousand tenge."""
    if rows is None:
        return None
    head = next((i for i, row in enumerate(rows) if {"январь", "декабрь"} <= _texts(row)), None)
    if head is None:
        return None
    names = [str(cell or "").strip().casefold() for cell in rows[head]]
    months = [names.index(m) for m in plan("ru")[0][3][2:14] if m in names]
    found = Decimal("0.00")
    for row in rows[head + 1 :]:
        cells = ["" if cell is None else cell for cell in row]
        first = next((str(cell) for cell in cells if str(cell).strip()), "")
        is_header = [str(cell).strip().casefold() for cell in cells] == names
        if not first or is_header or any(TOTALS.match(str(cell)) for cell in cells):
            continue
        for at in months:
            amount = amount_of(cells[at]) if at < len(cells) and str(cells[at]).strip() else Decimal(0)
            if amount is None:
                return None
            found += amount * 1000
    return found


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
