"""What stands above a table: whose it is, in what unit, for what period. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from finance.party_numbers import is_valid
from imports.periods import Period, parse_period
from imports.readers.grid import Sheet, as_code
from imports.resolve.letters import fold

_NUMBER = re.compile(r"(?:бин|бсн|bin|жсн|иин)[^\d]{0,20}(\d{12})(?!\d)")
_LABEL = re.compile(r"\b(?:бин|бсн|bin)\b")
# Who pays is named above an act as well, and is not the facility whose file it is.
_PAYER = re.compile(r"\b(?:фонд|қор|фсмс|әмсқ|заказчик|плательщик|төлеуші|тапсырыс беруші|payer|fund)")
# A number without its word may be of anybody whom a title names, of a telephone, of a contract.
_ALONE = re.compile(r"(?<![\w№])(\d{12})(?!\w)")
_NOT_OURS = re.compile(
    r"\b(?:поставщик|жеткізуші|supplier|получател|алушы|контрагент|исполнител|орындаушы|банк|bank|казначейств"
    r"|қазынашылық|тел|phone|договор|шарт|рнн|иик|жск|счет №|шот №)"
)
_BARE_YEAR = re.compile(r"(?<![\w./№-])(20\d\d)(?![\w./-])")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_FIRM = frozenset("456")  # the fifth digit of a firm's number


@dataclass(frozen=True, slots=True)
class Quoted:
    """Something the file states, and the cell that does."""

    value: str
    cell: str
    text: str


def facility_numbers(sheet: Sheet, above: int) -> list[Quoted]:
    """БИН stated above the table: label and number in one cell or in neighbours, or a firm's number by itself."""
    found = []
    for i in range(min(above, len(sheet.rows))):
        row = sheet.rows[i]
        label_at: int | None = None
        before = ""
        for j, value in enumerate(row):
            if value == "":
                continue
            text = fold(str(value))
            match = _NUMBER.search(text)
            if match and not _PAYER.search(text[: match.start()]):
                found.append(Quoted(match[1], sheet.address(i, j), str(value)))
            elif label_at is not None and re.fullmatch(r"\d{12}", as_code(value)):
                found.append(Quoted(as_code(value), sheet.address(i, j), str(value)))
            elif _is_alone(as_code(value), before):
                found.append(Quoted(_ALONE.findall(as_code(value))[0], sheet.address(i, j), str(value)))
            before = text
            label_at = j if _LABEL.search(text) else None
    return found


def _is_alone(text: str, before: str) -> bool:
    """Whether one number of a firm stands in a cell without a word of whose it is, in it or in the cell before."""
    numbers = _ALONE.findall(text)
    is_firm = len(numbers) == 1 and numbers[0][4] in _FIRM and is_valid(numbers[0])
    return is_firm and not names_a_party(f"{before} {text}")


def names_a_party(text: str) -> bool:
    """Whether a title says whom the file's facility deals with, or what else a number is of."""
    return any(word.search(fold(text)) for word in (_PAYER, _NOT_OURS))


def texts(sheet: Sheet, above: int) -> list[tuple[str, str]]:
    """(text, address) of every cell above the table."""
    return [
        (" ".join(value.split()), sheet.address(i, j))
        for i in range(min(above, len(sheet.rows)))
        for j, value in enumerate(sheet.rows[i])
        if isinstance(value, str) and value.strip()
    ]


def in_brackets(text: str) -> list[str]:
    """What a title says in brackets, each by itself."""
    return _BRACKETS.findall(text)


def period(found: Iterable[tuple[str, str]]) -> tuple[Period, str] | None:
    """The first period that a title names, and its cell."""
    for text, cell in found:
        stated = parse_period(text)
        if stated is not None:
            return stated, cell
    return None


def bare_year(found: Iterable[tuple[str, str]]) -> tuple[Period, str] | None:
    """The year of `Касса 2025`, where titles name no other."""
    named = {int(year): cell for text, cell in found for year in _BARE_YEAR.findall(text)}
    period = parse_period(f"{next(iter(named))} год") if len(named) == 1 else None
    return (period, next(iter(named.values()))) if period is not None else None
