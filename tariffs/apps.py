from django.apps import AppConfig


class TariffsConfig(AppConfig):
    name = "tariffs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from finance.reports import registry  # noqa: PLC0415 - needs the models
        from tariffs.reports import bed_day_cost, daily_cost, methods, tariff_vs_cost, volumes  # noqa: PLC0415

        registry.register("bed-day-cost", bed_day_cost.build)
        registry.register("tariff-vs-cost", tariff_vs_cost.build)
        registry.register("daily-cost", daily_cost.build)
        registry.register("volumes", volumes.build)
        registry.register("methods", methods.build)
