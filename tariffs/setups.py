"""Sections of a set-up file that tariffs make: care profiles with their beds, the price list of units."""

import re
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.models import Facility
from finance.rights import Action
from finance.rooms import SetupSection
from finance.setting_up import Item, Placed, SettingUp
from finance.setup_shapes import objects
from tariffs.models import Beds, CareProfile, CostCentre, ServiceRate


def set_up_profiles(items: Placed, done: SettingUp) -> None:
    """Profiles belong to every facility, their beds to one: the only one, or that of the key `facility`."""
    for key, item in items:
        values = {"name_ru": item["name_ru"], "name_kk": item.get("name_kk") or ""}
        beds = item.get("beds") or []
        facility = done.facility(f"{key}.facility", item.get("facility"), Action.COST) if beds else None
        if facility is None and not done.may_share(key):
            continue
        profile = done.put("profiles", key, CareProfile, {"key": item["key"]}, values)
        if profile is None or facility is None:
            continue
        for place, stated in enumerate(beds):
            _set_up_beds(f"{key}.beds[{place}]", stated, facility, profile, done)


def _set_up_beds(key: str, stated: Item, facility: Facility, profile: CareProfile, done: SettingUp) -> None:
    since, number = stated.get("from") or "", stated.get("beds") or ""
    try:
        day = date.fromisoformat(since)
    except ValueError:
        message = _("“%(text)s” is no date; write it as 2025-07-31.") % {"text": since}
        done.refuse(f"{key}.from", "not-a-date", message)
        return
    if not re.fullmatch(r"[0-9]{1,5}", number):
        message = _("“%(value)s” is no number of beds.") % {"value": number}
        done.refuse(f"{key}.beds", "not-a-number", message)
        return
    identity = {"facility": facility, "profile": profile, "since": day}
    done.put("beds", key, Beds, identity, {"beds": int(number)})


def set_up_services(items: Placed, done: SettingUp) -> None:
    """Lines of the price list of units of the facility: the only one, or that of the key `facility`.

    `units` of a procedure are a number above zero with at most four decimals; the centre is one of those that stand,
    where any were imported.
    """
    known: dict[int, set[str]] = {}
    for key, item in items:
        facility = done.facility(f"{key}.facility", item.get("facility"), Action.COST)
        units = item["units"]
        is_number = bool(re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,4})?", units)) and Decimal(units) > 0
        if not is_number:
            message = _("“%(value)s” is no number of units; write it as 2.5.")
            done.refuse(f"{key}.units", "not-a-number", message % {"value": units})
        if facility is None or not is_number:
            continue
        if facility.pk not in known:
            known[facility.pk] = set(
                CostCentre.objects.in_force().filter(facility=facility).values_list("key", flat=True)
            )
        centre = item["centre"]
        if known[facility.pk] and centre not in known[facility.pk]:
            message = _("There is no cost centre “%(centre)s”. Known are: %(names)s.")
            names = ", ".join(sorted(known[facility.pk]))
            done.refuse(f"{key}.centre", "unknown-centre", message % {"centre": centre, "names": names})
            continue
        stated = {"name_ru": item.get("name_ru") or item.get("name"), "name_kk": item.get("name_kk")}
        values = {"centre": centre, "units": Decimal(units), **{name: said for name, said in stated.items() if said}}
        done.put("services", key, ServiceRate, {"facility": facility, "service": item["service"]}, values)


SETUPS = (
    SetupSection(
        "profiles",
        ("key", "name_ru"),
        ("name_kk", "beds", "facility"),
        set_up_profiles,
        {"beds": objects(("from", "beds"))},
    ),
    SetupSection(
        "services", ("service", "centre", "units"), ("name", "name_ru", "name_kk", "facility"), set_up_services
    ),
)
