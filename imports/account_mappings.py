"""Mappings of 1C's accounts: checked as people give them, remembered for the facility from a month on, looked up."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from finance.models import Facility
from imports.by_account.mapping import Mapped, Mappings
from imports.context import CodeBook
from imports.models import AccountMapping
from imports.resolve.letters import skeleton
from tariffs.declaring import standing
from tariffs.models import CostCentre

KEYS = frozenset({"account", "article", "department", "code", "centre", "ignore"})


class MappingError(Exception):
    """Mappings that cannot be taken; the message is for the user."""


def mappings_on(facility: Facility, day: date) -> Mappings:
    """What holds on `day`. One query."""
    rows = AccountMapping.objects.filter(facility=facility)
    return Mappings(
        (
            Mapped(m.account, m.article, m.department, m.code, m.centre, m.is_ignored, m.since or date.min)
            for m in rows
        ),
        day,
    )  # fmt: skip


def centre_keys(facility: Facility, year: int) -> set[str]:
    """Keys of the cost centres that stand in a year."""
    rows = standing(CostCentre, facility, year=year).values()
    return {c.key for group in rows for c in group if isinstance(c, CostCentre)}


def departments_of(facility: Facility) -> set[str]:
    """Departments that mappings of the facility name."""
    named = AccountMapping.objects.filter(facility=facility).exclude(department="")
    return set(named.values_list("department", flat=True).distinct())


def checked(given: object, codes: CodeBook, facility: Facility, day: date) -> list[Mapped]:
    """Mappings as values; raises MappingError with what is wrong with any of them.

    `{"account", "article", "department", "code", "centre"}` or `"ignore": true` in place of a code.
    """
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise MappingError(_("mappings is a list of objects."))
    wrong: list[str] = []
    found: list[Mapped] = []
    centres = centre_keys(facility, day.year)
    for one in given:
        if not isinstance(one, Mapping) or set(one) - KEYS or not str(one.get("account") or "").strip():
            message = _("A mapping is an object with account, and article, department, code, centre or ignore.")
            raise MappingError(message)
        mapped = _mapped(one, day)
        found.append(mapped)
        if not mapped.is_ignored and codes.valid(mapped.code, day) is None:
            wrong.append(_("“%(code)s” is no budget code (account %(account)s).") % _said(mapped))
        elif mapped.centre and mapped.centre not in centres:
            wrong.append(_("There is no cost centre “%(centre)s” (account %(account)s).") % _said(mapped))
    if wrong:
        raise MappingError(" ".join(dict.fromkeys(wrong)))
    return found


def _mapped(given: Mapping[str, Any], day: date) -> Mapped:
    texts = {key: " ".join(str(given.get(key) or "").split()) for key in KEYS}
    is_ignored = bool(given.get("ignore"))
    code, centre = ("", "") if is_ignored else (texts["code"], texts["centre"])
    return Mapped(texts["account"], texts["article"], texts["department"], code, centre, is_ignored, day)


def _said(mapped: Mapped) -> dict[str, str]:
    return {"code": mapped.code, "centre": mapped.centre, "account": mapped.account}


def remember(given: Iterable[Mapped], facility: Facility, user: User) -> None:
    """Keep mappings: for always where nothing was said of the place, else from their own first day on.

    One that says what holds already is not kept twice.
    """
    known: dict[tuple[str, str, str], list[AccountMapping]] = {}
    for row in AccountMapping.objects.filter(facility=facility).order_by("since"):
        known.setdefault((row.account, skeleton(row.article), skeleton(row.department)), []).append(row)
    for one in given:
        rows = known.setdefault((one.account, skeleton(one.article), skeleton(one.department)), [])
        holding = [row for row in rows if (row.since or date.min) <= one.since]
        means = {"code": one.code, "centre": one.centre, "is_ignored": one.is_ignored}
        if holding and means == {name: getattr(holding[-1], name) for name in means}:
            continue
        same_day = next((row for row in rows if row.since == one.since), None)
        row = same_day or AccountMapping(
            facility=facility, account=one.account, article=one.article[:255], department=one.department[:255],
            since=one.since if rows else None,
        )  # fmt: skip
        row.code, row.centre, row.is_ignored, row.confirmed_by = one.code, one.centre, one.is_ignored, user
        row.save()
        if same_day is None:
            rows.append(row)
