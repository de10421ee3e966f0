"""Rows that wait, laid out as questions for the page: together where one answer settles them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from finance.money import ZERO
from imports.labels import WAITING_REASONS
from imports.resolve.purposes import has_words, wording

SHOWN_PURPOSES = 5
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class PaidPurpose:
    """One wording of payments with the same question. Tenge."""

    text: str
    rows: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class WaitingQuestion:
    """Rows with the same question: one name without a code, payments alike, or one account of 1C in a department.

    `words` belong into a rule where number and purpose code alone would hold for other payments too; `is_one_kind` is
    false where no such word tells them apart.
    """

    key: str
    name: str
    number: str
    knp: str
    purposes: list[PaidPurpose]
    rows: list[dict[str, Any]]
    offers: list[str]
    amount: Decimal
    is_payment: bool = False
    reason: str = ""
    account: str = ""
    article: str = ""
    department: str = ""
    centre_offers: list[str] = field(default_factory=list)
    words: str = ""
    is_one_kind: bool = True

    @property
    def offered(self) -> str:
        """The code that the reason speaks for."""
        return self.offers[0] if self.reason and self.is_payment and self.offers else ""

    @property
    def further_purposes(self) -> int:
        return max(0, len(self.purposes) - SHOWN_PURPOSES)


def questions(found: Mapping[str, Any], is_payment: bool, own_number: str = "") -> list[WaitingQuestion]:
    """What the rows that wait ask: payments by supplier, purpose code and what is paid for, other rows by name.

    Under the facility's `own_number` many are paid, so there a rule never goes by the number alone.
    """
    waiting = found.get("unresolved", [])
    if not is_payment:
        return [_question(str(at), rows) for at, rows in enumerate(_named_alike(waiting))]
    groups = _payments_alike(waiting)
    of_party: defaultdict[tuple[str, str], list[list[dict[str, Any]]]] = defaultdict(list)
    for rows in groups:
        of_party[_party(rows[0])].append(rows)
    asked = []
    for at, rows in enumerate(groups):
        others = [row for other in of_party[_party(rows[0])] if other is not rows for row in other]
        is_shared = bool(others or (own_number and rows[0]["number"] == own_number))
        words = _telling_word(rows, others) if is_shared else ""
        one = replace(_question(str(at), rows), is_payment=True, words=words, is_one_kind=bool(words) or not is_shared)
        asked.append(one)
    return asked


def _named_alike(waiting: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in waiting:
        place = tuple(row.get(part, "") for part in ("account", "article", "department"))
        groups.setdefault((row["name"], *place), []).append(row)
    return list(groups.values())


def _payments_alike(waiting: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Payments of one party and purpose code, for the same reason, whose purposes share a word; in the file's order."""
    groups: list[tuple[set[str], list[dict[str, Any]]]] = []
    parties: dict[tuple[str, ...], list[tuple[set[str], list[dict[str, Any]]]]] = {}
    for row in waiting:
        said = set(wording(row["purpose"]))
        of_party = parties.setdefault((*_party(row), row.get("reason", "")), [])
        alike = next((group for group in of_party if group[0] & said or not (group[0] or said)), None)
        if alike is None:
            alike = set(), []
            of_party.append(alike)
            groups.append(alike)
        alike[0].update(said)
        alike[1].append(row)
    return [rows for _said, rows in groups]


def _party(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["number"] or row["name"], row["knp"]


def _question(key: str, rows: list[dict[str, Any]]) -> WaitingQuestion:
    first = rows[0]
    return WaitingQuestion(
        key=key,
        name=first["name"],
        number=first["number"],
        knp=first["knp"],
        purposes=_purposes(rows),
        rows=rows,
        offers=list(dict.fromkeys(offer for row in rows for offer in row["offers"])),
        amount=sum((Decimal(row["amount"]) for row in rows), ZERO),
        reason=str(WAITING_REASONS.get(first.get("reason", ""), first.get("reason", ""))),
        account=first.get("account", ""),
        article=first.get("article", ""),
        department=first.get("department", ""),
        centre_offers=first.get("centre_offers", []),
    )


def _purposes(rows: Sequence[Mapping[str, Any]]) -> list[PaidPurpose]:
    """Purposes that say the same told once, with how many rows and what sum."""
    alike: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["purpose"]:
            alike.setdefault(wording(row["purpose"]) or (row["purpose"],), []).append(row)
    return [
        PaidPurpose(said[0]["purpose"], len(said), sum((Decimal(row["amount"]) for row in said), ZERO))
        for said in alike.values()
    ]


def _telling_word(rows: Sequence[Mapping[str, Any]], others: Sequence[Mapping[str, Any]]) -> str:
    """The longest word that all of `rows` say and none of `others`; empty where there is none."""
    telling = [
        word
        for word in dict.fromkeys(_WORD.findall(rows[0]["purpose"]))
        if wording(word)
        and all(has_words(row["purpose"], word) for row in rows)
        and not any(has_words(row["purpose"], word) for row in others)
    ]
    return max(telling, key=len, default="")
