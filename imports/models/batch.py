"""What came in: the file as it was, what was decided about it, and the rows that wait for a person."""

import hashlib
import zlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models import Budget, BudgetCode, Facility
from finance.models.columns import MonthField, TengeField


class SourceFile(models.Model):
    """The bytes of a file, compressed, kept once whatever it was called."""

    sha256 = models.CharField(_("fingerprint"), max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size, bytes"))
    content = models.BinaryField(_("content"))
    kept_at = models.DateTimeField(_("kept at"), auto_now_add=True)

    class Meta:
        verbose_name = _("source file")
        verbose_name_plural = _("source files")

    def __str__(self) -> str:
        return self.sha256[:12]

    @classmethod
    def keep(cls, data: bytes) -> "SourceFile":
        sha256 = hashlib.sha256(data).hexdigest()
        kept = cls.objects.defer("content").filter(sha256=sha256).first()
        if kept is None:
            # A workbook is compressed already
            content = zlib.compress(data, 0 if data.startswith(b"PK") else 1)
            kept, _made = cls.objects.get_or_create(sha256=sha256, defaults={"size": len(data), "content": content})
        return kept

    @property
    def data(self) -> bytes:
        return zlib.decompress(self.content)


class Batch(models.Model):
    """One import. Its primary key is the batch number that entries' documents carry."""

    class Status(models.TextChoices):
        PREVIEW = "preview", _("preview")
        POSTED = "posted", _("posted")
        REFUSED = "refused", _("refused")
        ALREADY = "already-imported", _("nothing new")
        UNDONE = "undone", _("undone")

    kind = models.CharField(_("kind"), max_length=20, blank=True)
    status = models.CharField(_("status"), max_length=16, choices=Status.choices)
    source = models.ForeignKey(
        SourceFile, null=True, on_delete=models.PROTECT, related_name="batches", verbose_name=_("source file")
    )
    source_name = models.CharField(_("file name"), max_length=255, blank=True)
    facility = models.ForeignKey(
        Facility, null=True, on_delete=models.PROTECT, related_name="batches", verbose_name=_("facility")
    )
    budgets = models.ManyToManyField(Budget, related_name="batches", verbose_name=_("budgets"))
    first_month = MonthField(_("first month"), null=True)
    last_month = MonthField(_("last month"), null=True)
    decisions = models.JSONField(_("what was decided and why"), default=list)
    corrections = models.JSONField(_("what the user corrected"), default=dict)
    result = models.JSONField(_("import object"), default=dict)
    facts = models.JSONField(_("what the file states beside its rows"), default=dict)
    claims = models.JSONField(_("what the file states about the books"), default=list)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    created_at = models.DateTimeField(_("received at"), auto_now_add=True)
    posted_at = models.DateTimeField(_("posted at"), null=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("undone by")
    )
    undo_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("who asks that it be undone"),
    )  # fmt: skip
    undo_asked_at = models.DateTimeField(_("asked to be undone at"), null=True)
    undo_reason = models.TextField(_("why it was undone"), blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.pk} {self.source_name}"


class FormerNumber(models.Model):
    """A number an import had as a preview, so that a page that was left open leads to what became of it."""

    number = models.PositiveBigIntegerField(_("number as a preview"), unique=True)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="former_numbers", verbose_name=_("import"))

    class Meta:
        verbose_name = _("former number of an import")
        verbose_name_plural = _("former numbers of imports")

    def __str__(self) -> str:
        return f"{self.number} → {self.batch_id}"


class BatchRow(models.Model):
    """A row that waits for a person, or that a person decided about. Posted rows live in the ledger alone."""

    class State(models.TextChoices):
        UNRESOLVED = "unresolved", _("waits for its code")
        RESOLVED = "resolved", _("answered and posted")
        WITHDRAWN = "withdrawn", _("undone with its import")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows", verbose_name=_("import"))
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UNRESOLVED)
    row = models.PositiveIntegerField(_("row of the source"))
    cell = models.CharField(_("cell of the source"), max_length=80)
    measure = models.CharField(_("measure"), max_length=10, blank=True)
    month = MonthField(_("month"), null=True)
    date = models.DateField(_("date"), null=True)
    amount = TengeField(_("amount, tenge"))
    name = models.CharField(_("name"), max_length=255, blank=True)
    payment_number = models.CharField(_("payment number"), max_length=64, blank=True)
    counterparty_number = models.CharField(_("BIN or IIN of the counterparty"), max_length=12, blank=True)
    contract_number = models.CharField(_("contract"), max_length=64, blank=True)
    knp = models.CharField(_("payment-purpose code"), max_length=3, blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    offers = models.JSONField(_("codes on offer"), default=list)
    code = models.ForeignKey(
        BudgetCode, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget code")
    )

    class Meta:
        verbose_name = _("row that waits")
        verbose_name_plural = _("rows that wait")
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="one_state_a_source_row")]
        indexes = [models.Index(fields=["budget", "state"])]

    def __str__(self) -> str:
        return f"{self.cell} {self.amount}"
