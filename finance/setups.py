"""Sections of a set-up file that finance makes: facilities, programmes, budgets, codes' own names, people."""

from collections import Counter
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from finance import people, rooms
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
from finance.party_numbers import account_number
from finance.rights import Action
from finance.rooms import SetupSection
from finance.setting_up import Item, Placed, SettingUp
from finance.setup_shapes import flag, objects, texts, whole
from finance.sign_in_names import sign_in_name

PROGRAMME_LEVELS = ("administrator_code", "programme_code", "subprogramme_code")
ROLE_WORDS = {"administrator": Membership.Role.ADMIN, "management": Membership.Role.MANAGER}
NAMES_OF_FACILITY = (
    "name_ru", "name_kk", "treasury_code", "ownership", "number_reason", "language", "district", "kind", "is_active",
)  # fmt: skip


def set_up_facilities(items: Placed, done: SettingUp) -> None:
    """In any order: a facility may stand above one that belongs to it, or below."""
    waiting = dict(items)
    while waiting:
        above = {item["number"] for item in waiting.values()}
        ready = {key: item for key, item in waiting.items() if item.get("parent") not in above}
        for key, item in ready.items():
            _set_up_facility(key, item, done)
        if not ready:
            for key in waiting:
                message = _("This stands below the one it is to belong to.")
                done.refuse(f"{key}.parent", "not-possible", message)
            done.refused_facilities |= above
            return
        waiting = {key: item for key, item in waiting.items() if key not in ready}


def _set_up_facility(key: str, item: Item, done: SettingUp) -> None:
    parent, number = item.get("parent"), item["number"]
    standing = Facility.objects.filter(number=number).first()
    values = {name: item.get(name) for name in NAMES_OF_FACILITY}
    if parent:
        values["parent"] = done.facility(f"{key}.parent", parent)
        if values["parent"] is None:
            done.refused_facilities.add(number)
            return
    elif standing is None and done.person is not None and not done.person.is_superuser:
        done.refuse(
            f"{key}.number", "no-right", _("Only who looks after the program makes a facility above all others.")
        )
        done.refused_facilities.add(number)
        return
    if standing is not None and not done.may(f"{key}.number", standing):
        return
    facility = done.put("facilities", key, Facility, {"number": number}, values)
    if facility is None:
        done.refused_facilities.add(number)
        return
    for place, account in enumerate(item.get("accounts") or ()):
        iik = {"iik": account_number(account)}
        done.put("accounts", f"{key}.accounts[{place}]", Account, iik, {"facility": facility})
    _sign_all(f"{key}.signatories", item.get("signatories") or (), facility, done)


def _sign_all(key: str, stated: Sequence[Item], facility: Facility, done: SettingUp) -> None:
    """`{"place": "head", "name": "…", "report": "form2"}`; several of a place are told by name."""
    seats = Counter((one.get("report") or "", one.get("place") or "") for one in stated)
    for at, one in enumerate(stated):
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


def set_up_programmes(items: Placed, done: SettingUp) -> None:
    for key, item in items:
        levels = [item.get(name) or "" for name in ("administrator", "programme", "subprogramme")]
        values = {"name_ru": item["name_ru"], "name_kk": item.get("name_kk") or ""}
        identity = dict(zip(PROGRAMME_LEVELS, levels, strict=True))
        if done.may_share(key):
            done.put("programmes", key, Programme, identity, values)


def set_up_budgets(items: Placed, done: SettingUp) -> None:
    for key, item in items:
        facility = done.facility(f"{key}.facility", item.get("facility"))
        programme = _programme(f"{key}.programme", item["programme"], done)
        source = FundingSource.objects.filter(key=item["source"]).first()
        if source is None:
            message = _("There is no source of funds “%(source)s”. Known are: %(known)s.")
            known = ", ".join(FundingSource.objects.order_by("key").values_list("key", flat=True))
            done.refuse(f"{key}.source", "unknown-source", message % {"source": item["source"], "known": known})
        if facility is None:
            done.check(f"{key}.year", Budget, "year", item["year"])
            continue
        same = {"facility": facility, "year": item["year"], "programme": programme, "source": source}
        twin = None if None in same.values() else Budget.objects.filter(**same).exclude(key=item["key"]).first()
        if twin is not None:
            message = _("There is a budget of this year, programme and source already: “%(key)s”.")
            done.refuse(key, "not-possible", message % {"key": twin.key})
            continue
        # its other fields are checked, were these two refused
        same["programme"] = programme or Programme.objects.first()
        same["source"] = source or FundingSource.objects.first()
        values = {**same, "contract_number": item.get("contract_number") or ""}
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


def set_up_codes(items: Placed, done: SettingUp) -> None:
    """The facility's own names of codes that are in force."""
    for key, item in items:
        facility = done.facility(f"{key}.facility", item.get("facility"), Action.PLAN)
        code = BudgetCode.objects.filter(code=item["code"], valid_to=None, is_group=False).first()
        if code is None:
            done.refuse(
                f"{key}.code", "unknown-code", _("There is no budget code “%(code)s”.") % {"code": item["code"]}
            )
        if facility is not None and code is not None:
            values = {"name_ru": item["name_ru"], "name_kk": item.get("name_kk") or ""}
            done.put("codes", key, FacilityCodeName, {"facility": facility, "code": code}, values)


def set_up_users(items: Placed, done: SettingUp) -> None:
    """People without a password: each gets a link on which to choose one, good once."""
    for key, item in items:
        role = str(ROLE_WORDS.get(item["role"], item["role"]))
        if role not in Membership.Role:
            message = _("“%(role)s” is no role. Roles are: %(roles)s.")
            done.refuse(f"{key}.role", "unknown-role", message % {"role": role, "roles": ", ".join(Membership.Role)})
            continue
        facility = done.facility(f"{key}.facility", item.get("facility"))
        if facility is not None:
            _set_up_user(key, item["username"], role, facility, done)


def _set_up_user(key: str, username: str, role: str, facility: Facility, done: SettingUp) -> None:
    is_there = Membership.objects.filter(user__username=sign_in_name(username), facility=facility, role=role).exists()
    try:
        if done.person is not None and not is_there:
            people.invite(done.person, facility, username, role)
        user, _is_made = people.enrol(username, facility, role)
    except ValidationError as error:
        done.refuse(f"{key}.username", "not-possible", " ".join(error.messages))
        return
    except (people.PeopleError, PermissionDenied) as error:
        done.refuse(f"{key}.username", "no-right", str(error))
        return
    (done.unchanged if is_there else done.created)["users"] += 1
    if not user.has_usable_password():
        done.links[user.username] = people.one_time_link(user)


SIGNATORY_KEYS = ("place", "name", "post_ru", "post_kk", "report")
SETUPS = (
    SetupSection(
        "facilities", ("number", "name_ru"),
        ("name_kk", "parent", "accounts", "treasury_code", "ownership", "district", "kind", "is_active",
            "number_reason", "language", "signatories"), set_up_facilities,
        {"accounts": texts, "is_active": flag, "signatories": objects(SIGNATORY_KEYS)},
    ),
    SetupSection(
        "programmes", ("name_ru",), ("administrator", "programme", "subprogramme", "name_kk"), set_up_programmes
    ),
    SetupSection(
        "budgets", ("key", "year", "programme", "source"), ("facility", "contract_number"), set_up_budgets,
        {"year": whole},
    ),
    SetupSection("users", ("username", "role"), ("facility",), set_up_users),
    SetupSection("codes", ("code", "name_ru"), ("name_kk", "facility"), set_up_codes),
)  # fmt: skip
