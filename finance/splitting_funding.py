"""Money received in one sum, split over budget codes by a rule that everybody sees."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from finance.models import Balance, Facility, Measure, Setting
from finance.money import ZERO, split, totals
from finance.months import Month

PLAN, UNPAID, TYPED = "plan", "unpaid", "typed"
# Rules that compute; what is typed is a person's own split.
RULES: Mapping[str, str | Promise] = {
    PLAN: _("by the adjusted plan of the month"),
    UNPAID: _("by what is accrued since January and not paid yet"),
}
SETTING = "funding_split"


def weights(rule: str, budget_id: int, month: Month) -> dict[int, Decimal]:
    """Tenge by code id that money received in `month` is split by; codes at or below zero have no share. One query.

    `plan`: plan and amendments of the month. `unpaid`: actual cost less cash from January through the month.
    """
    if rule == PLAN:
        signs, first = {Measure.PLAN: 1, Measure.AMENDMENT: 1}, month
    else:
        signs, first = {Measure.ACTUAL: 1, Measure.CASH: -1}, Month(month.year, 1)
    held = Balance.objects.filter(budget_id=budget_id, measure__in=signs, month__gte=first, month__lte=month)
    rows = held.order_by("code__code").values_list("code_id", "measure", "amount")
    found = totals((code, amount * signs[Measure(measure)]) for code, measure, amount in rows)
    return {code: amount for code, amount in found.items() if amount > ZERO}


def shares(amount: Decimal, by: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """`amount` by code id in proportion to `by`, exact to the tiyn; codes whose share rounds to nothing are left out.

    Raises MoneyError where `by` adds up to nothing.
    """
    parts = split(amount, list(by.values()))
    return {code: part for code, part in zip(by, parts, strict=True) if part}


def rule_of(facility: Facility) -> str:
    """The rule that the facility chose for good; empty where it chose none. One query."""
    chosen = Setting.objects.filter(facility=facility, key=SETTING).values_list("value", flat=True).first()
    return chosen if chosen in RULES else ""


def choose(facility: Facility, rule: str) -> None:
    """Keep `rule` as the facility's own."""
    Setting.objects.update_or_create(facility=facility, key=SETTING, defaults={"value": rule})
