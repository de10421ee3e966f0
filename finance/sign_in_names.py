"""Names to sign in with: however a name is typed, with capitals or without, it is one person's.

They are kept folded, so that either database holds them apart by its own constraint.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.utils.translation import gettext as _


def sign_in_name(typed: str | None) -> str:
    """As it is kept and looked up: without capitals and spaces around, letters of one look spelled one way."""
    return unicodedata.normalize("NFKC", typed or "").strip().casefold()


def person_named(typed: str) -> User | None:
    """Who signs in by that name, service accounts included."""
    return User.objects.filter(username=sign_in_name(typed)).first()


def refusal_of_twins(names: Iterable[str]) -> str:
    """Why people of these names cannot be kept as they are: some differ by capitals only. Empty where none do."""
    found = defaultdict(list)
    for name in names:
        found[sign_in_name(name)].append(f"“{name}”")
    twins = "; ".join(", ".join(sorted(same)) for same in found.values() if len(same) > 1)
    text = _("Names to sign in with that differ by capital letters only are one name now: %(names)s. Rename all but "
             "one of each in the earlier version, then upgrade again.")  # fmt: skip
    return text % {"names": twins} if twins else ""
