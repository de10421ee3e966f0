"""The budget code beside a name in one text: `111, Оплата труда`, `Оплата труда (111)`, `Питание, спец. 141`. Pure."""

from __future__ import annotations

import re

from imports.readers.grid import Cell, as_code

# Behind a code: digits at once, or three of them behind a sign that parts one code from the next
_SECOND_CODE = re.compile(r"^[\s,.;:/\\+&|–—-]*(?:(?:и|және|and|мен)\s+)?\d|[,;/+&(]\s*\d{3}(?!\d)")
_LABEL = r"(?:спец\w*|специфик\w*|ерекшелі[кг]\w*|код\w*|экр|кэкр|code|specific)\.?\s*№?\s*"
_CODE = r"(?<!\d)(\d{3})(?!\d)"
_ANY_CODE = re.compile(_CODE)
_MARKED = re.compile(
    rf"[(\[]\s*(?:{_LABEL})?{_CODE}\s*[)\]]|(?:^|[\s,;:(\[–—-]){_LABEL}{_CODE}|\s[,;:–—-]\s*{_CODE}\s*$|[^\W\d_]\s*[,;:]\s*{_CODE}\s*$",
    re.IGNORECASE,
)


def leading_code(value: Cell) -> str:
    """The digits of a cell that is a code, or of the code beside a name in it; else the text itself."""
    text = as_code(value)
    digits = len(text) - len(text.lstrip("0123456789"))
    if digits == len(text):
        return text
    if digits == 0:
        return code_beside(text) or text
    rest = text[digits:]
    if rest in (".", ".0", ".00", ",0"):
        return text[:digits]
    if _SECOND_CODE.search(rest):
        return text
    return text[:digits] if (not rest[0].isalnum() and rest[0] not in ".,") or rest[:2] in (", ", ". ") else text


def code_beside(name: str) -> str:
    """The one code of three digits that a name bears, ahead of it or marked behind it; empty where it bears several."""
    if len(set(_ANY_CODE.findall(name))) != 1:
        return ""
    if name[:3].isdigit():
        return found if len(found := leading_code(name)) == 3 and any(map(str.isalpha, name)) else ""
    marked = _MARKED.search(name)
    return next((group for group in marked.groups() if group), "") if marked else ""


def without_code(name: str, code: str) -> str:
    """The name alone."""
    bare = re.sub(rf"[(\[]?\s*(?:{_LABEL})?(?<!\d){code}(?!\d)\s*[)\]]?", " ", name, flags=re.IGNORECASE)
    return " ".join(bare.split()).strip(" ,;:.–—-")
