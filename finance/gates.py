"""What rooms forbid of the money of a budget, whichever way it comes, and the places its entries may stand at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from finance import rooms
from finance.models import Budget
from finance.refusals import LedgerError

if TYPE_CHECKING:
    from finance.ledger.posting import Posting


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Why a posting may not stand: a key of the interface of imports, and a sentence."""

    problem: str
    message: str
    posting: "Posting"


@dataclass(frozen=True, slots=True)
class SpendingPlace:
    """Where money of a budget is spent. `key` is what an entry's `centre` holds; the first of `names` is shown."""

    key: str
    names: tuple[str, ...]


# Says what is forbidden of postings into a budget; no query for a budget that is none of its room's.
Gate = Callable[[Budget, Sequence["Posting"]], list[Forbidden]]
# The places of a budget; none for a budget whose money is not told apart so. Two queries at most.
Places = Callable[[Budget], list[SpendingPlace]]


class ForbiddenError(LedgerError):
    """Postings that a room forbids; `found` holds every reason."""

    def __init__(self, found: Sequence[Forbidden]) -> None:
        self.found = tuple(found)
        super().__init__("\n".join(dict.fromkeys(one.message for one in found)))


def forbidden(budget: Budget, postings: Sequence["Posting"]) -> list[Forbidden]:
    """All that the rooms say against it. What reverses an entry is never forbidden."""
    return [reason for room in rooms.rooms() for gate in room.gates for reason in gate(budget, postings)]


def places_of(budget: Budget) -> list[SpendingPlace]:
    return [place for room in rooms.rooms() for places in room.places for place in places(budget)]
