from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class FinanceConfig(AppConfig):
    name = "finance"
    verbose_name = _("Finance")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from finance import checks, rooms  # noqa: F401 - checks register themselves

        rooms.rooms()
        pre_migrate.connect(_drop_triggers, sender=self)
        post_migrate.connect(_install_triggers, sender=self)


def _drop_triggers(using: str, **_kwargs: Any) -> None:
    from finance import triggers

    triggers.drop(connections[using])


def _install_triggers(using: str, **_kwargs: Any) -> None:
    from finance import triggers

    triggers.install(connections[using])
