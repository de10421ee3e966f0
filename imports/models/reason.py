"""Why rows of an import were given what they were posted as."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from imports.models.batch import Batch


class RowReason(models.Model):
    """One reason and the rows of the source it decided. The sentence is `imports.resolve.reasons.explain`.

    `sign`, `code` and `details` are those of `imports.resolve.payments.Sign`; `confidence` is 0 to 100.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="reasons", verbose_name=_("import"))
    sign = models.CharField(_("sign"), max_length=16)
    code = models.CharField(_("budget code"), max_length=6, blank=True)
    confidence = models.PositiveSmallIntegerField(_("confidence"))
    details = models.JSONField(_("what it quotes"), default=dict)
    rows = models.JSONField(_("rows of the source"), default=list)

    class Meta:
        verbose_name = _("reason of a code")
        verbose_name_plural = _("reasons of codes")

    def __str__(self) -> str:
        return f"{self.sign} {self.code}"
