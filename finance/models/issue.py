"""Issued reports: what was signed, kept as it stood. Both tables are append-only by trigger."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.budget import Budget
from finance.models.columns import MonthField
from finance.models.facility import Facility


class Issue(models.Model):
    """A report frozen by whoever prepared it; issued once another person has signed it.

    `budget` is empty where it speaks of a whole facility, with everything below it where `is_tree`; over several years
    it is the newest. `content` is
    canonical JSON: the report in every language, explanations, version of the plan; `fingerprint` its SHA-256.
    `corrects` is the last issue of the same report, scope and months.
    """

    report = models.CharField(_("report"), max_length=60)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="issues", verbose_name=_("facility"))
    budget = models.ForeignKey(
        Budget, null=True, blank=True, on_delete=models.PROTECT, related_name="issues", verbose_name=_("budget")
    )
    is_tree = models.BooleanField(_("with branches"), default=False)
    first = MonthField(_("from"))
    through = MonthField(_("through"))
    unit = models.CharField(_("unit"), max_length=10)
    content = models.TextField(_("content"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("corrects")
    )

    class Meta:
        verbose_name = _("issued report")
        verbose_name_plural = _("issued reports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.pk} {self.report} {self.first}–{self.through}"


class IssueSignature(models.Model):
    """Who prepared an issue, approved it or took it back, and when. `name` is that of the day of signing."""

    class Kind(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        APPROVED = "approved", _("approved")
        WITHDRAWN = "withdrawn", _("withdrawn")

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="signatures", verbose_name=_("issue"))
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    name = models.CharField(_("name"), max_length=255)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["issue", "kind"], name="one_signature_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"
