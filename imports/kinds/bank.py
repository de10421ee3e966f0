"""A bank statement: payments without budget codes, receipts, transfers, balances.

Payments become cash once their code is known. The fund's receipts control the month's funding, other receipts and
transfers between own accounts are left out with a note. Layouts: `1CClientBankExchange` of both dialects, sheets with
the direction in words, with debit and credit columns, with Kazakh headers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.models import Document, Measure
from finance.money import ZERO, display, total, totals
from finance.months import Month
from imports import doubling
from imports.bank import balances as bank_balances
from imports.bank import coding as bank_coding
from imports.bank import equivalents as bank_equivalents
from imports.bank import layouts as bank_layouts
from imports.bank import reasons as bank_reasons
from imports.bank import receipts as bank_receipts
from imports.bank import reversals as bank_reversals
from imports.bank import statement as bank_statement
from imports.bank.balances import StatementBalance
from imports.bank.layouts import StatementLayout
from imports.bank.lines import FUNDING, RETURN, PaymentLine, ReceiptLine, payment_of, receipt_of
from imports.bank.reading import StatementReader
from imports.bank.statement import AccountSection, Movement, OuterBalance
from imports.context import Context, Job
from imports.kinds.kind import Problem, Reading, Table
from imports.policies.events import EventKind, warn_twins
from imports.rows.line import DUPLICATE, NEW, REJECTED, UNRESOLVED, Line
from imports.sentences import say


@dataclass(slots=True)
class StatementReading(Reading):
    """A reading with the money that came in and the balances that the statement gives its accounts.

    `outer` are the balances that it begins and ends with, `asked` the receipts that it is about: all of a file, or
    those a batch taken up again still asks about. `code_texts` are the digits of codes by their id.
    """

    receipts: list[ReceiptLine] = field(default_factory=list)
    balances: list[StatementBalance] = field(default_factory=list)
    outer: list[OuterBalance] = field(default_factory=list)
    asked: list[ReceiptLine] = field(default_factory=list)
    movements: int = 0
    is_again: bool = False
    code_texts: Mapping[int, str] = field(default_factory=dict)

    @property
    def paid(self) -> list[PaymentLine]:
        return [line for line in self.lines if isinstance(line, PaymentLine)]

    @property
    def is_bare(self) -> bool:
        return not (self.lines or self.problems or self.movements or self.outer)

    def told(self) -> dict[str, Any]:
        found = {
            "payments": bank_reasons.told(self.paid[: bank_reasons.MOST_TOLD], self.code_texts),
            "receipts": bank_receipts.told(self.asked, self.code_texts),
        }
        return found if self.is_again else {**found, "balances": [one.as_json() for one in self.balances]}

    def payments(self) -> list[dict[str, Any]]:
        return bank_reasons.coded(self.paid, self.code_texts)


class BankKind(EventKind[StatementReading]):
    reading = StatementReading
    key = "bank"
    label = gettext_lazy("bank statement")
    order = 20
    turn = 52
    waits_by_party = True
    reads_accounts_apart = True
    measure = Measure.CASH
    also_moves = (Measure.FUNDING,)
    document_kind = Document.Kind.CASH
    title_words = ("выписка", "үзінді көшірме", "bank statement", "шот бойынша үзінді")
    # a register of payments has all that a statement has but the direction
    is_claimed_by_title = True
    formats = frozenset(
        {"client-bank", "mt940", "camt053", "xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "html", "json"}
    )
    needs_one_of = bank_layouts.NEEDED

    def __init__(self, general: Sequence[StatementLayout] | None = None, own: StatementLayout | None = None) -> None:
        """A statement told by the words of `general` layouts, or one of the bank whose layout is `own`."""
        spoken = bank_layouts.shipped() if general is None else tuple(general)
        if own is None:
            self.columns, self.direction = bank_layouts.columns_of(spoken), bank_layouts.direction_of(spoken)
        else:
            self.layout, self.columns = own.name, bank_layouts.own_columns(own)
            self.direction = bank_layouts.direction_of((own, *spoken), own.way)

    def read(self, table: Table, context: Context) -> StatementReading:
        reading = StatementReading()
        reading.problems += bank_equivalents.asked(table)
        sections, movements = StatementReader(table, context, reading).read()
        for section in sections:
            self._own(section.account, movements, context, reading)
        checked = bank_statement.controls(sections, movements, is_whole=not reading.rejected_rows)
        reading.controls += checked
        for control in checked:
            if control.holds is False:
                key = "balance-does-not-tie" if "balance" in control.name else "total-differs"
                reading.problems.append(Problem(control.cell, key, control.message, control.row, str(control.expected)))
        for movement in bank_statement.outside(sections, movements):
            message = _("This document lies outside the days or accounts of the statement.")
            reading.reject(movement.row, movement.cell, "total-differs", message, f"{movement.day:%d.%m.%Y}")
        self._sort(movements, sections, context, reading)
        if context.only_rows is None:
            reading.balances = bank_balances.place(
                bank_balances.balances_of(sections, movements), movements, context, reading
            )
        warn_twins(reading)
        reading.reach(*{Month.of(m.day) for m in movements})
        if context.only_rows is not None:
            reading.lines = [line for line in reading.lines if line.row in context.only_rows]
        return reading

    def years(self, reading: StatementReading) -> set[int]:
        return (
            super().years(reading)
            | {ln.date.year for ln in reading.receipts if ln.date}
            | {one.year for one in reading.balances}
        )

    def _own(self, account: str, movements: list[Movement], context: Context, reading: Reading) -> None:
        """A statement of somebody else's account is refused; an account we do not know yet is named."""
        if not account or account in context.own_accounts:
            return
        numbers = {(m.payer if m.spent else m.payee).number for m in movements} - {""}
        if context.facility.number not in numbers and (numbers or context.own_accounts):
            message = _("Account %(account)s is not one of %(facility)s.") % {
                "account": account,
                "facility": context.facility.name,
            }
            reading.problems.append(Problem(None, "wrong-facility", message, None, account))
        else:
            message = say(
                "Account %(account)s is not in the facility's list: add it, so that transfers are told apart."
            )
            reading.problems.append(
                Problem(None, "wrong-facility", message % {"account": account}, None, account, "warning")
            )

    def _sort(
        self, movements: list[Movement], sections: list[AccountSection], context: Context, reading: StatementReading
    ) -> None:
        """Payments become lines; receipts and transfers are counted as skipped."""
        transfers = ZERO
        for m in movements:
            own = context.own_accounts
            if m.payer.account in own and m.payee.account in own:
                reading.skipped += 1
                transfers += m.spent or m.received
            elif m.received:
                reading.skipped += 1
                reading.receipts.append(receipt_of(m))
            else:
                line = payment_of(m)
                if m.row in reading.rejected_rows:
                    line.status = REJECTED
                reading.lines.append(line)
        if transfers:
            text = _("Transfers between own accounts, %(amount)s, are no expense and were left out.")
            reading.notes.append(text % {"amount": display(transfers)})
        bank_receipts.tell_apart(reading.receipts, context)
        reading.movements, reading.outer = len(movements), bank_statement.outer_balances(sections)

    def match(self, reading: StatementReading, context: Context) -> None:
        super().match(reading, context)
        only, paid = context.only_rows, reading.paid
        reading.code_texts, reading.is_again = context.codes.texts, only is not None
        reading.asked = [line for line in reading.receipts if only is None or line.row in only]
        bank_coding.give_codes(paid, context)
        bank_reversals.take_codes(paid, context)
        if only is None:
            bank_reasons.doubt_contracts(reading, [ln for ln in paid if ln.status != DUPLICATE], context)
        self._match_beside(reading, context)

    def warn_of_doubling(self, reading: StatementReading, context: Context) -> None:
        """Only once it is known what money came in: see `_match_beside`."""

    def _match_beside(self, reading: StatementReading, context: Context) -> None:
        """What a statement says beside its payments: money that came in, balances."""
        bank_receipts.match(reading.receipts, context, reading)
        reading.claims += bank_coding.claims(bank_receipts.from_the_fund(reading.receipts), reading.outer, context)
        reading.has_more_news = any(line.status in (NEW, UNRESOLVED) for line in reading.asked)
        if context.only_rows is None:
            reading.notes += bank_receipts.left_out_in_words(reading.asked)
            bank_balances.compare(reading.balances, context, reading)
            self._warn_of_sums(reading, context)
            kept = [one for one in reading.balances if one.status == NEW]
            reading.has_more_news |= bool(kept)
            if kept and not any(line.status in (NEW, UNRESOLVED) for line in (*reading.lines, *reading.asked)):
                reading.notes.append(_("Every row is known already; new are only the balances that the bank states."))

    def _warn_of_sums(self, reading: StatementReading, context: Context) -> None:
        for budget in self.budgets(reading, context):
            paid = [line for line in reading.lines if self.year_of(line) == budget.year]
            came = [line for line in reading.receipts if self.year_of(line) == budget.year]
            funded = [line for line in came if line.taken_as == FUNDING]
            back = doubling.moves_of([line for line in came if line.taken_as == RETURN])
            moves = totals([*doubling.moves_of(paid).items(), *((month, -amount) for month, amount in back.items())])
            doubling.warn_of_sums(reading, budget, moves, doubling.moves_of(funded))

    def waiting(self, reading: StatementReading) -> list[tuple[Line, str, bool]]:
        kept = [line for line in reading.receipts if line.status in (UNRESOLVED, bank_receipts.LEFT_OUT)]
        asked = [(line, str(Measure.FUNDING), line.status != UNRESOLVED) for line in kept]
        return [*super().waiting(reading), *asked]

    def settled(self, reading: StatementReading) -> list[Line]:
        return [*super().settled(reading), *(line for line in reading.receipts if line.status != UNRESOLVED)]

    def expected(self, reading: StatementReading) -> tuple[int, Decimal] | None:
        count, amount = super().expected(reading) or (0, ZERO)
        back = bank_receipts.returned(reading.receipts)
        return count + len(back), amount + total(back)

    def post(self, reading: StatementReading, job: Job) -> None:
        super().post(reading, job)
        bank_receipts.post_received(reading.asked, job)
        bank_balances.post(reading.balances, job)
        bank_reasons.keep(job.batch_number, [ln for ln in (*reading.paid, *reading.asked) if ln.status == NEW])


KIND = BankKind()
