from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    """Carries the project-wide templates, formats and checks; says in which order the rooms stand in the menu."""

    name = "config"

    def ready(self) -> None:
        from finance.views.frame import add_section

        add_section(_("Months"), "months", of_budget=True)
        add_section(_("Contracts"), "procurement:contracts", of_budget=True)
        add_section(_("Imports"), "imports:list")
