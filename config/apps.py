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
    """Carries the project-wide templates, formats and checks."""

    name = "config"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from config.views.staying_signed_in import begin

        user_logged_in.connect(begin)


class SignInAttemptsConfig(axes.apps.AppConfig):
    """Names the records of signing in on the pages of administration."""

    verbose_name = _("Attempts to sign in")


class LongTasksConfig(django_tasks_db.apps.TasksAppConfig):
    """Names the queue of long work on the pages of administration."""

    verbose_name = _("Long work")  # type: ignore[assignment] # the package takes its own for plain text
