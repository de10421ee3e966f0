from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class TariffsConfig(AppConfig):
    name = "tariffs"
    verbose_name = _("Cost of a bed-day")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from finance.ledger.triggers import require
        from finance.reports import registry
        from finance.views.frame import add_section
        from tariffs import triggers
        from tariffs.reports import bed_day_cost, daily_cost, methods, tariff_vs_cost, variances, volumes

        registry.register("bed-day-cost", bed_day_cost.build)
        registry.register("tariff-vs-cost", tariff_vs_cost.build)
        registry.register("daily-cost", daily_cost.build)
        registry.register("volumes", volumes.build)
        registry.register("methods", methods.build)
        registry.register("variances", variances.build)
        add_section(_("Costing runs"), "tariffs:runs")
        require(*triggers.NAMES)
        pre_migrate.connect(_drop_triggers, sender=self)
        post_migrate.connect(_install_triggers, sender=self)


def _drop_triggers(using: str, **_kwargs: Any) -> None:
    from tariffs import triggers

    triggers.drop(connections[using])


def _install_triggers(using: str, **_kwargs: Any) -> None:
    from tariffs import triggers

    if triggers.TABLE in connections[using].introspection.table_names():
        triggers.install(connections[using])
