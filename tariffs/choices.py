"""What a facility chooses about costing: how bed-days of stays are counted, and how the allocation rounds."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.choices import FacilityChoice
from tariffs.allocation.inputs import AMOUNT_DECIMALS, SHARE_DECIMALS
from tariffs.bed_days import BedDayRule
from tariffs.costing_inputs import ROUNDING_SETTING
from tariffs.facility_records import RULE_SETTING


def _rule() -> Mapping[str, forms.Field]:
    offered = [
        (BedDayRule.ONE, _("The days of admission and discharge count as one")),
        (BedDayRule.BOTH, _("The day of admission and the day of discharge both count")),
    ]
    return {"rule": forms.ChoiceField(label=_("Days of a stay"), choices=offered, widget=forms.RadioSelect)}


def _rounding() -> Mapping[str, forms.Field]:
    def decimals(label: str, limits: tuple[int, int], help_text: str) -> forms.Field:
        least, most = limits
        return forms.IntegerField(label=label, required=False, min_value=least, max_value=most, help_text=help_text)

    residuals = [("largest", _("to the largest amount")), ("none", _("is left out"))]
    return {
        "rate_decimals": decimals(_("Decimals of a rate"), SHARE_DECIMALS, _("The cost of one unit of a driver.")),
        "share_decimals": decimals(
            _("Decimals of a share"), SHARE_DECIMALS, _("Where it is given, shares are rounded and rates are not.")
        ),
        "amount_decimals": decimals(
            _("Decimals of an amount"), AMOUNT_DECIMALS, _("2: to the tiyn, 0: to the tenge, −3: to thousands.")
        ),
        "residual": forms.ChoiceField(label=_("What rounding leaves goes"), choices=residuals),
    }


def _as_kept(told: Mapping[str, Any]) -> dict[str, Any] | None:
    """Blank decimals are exact; where all are, there is nothing to choose."""
    decimals = {name: value for name, value in told.items() if name != "residual" and value is not None}
    return decimals | {"residual": told["residual"]} if decimals else None


CHOICES = (
    FacilityChoice(
        RULE_SETTING, gettext_lazy("How bed-days are counted"),
        gettext_lazy("Of stays in the register; a stay within one day is one bed-day either way."),
        _rule, lambda value: {"rule": value or BedDayRule.ONE}, lambda told: str(told["rule"]), reaches_back=True,
    ),
    FacilityChoice(
        ROUNDING_SETTING, gettext_lazy("How the costing rounds"),
        gettext_lazy("Blank: exactly, to the tiyn, and every split adds up."),
        _rounding, lambda value: {"residual": "largest"} | (value or {}), _as_kept, reaches_back=True,
    ),
)  # fmt: skip
