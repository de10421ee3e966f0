"""What a facility said its accounts, articles and departments of 1C mean."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models import Facility


class AccountMapping(models.Model):
    """An account, in all or of one article or department → budget code and cost centre, or no cost at all.

    `since` is the first day it holds, empty for always; the newest that holds wins.
    """

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="account_mappings", verbose_name=_("facility")
    )
    account = models.CharField(_("account"), max_length=16)
    article = models.CharField(_("article of cost"), max_length=255, blank=True)
    department = models.CharField(_("department"), max_length=255, blank=True)
    code = models.CharField(_("budget code"), max_length=6, blank=True)
    centre = models.CharField(_("cost centre"), max_length=20, blank=True)
    is_ignored = models.BooleanField(_("is no cost"), default=False)
    since = models.DateField(_("from"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), auto_now=True)

    class Meta:
        verbose_name = _("mapping of an account")
        verbose_name_plural = _("mappings of accounts")
        ordering = ["account", "article", "department", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "account", "article", "department", "since"], name="one_meaning_of_an_account_a_day"
            )
        ]

    def __str__(self) -> str:
        place = " · ".join(part for part in (self.account, self.article, self.department) if part)
        return f"{place} → {self.code or '—'} {self.centre}".strip()
