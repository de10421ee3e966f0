"""The annual procurement plan. Fields follow the public procurement portal; changes come as acts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from finance import as_closed
from finance.models import Budget, BudgetCode, Document
from finance.models.columns import MonthField, TengeField


class PlanAct(models.Model):
    """The approval of the procurement plan, or a change of it. `document` names the import that brought it."""

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget"))
    number = models.CharField(_("number"), max_length=64)
    date = models.DateField(_("date"))
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )
    is_undone = models.BooleanField(_("taken back with its import"), default=False)

    class Meta:
        verbose_name = _("act of the procurement plan")
        verbose_name_plural = _("acts of the procurement plan")
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "number"], condition=Q(is_undone=False), name="one_plan_act_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.date}"


class PlanItems(models.QuerySet["PlanItem"]):
    def standing(self) -> "PlanItems":
        """Those that no undo of their import took back; of a closed period, those that stood when it closed."""
        if as_closed.moment() is None:
            return self.filter(is_undone=False)
        return self.filter(Q(document=None) | as_closed.standing())


class PlanItem(models.Model):
    """An item as an act states it. Of one number in one act the newest that is not taken back holds."""

    class Subject(models.TextChoices):
        GOODS = "goods", _("goods")
        WORKS = "works", _("works")
        SERVICE = "service", _("service")

    act = models.ForeignKey(PlanAct, on_delete=models.PROTECT, related_name="items", verbose_name=_("act"))
    external_id = models.CharField(_("portal id"), max_length=40, blank=True)
    number = models.CharField(_("item number"), max_length=40)
    name_ru = models.CharField(_("name in Russian"), max_length=500)
    name_kk = models.CharField(_("name in Kazakh"), max_length=500, blank=True)
    subject = models.CharField(_("subject"), max_length=8, choices=Subject.choices)
    enstru_code = models.CharField(_("ENS TRU code"), max_length=20, blank=True)
    code = models.ForeignKey(BudgetCode, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget code"))
    method = models.CharField(_("method"), max_length=40, blank=True)
    month = MonthField(_("month"))
    quantity = models.DecimalField(_("quantity"), max_digits=15, decimal_places=3)
    price = TengeField(_("price, tenge"))
    amount = TengeField(_("sum without VAT, tenge"))
    amount_with_vat = TengeField(_("sum with VAT, tenge"))
    first_year_amount = TengeField(_("first year, tenge"), default=0)
    second_year_amount = TengeField(_("second year, tenge"), default=0)
    third_year_amount = TengeField(_("third year, tenge"), default=0)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )
    cell = models.CharField(_("cell of the source"), max_length=80, blank=True)
    is_undone = models.BooleanField(_("taken back with its import"), default=False)

    objects = PlanItems.as_manager()

    class Meta:
        verbose_name = _("item of the procurement plan")
        verbose_name_plural = _("items of the procurement plan")

    def __str__(self) -> str:
        return f"{self.number} {self.name_ru}"
