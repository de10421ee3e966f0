"""Money that came in by a statement, as its page shows it and as its form answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from finance.languages import active_language
from finance.money import display
from finance.splitting_funding import RULES, TYPED
from imports.bank.receipts import FUNDING, MEANINGS, RETURN
from imports.kinds.kind import DUPLICATE, NEW, UNRESOLVED
from imports.models import Batch
from imports.resolve.reasons import RECEIVED, RECEIVED_STATES

# What became of money that a preview said goes into the books
_AFTERWARDS: dict[str, str | Promise] = {Batch.Status.POSTED: _("in the books"), Batch.Status.UNDONE: _("taken back")}

Choices = list[tuple[str, str | Promise]]


@dataclass(frozen=True, slots=True)
class ReceivedSum:
    """`parts` are (code, tenge); `typed` the same as text to edit; `is_asked` says that it may be answered."""

    row: int
    cell: str
    day: date | None
    name: str
    number: str
    purpose: str
    amount: Decimal
    what: str
    state: str | Promise
    is_new: bool
    is_waiting: bool
    is_asked: bool
    reason: str
    split: str
    code: str
    parts: list[tuple[str, Decimal]]

    @property
    def label(self) -> str | Promise:
        return RECEIVED.get(self.what, "")

    @property
    def typed(self) -> str:
        language = active_language()
        return "\n".join(f"{code} {display(amount, language)}" for code, amount in self.parts)

    @property
    def stamp(self) -> str:
        return "|".join((self.what, self.split, self.code, _lines(self.typed)))


def shown(said: Mapping[str, Any], batch: str) -> list[ReceivedSum]:
    """Sums of an import object; those that wait, and all of a preview but what the books hold, may be answered.

    `batch` is the state of the import.
    """
    return [_shown(receipt, batch) for receipt in said.get("receipts", [])]


def _shown(receipt: Mapping[str, Any], batch: str) -> ReceivedSum:
    status, is_open = receipt["status"], batch == Batch.Status.PREVIEW
    return ReceivedSum(
        receipt["row"], receipt["cell"], date.fromisoformat(receipt["date"]) if receipt["date"] else None,
        receipt["name"], receipt["number"], receipt["purpose"], Decimal(receipt["amount"]), receipt["as"] or "",
        (_AFTERWARDS if status == NEW else {}).get(batch, RECEIVED_STATES[status]), status == NEW, status == UNRESOLVED,
        status == UNRESOLVED or (is_open and status != DUPLICATE),
        receipt["reason"], receipt["split"] or "", receipt["code"] or "",
        [(code, Decimal(amount)) for code, amount in receipt["by_code"].items()],
    )  # fmt: skip


def choices() -> dict[str, Choices]:
    """What a sum may be, and how the fund's is split, by key and in words."""
    how: Choices = [*RULES.items(), (TYPED, _("as typed below"))]
    return {"meanings": [(key, RECEIVED[key]) for key in MEANINGS], "splits": how}


def answers_in(told: QueryDict) -> dict[str, Any]:
    """What was changed of the sums of the form: `receipts`, `rules` and `funding` as `resolve` takes them."""
    receipts: dict[str, dict[str, Any]] = {}
    rules: list[dict[str, str]] = []
    funding = ""
    for row in told.getlist("receipt"):
        what, how, code = (told.get(f"receipt-{key}-{row}", "").strip() for key in ("as", "split", "code"))
        typed, was = _lines(told.get(f"receipt-parts-{row}", "")), told.get(f"receipt-was-{row}", "")
        if what == FUNDING and typed and typed != was.rpartition("|")[2]:
            how = TYPED
        stamp = "|".join((what, how if what == FUNDING else "", code if what == RETURN else "", typed))
        if not what or (stamp == was and not told.get(f"receipt-remember-{row}")):
            continue
        receipts[row] = {"as": what}
        if what == FUNDING and how:
            receipts[row]["split"] = _parts(typed) if how == TYPED else how
            funding = how if how in RULES and told.get(f"split-remember-{row}") else funding
        elif what == RETURN:
            receipts[row]["code"] = code
        number = told.get(f"receipt-number-{row}", "")
        if number and what in MEANINGS[:-1] and told.get(f"receipt-remember-{row}"):
            rules.append({"number": number, "as": what, **({"code": code} if what == RETURN else {})})
    return {"receipts": receipts, "rules": rules, **({"funding": funding} if funding else {})}


def _lines(text: str) -> str:
    """Lines that hold something, with single spaces."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _parts(typed: str) -> dict[str, str]:
    """`111 1 000,50` a line: the code, then its sum."""
    pairs = (line.split(" ", 1) for line in typed.splitlines())
    return {pair[0].strip(" ;,:"): pair[1] if len(pair) > 1 else "" for pair in pairs}
