"""The one place that knows what day it is, so that tests and training can stop the clock."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Today at the facility: `SMETA_TODAY` where it is set, else the local date."""
    if settings.SMETA_TODAY:
        return date.fromisoformat(settings.SMETA_TODAY)
    return timezone.localdate()
