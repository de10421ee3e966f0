from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.migrations import Migration
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "imports"
    verbose_name = _("Imports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(bring_bank_layouts, sender=self)


def bring_bank_layouts(using: str, plan: Sequence[tuple[Migration, bool]] = (), **_kwargs: Any) -> None:
    """The layouts of banks are there as soon as their table is; not on the way back."""
    from finance import reference
    from imports.bank.layouts import SHIPPED
    from imports.resources import BankLayoutResource

    if using == DEFAULT_DB_ALIAS and not any(is_backwards for _migration, is_backwards in plan):
        reference.add(BankLayoutResource(), reference.read(SHIPPED.stem, SHIPPED.parent))
