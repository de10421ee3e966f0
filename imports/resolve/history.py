"""What was chosen before, ready to be asked for the like. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from imports.resolve.names import party
from imports.resolve.purposes import contract_in, contract_key, is_alike, wording

Wording = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A posted payment: what was chosen before."""

    code: str
    number: str
    name: str
    purpose: str
    contract: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A past payment as it is compared; `at` counts from the newest."""

    at: int
    code: str
    wording: Wording


class PastPayments:
    """Past payments, newest first, by counterparty, wording and contract. Of the like the newest `depth` count."""

    def __init__(self, past: Iterable[Past], own_numbers: frozenset[str], depth: int) -> None:
        self._own, self._depth = own_numbers, depth
        self._of_party: defaultdict[str, list[Chosen]] = defaultdict(list)
        self._worded: defaultdict[tuple[str, Wording], list[Chosen]] = defaultdict(list)
        self._wordings: defaultdict[str, dict[Wording, None]] = defaultdict(dict)
        self._of_wording: defaultdict[Wording, list[Chosen]] = defaultdict(list)
        self._of_contract: defaultdict[tuple[str, str], list[Chosen]] = defaultdict(list)
        self._alike: dict[tuple[str, Wording], list[Chosen]] = {}
        for at, payment in enumerate(past):
            who = self.party(payment.number, payment.name)
            chosen = Chosen(at, payment.code, wording(payment.purpose))
            self._wordings[who][chosen.wording] = None
            for shelf in (self._of_party[who], self._worded[who, chosen.wording], self._of_wording[chosen.wording]):
                if len(shelf) < depth:
                    shelf.append(chosen)
            contract = contract_key(payment.contract) if payment.contract else contract_in(payment.purpose)
            if contract and len(self._of_contract[who, contract]) < depth:
                self._of_contract[who, contract].append(chosen)

    def party(self, number: str, name: str) -> str:
        """Who is paid: the number, or the name where there is none or it is the facility's own."""
        return number if number and number not in self._own else party(name)

    def of_party(self, who: str) -> Sequence[Chosen]:
        return self._of_party.get(who, ())

    def of_contract(self, who: str, contract: str) -> Sequence[Chosen]:
        return self._of_contract.get((who, contract), ())

    def of_wording(self, said: Wording) -> Sequence[Chosen]:
        return self._of_wording.get(said, ()) if said else ()

    def alike(self, who: str, said: Wording) -> Sequence[Chosen]:
        """Payments of one counterparty whose purpose is worded alike."""
        if (who, said) not in self._alike:
            found = [c for other in self._wordings.get(who, ()) if is_alike(other, said)
                     for c in self._worded[who, other]]  # fmt: skip
            self._alike[who, said] = sorted(found, key=lambda chosen: chosen.at)[: self._depth]
        return self._alike[who, said]
