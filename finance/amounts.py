"""The one parser of amounts: what people and programs write for money becomes exact tenge or is refused.

A column is settled first, from all its values, and each value is read in that light:

- thousands are grouped by a space, U+00A0, U+202F, U+2009 or an apostrophe; by a comma only where the column's
  decimals are points; by a point never;
- one separator before one or two digits is the decimal one, before three digits only where the column says so:
  `1.234` and `12,345` alone are refused, since they read two ways;
- parentheses mean minus only where the column has at least two of them, a plain amount, and no other minus;
- a line break inside a cell joins the groups of one amount when decimals end it; `123⏎456` may be two amounts;
- a typed number must hold whole tiyn, but for the noise of binary arithmetic: what a sheet computed to fractions of
  a tiyn is refused, since the payment it stands for was rounded by somebody else.

The language of the screen plays no part. Pure: no Django.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

from finance.money import LIMIT, TIYN

NOT_AN_AMOUNT = "not-an-amount"
AMBIGUOUS = "ambiguous-amount"
ONE = Decimal(1)
_FLOAT_LIMIT = float(LIMIT)

# Excel keeps 15 significant digits; sums of a few thousand cells stay well within this, a third decimal never does.
_NOISE_SHARE, _NOISE_FLOOR, _NOISE_CEILING = Decimal("1e-12"), Decimal("1e-9"), Decimal("1e-4")

_SPACE = " \u00a0\u202f\u2009"
_CURRENCY = r"(?:₸|kzt|тенге|теңге|тг\.?)"
_APOSTROPHE = "'\u2019"
_MINUS = r"\-\u2212"
_WHOLE = rf"(?:0|[1-9][0-9]{{0,2}}(?:[{_SPACE}][0-9]{{3}})+|[1-9][0-9]*)"

# The spellings that fill real columns; anything else takes the careful way.
_COMMON = re.compile(rf"-?{_WHOLE}(?:[.,][0-9]{{1,2}})?")
_TO_DECIMAL = str.maketrans({**dict.fromkeys(_SPACE + _APOSTROPHE), ",": "."})

_DRESSED = re.compile(
    rf"(?P<open>\()?(?P<sign>[{_MINUS}+])?[{_SPACE}]?(?P<before>{_CURRENCY})?[{_SPACE}]?(?P<inner>[{_MINUS}+])?[{_SPACE}]?"
    rf"(?P<number>[0-9](?:[0-9.,{_APOSTROPHE}{_SPACE}\r\n]*[0-9])?)"
    rf"(?P<trailing>[{_MINUS}])?[{_SPACE}]?(?P<after>{_CURRENCY})?(?P<close>\))?",
    re.IGNORECASE,
)
_BROKEN_LINE = re.compile(rf"[{_SPACE}]*\r?\n[{_SPACE}]*")
_SPACED = re.compile(rf"([1-9][0-9]{{0,2}}(?:[{_SPACE}][0-9]{{3}})+)(?:([.,])([0-9]+))?")
_APOSTROPHES = re.compile(rf"([1-9][0-9]{{0,2}}(?:[{_APOSTROPHE}][0-9]{{3}})+)(?:([.,])([0-9]+))?")
_PLAIN = re.compile(r"(0|[1-9][0-9]*)(?:([.,])([0-9]+))?")
_COMMAS_AND_POINT = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)\.([0-9]+)")
_COMMAS_ONLY = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}")
_EXPONENT = re.compile(r"[-+]?[0-9.,]+e[-+]?[0-9]+", re.IGNORECASE)
_POINT_GROUPS = re.compile(r"[-+]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]*)?|[-+]?[0-9]+\.[0-9]+[.,][0-9.,]*")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value is no amount or date: `problem` is a key of the import interface, `reason` the rule that refused."""

    problem: str
    reason: str
    value: object = None


@dataclass(frozen=True, slots=True)
class ColumnStyle:
    """What a whole column shows about its amounts.

    `decimal` is the separator all telling values agree on, `None` without evidence or with both.
    """

    decimal: str | None = None
    has_comma_groups: bool = False
    has_minus_brackets: bool = False


@dataclass(frozen=True, slots=True)
class _Spelling:
    """One text taken apart: the digits, what stood before the last of them, and how thousands were grouped."""

    whole: str
    separator: str
    fraction: str
    grouping: str  # "none", "space" (or apostrophe), "comma", "commas-only"
    is_negative: bool
    is_bracketed: bool

    @property
    def is_three_digits_after_one_separator(self) -> bool:
        could_be_group = self.grouping == "space" or (self.whole != "0" and len(self.whole) <= 3)
        return self.grouping in ("none", "space") and len(self.fraction) == 3 and could_be_group


def is_blank(value: object) -> bool:
    """Whether the cell holds nothing: absent, or only spaces. The caller knows if that means zero there."""
    return value is None or (isinstance(value, str) and not value.strip())


def settle_column(values: Iterable[object]) -> ColumnStyle:
    """Settle separators and brackets of a column from all its values; pass the money rows and totals, not headers."""
    decimals: set[str] = set()
    has_comma_groups = has_minus = has_plain = False
    brackets = 0
    for value in values:
        if isinstance(value, str):
            if not value:
                continue
            if _COMMON.fullmatch(value):
                found = value[-3:-1] if len(value) > 3 else value
                if "," in found or "." in found:
                    decimals.add("," if "," in found else ".")
                has_minus = has_minus or value[0] == "-"
                has_plain = has_plain or value[0] != "-"
                continue
            spelling = _take_apart(value)
            if isinstance(spelling, Refusal):
                continue
            if spelling.separator and not spelling.is_three_digits_after_one_separator:
                decimals.add(spelling.separator)
            has_comma_groups = has_comma_groups or spelling.grouping == "comma"
            brackets += spelling.is_bracketed
            has_minus = has_minus or spelling.is_negative
            has_plain = has_plain or not (spelling.is_negative or spelling.is_bracketed)
        elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            has_minus = has_minus or value < 0
            has_plain = has_plain or value > 0
    return ColumnStyle(
        decimal=decimals.pop() if len(decimals) == 1 else None,
        has_comma_groups=has_comma_groups,
        has_minus_brackets=brackets >= 2 and has_plain and not has_minus,
    )


def parse_amount(value: object, style: ColumnStyle | None = None, scale: Decimal = ONE) -> Decimal | Refusal:
    """Exact tenge of one value, or why not. Without `style` the value stands alone, as typed by hand.

    `scale` is the column's unit in tenge: 1, or 1000 for thousands (`31792.4` → 31 792 400.00). Blank is refused.
    """
    if isinstance(value, float):
        return _from_float(value, scale)
    if isinstance(value, str):
        style = settle_column([value]) if style is None else style
        if _COMMON.fullmatch(value) and not (style.has_comma_groups and "," in value):
            return _in_tenge(Decimal(value.translate(_TO_DECIMAL)), scale, value)
        return _from_text(value, style, scale)
    if value is None:
        return Refusal(NOT_AN_AMOUNT, "empty", value)
    if isinstance(value, bool):
        return Refusal(NOT_AN_AMOUNT, "boolean", value)
    if isinstance(value, (int, Decimal)):
        return _in_tenge(Decimal(value), scale, value)
    if isinstance(value, (date, time, timedelta)):
        return Refusal(NOT_AN_AMOUNT, "date", value)
    return Refusal(NOT_AN_AMOUNT, "not-a-number", value)


def _take_apart(text: str) -> _Spelling | Refusal:
    stripped = text.strip()
    if not stripped:
        return Refusal(NOT_AN_AMOUNT, "empty", text)
    dressed = _DRESSED.fullmatch(stripped)
    if not dressed:
        reason = "exponent" if _EXPONENT.fullmatch(stripped) else "not-a-number"
        return Refusal(NOT_AN_AMOUNT, reason, text)
    signs = [sign for sign in (dressed["sign"], dressed["inner"], dressed["trailing"]) if sign]
    is_bracketed = bool(dressed["open"])
    if len(signs) > 1 or (dressed["before"] and dressed["after"]) or is_bracketed != bool(dressed["close"]):
        return Refusal(NOT_AN_AMOUNT, "not-a-number", text)
    if is_bracketed and signs:
        return Refusal(NOT_AN_AMOUNT, "not-a-number", text)
    number = dressed["number"]
    if "\n" in number or "\r" in number:
        *earlier, last = re.split(r"\r?\n", number)
        if any(mark in part for part in earlier for mark in ".,") or not re.search(r"[.,][0-9]{1,2}$", last):
            return Refusal(AMBIGUOUS, "line-break", text)
        number = _BROKEN_LINE.sub(" ", number)
    is_negative = bool(signs) and signs[0] != "+"
    if found := _SPACED.fullmatch(number) or _APOSTROPHES.fullmatch(number):
        whole, grouping = found[1].translate(_TO_DECIMAL), "space"
        return _Spelling(whole, found[2] or "", found[3] or "", grouping, is_negative, is_bracketed)
    if found := _PLAIN.fullmatch(number):
        return _Spelling(found[1], found[2] or "", found[3] or "", "none", is_negative, is_bracketed)
    if found := _COMMAS_AND_POINT.fullmatch(number):
        return _Spelling(found[1].replace(",", ""), ".", found[2], "comma", is_negative, is_bracketed)
    if _COMMAS_ONLY.fullmatch(number):
        return _Spelling(number.replace(",", ""), "", "", "commas-only", is_negative, is_bracketed)
    reason = "point-groups" if _POINT_GROUPS.fullmatch(number) else "not-a-number"
    return Refusal(NOT_AN_AMOUNT, reason, text)


def _from_text(text: str, style: ColumnStyle, scale: Decimal) -> Decimal | Refusal:
    spelling = _take_apart(text)
    if isinstance(spelling, Refusal):
        return spelling
    if spelling.is_bracketed and not style.has_minus_brackets:
        return Refusal(AMBIGUOUS, "brackets", text)
    whole, fraction = spelling.whole, spelling.fraction
    if spelling.grouping == "commas-only":
        if style.decimal != ".":
            return Refusal(AMBIGUOUS, "comma-groups", text)
    elif spelling.separator == "," and style.decimal == "." and spelling.grouping == "none" and len(fraction) == 3:
        if not spelling.is_three_digits_after_one_separator:
            return Refusal(AMBIGUOUS, "comma-groups", text)
        whole, fraction = whole + fraction, ""
    elif spelling.separator == "," and style.has_comma_groups:
        return Refusal(AMBIGUOUS, "comma-groups", text)
    elif spelling.is_three_digits_after_one_separator and (spelling.separator != style.decimal or scale == ONE):
        return Refusal(AMBIGUOUS, "three-digits", text)
    amount = Decimal(f"{whole}.{fraction or 0}")
    return _in_tenge(-amount if spelling.is_negative or spelling.is_bracketed else amount, scale, text)


def _from_float(value: float, scale: Decimal) -> Decimal | Refusal:
    # Fifteen digits that read back as the number are its shortest spelling, so the usual amount is read at once.
    if scale is ONE and -_FLOAT_LIMIT < value < _FLOAT_LIMIT and value and float(plain := f"{value:.2f}") == value:
        return Decimal(plain)
    if not isfinite(value):
        return Refusal(NOT_AN_AMOUNT, "not-a-number", value)
    amount = Decimal(repr(value)) * scale
    if abs(amount) >= LIMIT:
        return Refusal(NOT_AN_AMOUNT, "too-large", value)
    exact = amount.quantize(TIYN, rounding=ROUND_HALF_UP)
    if exact != amount:
        noise = min(_NOISE_CEILING, abs(amount) * _NOISE_SHARE + _NOISE_FLOOR)
        if abs(exact - amount) > noise:
            return Refusal(NOT_AN_AMOUNT, "fraction-of-tiyn", value)
    return exact or abs(exact)


def _in_tenge(amount: Decimal, scale: Decimal, value: object) -> Decimal | Refusal:
    if not amount.is_finite():
        return Refusal(NOT_AN_AMOUNT, "not-a-number", value)
    amount = amount if scale is ONE else amount * scale
    if abs(amount) >= LIMIT:
        return Refusal(NOT_AN_AMOUNT, "too-large", value)
    exact = amount.quantize(TIYN, rounding=ROUND_HALF_UP)
    if exact != amount:
        return Refusal(NOT_AN_AMOUNT, "fraction-of-tiyn", value)
    return exact or abs(exact)
