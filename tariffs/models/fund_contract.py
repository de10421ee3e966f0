"""What the contract with the Fund promises by kind of care and month."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models import FundingSource
from finance.models.columns import MonthField, TengeField
from tariffs.models.declared import Declared


class PromisedCare(Declared):
    """Money of the contract for one kind of care and month, tenge. A newer file stands in the place of the older."""

    NAMED_BY = ("source_id", "kind_of_care", "month")

    source = models.ForeignKey(
        FundingSource, on_delete=models.PROTECT, related_name="+", verbose_name=_("funding source")
    )
    kind_of_care = models.CharField(_("kind of care"), max_length=255)
    month = MonthField(_("month"))
    amount = TengeField(_("amount"))

    class Meta:
        verbose_name = _("care promised by the contract with the Fund")
        verbose_name_plural = _("care promised by the contract with the Fund")
        indexes = [models.Index(fields=["facility", "month"])]

    def __str__(self) -> str:
        return f"{self.kind_of_care} {self.month}"
