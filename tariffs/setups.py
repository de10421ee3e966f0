"""The section of a set-up file that tariffs make: care profiles with their beds."""

import re
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from finance.models import Facility
from finance.rooms import SetupSection
from finance.setting_up import Item, SettingUp
from tariffs.models import Beds, CareProfile


def set_up_profiles(items: Sequence[Item], done: SettingUp) -> None:
    """Profiles belong to every facility, their beds to one: the only one, or that of the key `facility`."""
    for at, item in enumerate(items):
        key = f"profiles[{at}]"
        values = {"name_ru": item["name_ru"], "name_kk": item.get("name_kk") or ""}
        profile = done.put("profiles", key, CareProfile, {"key": item["key"]}, values)
        beds = item.get("beds") or []
        facility = done.facility(f"{key}.facility", item.get("facility")) if beds else None
        if profile is None or facility is None:
            continue
        for place, stated in enumerate(beds):
            _set_up_beds(f"{key}.beds[{place}]", stated, facility, profile, done)


def _set_up_beds(key: str, stated: object, facility: Facility, profile: CareProfile, done: SettingUp) -> None:
    since, number = (stated.get("from"), stated.get("beds")) if isinstance(stated, dict) else (None, None)
    try:
        day = date.fromisoformat(str(since))
    except ValueError:
        message = _("“%(text)s” is no date; write it as 2025-07-31.") % {"text": since}
        done.refuse(f"{key}.from", "not-a-date", message)
        return
    if not re.fullmatch(r"\d{1,5}", str(number)):
        message = _("“%(value)s” is no number of beds.") % {"value": number}
        done.refuse(f"{key}.beds", "not-a-number", message)
        return
    identity = {"facility": facility, "profile": profile, "since": day}
    done.put("beds", key, Beds, identity, {"beds": int(str(number))})


SETUPS = (SetupSection("profiles", ("key", "name_ru"), ("name_kk", "beds", "facility"), set_up_profiles),)
