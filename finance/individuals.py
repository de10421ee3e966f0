"""Names and numbers of individuals in what statements say: found in any text, and hidden from who need not see them.

A sole trader under its own name is a business and stays. Pure.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

from finance.party_numbers import is_valid
from finance.reporting.report import Cell, Remark, Report, Row

HIDDEN = "•••"
_UPPER, _LOWER = "А-ЯЁӘҒҚҢӨҰҮҺІ", "а-яёәғқңөұүһі"
_WORD = rf"[{_UPPER}][{_UPPER}{_LOWER}]+(?:-[{_UPPER}][{_UPPER}{_LOWER}]+)?"
_ENDING = "ович|евич|ьич|мич|кич|овна|евна|ична|ұлы|улы|қызы|кызы|оглы"
_PATRONYMIC = rf"[{_UPPER}][{_UPPER}{_LOWER}]*(?i:{_ENDING})(?![{_UPPER}{_LOWER}])"
_INITIAL = rf"[{_UPPER}]\."
_PERSON = re.compile(
    rf"(?<![{_UPPER}{_LOWER}])(?:{_WORD}\s+){{1,2}}{_PATRONYMIC}"
    rf"|(?<![{_UPPER}{_LOWER}]){_WORD}\s+{_INITIAL}(?:\s?{_INITIAL})?"
    rf"|(?<![{_UPPER}{_LOWER}]){_INITIAL}\s?(?:{_INITIAL}\s?)?{_WORD}"
)
_SURNAME = re.compile(
    r"(?i:ов|ев|ёв|ин|ын|ский|цкий|ова|ева|ёва|ина|ына|ская|цкая|енко|баев|баева|бек|бай|хан|ұлы|улы|қызы|кызы)$"
)
_TWO_WORDS = re.compile(rf"({_WORD})\s+({_WORD})")
_TWELVE = re.compile(r"(?<!\d)\d{12}(?!\d)")
_BUSINESS = re.compile(
    rf"(?<![{_UPPER}{_LOWER}])(?:ИП|ЖК|К/Х|КХ|ФХ|Ш/Қ|ШҚ|ЧП|ТОО|ЖШС|АО|АҚ|ГКП|РГП|КГП|КГУ|РГУ|ГУ|МКК|КММ|РММ|ОО|ТДО"
    rf"|(?i:индивидуальный предприниматель|жеке кәсіпкер|филиал|банк|фонд|акционерное|товарищество|предприятие"
    rf"|учреждение|больница|центр|департамент|управление))(?![{_UPPER}{_LOWER}])|[«»\"“”]"
)


def is_individual_number(number: str) -> bool:
    """Whether a number is an ИИН: it begins with a day of birth, which a БИН never does."""
    return len(number) == 12 and is_valid(number) and "01" <= number[2:4] <= "12" and "01" <= number[4:6] <= "31"


@lru_cache(maxsize=20_000)
def hidden(text: str) -> str:
    """The text without names and numbers of individuals; the same text where it has none."""
    found = _TWELVE.sub(lambda match: HIDDEN if is_individual_number(match[0]) else match[0], text)
    return _PERSON.sub(HIDDEN, found)


def hidden_party(name: str, number: str) -> tuple[str, str]:
    """Name and number of a payee as who need not see individuals sees them."""
    is_person = is_individual_number(number)
    if _BUSINESS.search(name) or (number and not is_person):
        return name, number
    two = _TWO_WORDS.fullmatch(name.strip())
    if is_person or (two and (_SURNAME.search(two[1]) or _SURNAME.search(two[2]))):
        return HIDDEN, HIDDEN if number else ""
    return hidden(name), number


def hidden_cell(value: Any) -> Any:
    """A cell of a file: a text without its individuals, a number that is an ИИН hidden whole."""
    if isinstance(value, float) and value.is_integer() and 10**9 < value < 10**12:
        return HIDDEN if is_individual_number(f"{value:012.0f}") else value
    if not isinstance(value, str):
        return value
    return hidden_party(value, "")[0] if _BUSINESS.search(value) is None else _numbers_hidden(value)


def _numbers_hidden(text: str) -> str:
    return _TWELVE.sub(lambda match: HIDDEN if is_individual_number(match[0]) else match[0], text)


def hidden_in_report(report: Report) -> Report:
    """The report, sections of a document too, without names of individuals in its rows and in what stands under it."""
    tables = tuple(replace(table, rows=tuple(map(_row, table.rows))) for table in report.tables)
    return replace(
        report, tables=tables, notes=_remarks(report.notes), doubts=_remarks(report.doubts),
        answered=tuple(replace(one, doubt=_remark(one.doubt)) for one in report.answered),
        parts=tuple(part.through(hidden_in_report) for part in report.parts),
    )  # fmt: skip


def _row(row: Row) -> Row:
    changed = {key: _cell(cell) for key, cell in row.cells.items()}
    same = all(changed[key] is cell for key, cell in row.cells.items())
    return row if same else replace(row, cells=changed)


def _cell(cell: Cell) -> Cell:
    value = hidden_cell(cell.value) if isinstance(cell.value, str) else cell.value
    return cell if value == cell.value else replace(cell, value=value)


def _remark(remark: Remark) -> Remark:
    return replace(remark, text=hidden(remark.text))


def _remarks(remarks: tuple[Remark, ...]) -> tuple[Remark, ...]:
    return tuple(map(_remark, remarks))
