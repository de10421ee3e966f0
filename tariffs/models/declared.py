"""Costing data are states: a row is never edited, a newer document's row for the same key stands in its place.

Undoing a document brings back what it replaced.
"""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance import as_closed
from finance.models import Document, Facility

Key = tuple[Any, ...]


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


def key_of(row: Declared) -> Key:
    """What a row is replaced by: the values that name it in its table."""
    return tuple(getattr(row, name) for name in row.NAMED_BY)


def newest(rows: Iterable[Declared]) -> dict[Key, Sequence[Declared]]:
    """For each key the rows of its newest document, of rows in the order of their documents."""
    found: dict[Key, list[Declared]] = {}
    for row in rows:
        group = found.get(key := key_of(row))
        if group is None or group[0].document_id != row.document_id:
            found[key] = [row]
        else:
            group.append(row)
    return {key: tuple(group) for key, group in found.items()}
