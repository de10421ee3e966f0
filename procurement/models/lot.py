"""Lots announced on the public procurement portal. They reserve nothing: a lot shows how far an item of the plan is."""

from collections.abc import Collection
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance import as_closed
from finance.models import Budget, Document
from finance.models.columns import TengeField
from procurement.models.plan import PlanItem


class Lots(models.QuerySet["Lot"]):
    def standing(self, budget_ids: Collection[int], day: date | None = None) -> dict[tuple[int, str], "Lot"]:
        """The newest version of each lot by budget id and key, cancelled ones too; announced by `day`. One query."""
        lots = self.filter(as_closed.standing(), budget__in=budget_ids)
        found = {(lot.budget_id, lot.key): lot for lot in lots.order_by("pk")}
        return {
            key: lot for key, lot in found.items() if day is None or not lot.announced_on or lot.announced_on <= day
        }


class Lot(models.Model):
    """A lot as an import states it; a later import states a newer version, and undoing that one brings this back."""

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget"))
    key = models.CharField(_("what tells it from other lots"), max_length=80, blank=True, editable=False)
    external_id = models.CharField(_("portal id"), max_length=40, blank=True)
    number = models.CharField(_("lot number"), max_length=64)
    announcement_id = models.CharField(_("portal id of the announcement"), max_length=40, blank=True)
    announcement_number = models.CharField(_("announcement number"), max_length=64, blank=True)
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=80, blank=True)
    method = models.CharField(_("method"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=500, blank=True)
    customer_number = models.CharField(_("BIN of the customer"), max_length=12, blank=True)
    plan_items = models.ManyToManyField(PlanItem, blank=True, related_name="lots", verbose_name=_("plan items"))
    quantity = models.DecimalField(_("quantity"), max_digits=15, decimal_places=3, null=True, blank=True)
    amount = TengeField(_("sum, tenge"))
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("document"))
    cell = models.CharField(_("cell of the source"), max_length=80, blank=True)

    objects = Lots.as_manager()

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()
