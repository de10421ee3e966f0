"""What is stated beside what stands: new, known, changed (before → after) and lacking. Pure.

Every file and every form that states something is compared here; what a difference leads to is its own room's rule.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from operator import eq
from typing import Generic, TypeVar

from finance.money import ZERO

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Pair(Generic[K, V]):
    """A key that is stated: what stood `before` (the comparison's `nothing` where it is new) and what is to stand."""

    key: K
    before: V
    after: V
    is_new: bool
    is_same: bool


@dataclass(frozen=True, slots=True)
class Comparison(Generic[K, V]):
    """All that is stated, in its order, and what stands and is not stated."""

    rows: tuple[Pair[K, V], ...]
    lacking: Mapping[K, V]

    @property
    def new(self) -> list[Pair[K, V]]:
        """What stands nowhere. One that says nothing (zero, an empty group) counts as known."""
        return [row for row in self.rows if row.is_new and not row.is_same]

    @property
    def known(self) -> list[Pair[K, V]]:
        return [row for row in self.rows if row.is_same]

    @property
    def changed(self) -> list[Pair[K, V]]:
        return [row for row in self.rows if not row.is_new and not row.is_same]

    @property
    def moved(self) -> list[Pair[K, V]]:
        """New or changed, in the order stated."""
        return [row for row in self.rows if not row.is_same]


def compare(
    stated: Mapping[K, V], standing: Mapping[K, V], nothing: V, alike: Callable[[V, V], bool] = eq
) -> Comparison[K, V]:  # fmt: skip
    """Each stated key against what stands. `nothing` is what stands for a new key: None, zero, an empty group."""
    rows = []
    for key, after in stated.items():
        before = standing.get(key, nothing)
        rows.append(Pair(key, before, after, key not in standing, alike(before, after)))
    return Comparison(tuple(rows), {key: value for key, value in standing.items() if key not in stated})


def to_add(stated: Mapping[K, Decimal], standing: Mapping[K, Decimal], is_whole: bool = False) -> dict[K, Decimal]:
    """What makes the standing sums amount to the stated ones, zeros left out. Tenge.

    What is not stated stays, or is taken back where what is stated `is_whole`.
    """
    compared = compare(stated, standing, ZERO)
    added = {row.key: row.after - row.before for row in compared.moved}
    taken_back = {key: -amount for key, amount in compared.lacking.items() if amount} if is_whole else {}
    return added | taken_back


def complete(stated: Mapping[K, V], standing: Mapping[K, V], may_be_unsaid: Iterable[K]) -> dict[K, V]:
    """What is stated, with what stands where it leaves one of `may_be_unsaid` blank ("" or None)."""
    return {**stated, **{key: standing[key] for key in may_be_unsaid if stated[key] in ("", None)}}


@dataclass(slots=True)
class Papers(Generic[K, V]):
    """Papers that stand, each found by its portal id or by its number (or number and supplier): the last one added.

    A namesake that bears another portal id is another paper, unless the portal gives papers of this kind a new id with
    every change (`are_ids_renewed`), as it does with contracts.
    """

    are_ids_renewed: bool = False
    by_id: dict[str, V] = field(default_factory=dict)
    by_number: dict[K, V] = field(default_factory=dict)
    _id_of: dict[K, str] = field(default_factory=dict)

    def add(self, paper: V, external_id: str, number: K) -> None:
        self.by_number[number], self._id_of[number] = paper, external_id
        if external_id:
            self.by_id[external_id] = paper

    def find(self, external_id: str, number: K) -> V | None:
        found = self.by_id.get(external_id) if external_id else None
        if found is not None or self.is_taken(external_id, number):
            return found
        return self.by_number.get(number)

    def is_taken(self, external_id: str, number: K) -> bool:
        """Whether the number belongs to a paper that bears another portal id."""
        return not self.are_ids_renewed and self._id_of.get(number, "") not in ("", external_id) and external_id != ""
