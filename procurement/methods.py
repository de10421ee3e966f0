"""Ways of buying: the reference book of the public procurement portal. Sources: its list of trade methods."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

METHODS: Mapping[str, str | Promise] = {
    "2": _("open tender"),
    "3": _("price quotations"),
    "6": _("single source after a failed procedure"),
    "7": _("auction"),
    "8": _("commodity exchange"),
    "22": _("two-stage tender"),
    "23": _("single source by direct contract"),
    "32": _("tender with prequalification"),
    "50": _("purchase of housing"),
    "52": _("social order"),
    "132": _("framework agreement"),
    "188": _("tender by rating"),
}
# Those that know one supplier only.
SINGLE_SOURCE = frozenset({"6", "23"})
SINGLE_WORDS = ("единственн", "один источник", "бір көз", "single")


def is_single_source(method: str) -> bool:
    return method in SINGLE_SOURCE or any(word in method.lower() for word in SINGLE_WORDS)


def method_name(method: str) -> str:
    """`23 · single source by direct contract`; a method the book does not know, as it was written."""
    return f"{method} · {METHODS[method]}" if method in METHODS else method
