"""A second, simple-minded reading of the files that tests damage: what they add up to, or nothing."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import openpyxl

from tests import bank_sheets
from tests.variants import plan

TOTALS = re.compile(r"\s*(?:итого|всего|жиынтығы|барлығы)", re.IGNORECASE)

Total = Decimal | None  # None: no honest reading gives a sum, so the file must be refused


class UnopenedError(Exception):
    """The container is damaged. If the program still opens it, it must find the figures that were there before."""


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
        written = [cell for cell in cells if str(cell).strip()]
        is_word = len(written) == 1 and day is None and amount is None
        if is_word or (day is None and amount is None and not any(str(c).strip() for c in cells[at_day : at_day + 1])):
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
    stems = {str(month)[:3] for month in plan("ru")[0][3][2:14]}
    months = [at for at, name in enumerate(names) if name[:3] in stems]
    found = Decimal("0.00")
    for row in rows[head + 1 :]:
        cells = ["" if cell is None else cell for cell in row]
        first = next((str(cell) for cell in cells if str(cell).strip()), "")
        is_header = [str(cell).strip().casefold() for cell in cells] == names
        code = str(cells[names.index("код")]).strip() if "код" in names else ""
        has_code = bool(code) and not TOTALS.match(code)
        is_total = not has_code and any(TOTALS.match(str(cell)) for cell in cells)
        if not first or is_header or is_total:
            continue
        for at in months:
            amount = amount_of(cells[at]) if at < len(cells) and str(cells[at]).strip() else Decimal(0)
            if amount is None:
                return None
            found += amount * 1000
    return found
