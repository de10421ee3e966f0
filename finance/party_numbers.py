"""Numbers that identify: БИН and ИИН of parties, bank accounts (ИИК), numbers of documents; one spelling of each. Pure.

A БИН or ИИН is twelve digits. Files give it as a number that lost its zeros, with words, spaces or dashes, guarded as
`="…"`, or inside the cell of the name; here it always comes out as twelve digits of text.

The last digit is the sum of the first eleven weighted 1…11, modulo 11; where that gives 10, the weights are 3…11, 1, 2;
where that gives 10 again, the number was never issued. Source: the State's rules for individual and business
identification numbers.
"""

from __future__ import annotations

import re
from functools import lru_cache

FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
DIGITS = 12
_GUARD = re.compile(r'^\s*=\s*"(.*)"\s*$|^\s*[\'’`](.*)$', re.DOTALL)
_SEPARATORS = re.compile(r"[\s\u00a0\u202f\u2009.\-–—_/]")
_LABEL = r"(?:бин|иин|бсн|жсн|рнн|инн|bin|iin|bsn)"
_LABELLED = re.compile(
    rf"(?<![^\W\d_]){_LABEL}(?:\s*[/\\,]\s*{_LABEL})?\s*(?:№|#|:|-|–|=)*\s*(\d(?:[\s\u00a0\-]?\d){{11}})(?!\d)",
    re.IGNORECASE,
)
_TWELVE = re.compile(r"(?<!\d)(\d(?:[ \u00a0\-]?\d){11})(?![ \u00a0\-]?\d)")
_WITH_ZEROS = re.compile(r"\d{1,12}(?:\.0+)?")
_ACCOUNT = re.compile(r"(?<![A-Z0-9])KZ\d{2}[A-Z0-9]{16}(?![A-Z0-9])")
_SPACED_ACCOUNT = re.compile(r"(?<![A-Z0-9])K\s?Z(?:[\s\u00a0\-]?[A-Z0-9]){18}(?![A-Z0-9])")
_LOOKALIKE = str.maketrans("АВЕКМНОРСТХУ", "ABEKMHOPCTXY")
_NUMBER_SIGN = re.compile(r"^(?:(?:№|#|n[o°º]\.?|номер|нөмірі?)\s*[:.]?\s*)+", re.IGNORECASE)
_ZERO_DECIMALS = re.compile(r"(\d+)\.0+")


def unguarded(text: str) -> str:
    """The text without the marks that keep a spreadsheet from counting it: `="111"`, `'111`."""
    found = _GUARD.match(text)
    return (found[1] if found[1] is not None else found[2]) if found else text


@lru_cache(maxsize=50_000)
def party_number(value: str | float | None) -> str:
    """Twelve digits where the value is a БИН or ИИН however it is written; else its text without spaces.

    A typed number, and digits alone, get the zeros back that a spreadsheet took.
    """
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, (int, float)):
        whole = int(value)
        return str(whole).zfill(DIGITS) if whole == value and 0 < whole < 10**DIGITS else str(value)
    text = unguarded(value).strip()
    if not any(map(str.isdigit, text)):
        return ""
    if found := party_number_in(text):
        return found if found.strip("0") else ""
    bare = _SEPARATORS.sub("", text) if not _WITH_ZEROS.fullmatch(text) else text.partition(".")[0]
    if not bare.strip("0"):
        return ""
    return bare.zfill(DIGITS) if bare.isascii() and bare.isdigit() and 8 <= len(bare) <= DIGITS else bare


def party_number_in(text: str) -> str:
    """The one БИН or ИИН that a text holds, behind its word or alone; empty where it holds none or several."""
    labelled = {_SEPARATORS.sub("", found) for found in _LABELLED.findall(text)}
    found = labelled or {_SEPARATORS.sub("", found) for found in _TWELVE.findall(text)}
    return found.pop() if len(found) == 1 else ""


def name_and_number(text: str) -> tuple[str, str]:
    """The name and the БИН that stand in one cell: `ТОО Алма ИИН/БИН 991240999248`. The number may be missing."""
    found = _LABELLED.search(text) or _TWELVE.search(text)
    number = party_number_in(text) if found else ""
    if not found or not number:
        return " ".join(text.split()), ""
    name = f"{text[: found.start()]} {text[found.end() :]}"
    name = re.sub(r"\(\s*\)|\[\s*\]", " ", name)
    return " ".join(name.split()).strip(" ,;:/-"), number


@lru_cache(maxsize=50_000)
def account_number(text: str) -> str:
    """An ИИК without spaces and in capitals, Cyrillic look-alikes as Latin; other accounts without spaces."""
    bare = re.sub(r"[\s\u00a0\u202f\-]", "", unguarded(text)).upper().translate(_LOOKALIKE)
    found = _ACCOUNT.search(bare)
    return found[0] if found and len(bare) < 40 else bare


def may_be_account(number: str) -> bool:
    """Whether an account written by `account_number` can be one: an ИИК is KZ and 18 letters and digits, whole."""
    if number.startswith("KZ"):
        return bool(re.fullmatch(r"KZ\d{2}[A-Z0-9]{16}", number))
    return bool(re.fullmatch(r"[A-Z0-9]{5,34}", number))


def accounts_in(text: str) -> list[str]:
    """Every ИИК that a text names, however it is spaced."""
    found = _SPACED_ACCOUNT.findall(text.upper().translate(_LOOKALIKE))
    accounts = (re.sub(r"[\s\u00a0\-]", "", account) for account in found)
    return list(dict.fromkeys(account for account in accounts if _ACCOUNT.fullmatch(account)))


@lru_cache(maxsize=50_000)
def document_number(text: str) -> str:
    """A document's number as people quote it: no leading `№`, no guard, no `.0` of a typed number, single spaces."""
    bare = _NUMBER_SIGN.sub("", " ".join(unguarded(text).split())).strip()
    found = _ZERO_DECIMALS.fullmatch(bare)
    return found[1] if found else bare


def same_document(left: str, right: str) -> bool:
    """Whether two numbers are one: case, spaces and leading zeros of a number aside."""
    return left == right or _comparable(left) == _comparable(right)


@lru_cache(maxsize=50_000)
def _comparable(text: str) -> str:
    bare = re.sub(r"[\s\u00a0]", "", document_number(text)).casefold()
    return bare.lstrip("0") or bare if bare.isdigit() else bare


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit, or None where no number begins so."""
    digits = [int(d) for d in first_eleven]
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        rest = sum(d * w for d, w in zip(digits, weights, strict=True)) % 11
        if rest != 10:
            return rest
    return None


def is_valid(number: str) -> bool:
    """Whether `number` is twelve digits with the right check digit."""
    return bool(re.fullmatch(r"[0-9]{12}", number)) and check_digit(number[:11]) == int(number[11])
