"""The chain over everything that was posted, and what of it a transaction has touched and not linked yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChainLink(models.Model):
    """What a subject, a row or all rows of a document in one table, amounts to at a moment. Append-only by trigger.

    `digest` is the SHA-256 of its `rows` rows; `head` that of the head before it and of this link, so that no link
    can be changed or taken away without all that follow. `marks` are four bytes a row, to point at the one that was
    altered. `why` is empty for the work of every day, and says how a link came about otherwise.
    """

    id = models.BigIntegerField(_("number"), primary_key=True)
    source = models.CharField(_("table"), max_length=63)
    subject = models.BigIntegerField(_("what"))
    rows = models.PositiveIntegerField(_("rows"))
    digest = models.CharField(_("fingerprint"), max_length=64)
    marks = models.BinaryField(_("marks of the rows"))
    why = models.CharField(_("why"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"))
    head = models.CharField(_("head"), max_length=64)

    class Meta:
        verbose_name = _("link of the chain")
        verbose_name_plural = _("links of the chain")
        indexes = [models.Index(fields=["source", "subject"], name="link_subject")]

    def __str__(self) -> str:
        return f"{self.pk} {self.source} {self.subject}"


class ChainTouch(models.Model):
    """A subject that changed and is linked as its transaction ends. Written by triggers alone."""

    source = models.CharField(max_length=63)
    subject = models.BigIntegerField()

    class Meta:
        verbose_name = _("change not yet in the chain")
        verbose_name_plural = _("changes not yet in the chain")
        indexes = [models.Index(fields=["source", "subject"], name="touch_subject")]

    def __str__(self) -> str:
        return f"{self.source} {self.subject}"
