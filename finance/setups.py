"""Sections of a set-up file that finance makes: facilities, programmes, budgets, codes' own names, people."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from finance import rooms
from finance.models import (
    Account,
    Budget,
    BudgetCode,
    Facility,
    FacilityCodeName,
    FundingSource,
    Membership,
    Programme,
    Signatory,
)
from finance.people import enrol, one_time_link
from finance.rooms import SetupSection
from finance.setting_up import Item, SettingUp

PROGRAMME_LEVELS = ("administrator_code", "programme_code", "subprogramme_code")


def set_up_facilities(items: Sequence[Item], done: SettingUp) -> None:
    """In any order: a facility may stand above one that belongs to it, or below."""
    made: list[tuple[int, Item, Facility]] = []
    for at, item in enumerate(items):
        values = {
            "name_ru": item["name_ru"],
            "name_kk": item.get("name_kk") or "",
            "treasury_code": item.get("treasury_code") or "",
            "ownership": item.get("ownership") or "",
            "number_reason": item.get("number_reason") or "",
            "language": item.get("language") or "",
            "district": item.get("district") or "",
            "kind": item.get("kind") or "",
            "is_active": item.get("is_active"),
        }
        found = done.put("facilities", f"facilities[{at}]", Facility, {"number": item["number"]}, values)
        if found is not None:
            made.append((at, item, found))
    numbers = {facility.number: facility for facility in Facility.objects.all()}
    for at, item, facility in made:
        _belong(f"facilities[{at}].parent", item.get("parent"), facility, numbers, done)
        for place, account in enumerate(item.get("accounts") or ()):
            key = f"facilities[{at}].accounts[{place}]"
            done.put("accounts", key, Account, {"iik": str(account).replace(" ", "")}, {"facility": facility})
        _sign_all(f"facilities[{at}].signatories", item.get("signatories") or (), facility, done)


def _sign_all(key: str, stated: Sequence[Any], facility: Facility, done: SettingUp) -> None:
    """`{"place": "head", "name": "…", "post_ru": "…", "report": "form2"}`; several of a place are told by name."""
    seats = Counter((one.get("report") or "", one.get("place") or "") for one in stated if isinstance(one, dict))
    for at, one in enumerate(stated):
        if not isinstance(one, dict) or set(one) - {"place", "name", "post_ru", "post_kk", "report"}:
            done.refuse(f"{key}[{at}]", "not-an-object", _("An object is expected here."))
            continue
        report, place = one.get("report") or "", one.get("place") or ""
        values = {name: one.get(name) or "" for name in ("name", "post_ru", "post_kk")}
        identity = {"facility": facility, "report": report, "place": place}
        if seats[report, place] > 1:
            identity["name"] = values.pop("name")
        if report and report not in rooms.reports():
            message = _("There is no report “%(name)s”. There are: %(names)s.")
            names = ", ".join(sorted(rooms.reports()))
            done.refuse(f"{key}[{at}].report", "unknown-report", message % {"name": report, "names": names})
            continue
        done.put("signatories", f"{key}[{at}]", Signatory, identity, values)


def _belong(key: str, parent: Any, facility: Facility, numbers: dict[str, Facility], done: SettingUp) -> None:
    if not parent or (facility.parent and facility.parent.number == parent):
        return
    above = numbers.get(str(parent))
    if above is None:
        done.refuse(key, "unknown-facility", _("There is no facility “%(number)s”.") % {"number": parent})
    elif facility.parent_id is not None:
        done.refuse(key, "differs", _("It belongs to another facility already."))
    else:
        facility.parent = above
        facility.save(update_fields=["parent"])


def set_up_programmes(items: Sequence[Item], done: SettingUp) -> None:
    for at, item in enumerate(items):
        levels = [str(item.get(name) or "") for name in ("administrator", "programme", "subprogramme")]
        values = {"name_ru": item["name_ru"], "name_kk": item.get("name_kk") or ""}
        identity = dict(zip(PROGRAMME_LEVELS, levels, strict=True))
        done.put("programmes", f"programmes[{at}]", Programme, identity, values)


def set_up_budgets(items: Sequence[Item], done: SettingUp) -> None:
    for at, item in enumerate(items):
        key = f"budgets[{at}]"
        facility = done.facility(f"{key}.facility", item.get("facility"))
        programme = _programme(f"{key}.programme", str(item["programme"]), done)
        source = FundingSource.objects.filter(key=item["source"]).first()
        if source is None:
            message = _("There is no source of funds “%(source)s”. Known are: %(known)s.")
            known = ", ".join(FundingSource.objects.order_by("key").values_list("key", flat=True))
            done.refuse(f"{key}.source", "unknown-source", message % {"source": item["source"], "known": known})
        if facility is None or programme is None or source is None:
            continue
        values = {
            "facility": facility, "year": item["year"], "programme": programme, "source": source,
            "contract_number": item.get("contract_number") or "",
        }  # fmt: skip
        done.put("budgets", key, Budget, {"key": item["key"]}, values)


def _programme(key: str, text: str, done: SettingUp) -> Programme | None:
    """`253/067/100`, `253/067` or `067` where only one administrator has it."""
    parts = text.split("/")
    if len(parts) == 1:
        found = list(Programme.objects.filter(programme_code=text)[:2])
    else:
        levels = dict(zip(PROGRAMME_LEVELS, [*parts, ""][:3], strict=False))
        found = list(Programme.objects.filter(**levels)) if len(parts) <= len(PROGRAMME_LEVELS) else []
    if len(found) != 1:
        message = _("“%(programme)s” names no programme, or more than one. Write it as 253/067/100.")
        done.refuse(key, "unknown-programme", message % {"programme": text})
        return None
    return found[0]


def set_up_codes(items: Sequence[Item], done: SettingUp) -> None:
    """The facility's own names of codes that are in force."""
    for at, item in enumerate(items):
        key = f"codes[{at}]"
        facility = done.facility(f"{key}.facility", item.get("facility"))
        code = BudgetCode.objects.filter(code=str(item["code"]), valid_to=None, is_group=False).first()
        if code is None:
            done.refuse(
                f"{key}.code", "unknown-code", _("There is no budget code “%(code)s”.") % {"code": item["code"]}
            )
        if facility is not None and code is not None:
            values = {"name_ru": item["name_ru"], "name_kk": item.get("name_kk") or ""}
            done.put("codes", key, FacilityCodeName, {"facility": facility, "code": code}, values)


def set_up_users(items: Sequence[Item], done: SettingUp) -> None:
    """People without a password: each gets a link on which to choose one, good once."""
    for at, item in enumerate(items):
        key = f"users[{at}]"
        if item["role"] not in Membership.Role:
            message = _("“%(role)s” is no role. Roles are: %(roles)s.")
            done.refuse(
                f"{key}.role", "unknown-role", message % {"role": item["role"], "roles": ", ".join(Membership.Role)}
            )
            continue
        facility = done.facility(f"{key}.facility", item.get("facility"))
        if facility is None:
            continue
        try:
            user, is_made = enrol(item["username"], facility, item["role"])
        except ValidationError as error:
            done.refuse(f"{key}.username", "not-possible", " ".join(error.messages))
            continue
        (done.created if is_made else done.unchanged)["users"] += 1
        if not user.has_usable_password():
            done.links[user.username] = one_time_link(user)


SETUPS = (
    SetupSection(
        "facilities", ("number", "name_ru"),
        ("name_kk", "parent", "accounts", "treasury_code", "ownership", "district", "kind", "is_active",
            "number_reason", "language", "signatories"), set_up_facilities,
    ),
    SetupSection(
        "programmes", ("name_ru",), ("administrator", "programme", "subprogramme", "name_kk"), set_up_programmes
    ),
    SetupSection(
        "budgets", ("key", "year", "programme", "source"), ("facility", "contract_number"), set_up_budgets
    ),
    SetupSection("users", ("username", "role"), ("facility",), set_up_users),
    SetupSection("codes", ("code", "name_ru"), ("name_kk", "facility"), set_up_codes),
)  # fmt: skip
