"""Acts and invoices linked to contracts: each row is an act's sum for a code and month, several rows are one act.

A contract is named by the portal's id, its system number, or its number and supplier. A row without a code takes the
only code of its contract, else it waits. A known act stated otherwise accrues the difference, before → after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.ledger import KeptEntry
from finance.models import Budget, Document, Measure
from finance.money import total, totals
from imports.columns.typed import Columns
from imports.context import Context, Job
from imports.kinds.act_rows import COLUMNS, FIELDS, ActRow, typed_rows
from imports.kinds.kind import Table
from imports.models import Batch
from imports.policies.before_and_after import PaperStep, changes
from imports.policies.events import by_budget
from imports.policies.papers import PaperKind, PaperReading, refuse_unclear_sites, stands_in, waiting, warn_alike
from imports.rows.line import DUPLICATE, HELD, NEW, UNRESOLVED, Line
from imports.rows.timing import CLOSED, closed
from procurement.commitments import sentence
from procurement.deliveries import Delivery
from procurement.limits import Excess
from procurement.models import Contract
from procurement.sites import CodeMonthSite, Sums
from procurement.stated_acts import ActBook, ActDifference, StatedAct, accept_stated, check
from procurement.undoing import release_matches


@dataclass(slots=True)
class ComparedActs:
    """The acts of one budget beside its books, and the excesses that a rule only warns of."""

    budget: Budget
    book: ActBook
    acts: list[ActDifference]
    warned: list[tuple[ActDifference, Excess]] = field(default_factory=list)


@dataclass(slots=True)
class ActReading(PaperReading[ActRow]):
    found: list[ComparedActs] = field(default_factory=list)
    # tenge of the entries that were written
    posted: list[Decimal] = field(default_factory=list)

    def refuse_field(self, row: int, name: str, message: str) -> None:
        """At the column of a paper's field; at the amount where `name` is a cell."""
        key, problem = FIELDS.get(name, ("amount", "not-an-amount"))
        self.refuse(row, (key, "number"), problem, message)


class ActsKind(PaperKind[ActReading]):
    key = "acts"
    label = gettext_lazy("acts and invoices")
    order = 200
    turn = 36
    needs_approval = True
    brings_papers = True
    is_reversed_together = True
    measure = Measure.ACTUAL
    document_kind = Document.Kind.ACT
    columns = COLUMNS
    needs_one_of = (("contract_id", "system_number", "contract_number"),)
    title_words = ("реестр актов", "акты выполненных работ", "акты", "актілер тізілімі", "актілер", "register of acts")

    reading = ActReading
    marks = ("external_id", "number", "contract_id")

    def weighs(self, table: Table) -> int:
        """A register that calls itself one of acts is, though it says what was paid of them."""
        return 60 if table.says(self.title_words) else 0

    def typed_rows(self, columns: Columns, _reading: ActReading) -> Iterator[tuple[int, Line, ActRow]]:
        return typed_rows(columns)

    def match(self, reading: ActReading, context: Context) -> None:
        for budget, lines in by_budget(reading.lines, context, lambda line: reading.rows[line.row].accepted_on.year):
            book = ActBook(budget)
            contracts = {line.row: contract for line in lines if (contract := self._contract(book, line, reading))}
            placed = [line for line in lines if line.row in contracts]
            _settle_codes(book, placed, contracts, context, reading)
            acts = _acts(placed, contracts, reading)
            self._check_dates(acts, reading)
            found = ComparedActs(
                budget, book, [book.difference(_stated(own, contracts[own[0].row], reading)) for own in acts]
            )
            self._mark(found, acts, context, reading)
            reading.found.append(found)
            if not reading.has_errors:
                self._check(found, context, reading)
            if not reading.has_errors:
                reading.changes += changes(self.key, LABELS, [_step(one) for one in found.acts if one.changes])
        warn_alike(
            reading,
            {ln.row: (ln.number, ln.counterparty_number, reading.rows[ln.row].external_id) for ln in reading.lines},
        )

    def _check(self, found: ComparedActs, context: Context, reading: ActReading) -> None:
        refused, found.warned = check(found.book, found.acts)
        rows = {line.cell: line.row for line in reading.lines}
        for one in refused:
            reading.refuse_field(rows.get(one.field, one.act.row), one.field, one.message)
        for difference, excess in found.warned:
            message = sentence(excess, context.codes.texts[excess.code])
            cell = next(iter(difference.stated.cells.values()), "")
            reading.warn(difference.stated.row, cell, "over-contract", message)
            reading.doubts.append(message)

    def _contract(self, book: ActBook, line: Line, reading: ActReading) -> Contract | None:
        """The one contract that a row names; refused where it names none, two, or one of another supplier."""
        said = reading.rows[line.row]
        contracts = book.contracts(
            said.contract_id, said.system_number, line.contract_number, line.counterparty_number
        )  # fmt: skip
        if len(contracts) == 1:
            if line.counterparty_number in ("", contracts[0].supplier.number):
                return contracts[0]
            reading.refuse_field(line.row, "supplier", _("The act is of another supplier than the contract."))
            return None
        if contracts:
            message = _("The row names two contracts: %(contracts)s. Leave one of them.")
            message %= {"contracts": "; ".join(str(one) for one in contracts)}
        else:
            message = _("No contract of this number and supplier is in force in the books. Import the contracts first.")
        keys = ("contract_number", "contract_id", "system_number", "number")
        reading.refuse(line.row, keys, "unknown-contract", message, line.contract_number)
        return None

    def _check_dates(self, acts: Sequence[Sequence[Line]], reading: ActReading) -> None:
        for own in acts:
            day = reading.rows[own[0].row].accepted_on
            for line in own:
                if line.date != day:
                    message = _("Row %(row)s dates the same act %(day)s. Correct the date or the number.")
                    message %= {"row": own[0].row, "day": f"{day:%d.%m.%Y}"}
                    reading.refuse_field(line.row, "accepted_on", message)

    def _mark(self, found: ComparedActs, acts: Sequence[Sequence[Line]], context: Context, reading: ActReading) -> None:
        """Rows whose code and month the books hold are duplicates; rows that wait elsewhere already as well."""
        names = ("payment_number", "counterparty_number", "month")
        asked, shut = waiting(found.budget, self.key, context, *names), context.closed(found.budget.pk)
        for one, own in zip(found.acts, acts, strict=True):
            refuse_unclear_sites(reading, one.unclear, own[0].row, own[0].cell)
            changed = one.changes
            for line in own:
                if line.status == HELD:
                    continue
                if line.code is None:
                    named = line.number, line.counterparty_number, line.month, line.amount
                    line.status = DUPLICATE if named in asked else UNRESOLVED
                else:
                    line.status = NEW if stands_in(changed, line, reading.rows[line.row].site) else DUPLICATE
            if changed and all(line.status in (DUPLICATE, UNRESOLVED, HELD) for line in own):
                # what the act names no more is taken back: its first row says so
                own[0].status = NEW if own[0].status == DUPLICATE else own[0].status
            for month in sorted({month for _code, month, _site in changed if month in shut}):
                reading.reject(own[0].row, own[0].cell, CLOSED, closed(month), str(month))

    def expected(self, reading: ActReading) -> tuple[int, Decimal] | None:
        """What a trial balance declared already is posted with what takes it out of the sum again."""
        return len(reading.posted), total(reading.posted)

    def post(self, reading: ActReading, job: Job) -> None:
        rows = {line.cell: line.row for line in reading.lines}
        for found in reading.found:
            make = partial(self._documents, job, found.budget)
            reading.posted += accept_stated(found.book, found.acts, found.warned, make, rows)

    def _documents(self, job: Job, budget: Budget, acts: list[Delivery]) -> list[Document]:
        return job.documents_of(budget, self.document_kind, [(one.number, one.accepted_on) for one in acts])

    def undo(self, batch: Batch) -> tuple[int, list[KeptEntry]]:
        release_matches(batch.pk)
        return 0, []


def _settle_codes(
    book: ActBook, lines: Sequence[Line], contracts: dict[int, Contract], context: Context, reading: ActReading
) -> None:
    """A row without a code takes that of its month and sum in its known act, else the only one of its contract."""
    for line in lines:
        contract = contracts[line.row]
        line.counterparty_number, line.counterparty_name = contract.supplier.number, contract.supplier.name
        line.name = f"{contract.supplier.name} · {contract.number}"
        if line.code is not None:
            continue
        known = book.acts.find(reading.rows[line.row].external_id, (line.number, contract.supplier.number))
        kept = {code for (code, month, _site), amount in (book.sums[known.pk] if known else {}).items()
                if (month, amount) == (line.month, line.amount)}  # fmt: skip
        promised = {code for code, amount in book.promised[contract.pk].items() if amount}
        meant = kept if len(kept) == 1 else promised
        if len(meant) == 1:
            line.code = next(iter(meant))
        else:
            line.offers = tuple(sorted(context.codes.texts[code] for code in promised))


def _acts(lines: Sequence[Line], contracts: dict[int, Contract], reading: ActReading) -> list[list[Line]]:
    """Rows of one contract and number, or of one portal id, are one act."""
    found: defaultdict[tuple[int, str], list[Line]] = defaultdict(list)
    for line in lines:
        found[contracts[line.row].pk, reading.rows[line.row].external_id or line.number].append(line)
    return list(found.values())


def _stated(own: Sequence[Line], contract: Contract, reading: ActReading) -> StatedAct:
    row = reading.rows[own[0].row]
    coded = [
        ((ln.code, ln.month, reading.rows[ln.row].site), ln)
        for ln in own
        if ln.code is not None and ln.month is not None
    ]
    amounts = dict(totals((key, line.amount) for key, line in coded))
    cells: dict[CodeMonthSite, str] = {}
    for key, line in coded:
        cells.setdefault(key, line.cell)
    return StatedAct(
        own[0].number, contract, row.accepted_on, amounts, cells, own[0].row, row.kind, row.due_on, row.external_id,
        is_whole=len(coded) == len(own),
    )  # fmt: skip


LABELS = {"amount": gettext_lazy("sum, tenge"), "months": gettext_lazy("months")}


def _step(one: ActDifference) -> PaperStep:
    name = f"{one.stated.number} · {one.stated.contract}"
    return PaperStep(name, None if one.known is None else _fields(one.before), _fields(one.stated.amounts))


def _fields(amounts: Sums) -> dict[str, object]:
    months = sorted({str(month) for (_code, month, _site), amount in amounts.items() if amount})
    return {"amount": total(amounts.values()), "months": ", ".join(months)}


KIND = ActsKind()
