"""The second reading of what banks write: sheets of several banks and client-bank text."""

import re
from collections.abc import Sequence
from decimal import Decimal

from tests.ground import bank_sheets
from tests.ground.second_reading import (
    Figures,
    NoTableError,
    Rows,
    amount_of,
    day_of,
    table_of,
    text_of,
    texts_of,
    unit_above,
)

ZERO = Decimal("0.00")
_MONEY = re.compile(r"сумма в (?:тыс\. ?|тысячах |мың |млн\. )?(?:тенге|теңге)")


def client_bank(data: bytes) -> Figures:
    """Sum of `СуммаРасход` over the documents of a client-bank file."""
    text = data.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    found: dict[str, Decimal] = {}
    current: dict[str, str] | None = None
    for raw in text.split("\n"):
        key, equals, value = raw.strip().partition("=")
        if key.casefold() == "секциядокумент" and equals:
            current = {}
        elif key.casefold() == "конецдокумента" and current is not None:
            amount, day = amount_of(current.get("суммарасход", "")), day_of(current.get("датаоперации", ""))
            if amount is None:
                return None
            if amount:
                month = f"{day:%Y-%m}" if day else ""
                found[month] = found.get(month, ZERO) + amount
            current = None
        elif current is not None and equals:
            current[key.strip().casefold()] = value.strip()
    return _of(found)


def _of(months: dict[str, Decimal]) -> Figures:
    return {
        "total": f"{sum(months.values(), ZERO):.2f}",
        "by_month": {month: f"{amount:.2f}" for month, amount in sorted(months.items())},
    }


def kaspi(rows: Rows) -> Figures:
    """Sum in tenge of the outgoing rows of the seventeen-column sheet."""
    money_words = [
        (i, j) for i, row in enumerate(rows) for j, text in enumerate(texts_of(row)) if _MONEY.fullmatch(text)
    ]
    if not money_words:
        raise NoTableError
    head, money = money_words[0]
    names = texts_of(rows[head])
    way = names.index("вид операции") if "вид операции" in names else None
    days = names.index("дата и время операции") if "дата и время операции" in names else None
    accounts = [i for i, cell in enumerate(rows[head + 1]) if str(cell or "").strip() == "Счет"]
    scale = unit_above(rows, head, 1)
    if scale is None:
        return None
    found: dict[str, Decimal] = {}
    for row in rows[head + 2 :]:
        cells = ["" if cell is None else cell for cell in row]
        amount = amount_of(cells[money], scale) if money < len(cells) else None
        if amount is None or cells[:3] == [1, 2, 3]:
            continue
        said = str(cells[way]).casefold() if way is not None else ""
        is_out = "исходящ" in said
        if not is_out and "входящ" not in said:
            is_out = bool(accounts) and str(cells[accounts[0]]).strip() == bank_sheets.ACCOUNT
        day = day_of(cells[days]) if days is not None else None
        if is_out:
            month = f"{day:%Y-%m}" if day else ""
            found[month] = found.get(month, ZERO) + amount
    return _of(found)


def halyk(rows: Rows) -> Figures:
    """Debit in tenge of the nineteen-column sheet, held against the turnovers and balances it states."""
    head = next((i for i, row in enumerate(rows) if {"дебет", "кредит", "дата операции"} <= set(texts_of(row))), None)
    if head is None or head + 1 >= len(rows):
        raise NoTableError
    upper, lower = texts_of(rows[head]), texts_of(rows[head + 1])
    sides = {}
    for side in ("дебет", "кредит"):
        start = upper.index(side)
        end = next((i for i in range(start + 1, len(upper)) if upper[i] and upper[i] != side), len(upper))
        under = range(start, min(end, len(lower)))
        places = [i for i in under if lower[i] == "в тенге"] or [i for i in under if lower[i] == "в валюте"]
        if (upper.count(side) > 1 and places != [start + 1]) or len(places) != 1:
            return None
        sides[side] = places[0]
    return _two_sides(rows, (head, 2), sides["дебет"], sides["кредит"], upper.index("дата операции"))


def centre_credit(rows: Rows) -> Figures:
    """Debit of the sheet with Kazakh headers, held against the turnovers and balances it states."""
    table = table_of(rows, ("күні",), ("дебет",), ("кредит",))
    places = [table.place(word) for word in ("дебет", "кредит", "күні")]
    if min(places) < 0:
        return None
    return _two_sides(rows, (table.head, table.height), *places)


def _two_sides(rows: Rows, header: tuple[int, int], debit: int, credit: int, day_at: int) -> Figures:
    head, height = header
    scale = unit_above(rows, head, height)
    if scale is None:
        return None
    names = [[text for text in texts_of(rows[head + i]) if text] for i in range(height)]
    months: dict[str, Decimal] = {}
    received, balances, turnovers = ZERO, _balances(rows[:head], scale), []
    for row in rows[head + height :]:
        cells = [*("" if cell is None else cell for cell in row), *[""] * 20]
        said = [text for text in texts_of(cells) if text]
        if not said or said in names:
            continue
        paid, came = (amount_of(cells[at], scale) if text_of(cells[at]) else ZERO for at in (debit, credit))
        day = day_of(cells[day_at])
        if day is None:
            label = said[0]
            if label.startswith(("исходящий остаток", "шығыс қалдық", "входящий остаток", "кіріс қалдық")):
                balances += _balances([row], scale)
            elif label.startswith(("итого", "всего", "жиынтығы")):
                turnovers.append((cells[debit], cells[credit]))
            elif any(text_of(cells[at]) for at in (debit, credit)):
                return None
            continue
        if paid is None or came is None or bool(paid) == bool(came) or paid < 0 or came < 0:
            return None
        received += came
        if paid:
            months[f"{day:%Y-%m}"] = months.get(f"{day:%Y-%m}", ZERO) + paid
    spent = sum(months.values(), ZERO)
    for stated, found in ((pair[at], figure) for pair in turnovers[:1] for at, figure in enumerate((spent, received))):
        if text_of(stated) and amount_of(stated, scale) != found:
            return None
    opening, closing = ([amount for key, amount in balances if key == side] for side in ("opening", "closing"))
    if opening and closing and opening[0] + received - spent != closing[0]:
        return None
    return _of(months)


def _balances(rows: Rows, scale: int) -> list[tuple[str, Decimal]]:
    found = []
    for row in rows:
        cells = [text_of(cell) for cell in row]
        for at, text in enumerate(cells):
            said = text.casefold()
            key = "opening" if said.startswith(("входящий остаток", "кіріс қалдық")) else ""
            key = "closing" if said.startswith(("исходящий остаток", "шығыс қалдық")) else key
            figures: Sequence[object] = [text.partition(":")[2]] if ":" in text else row[at + 1 :]
            amount = next((amount_of(cell, scale) for cell in figures if text_of(cell)), None)
            if key and amount is not None:
                found.append((key, amount))
    return found
