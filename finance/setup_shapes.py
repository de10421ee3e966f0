"""What a key of a set-up file may hold: a wrong type is told by its place, and no section ever meets one.

Each shape takes the place, the value and what refuses it, and gives the value as the sections read it; null is left.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

Refuse = Callable[[str, str, str], None]  # place, key of the problem, sentence
Shape = Callable[[str, Any, Refuse], Any]
UNSEEN = ("Cc", "Cs")  # categories of characters that nobody writes on purpose


def text(key: str, value: Any, refuse: Refuse) -> str | None:
    """Text without spaces around it. A number is taken as it is written: codes and sums often come so."""
    if value is None:
        return None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        refuse(key, "not-a-text", _("Text in quotes is expected here."))
        return None
    if any(unicodedata.category(letter) in UNSEEN for letter in value):
        refuse(key, "not-possible", _("This has characters that cannot be read."))
        return None
    return value.strip()


def flag(key: str, value: Any, refuse: Refuse) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    refuse(key, "not-a-flag", _("true or false is expected here."))
    return None


def whole(key: str, value: Any, refuse: Refuse) -> int | None:
    """A whole number of at most nine digits, in quotes or not."""
    if value is None:
        return None
    if not isinstance(value, bool) and re.fullmatch(r"-?[0-9]{1,9}", str(value).strip()):
        return int(str(value))
    refuse(key, "not-a-number", _("A whole number is expected here."))
    return None


def texts(key: str, value: Any, refuse: Refuse) -> list[str]:
    found = [text(f"{key}[{at}]", one, refuse) for at, one in enumerate(_listed(key, value, refuse))]
    return [one for one in found if one]


def objects(allowed: tuple[str, ...], shapes: Mapping[str, Shape] | None = None) -> Shape:
    """A list of objects that have keys of `allowed` alone; what no shape is named for is text."""

    def shape(key: str, value: Any, refuse: Refuse) -> list[dict[str, Any]]:
        found = enumerate(_listed(key, value, refuse))
        return [shaped(f"{key}[{at}]", one, allowed, shapes or {}, refuse) for at, one in found]

    return shape


def shaped(
    key: str, value: Any, allowed: tuple[str, ...], shapes: Mapping[str, Shape], refuse: Refuse
) -> dict[str, Any]:
    """One object, each of its values by its shape; empty where it is none."""
    if not isinstance(value, Mapping):
        refuse(key, "not-an-object", _("An object is expected here."))
        return {}
    for name in value:
        if name not in allowed:
            refuse(f"{key}.{name}", "unknown-key", _("This key is not known here."))
    return {
        name: shapes.get(name, text)(f"{key}.{name}", said, refuse) for name, said in value.items() if name in allowed
    }


def _listed(key: str, value: Any, refuse: Refuse) -> list[Any]:
    if value is None or isinstance(value, list):
        return value or []
    refuse(key, "not-a-list", _("A list is expected here."))
    return []
