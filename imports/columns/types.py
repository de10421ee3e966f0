"""How the cells of each type of column are read: numbers, words of a list, parties, profiles, centres."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from finance.amounts import Refusal, parse_amount, settle_column
from finance.party_numbers import account_number
from finance.refusals import shown
from imports.columns import column as types
from imports.columns.column import Column
from imports.columns.percents import percents
from imports.readers.grid import as_code
from imports.refusals import explain_number
from imports.resolve.letters import skeleton
from tariffs.models import CareProfile

if TYPE_CHECKING:
    from imports.columns.typed import Columns

_TWO_NAMES = re.compile(r"(.+?)\s*(?:\((.+)\)|/\s*(.+))")
_KAZAKH = frozenset("әғқңөұүһі")


def _numbers(columns: Columns, column: Column) -> list[Decimal | int | None]:
    """Numbers with at most four decimals, or those the column allows, whatever unit the file's amounts are in."""
    values = columns.raw(column.key)
    style = settle_column(values)
    found: list[Decimal | int | None] = []
    known: dict[str, Decimal] = {}
    for at, value in enumerate(values):
        if isinstance(value, str) and value in known:
            found.append(known[value])
            continue
        # read in hundredths, so that four decimals survive
        number = parse_amount(value if value != "" else None, style, Decimal(100))
        if isinstance(number, Refusal):
            columns.refuse(at, column.key, number.problem, explain_number(number), shown(value))
            found.append(None)
            continue
        number = number / 100
        problem = _out_of_bounds(number, column)
        if problem:
            columns.refuse(at, column.key, problem, _bounds(problem) % {"value": value}, value)
        elif isinstance(value, str) and not column.is_whole:
            # equal numbers are one, since a register repeats a few of them a million times
            known[value] = number
        found.append(None if problem else int(number) if column.is_whole else number)
    return found


def _amounts(columns: Columns, column: Column) -> list[Decimal | None]:
    """Tenge, none of them below the least the column allows."""
    found, least = columns.amounts(column.key), column.least
    if least is None:
        return found
    for at, amount in enumerate(found):
        if amount is not None and amount < least:
            columns.refuse(at, column.key, "not-above-zero", _bounds("not-above-zero") % {"value": amount})
            found[at] = None
    return found


def _words(columns: Columns, column: Column) -> list[str]:
    """One of few words by what people write for it; anything else is refused with the words that are known."""
    known = {skeleton(word): value for value, words in column.meanings.items() for word in (value, *words)}
    found = []
    for at, text in enumerate(columns.texts(column.key)):
        value = known.get(skeleton(text)) if text else None
        if not value:
            names = ", ".join(f"{value} ({words[0]})" for value, words in column.meanings.items())
            message = _("“%(value)s” is none of the words possible here. Write one of: %(names)s.")
            columns.refuse(at, column.key, "unknown-word", message % {"value": text, "names": names}, text)
        found.append(str(value or ""))
    return found


def _profiles(columns: Columns, column: Column) -> list[CareProfile | None]:
    """Profiles by key or name; one that is not on the list is refused, since a misspelled profile is no new one."""
    known, found = columns.context.profiles, []
    for at, text in enumerate(columns.texts(column.key)):
        profile = known.get(skeleton(text)) if text else None
        if profile is None:
            names = ", ".join(sorted({f"{one.key} ({one.name})" for one in known.values()}))
            message = _("“%(profile)s” is no care profile. Known are: %(names)s. Correct it, or add the profile.")
            columns.refuse(at, column.key, "unknown-profile", message % {"profile": text, "names": names or "—"}, text)
        found.append(profile)
    return found


def _centres(columns: Columns, column: Column) -> list[str]:
    return [
        "" if day is None else centre(columns, at, column.key, text, day.year)
        for at, (text, day) in enumerate(zip(columns.texts(column.key), columns.valid_on, strict=True))
    ]


def centre(columns: Columns, at: int, key: str, text: str, year: int) -> str:
    """The key of a cost centre of `year`, "" where it is refused; any text where none were imported for the year."""
    known = columns.context.centres(year)
    found = known.get(skeleton(text), "") if known else text[:20]
    if not found:
        message = _("There is no cost centre “%(centre)s”. Known are: %(names)s.")
        names = ", ".join(sorted(set(known.values())))
        columns.refuse(at, key, "unknown-centre", message % {"centre": text, "names": names}, text)
    return found


def _texts(columns: Columns, column: Column) -> list[str]:
    texts = columns.texts(column.key, column.limit)
    for at, text in enumerate(texts if column.must_be_filled else ()):
        if not text:
            message = _("The cell of the column “%(column)s” is empty. Fill it in.")
            columns.refuse(at, column.key, "missing-value", message % {"column": column.label})
    return texts


class Name(NamedTuple):
    ru: str
    kk: str


def _names(columns: Columns, column: Column) -> list[Name]:
    """Names in one language or two: `Дәрігерлер (Врачи)`, `Врачи / Дәрігерлер`; letters of the column tell which."""
    texts = _texts(columns, column)
    matches = [_TWO_NAMES.fullmatch(text) for text in texts]
    pairs = [(m[1], m[2] or m[3]) if m else (text, "") for m, text in zip(matches, texts, strict=True)]
    kazakh = [sum(letter in _KAZAKH for pair in pairs for letter in pair[side].lower()) for side in (0, 1)]
    if kazakh[0] == kazakh[1]:
        return [Name(text, "") for text in texts]
    kk = 0 if kazakh[0] > kazakh[1] else 1
    return [Name(pair[1 - kk] or pair[kk], pair[kk] if pair[1 - kk] else "") for pair in pairs]


def _years(columns: Columns, column: Column) -> list[int | None]:
    found: list[int | None] = []
    for at, value in enumerate(columns.raw(column.key)):
        text = as_code(value)
        is_year = len(text) == len("2025") and text.isdecimal()
        if not is_year:
            columns.refuse(at, column.key, "not-a-date", _("“%(value)s” is no year.") % {"value": text}, text)
        found.append(int(text) if is_year else None)
    return found


def _out_of_bounds(number: Decimal, column: Column) -> str:
    if number < 0 and not column.may_be_negative:
        return "negative-number"
    if column.least is not None and number < column.least:
        return "not-above-zero"
    if column.is_whole and number != number.to_integral_value():
        return "not-a-whole-number"
    return "not-an-amount" if number != round(number, column.decimals) else ""


def _bounds(problem: str) -> str:
    return {
        "negative-number": _("%(value)s is negative; zero or more is possible here."),
        "not-above-zero": _("%(value)s is not possible here: more than zero is expected."),
        "not-a-whole-number": _("%(value)s is no whole number."),
        "not-an-amount": _("%(value)s has more decimals than are kept here."),
    }[problem]


READERS: Mapping[str, Callable[[Columns, Column], list[Any]]] = {
    types.TEXT: _texts,
    types.PARTY: lambda columns, column: columns.party_numbers(column.key),
    types.ACCOUNT: lambda columns, column: [text and account_number(text)[:34] for text in columns.texts(column.key)],
    types.AMOUNT: _amounts,
    types.DATE: lambda columns, column: columns.dates(column.key),
    types.MONTH: lambda columns, column: columns.months(column.key),
    types.YEAR: _years,
    types.CODE: lambda columns, column: columns.codes(column.key, columns.valid_on),
    types.NUMBER: _numbers,
    types.PERCENT: percents,
    types.WORD: _words,
    types.PROFILE: _profiles,
    types.CENTRE: _centres,
    types.NAMES: _names,
}
