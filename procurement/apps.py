from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcurementConfig(AppConfig):
    name = "procurement"
    verbose_name = _("Contracts and commitments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from finance.execution import without_contract
        from finance.reports import registry
        from procurement import assigning  # noqa: F401 - registers what keeps papers that others stand on
        from procurement.reports import (
            cash_bridge,
            contracts_ending,
            exceptions,
            obligations,
            payables,
            procurement_plan,
        )
        from procurement.without_contract import accrued_without_contract

        without_contract(accrued_without_contract)
        registry.register("obligations", obligations.build)
        registry.register("payables", payables.build)
        registry.register("cash-bridge", cash_bridge.build)
        registry.register("procurement-plan", procurement_plan.build)
        registry.register("contracts-ending", contracts_ending.build, contracts_ending.DAYS)
        registry.register("exceptions", exceptions.build)
