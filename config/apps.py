import axes.apps
import django_tasks_db.apps
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# what installed packages call their records without a translation of their own; catalogues of the project come first
NAMES_OF_PACKAGES = (
    _("Task Result"),
    _("Task Results"),
    _("access attempt"),
    _("access attempts"),
    _("access failure"),
    _("access failures"),
    _("access log"),
    _("access logs"),
)


class ConfigConfig(AppConfig):
    """Carries the project-wide templates, formats and checks; says in which order the rooms stand in the menu."""

    name = "config"

    def ready(self) -> None:
        from finance.views.frame import add_section

        add_section(_("Months"), "months", of_budget=True)
        add_section(_("Contracts"), "procurement:contracts", of_budget=True)
        add_section(_("Imports"), "imports:list")


class SignInAttemptsConfig(axes.apps.AppConfig):
    """Names the records of signing in on the pages of administration."""

    verbose_name = _("Attempts to sign in")


class LongTasksConfig(django_tasks_db.apps.TasksAppConfig):
    """Names the queue of long work on the pages of administration."""

    verbose_name = _("Long work")  # type: ignore[assignment] # the package takes its own for plain text
