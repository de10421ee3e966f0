"""Tables rearranged as people do: a second table below, another unit, amounts in another spelling, days of another year.

Each change takes the rows of one sheet and the place of its header, and may move the header down.
"""

import random
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from tests.ground.office_files import Cell

Rows = list[list[Cell]]
# The number of header rows stands beside its place.
Change = Callable[[Rows, int, int, random.Random], None]

CODES = ("111", "113", "121", "141", "142", "149", "151", "159", "161", "169")
UNITS = ("тенге", "тыс. тенге", "тыс.тенге", "в тысячах тенге", "мың теңге", "млн. тенге", "")
LABELS = ("Итого", "Всего", "ИТОГО", "Итого по 111", "Жиынтығы", "Итого за январь", "Всего за год", "в том числе")


def second_table(rows: Rows, header: int, height: int, chance: random.Random) -> None:
    """Under the table another one: the same header over some rows, the columns turned round, or sums by code."""
    heads, body = rows[header : header + height], rows[header + height :]
    some = [list(row) for row in chance.sample(body, min(3, len(body)))]
    rows.append([""])
    if chance.random() < 0.5:
        rows.append([chance.choice(("Приложение", "Реестр за прошлый месяц", "Справочно:"))])
    turned = chance.choice(("same", "same", "turned", "codes", "bare"))
    if turned == "codes":
        rows += [["Специфика", "Сумма"], ["111", Decimal("10.00")], ["141", Decimal("5.50")]]
    elif turned == "bare":
        rows += some
    else:
        block = [list(row) for row in heads] + some
        width = max(len(row) for row in block)
        rows += [([*row, *[""] * (width - len(row))][::-1] if turned == "turned" else row) for row in block]


def split_header(rows: Rows, header: int, height: int, chance: random.Random) -> None:
    """Merged cells of the header undone: the words repeat, or stand in the upper of two rows."""
    heads = rows[header]
    if height == 2 or chance.random() < 0.4:
        for at in range(1, len(heads)):
            heads[at] = heads[at] or heads[at - 1]
        return
    upper: list[Cell] = [""] * len(heads)
    for at in range(len(heads)):
        if chance.random() < 0.5:
            upper[at], heads[at] = heads[at], ""
    rows.insert(header, upper)


def another_unit(rows: Rows, header: int, height: int, chance: random.Random) -> None:
    """The unit's words changed, dropped, or put where none were."""
    places = [(i, j) for i in range(header + height) for j, cell in enumerate(rows[i])
              if isinstance(cell, str) and re.search(r"тенге|теңге", cell)]  # fmt: skip
    unit = chance.choice(UNITS)
    if places and chance.random() < 0.7:
        i, j = chance.choice(places)
        rows[i][j] = re.sub(r"(?:тыс\. ?|мың )?(?:тенге|теңге)", unit, str(rows[i][j]))
    elif header:
        at = chance.randrange(header)
        rows[at] = [*rows[at][:1], *rows[at][1:]] or [""]
        rows[at][0] = f"{rows[at][0]} ({unit})" if rows[at][0] else unit
    else:
        rows.insert(0, [unit])


def header_again(rows: Rows, header: int, height: int, chance: random.Random) -> None:
    at = chance.randrange(header + height, len(rows) + 1)
    rows[at:at] = [list(row) for row in rows[header : header + height]]


def swapped_amounts(rows: Rows, header: int, height: int, chance: random.Random) -> None:
    """Two columns of amounts change places: their headers alone, their figures alone, or both."""
    columns = amount_columns(rows, header + height)
    if len(columns) < 2:
        return
    one, other = chance.sample(columns, 2)
    first, last = chance.choice(((header, header + height), (header + height, len(rows)), (header, len(rows))))
    for row in rows[first:last]:
        row.extend([""] * (max(one, other) + 1 - len(row)))
        row[one], row[other] = row[other], row[one]


def other_decimal_mark(rows: Rows, header: int, height: int, chance: random.Random) -> None:
    """A whole column of amounts as text, in one of the spellings of the world."""
    columns = amount_columns(rows, header + height)
    if not columns:
        return
    at, write = chance.choice(columns), chance.choice(SPELLINGS)
    for row in rows[header + height :]:
        if at < len(row) and isinstance(row[at], Decimal):
            row[at] = write(Decimal(str(row[at])))


def trailing_minus(rows: Rows, header: int, height: int, chance: random.Random) -> None:
    places = [(i, j) for i in range(header + height, len(rows)) for j in amount_columns(rows, header + height)
              if j < len(rows[i]) and isinstance(rows[i][j], Decimal)]  # fmt: skip
    if places:
        i, j = chance.choice(places)
        rows[i][j] = chance.choice(("{}-", "{} -", "-{}", "\u2212{}", "({})", "{}\u2212", "- {}")).format(rows[i][j])


def another_year(rows: Rows, header: int, height: int, chance: random.Random) -> None:
    """Days moved into another year: all, those of one row, or those of a title."""
    year = chance.choice((2024, 2026, 2015))
    which = chance.choice(("all", "one", "above"))
    chosen = range(len(rows)) if which == "all" else range(header) if which == "above" else ()
    if which == "one" and len(rows) > header + height:
        chosen = (chance.randrange(header + height, len(rows)),)  # type: ignore[assignment] # one row instead of several
    for i in chosen:
        rows[i] = [_in_year(cell, year) for cell in rows[i]]


def _in_year(cell: Cell, year: int) -> Cell:
    if isinstance(cell, date):
        return cell.replace(year=year, day=min(cell.day, 28))
    return re.sub(r"(?<!\d)2025(?!\d{2})", str(year), cell) if isinstance(cell, str) and len(cell) < 80 else cell


def another_code(rows: Rows, header: int, height: int, chance: random.Random) -> None:
    """A code takes the place of another: in one row, or wherever it stands."""
    places = [(i, j) for i in range(header + height, len(rows)) for j, cell in enumerate(rows[i])
              if isinstance(cell, str) and re.match(r"\d{3}(?:, |$)", cell)]  # fmt: skip
    if not places:
        return
    i, j = chance.choice(places)
    before, after = str(rows[i][j])[:3], chance.choice(CODES)
    for row in rows[header + height :] if chance.random() < 0.3 else [rows[i]]:
        if j < len(row) and isinstance(row[j], str) and str(row[j])[:3] == before:
            row[j] = after + str(row[j])[3:]


def extra_total(rows: Rows, header: int, height: int, chance: random.Random) -> None:
    """One more line of a total: right, wrong by a tiyn, or empty; its label in one of the first columns."""
    at = chance.randrange(header + height, len(rows) + 1)
    width = len(rows[header])
    row: list[Cell] = [""] * width
    row[chance.choice((0, 0, 0, min(1, width - 1), width - 1))] = chance.choice(LABELS)
    wrong = chance.choice((Decimal(0), Decimal(0), Decimal("0.01"), None))
    for column in amount_columns(rows, header + height):
        above = [one[column] for one in rows[header + height : at] if column < len(one)]
        if wrong is not None:
            row[column] = sum((cell for cell in above if isinstance(cell, Decimal)), Decimal(0)) + wrong
    rows.insert(at, row)


def amount_columns(rows: Rows, first: int) -> list[int]:
    found = {j for row in rows[first:] for j, cell in enumerate(row) if isinstance(cell, Decimal)}
    return sorted(found)


def _grouped(amount: Decimal, space: str, point: str) -> str:
    return f"{amount:,.2f}".replace(",", "S").replace(".", point).replace("S", space)


SPELLINGS: tuple[Callable[[Decimal], str], ...] = (
    lambda a: f"{a:.2f}", lambda a: f"{a:.2f}".replace(".", ","), lambda a: _grouped(a, " ", ","),
    lambda a: _grouped(a, "\u00a0", "."), lambda a: _grouped(a, "\u202f", ","), lambda a: _grouped(a, "'", "."),
    lambda a: f"{a:,.2f}", lambda a: _grouped(a, ".", ","), lambda a: f"{a:.0f}", lambda a: f"{a:.3f}",
    lambda a: f"{a:.2f} ₸", lambda a: f"{a:.2e}",
)  # fmt: skip

CHANGES: tuple[Change, ...] = (
    second_table, split_header, another_unit, header_again, swapped_amounts, other_decimal_mark, trailing_minus,
    another_year, another_code, extra_total,
)  # fmt: skip


def sheets(name: str, rows: Rows, header: int, chance: random.Random) -> dict[str, Rows]:
    """The sheet among others: a title page, notes, an empty one, or a second sheet with a table of its own."""
    others: dict[str, Rows] = {"Титул": [["Отчёт"]], "Заметки": [["а", "б"], ["в", "г"]], "Пусто": [[""]]}
    if chance.random() < 0.4:
        others["Копия"] = [*rows[: header + 1], *rows[-4:]]
    chosen: list[tuple[str, Rows]] = chance.sample(list(others.items()), chance.randint(1, len(others)))
    chosen.insert(chance.randint(0, len(chosen)), (name, rows))
    return dict(chosen)
