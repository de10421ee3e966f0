"""What an undone document leaves of its contracts."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from finance.models import Document
from procurement.assigning import built_on
from procurement.models import Contract


def cancel_undone(batch_number: int) -> int:
    """Cancel the contracts and agreements of a batch whose commitments were reversed; how many."""
    documents = Document.objects.filter(batch_number=batch_number).exclude(kind=Document.Kind.REVERSAL)
    own = Contract.objects.filter(document__in=documents).exclude(status=Contract.Status.CANCELLED)
    kept: set[int] = set()
    for document in documents.filter(status=Document.Status.POSTED):
        roots = {root or pk for pk, root in own.filter(document=document).values_list("pk", "root_id")}
        used = built_on(roots)
        kept |= {pk for pk, root in own.filter(document=document).values_list("pk", "root_id") if (root or pk) in used}
    return own.exclude(pk__in=kept).update(status=Contract.Status.CANCELLED)


def restore_fields(before: Iterable[Mapping[str, Any]]) -> None:
    """Put back what an import updated on contracts that were known."""
    for stood in before:
        fields = {name: value for name, value in stood.items() if name != "contract"}
        if "ends_on" in fields:
            fields["ends_on"] = date.fromisoformat(fields["ends_on"])
        Contract.objects.filter(pk=stood["contract"]).update(**fields)
