from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TariffsConfig(AppConfig):
    name = "tariffs"
    verbose_name = _("Cost of a bed-day")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_count_stays, sender=self)


def _count_stays(using: str, **_kwargs: Any) -> None:
    """Counts of stays are there as soon as their tables are."""
    from tariffs import stay_counts

    if using == DEFAULT_DB_ALIAS:
        stay_counts.count_what_is_not_counted()
