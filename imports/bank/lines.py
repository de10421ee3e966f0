"""The lines of a bank statement: payments with what gave them their codes, receipts with what they are taken for."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from finance.months import Month
from imports.bank.statement import Movement
from imports.kinds.kind import Line
from imports.models import Rule
from imports.resolve.payments import Sign
from imports.resolve.purposes import contract_in
from imports.resolve.reasons import explain

FUNDING, RETURN, TRANSFER, OTHER = Rule.ReceivedAs.values
# Said by a person: the books hold this money already, under other sums.
POSTED = "posted"


@dataclass(slots=True)
class ExplainedLine(Line):
    """A line of money, with the sign that gave it its meaning or code."""

    sign: Sign | None = None

    def explain(self, sign: Sign) -> None:
        self.sign, self.confidence, self.reason = sign, sign.confidence / 100, explain(sign)


@dataclass(slots=True)
class PaymentLine(ExplainedLine):
    """Money paid. `stated_code` is the code that the file itself names."""

    stated_code: str = ""
    doubt: str = ""

    @property
    def is_said(self) -> bool:
        """Whether a person, or the file itself, named the code."""
        return self.sign is not None and self.sign.rule in ("answer", "file")


@dataclass(slots=True)
class ReceiptLine(ExplainedLine):
    """Money received. `split` is the rule by which it was split into `shares`, tenge by the code's id."""

    taken_as: str = ""
    split: str = ""
    is_proposed: bool = False
    shares: dict[int, Decimal] = field(default_factory=dict)

    @property
    def is_said(self) -> bool:
        """Whether a person said of this very sum what it is."""
        return self.sign is not None and self.sign.details["by"] == "answer"


def payment_of(m: Movement) -> PaymentLine:
    return PaymentLine(
        row=m.row, cell=m.cell, amount=m.spent, date=m.day, month=Month.of(m.day), number=m.number,
        counterparty_number=m.payee.number, counterparty_name=m.payee.name,
        contract_number=contract_in(m.purpose)[:64], purpose=m.purpose, knp=m.knp, name=m.payee.name,
        stated_code=m.code,
    )  # fmt: skip


def receipt_of(m: Movement) -> ReceiptLine:
    """Its counterparty is who paid."""
    return ReceiptLine(
        row=m.row, cell=m.cell, amount=m.received, date=m.day, month=Month.of(m.day), number=m.number,
        counterparty_number=m.payer.number, counterparty_name=m.payer.name, purpose=m.purpose, knp=m.knp,
        name=m.payer.name,
    )  # fmt: skip
