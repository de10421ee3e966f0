"""Profiles of care by key."""

from finance.asking_once import once
from tariffs.models import CareProfile


def profile_names() -> dict[str, tuple[str, str]]:
    """Profile → its names in Russian and Kazakh."""
    return {profile.key: (profile.name_ru, profile.name_kk) for profile in care_profiles()}


def profile_keys() -> dict[int | None, str]:
    """Id of a profile → its key. One query."""
    return {profile.pk: profile.key for profile in care_profiles()}


@once
def care_profiles() -> list[CareProfile]:
    """In the order of their keys. One query."""
    return list(CareProfile.objects.order_by("key"))
