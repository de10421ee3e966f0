from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from finance.reports import registry  # noqa: PLC0415 - needs the models
        from finance.views.frame import add_section  # noqa: PLC0415
        from imports import doubts  # noqa: PLC0415

        registry.register_doubts(doubts.of_reports)
        registry.register_blockers(doubts.of_closing)
        add_section(_("Imports"), "imports:list")
