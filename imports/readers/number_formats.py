"""How a number format shows the numbers of a cell: divided by a thousand, with a word or a currency beside them. Pure.

`#,##0,` shows 385 000 000 as 385 000, and `#,##0" тыс. тг"` shows 385 as `385 тыс. тг`: what a person reads is not what
the cell holds. Codes are those of Excel, which every format of workbooks but OpenDocument keeps.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

# what shows a sum of tenge and says nothing else
_TENGE_SIGN = "₸"
# the general format shows all digits; an exponent is no word
_GENERAL = re.compile(r"general|standard|основной|стандартный", re.IGNORECASE)
_EXPONENT = re.compile(r"[eE][+-]")
_OF_DAYS = frozenset("ymdhs")
_BY_CONDITION = "<>="


@dataclass(frozen=True, slots=True)
class Shown:
    """By what numbers above and below zero are divided as they are shown, and the words shown beside them.

    0 instead of a divisor: such a number is not shown, or by what it is divided depends on it.
    """

    above_zero: int = 1
    below_zero: int = 1
    words: str = ""

    def divisor(self, value: float) -> int:
        return self.below_zero if value < 0 else self.above_zero


PLAIN = Shown()


@dataclass(slots=True)
class _Section:
    words: str = ""
    has_digits: bool = False
    thousands: int = 0
    is_other: bool = False
    is_conditional: bool = False
    _commas: int = field(default=0)

    def digit(self) -> None:
        self.has_digits, self._commas = True, 0

    def comma(self) -> None:
        self._commas += self.has_digits

    def settle(self) -> None:
        """Commas behind the last digit before a point, or behind all digits, divide."""
        self.thousands, self._commas = self.thousands + self._commas, 0

    @property
    def divisor(self) -> int:
        return 1 if self.is_other else 1000**self.thousands if self.has_digits else 0


def shown_by(code: str) -> Shown:
    """What a code of Excel makes of numbers."""
    sections = _sections(_EXPONENT.sub("", _GENERAL.sub("0", code))) if code else [_Section(has_digits=True)]
    positive, negative = sections[0], sections[1] if len(sections) > 1 else sections[0]
    used = sections if any(one.is_conditional for one in sections) else [positive, negative]
    divisors = [one.divisor for one in used]
    if any(one.is_conditional for one in sections):
        divisors = [divisors[0] if len(set(divisors)) == 1 else 0] * 2
    words = " ".join(dict.fromkeys(one.words.strip() for one in used if one.words.strip() and not one.is_other))
    return Shown(divisors[0], divisors[1], words if says_anything(words) else "")


def says_anything(words: str) -> bool:
    """Whether words beside a number may tell more than that it is a sum of tenge."""
    rest = words.replace(_TENGE_SIGN, "")
    return any(mark.isalpha() or unicodedata.category(mark) == "Sc" for mark in rest)


def _sections(code: str) -> list[_Section]:
    sections = [_Section()]
    at = 0
    while at < len(code):
        mark, section = code[at], sections[-1]
        at += 1
        if mark == '"':
            end = code.find('"', at)
            end = len(code) if end < 0 else end
            section.words += code[at:end]
            at = end + 1
        elif mark == "\\":
            section.words += code[at : at + 1]
            at += 1
        elif mark in "_*":
            at += 1
        elif mark == "[":
            end = code.find("]", at)
            end = len(code) if end < 0 else end
            _bracket(section, code[at:end])
            at = end + 1
        elif mark == ";":
            section.settle()
            sections.append(_Section())
        else:
            _take(section, mark)
    sections[-1].settle()
    return sections


def _bracket(section: _Section, inside: str) -> None:
    if inside.startswith("$"):
        section.words += inside[1:].partition("-")[0]
    elif inside[:1] in _BY_CONDITION:
        section.is_conditional = True


def _take(section: _Section, mark: str) -> None:
    if mark in "0#?":
        section.digit()
    elif mark == ",":
        section.comma()
    elif mark == ".":
        section.settle()
    elif mark in "%@" or (mark.casefold() in _OF_DAYS and not section.has_digits):
        # percents and days are told elsewhere, and text is no number
        section.is_other = True
    elif mark == " " or mark.isalpha() or unicodedata.category(mark) == "Sc":
        section.words += mark
