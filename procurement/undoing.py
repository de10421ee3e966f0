"""What an undone document leaves of its contracts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from finance.ledger import KeptEntry
from finance.models import Document
from procurement.assigning import built_on
from procurement.models import Act, Contract, Lot, PaymentMatch, PlanAct, PlanItem


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
        fields = {name: value for name, value in stood.items() if name not in ("contract", "linked")}
        links = Contract.plan_items.through.objects.filter(contract=stood["contract"])
        links.filter(planitem__in=stood.get("linked", ())).delete()
        if "ends_on" in fields:
            fields["ends_on"] = date.fromisoformat(fields["ends_on"])
        Contract.objects.filter(pk=stood["contract"]).update(**fields)


def release_matches(batch_number: int) -> None:
    """Free payments that matched the undone acts of a batch by themselves; what a person matched kept its act."""
    undone = Act.objects.filter(document__batch_number=batch_number, document__status=Document.Status.UNDONE)
    PaymentMatch.objects.filter(act__in=undone).exclude(reason=PaymentMatch.PERSON).take_back()


def withdraw_plan(batch_number: int) -> tuple[int, list[KeptEntry]]:
    """Take back the items that a batch brought, and its acts that nothing stands under any more.

    An item that a contract or a lot names stays, and so does its act; each is named.
    """
    documents = Document.objects.filter(batch_number=batch_number, kind=Document.Kind.PROCUREMENT)
    items = PlanItem.objects.filter(document__in=documents, is_undone=False)
    reasons = _used_items(items.values_list("pk", flat=True))
    kept = {item.pk: item for item in items.filter(pk__in=list(reasons)).order_by("pk")}
    count = items.exclude(pk__in=list(reasons)).update(is_undone=True)
    standing = PlanItem.objects.filter(is_undone=False).values("act")
    PlanAct.objects.filter(document__in=documents, is_undone=False).exclude(pk__in=standing).update(is_undone=True)
    stays = {item.document_id for item in kept.values() if item.document_id is not None}
    documents.filter(pk__in=stays).update(status=Document.Status.POSTED)
    return count, [
        KeptEntry(None, _("Item %(item)s: %(reason)s") % {"item": item, "reason": reasons[pk]})
        for pk, item in kept.items()
    ]


def _used_items(items: Iterable[int]) -> dict[int, str]:
    """Items (ids) that contracts or lots in force name, and which. Three queries."""
    of_items = set(items)
    found: defaultdict[int, list[str]] = defaultdict(list)
    contracts = Contract.plan_items.through.objects.filter(contract__in=Contract.objects.registered())
    for pk, number in contracts.values_list("planitem_id", "contract__number"):
        if pk in of_items:
            found[pk].append(_("contract %(number)s buys it") % {"number": number})
    lots = Lot.plan_items.through.objects.filter(lot__document__status=Document.Status.POSTED)
    for pk, number in lots.values_list("planitem_id", "lot__number").distinct():
        if pk in of_items:
            found[pk].append(_("lot %(number)s announces it") % {"number": number})
    return {pk: "; ".join(reasons) for pk, reasons in found.items()}
