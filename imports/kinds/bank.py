"""A bank statement: payments without budget codes, receipts, transfers, balances.

Payments become cash once their code is known. The fund's receipts control the month's funding, other receipts and
transfers between own accounts are left out with a note. Layouts: `1CClientBankExchange` of both dialects, sheets with
the direction in words, with debit and credit columns, with Kazakh headers.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.models import Document, Measure
from finance.money import ZERO, display
from finance.months import Month
from imports.context import Context, Job
from imports.kinds import bank_balances, bank_coding, bank_columns, bank_reasons, bank_statement
from imports.kinds.bank_balances import AccountBalance
from imports.kinds.bank_reading import StatementReader
from imports.kinds.bank_statement import Movement, Section
from imports.kinds.events import EventKind, warn_twins
from imports.kinds.kind import DUPLICATE, NEW, REJECTED, Line, Problem, Reading, Table
from imports.resolve.purposes import contract_in


@dataclass(slots=True)
class StatementReading(Reading):
    """A reading with the balances that the statement gives its accounts."""

    balances: list[AccountBalance] = field(default_factory=list)


class BankKind(EventKind):
    key = "bank"
    label = gettext_lazy("bank statement")
    order = 20
    turn = 52
    waits_by_party = True
    measure = Measure.CASH
    document_kind = Document.Kind.CASH
    title_words = ("выписка", "үзінді көшірме", "bank statement", "шот бойынша үзінді")
    # a register of payments has all that a statement has but the direction
    is_claimed_by_title = True
    formats = frozenset({"client-bank", "mt940", "camt053", "xlsx", "xlsm", "xlsb", "xls", "ods", "csv"})
    columns = bank_columns.COLUMNS
    needs_one_of = (
        ("spent", "amount"),
        bank_columns.DAYS,
        ("spent", "direction", "payer_account", "payer_name", "payer_number"),
        ("purpose", "payee_name", "party_name"),
    )

    def read(self, table: Table, context: Context) -> Reading:
        reading = StatementReading()
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
        months = sorted({Month.of(m.day) for m in movements})
        reading.months = (months[0], months[-1]) if months else None
        if context.only_rows is not None:
            reading.lines = [line for line in reading.lines if line.row in context.only_rows]
        return reading

    def years(self, reading: Reading) -> set[int]:
        found = super().years(reading)
        return found | {one.year for one in reading.balances} if isinstance(reading, StatementReading) else found

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
            message = _("Account %(account)s is not in the facility's list: add it, so that transfers are told apart.")
            reading.problems.append(
                Problem(None, "wrong-facility", message % {"account": account}, None, account, "warning")
            )

    def _sort(self, movements: list[Movement], sections: list[Section], context: Context, reading: Reading) -> None:
        """Payments become lines; receipts and transfers are counted as skipped."""
        transfers, other = ZERO, ZERO
        funded: dict[str, Decimal] = {}
        for m in movements:
            own = context.own_accounts
            if m.payer.account in own and m.payee.account in own:
                reading.skipped += 1
                transfers += m.spent or m.received
            elif m.received:
                reading.skipped += 1
                if bank_coding.is_fund(m.payer, context.budget_of(m.day.year)):
                    month = str(Month.of(m.day))
                    funded[month] = funded.get(month, ZERO) + m.received
                else:
                    other += m.received
            else:
                line = _line(m)
                if m.row in reading.rejected_rows:
                    line.status = REJECTED
                reading.lines.append(line)
        if transfers:
            text = _("Transfers between own accounts, %(amount)s, are no expense and were left out.")
            reading.notes.append(text % {"amount": display(transfers)})
        if other:
            text = _("Receipts that are not the fund's, %(amount)s, were left out: enter them where they belong.")
            reading.notes.append(text % {"amount": display(other)})
        reading.facts = {
            "movements": len(movements),
            "funded": {month: str(amount) for month, amount in funded.items()},
            "balances": bank_statement.outer_balances(sections),
        }

    def match(self, reading: Reading, context: Context) -> None:
        super().match(reading, context)
        bank_coding.give_codes(reading.lines, context)
        if context.only_rows is None:
            bank_reasons.doubt_contracts(reading, [ln for ln in reading.lines if ln.status != DUPLICATE], context)
        reading.beside["payments"] = bank_reasons.told(reading.lines, context.codes.texts)
        reading.claims += bank_coding.claims(reading.facts, context)
        if isinstance(reading, StatementReading):
            bank_balances.compare(reading.balances, context, reading)
            reading.has_more_news = any(one.status == NEW for one in reading.balances)
            reading.beside["balances"] = [one.as_json() for one in reading.balances]

    def post(self, reading: Reading, job: Job) -> None:
        super().post(reading, job)
        if isinstance(reading, StatementReading):
            bank_balances.post(reading.balances, job)
        bank_reasons.keep(job.batch_number, [line for line in reading.lines if line.status == NEW])


def _line(m: Movement) -> Line:
    return Line(
        row=m.row,
        cell=m.cell,
        amount=m.spent,
        date=m.day,
        month=Month.of(m.day),
        number=m.number,
        counterparty_number=m.payee.number,
        counterparty_name=m.payee.name,
        contract_number=contract_in(m.purpose)[:64],
        purpose=m.purpose,
        knp=m.knp,
        name=m.payee.name,
        data={"code": m.code} if m.code else {},
    )


KIND = BankKind()
