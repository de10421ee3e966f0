"""Costing data are states: a row is never edited, a newer document's row for the same key stands in its place.

Undoing a document brings back what it replaced.
"""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance import as_closed
from finance.models import Document, Facility


class DeclaredQuerySet(models.QuerySet[Any]):
    def in_force(self) -> Self:
        """Rows of posted documents, oldest document first; of a closed period as they were when it closed."""
        return self.filter(as_closed.standing()).order_by("document_id", "id")


class Declared(models.Model):
    # the fields that name a row: rows alike in them form a group that a newer document replaces as a whole
    NAMED_BY: ClassVar[tuple[str, ...]] = ()

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("document"))
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+", verbose_name=_("facility"))
    cell = models.CharField(_("cell of the source"), max_length=80, blank=True)

    objects = DeclaredQuerySet.as_manager()

    class Meta:
        abstract = True
