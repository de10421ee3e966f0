"""The chain over a new version: what a migration rewrote is told anew, under a link that names it.

What did not hold before stays as it is: an upgrade is no way of making an alteration good.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration

from finance.chain.linking import append, links_of, require_forward
from finance.chain.tables import has_table
from finance.chain.walking import Fault, faults
from finance.models import ChainLink


def _places(found: Sequence[Fault]) -> set[tuple[str, int]]:
    return {(fault.source, fault.subject) for fault in found if not fault.is_of_the_chain}


def before(connection: BaseDatabaseWrapper) -> None:
    """Keep with the connection what does not hold before the migrations; not tables that join the chain by them.

    Raises ClockError, before anything is changed, where nothing could be linked afterwards.
    """
    if has_table(connection, "finance_chainlink"):
        require_forward(connection)
        known = set(ChainLink.objects.values_list("source", flat=True).distinct())
        broken = {place for place in _places(faults()) if place[0] in known}
        connection.broken_before = broken  # type: ignore[attr-defined] # until `after`


@transaction.atomic
def after(connection: BaseDatabaseWrapper, plan: Sequence[tuple[Migration, bool]]) -> None:
    """Tell anew what held before and does not now."""
    broken_before = getattr(connection, "broken_before", None)
    if broken_before is None:
        return
    changed: defaultdict[str, list[int]] = defaultdict(list)
    for source, subject in _places(faults()) - broken_before:
        changed[source].append(subject)
    why = f"upgrade {plan[-1][0].app_label}.{plan[-1][0].name}"[:200]
    append(connection, links_of(connection, {name: sorted(some) for name, some in changed.items()}, why))
    del connection.broken_before  # type: ignore[attr-defined] # set above
