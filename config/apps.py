from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Carries the project-wide templates, formats and checks."""

    name = "config"
