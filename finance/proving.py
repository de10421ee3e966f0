"""Walks along the chain that people ask for, done by the background worker: how far one is, what it found for whom."""

from collections.abc import Collection
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from finance import chain
from finance.chain.tables import tables
from finance.chain.telling import MOST_NAMED, sentence
from finance.chain.walking import Fault, documents_of
from finance.models import Budget, Document, Proof

State = Proof.State
MOST_KEPT = 500
# a walk not heard of for so long has lost its worker
LOST_AFTER = timedelta(minutes=15)


class CancelledError(Exception):
    """Somebody stopped the walk."""


@transaction.atomic
def ask(user: User, *, is_whole: bool) -> Proof:
    """A walk along the chain: whole, or from where it held last. The one that waits or runs, if there is one."""
    lost = timezone.now() - LOST_AFTER
    Proof.objects.filter(state__in=Proof.UNFINISHED, changed_at__lt=lost).update(state=State.FAILED)
    unfinished = Proof.objects.filter(state__in=Proof.UNFINISHED).first()
    if unfinished is not None:
        return unfinished
    held = None if is_whole else last_that_held()
    made = Proof.objects.create(asked_by=user, since=held.link if held else 0, head=held.head if held else "")
    transaction.on_commit(lambda: walk.enqueue(made.pk))
    return made


def last_that_held() -> Proof | None:
    return Proof.objects.filter(state=State.DONE, count=0, link__gt=0).order_by("-pk").first()


def held_through(link: int, head: str) -> None:
    """Whoever adds up everything on the command line has walked the chain too."""
    Proof.objects.create(state=State.DONE, link=link, head=head)


def cancel(proof: Proof) -> None:
    Proof.objects.filter(pk=proof.pk, state__in=Proof.UNFINISHED).update(state=State.CANCELLED)


@task()
def walk(number: int) -> None:
    """Do a walk that waits. One that was cancelled, or is done already, is left alone."""
    if not Proof.objects.filter(pk=number, state=State.WAITING).update(state=State.RUNNING, changed_at=timezone.now()):
        return
    proof = Proof.objects.get(pk=number)

    def tell(walked: int) -> None:
        """Raises CancelledError where somebody stopped it."""
        going = Proof.objects.filter(pk=number, state=State.RUNNING)
        if not going.update(tables=walked, changed_at=timezone.now()):
            raise CancelledError

    try:
        link, head = chain.last(connection)
        found = chain.faults(chain.Point(proof.since, proof.head) if proof.since else None, tell)
    except CancelledError:
        return
    except Exception:
        Proof.objects.filter(pk=number).update(state=State.FAILED)
        raise
    proof.state, proof.link, proof.head, proof.count = State.DONE, link, head, len(found)
    proof.faults = [[one.link, one.source, one.subject, one.row, one.what] for one in found[:MOST_KEPT]]
    proof.save(update_fields=["state", "link", "head", "count", "faults", "changed_at"])


def sentences_for(proof: Proof, facilities: Collection[int]) -> list[str]:
    """What does not hold of these facilities (ids) and of the chain itself; other places are only counted."""
    found = [Fault(*said) for said in proof.faults]
    documents = documents_of(found)
    shown = [one for one in found if one.is_of_the_chain or _facility_of(one, documents) in facilities][:MOST_NAMED]
    said = [sentence(one) for one in shown]
    more = proof.count - len(shown)
    return [*said, *([_("And %(count)s more places of the chain.") % {"count": more}] if more > 0 else [])]


def _facility_of(fault: Fault, documents: dict[Fault, int]) -> int | None:
    """Whose the altered thing is; None where it belongs to no one facility, or nothing tells any more."""
    if fault in documents:
        return Document.objects.filter(pk=documents[fault]).values_list("budget__facility_id", flat=True).first()
    if fault.source == "finance_facility":
        return fault.subject
    table = tables()[fault.source]
    for column in ("facility_id", "budget_id"):
        if any(field.column == column for field in table.fields):
            with connection.cursor() as cursor:
                row = fault.subject if table.is_of_rows else fault.row
                cursor.execute(f"SELECT {column} FROM {table.name} WHERE id = %s", [row])  # noqa: S608 - a declared table
                held = cursor.fetchone()
            if held and held[0] and column == "budget_id":
                return Budget.objects.filter(pk=held[0]).values_list("facility_id", flat=True).first()
            return held[0] if held else None
    return None
