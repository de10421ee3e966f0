"""Which rows of which documents a folder of exported entries still lacks, told by the chain.

The chain names every document that gained entries, in the order in which transactions ended, with how many it has
since. Entries of a document only grow, in the order of their ids; so nothing is missed or taken twice, however many
people post meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finance.models import ChainLink, Document, Facility

ENTRIES = "finance_entry"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Lacking:
    """The rows of a document from `begin` up to `end`, exclusive, counted by their ids."""

    document: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Partition:
    """A folder: the year of the budgets, and the number of the uppermost facility above theirs."""

    year: int
    region: str

    @property
    def folder(self) -> str:
        return f"year={self.year}/region={self.region}"


def lacking(after: int, through: int) -> list[Lacking]:
    """What documents gained from link `after` on, exclusive, through link `through`."""
    links = ChainLink.objects.filter(source=ENTRIES, pk__gt=after, pk__lte=through).order_by("pk")
    now = dict(links.values_list("subject", "rows").iterator(chunk_size=5000))
    before = _held(list(now), after) if after else {}
    found = (Lacking(document, before.get(document, 0), rows) for document, rows in now.items())
    return [one for one in found if one.end > one.begin]


def _held(documents: Sequence[int], through: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for at in range(0, len(documents), AT_ONCE):
        some = documents[at : at + AT_ONCE]
        links = ChainLink.objects.filter(source=ENTRIES, subject__in=some, pk__lte=through).order_by("pk")
        found |= dict(links.values_list("subject", "rows"))
    return found


def regions() -> dict[int, Facility]:
    """The uppermost facility above each, by id; itself for one that belongs to nobody."""
    every = {one.pk: one for one in Facility.objects.all()}
    found = {}
    for pk, one in every.items():
        top = one
        while top.parent_id is not None:
            top = every[top.parent_id]
        found[pk] = top
    return found


def partitioned(rows: Sequence[Lacking], tops: Mapping[int, Facility]) -> dict[Partition, list[Lacking]]:
    """By the folder that they go to, documents in the order of their ids."""
    ids = [one.document for one in rows]
    of_document: dict[int, Partition] = {}
    for at in range(0, len(ids), AT_ONCE):
        budgets = Document.objects.filter(pk__in=ids[at : at + AT_ONCE])
        for pk, year, facility in budgets.values_list("pk", "budget__year", "budget__facility_id"):
            of_document[pk] = Partition(year, tops[facility].number)
    found: defaultdict[Partition, list[Lacking]] = defaultdict(list)
    for one in sorted(rows, key=lambda row: row.document):
        found[of_document[one.document]].append(one)
    return dict(sorted(found.items()))
