"""A second block under the first header, of another currency, account, year or purpose: asked about. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from finance.amounts import is_blank
from imports.columns.column import AMOUNT, DATE, MONTH
from imports.kinds.kind import Kind, Problem, Table
from imports.readers.grid import Cell
from imports.recognise.titles_between import says_other_rows
from imports.resolve.letters import skeleton

SECOND_TABLE = "second-table"
_ACCOUNT = re.compile(r"(?<![A-Z0-9])KZ\d{2}[A-Z0-9]{16}(?![A-Z0-9])")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_FOREIGN = frozenset(("usd", "eur", "rub", "rur", "cny", "gbp", "евро"))
_FOREIGN_STEMS = ("доллар", "рубл", "юан", "еврода", "долл")
# Where the money is from: two of these on one sheet are two budgets.
_SOURCES = ("республиканск бюджет", "местн бюджет", "областн бюджет", "платн услуг", "спонсорск", "благотворит",
            "целев трансферт", "собственн средств", "внебюджет", "республикалык бюджет", "жергиликти бюджет",
            "акылы кызмет", "демеушилик", "republican budget", "local budget", "paid services", "sponsor")  # fmt: skip
_OTHER_PLANS = ("проект плана", "уточненн план", "скорректированн план", "прошл год", "предыдущ год", "факт прошл",
                "исполнение за", "жоспар жобасы", "нактыланган жоспар", "откен жыл", "draft plan", "revised plan",
                "previous year")  # fmt: skip
# What may stand beside a source where a title is of nothing else.
_OF_SOURCES = ("средств", "бюджет", "по", "от", "из", "за", "счет", "источник", "поступлени", "доход", "каражат",
               "есебинен", "бойынша", "funds")  # fmt: skip
_INCOME = frozenset(("доходы", "доход", "доходная часть", "поступления", "киристер", "кирис", "тусимдер", "income",
                     "incomes", "revenue", "revenues", "receipts"))  # fmt: skip
# A title has few cells; a sentence about a payment is long.
_MOST_CELLS, _LONGEST = 3, 160
_PROGRAMME = re.compile(r"(?:программ|багдарлама)\w*\D{0,40}(\d{3})(?!\d)")
_CUSTOMER = re.compile(r"(?:заказчик|тапсырыс бер\w*|customer)\b")


def second_block(table: Table, kind: Kind) -> Problem | None:
    """The title of a block that the one above the table does not speak for, with money below it."""
    above = [cell for row in table.sheet.rows[: table.header_row] for cell in row if isinstance(cell, str)]
    heading, titles = _titles(table, kind)
    first = _said([*above, table.sheet.name, *heading])
    if kind.reads_accounts_apart:
        first["account"] = frozenset()
    if kind.reads_sources_apart:
        first["source"] = frozenset(_SOURCES)
    is_dated = any(column.type in (DATE, MONTH) and table.has(column.key) for column in kind.columns)
    takes = {name for column in kind.columns for group in column.takes for name in group}
    incomes = _income_headings(table) if {"plan", "accrued"} & takes else []
    for i, place, text in (*incomes, *titles):
        said = _said([text])
        is_other_source = bool(said["source"] - first["source"]) and (
            _heads_again(table, i) or (takes and _is_of_source(text))
        )
        if (
            is_other_source
            or _is_another(first, said, is_dated=is_dated)
            or says_other_rows(table, kind, text)
            or incomes
        ):
            message = _(
                "“%(title)s” begins another table: its rows cannot be added to those above. "
                "Put it into a file of its own, delete it, or name the last row of the table above."
            )
            cell, number = table.sheet.address(i, place), table.sheet.row_number(i)
            return Problem(cell, SECOND_TABLE, message % {"title": " ".join(text.split())}, number, asks=("last_row",))
    return None


def _titles(table: Table, kind: Kind) -> tuple[list[str], list[tuple[int, int, str]]]:
    """Rows of words alone: the texts of those above the first row of money, and those between rows of it."""
    places = [table.columns[c.key] for c in kind.columns if c.type == AMOUNT and c.key in table.columns]
    waiting: list[tuple[int, int, str]] = []
    found: list[list[tuple[int, int, str]]] = []
    for i in table.body:
        cells = table.sheet.rows[i]
        if any(at < len(cells) and _is_figure(cells[at]) for at in places):
            found.append(waiting)
            waiting = []
            continue
        filled = [(at, cell) for at, cell in enumerate(cells) if not is_blank(cell)]
        if 0 < len(filled) <= _MOST_CELLS and all(isinstance(cell, str) for _at, cell in filled):
            text = " ".join(str(cell) for _at, cell in filled)
            if len(text) <= _LONGEST:
                waiting.append((i, filled[0][0], text))
    above = [text for _i, _at, text in found[0]] if found else []
    return above, [title for titles in found[1:] for title in titles]


def _income_headings(table: Table) -> list[tuple[int, int, str]]:
    """Rows of one word that head income, which no plan or cost of expenses holds."""
    found = []
    for i in table.body:
        filled = [(at, cell) for at, cell in enumerate(table.sheet.rows[i]) if not is_blank(cell)]
        if len(filled) == 1 and isinstance(text := filled[0][1], str) and skeleton(text) in _INCOME:
            found.append((i, filled[0][0], text))
    return found


def _heads_again(table: Table, title: int) -> bool:
    """Whether the header of the table stands again below a title: a table of its own, no part of the one above."""
    rows = table.sheet.rows
    header = [cell for cell in table.header if not is_blank(cell)]
    below = ([cell for cell in row if not is_blank(cell)] for row in rows[title + 1 :])
    return next((cells for cells in below if cells), []) == header != []


def _is_of_source(text: str) -> bool:
    """Whether a title names a source of money and nothing else: `По платным услугам`."""
    stems = {part for source in _SOURCES for part in source.split()}
    return all(word.startswith((*stems, *_OF_SOURCES)) for word in skeleton(text).split())


def _is_figure(cell: Cell) -> bool:
    if isinstance(cell, str):
        return cell.strip()[:1].isdigit() or (cell.strip()[:1] in "-−(" and any(map(str.isdigit, cell)))
    return not is_blank(cell)


def _said(texts: Sequence[str]) -> dict[str, frozenset[str]]:
    """Currencies, accounts, years and sources that texts name."""
    folded = [skeleton(text) for text in texts]
    words = [word for text in folded for word in text.split()]
    return {
        "currency": frozenset("foreign" for word in words if word in _FOREIGN or word.startswith(_FOREIGN_STEMS)),
        "account": frozenset(account for text in texts for account in _ACCOUNT.findall(text.upper())),
        "year": frozenset(year for text in texts for year in _YEAR.findall(text)),
        "source": frozenset(source for text in texts for source in sources_in(text)),
        "programme": frozenset(code for text in texts for code in programmes_in(text)),
        "customer": frozenset(text for text in folded if _CUSTOMER.match(text)),
        "plan": frozenset(plan for plan in _OTHER_PLANS for text in folded if _has(text, plan)),
    }


def sources_in(text: str) -> list[str]:
    """The sources of money that a title names, by the folded beginnings of their words."""
    folded = skeleton(text)
    return [source for source in _SOURCES if _has(folded, source)]


def programmes_in(text: str) -> list[str]:
    """Codes of budget programmes that a title names."""
    return _PROGRAMME.findall(skeleton(text))


def _has(text: str, stems: str) -> bool:
    """Whether words that begin with these stems stand in a row in a folded text."""
    words, parts = text.split(), stems.split()
    return any(
        all(word.startswith(part) for word, part in zip(words[at : at + len(parts)], parts, strict=True))
        for at in range(len(words) - len(parts) + 1)
    )


def _is_another(first: dict[str, frozenset[str]], said: dict[str, frozenset[str]], *, is_dated: bool) -> bool:
    """Whether a title names what the ones above the table do not. Rows with dates tell their years themselves."""
    if any(said[key] - first[key] for key in ("currency", "plan", "programme", "customer")):
        return True
    keys = ("account", "source") if is_dated else ("account", "source", "year")
    return any(said[key] and first[key] and said[key] - first[key] for key in keys)
