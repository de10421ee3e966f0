from django.apps import AppConfig


class TariffsConfig(AppConfig):
    name = "tariffs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from finance.reports import registry  # noqa: PLC0415 - needs the models
        from tariffs.reports import bed_day_cost  # noqa: PLC0415

        registry.register("bed-day-cost", bed_day_cost.build)
