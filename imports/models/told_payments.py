"""The payments of a preview one by one, a page of them in a record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from imports.models.batch import Batch


class ToldPayments(models.Model):
    """Some payments that posting would give a code, as the import object tells them. Pages count from 0."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="told_payments", verbose_name=_("import"))
    page = models.PositiveIntegerField(_("page"))
    payments = models.JSONField(_("payments"), default=list)

    class Meta:
        verbose_name = _("payments of a preview")
        verbose_name_plural = _("payments of previews")
        constraints = [models.UniqueConstraint(fields=["batch", "page"], name="one_page_of_told_payments")]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.page}"
