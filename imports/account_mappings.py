"""Mappings of 1C's accounts: checked as people give them, remembered for the facility from a month on, looked up."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance.audit import record
from finance.models import Facility
from imports.by_account.mapping import Mapped, Mappings
from imports.context import CodeBook
from imports.models import AccountMapping
from imports.resolve.letters import skeleton
from tariffs.declaring import standing
from tariffs.models import CostCentre

LONGEST_ACCOUNT = 16
KEYS = frozenset({"account", "article", "department", "code", "centre", "ignore"})


class MappingError(Exception):
    """Mappings that cannot be taken; the message is for the user."""


def mappings_on(facility: Facility, day: date) -> Mappings:
    """What holds on `day`. One query."""
    return Mappings(map(as_mapped, AccountMapping.objects.filter(facility=facility)), day)


def as_mapped(row: AccountMapping) -> Mapped:
    since = row.since or date.min
    return Mapped(row.account, row.article, row.department, row.code, row.centre, row.is_ignored, since)


def centres_of(facility: Facility, **limits: int) -> dict[str, str]:
    """Names by key of the cost centres that stand; of one year with `year`. One query."""
    rows = standing(CostCentre, facility, **limits).values()
    return {c.key: c.name for group in rows for c in group if isinstance(c, CostCentre)}


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
    centres = centres_of(facility, year=day.year)
    for one in given:
        if not isinstance(one, Mapping) or set(one) - KEYS or not str(one.get("account") or "").strip():
            message = _("A mapping is an object with account, and article, department, code, centre or ignore.")
            raise MappingError(message)
        mapped = _mapped(one, day)
        found.append(mapped)
        wrong += [
            message for _field, message in faults(mapped, centres, is_code=codes.valid(mapped.code, day) is not None)
        ]
    wrong += [message for _at, message in said_twice(found)]
    if wrong:
        raise MappingError(" ".join(dict.fromkeys(wrong)))
    return found


def faults(mapped: Mapped, centres: Collection[str], *, is_code: bool) -> list[tuple[str, str]]:
    """What is wrong with one mapping, each as the field and a sentence. `is_code`: its code is one of its day."""
    if not mapped.account:
        return [("account", _("Write the account."))]
    if len(mapped.account) > LONGEST_ACCOUNT:
        return [("account", _("“%(account)s” is no account.") % _said(mapped))]
    if mapped.is_ignored:
        is_both = mapped.code or mapped.centre
        return [("is_ignored", _("A code or a cost centre, or “is no cost”, not both."))] if is_both else []
    if not mapped.code:
        return [("code", _("Write the budget code, or say “is no cost” (account %(account)s).") % _said(mapped))]
    found = []
    if not is_code:
        found.append(("code", _("“%(code)s” is no budget code (account %(account)s).") % _said(mapped)))
    if mapped.centre and mapped.centre not in centres:
        found.append(("centre", _("There is no cost centre “%(centre)s” (account %(account)s).") % _said(mapped)))
    return found


def said_twice(given: Sequence[Mapped]) -> list[tuple[int, str]]:
    """Mappings that speak of the same place from the same day as an earlier one and mean something else, by place."""
    known: dict[tuple[Any, ...], Mapped] = {}
    found = []
    for at, one in enumerate(given):
        first = known.setdefault((*place_of(one), one.since), one)
        if (first.code, first.centre, first.is_ignored) != (one.code, one.centre, one.is_ignored):
            place = " · ".join(part for part in (one.account, one.article, one.department) if part)
            found.append((at, _("“%(place)s” is mapped twice in different ways.") % {"place": place}))
    return found


def place_of(one: Mapped | AccountMapping) -> tuple[str, str, str]:
    """What a mapping speaks of, however its letters are written."""
    return one.account, skeleton(one.article), skeleton(one.department)


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
        known.setdefault(place_of(row), []).append(row)
    for one in given:
        rows = known.setdefault(place_of(one), [])
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


@transaction.atomic
def change(facility: Facility, moved: Sequence[tuple[AccountMapping | None, Mapped | None]], user: User) -> None:
    """Put each after in place of its before: None before where one is new, None after where one goes. Audited."""
    AccountMapping.objects.filter(pk__in=[row.pk for row, _after in moved if row is not None]).delete()
    AccountMapping.objects.bulk_create(
        AccountMapping(
            facility=facility, account=m.account, article=m.article, department=m.department, code=m.code,
            centre=m.centre, is_ignored=m.is_ignored, confirmed_by=user,
            since=None if m.since == date.min else m.since,
        )
        for _row, m in moved if m is not None
    )  # fmt: skip
    changes = [
        {"before": None if row is None else _in_json(as_mapped(row)), "after": None if m is None else _in_json(m)}
        for row, m in moved
    ]
    record("imports.mappings.changed", user=user, data={"facility": facility.number, "changes": changes})


def _in_json(mapped: Mapped) -> dict[str, Any]:
    since = "" if mapped.since == date.min else mapped.since.isoformat()
    return {
        "account": mapped.account, "article": mapped.article, "department": mapped.department, "code": mapped.code,
        "centre": mapped.centre, "is_ignored": mapped.is_ignored, "since": since,
    }  # fmt: skip
