"""The register of control rules: how strictly a budget is held."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from finance.models import Budget
from finance.register_tables import codes_now
from finance.registers import Register, RegisterPlace
from procurement.models import ControlRule


def _budgets(place: RegisterPlace) -> QuerySet[Budget]:
    of_year = Budget.objects.filter(facility=place.facility, year=place.year)
    return of_year.select_related("source", "programme").order_by("pk")


def _rows(place: RegisterPlace) -> QuerySet[Any]:
    rules = ControlRule.objects.filter(budget__facility=place.facility, budget__year=place.year)
    return rules.select_related("budget", "code").order_by("pk")


REGISTERS = (
    Register(
        "control-rules", gettext_lazy("Control rules"),
        gettext_lazy("What happens when a contract goes over what the plan leaves. A rule without a code is of the "
                     "whole budget; without any rule it is stopped. Of two tolerances the lower one holds."),
        ControlRule,
        ("budget", "code", "mode", "period", "tolerance_amount", "tolerance_percent", "act_mode", "payment_mode",
         "is_limited_by_funding"),
        _rows, lambda _place: {}, choices={"budget": _budgets, "code": codes_now}, is_of_year=True,
    ),
)  # fmt: skip
