"""Imports too long for one request: what a background process is asked to do, and how far it has come."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from finance.models import Budget, Facility
from imports.models.batch import Batch, SourceFile


class LongWork(models.Model):
    """One file to preview or post, one import to undo or answer. `result`, set with what is saved, is its import."""

    class What(models.TextChoices):
        PREVIEW = "preview", _("preview")
        POST = "post", _("posting")
        UNDO = "undo", _("taking back")
        ANSWER = "answer", _("posting what was answered")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits its turn")
        RUNNING = "running", _("is being done")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    class Step(models.TextChoices):
        READING = "reading", _("reading the file")
        RECOGNISING = "recognising", _("recognising the table")
        UNDERSTANDING = "understanding", _("understanding the rows")
        WRITING = "writing", _("comparing with the books and writing")

    UNFINISHED = (State.WAITING, State.RUNNING)

    what = models.CharField(_("what is done"), max_length=10, choices=What.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    step = models.CharField(_("step"), max_length=13, choices=Step.choices, blank=True)
    rows = models.PositiveIntegerField(_("rows of the file"), default=0)
    source = models.ForeignKey(
        SourceFile, on_delete=models.PROTECT, related_name="works", verbose_name=_("source file")
    )
    source_name = models.CharField(_("file name"), max_length=255)
    batch = models.ForeignKey(
        Batch, null=True, on_delete=models.SET_NULL, related_name="works", verbose_name=_("import it starts from")
    )
    asked = models.JSONField(_("what was asked"), default=dict)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+", verbose_name=_("facility"))
    budget = models.ForeignKey(Budget, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget"))
    language = models.CharField(_("language"), max_length=5)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    message = models.TextField(_("what was said at the end"), blank=True)
    result = models.ForeignKey(
        Batch, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("import it made")
    )
    task = models.UUIDField(_("task"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    began_at = models.DateTimeField(_("begun at"), null=True)
    created_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last heard of"), auto_now=True)

    class Meta:
        verbose_name = _("long work")
        verbose_name_plural = _("long works")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch"], condition=Q(state__in=["waiting", "running"]), name="one_work_at_a_time_a_preview"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.source_name}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED
