"""Who pays whom in a row of a statement, and which of them is the facility. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finance.party_numbers import account_number, accounts_in, name_and_number, party_number
from imports.bank.statement import Party
from imports.kinds.kind import Table
from imports.readers.grid import as_code
from imports.resolve.letters import skeleton
from imports.resolve.names import is_same_party

# Banks cut long names; what is left must still be long enough to tell the facility from others.
_LEAST_OF_NAME = 12


@dataclass(frozen=True, slots=True)
class Ours:
    """What tells the facility in a statement: its number, its accounts, its names."""

    number: str
    accounts: frozenset[str]
    names: Sequence[str]

    def is_account(self, party: Party) -> bool:
        return bool(party.account) and party.account in self.accounts

    def is_party(self, party: Party) -> bool:
        """By number where there is one, else by name, whole or cut off by the bank."""
        if party.number:
            return party.number == self.number
        said = skeleton(party.name)
        if not said:
            return False
        return any(
            is_same_party(party.name, name) or (len(said) >= _LEAST_OF_NAME and skeleton(name).startswith(said))
            for name in self.names
            if name
        )


def owner_named(table: Table, rows: Sequence[int], titles: Sequence[str]) -> str:
    """Whose statement it is by its names alone: the one party of every row, or the one that a title names."""
    if not (table.has("payer_name") and table.has("payee_name")):
        return ""
    pairs = [{_said(table, i, "payer_name"), _said(table, i, "payee_name")} - {""} for i in rows]
    pairs = [pair for pair in pairs if pair]
    everywhere = set.intersection(*pairs) if pairs else set()
    spoken = " ".join(skeleton(title) for title in titles)
    titled = {name for pair in pairs for name in pair if len(name) >= _LEAST_OF_NAME and name in spoken}
    found = titled if len(titled) == 1 else everywhere if len(pairs) > 1 else set()
    return next(iter(found)) if len(found) == 1 else ""


def _said(table: Table, row: int, key: str) -> str:
    return skeleton(as_code(table.value(row, key)))


def party_of(table: Table, row: int, side: str) -> Party:
    """The name, number and account of one side; each may stand in the cell of the name."""
    number = _number(table, row, f"{side}_number")
    account = account_number(as_code(table.value(row, f"{side}_account")))
    name = " ".join(as_code(table.value(row, f"{side}_name")).split())
    if not name and number:
        # number and name in one cell, whose header names the number first
        name = name_and_number(as_code(table.value(row, f"{side}_number")))[0].strip(" ,;/()-")
    if not number or not account:
        name, number, account = _from_name(name, number, account)
    if not number and account and (found := accounts_in(account)):
        number, account = party_number(account.replace(found[0], ""))[:12], found[0]
    return Party(name[:255], number[:12], account[:34])


def _number(table: Table, row: int, key: str) -> str:
    value = table.value(row, key)
    return party_number(value if isinstance(value, (str, int, float)) else as_code(value))[:12]


def _from_name(name: str, number: str, account: str) -> tuple[str, str, str]:
    if not any(map(str.isdigit, name)):
        return name, number, account
    accounts = accounts_in(name)
    if accounts and not account:
        account = accounts[0]
        name = _without_account(name)
    if not number:
        name, number = name_and_number(name)
    return name.strip(" ,;/"), number, account


def _without_account(name: str) -> str:
    words, kept, at = name.split(), [], 0
    while at < len(words):
        if words[at].upper().startswith(("KZ", "КZ")):
            # an account printed in groups goes on over the next words
            taken = len(words[at].strip(",;"))
            while taken < 20 and at + 1 < len(words):
                at += 1
                taken += len(words[at].strip(",;"))
        elif skeleton(words[at]) not in ("иик", "жск", "счет", "account", "iban", "есепшот"):
            kept.append(words[at])
        at += 1
    return " ".join(kept)
