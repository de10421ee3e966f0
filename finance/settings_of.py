"""What a facility set for itself, by the key of the setting."""

from collections.abc import Iterable
from typing import Any

from finance.asking_once import once_for_all
from finance.models import Facility, Setting


def setting_of(facility: Facility, key: str) -> Any:
    """None where it set nothing. One query."""
    return settings_of(facility).get(key)


@once_for_all
def settings_of(facility: Facility) -> dict[str, Any]:
    """One query."""
    return in_words(facility.settings.order_by("pk"))


def in_words(settings: Iterable[Setting]) -> dict[str, Any]:
    """Values by key; of two the first counts."""
    found: dict[str, Any] = {}
    for setting in settings:
        found.setdefault(setting.key, setting.value)
    return found
