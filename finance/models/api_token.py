"""Keys by which other programs read figures. Only a token's digest is kept: whoever reads the database learns none."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.facility import Facility


class ApiToken(models.Model):
    """It reads what its person may see, only below `facility` where one is named, until `expires_at`.

    `digest` is the SHA-256 of the token, in hexadecimal.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens", verbose_name=_("person")
    )
    facility = models.ForeignKey(
        Facility, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("facility")
    )
    digest = models.CharField(_("fingerprint"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("token of another program")
        verbose_name_plural = _("tokens of other programs")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"token {self.pk}"
