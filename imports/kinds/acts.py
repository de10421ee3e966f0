"""Acts and invoices linked to contracts: each row is an act's sum for a code and month, several rows are one act.

A contract is named by the portal's id, its system number, or its number and supplier. A row without a code takes the
only code of its contract, else it waits. A known act stated otherwise accrues the difference, before → after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.ledger import Kept
from finance.models import Budget, Document, Measure
from finance.money import ZERO, total
from finance.months import Month
from imports.context import Context, Job
from imports.kinds.act_rows import COLUMNS, FIELDS, read_lines
from imports.kinds.before_and_after import Step, changes
from imports.kinds.controls import check_totals
from imports.kinds.events import TWICE, by_budget
from imports.kinds.kind import DUPLICATE, HELD, NEW, UNRESOLVED, Kind, Line, Reading, Table
from imports.kinds.portal_columns import PortalColumns
from imports.kinds.rows import sort_out
from imports.kinds.timing import CLOSED
from imports.models import Batch, BatchRow
from procurement.deliveries import Delivery
from procurement.models import Contract
from procurement.stated_acts import ActBook, ActDifference, StatedAct, accept_stated, check, warning
from procurement.undoing import release_matches


class Acts(Kind):
    key = "acts"
    label = gettext_lazy("acts and invoices")
    order = 200
    is_reversed_together = True
    measure = Measure.ACTUAL
    document_kind = Document.Kind.ACT
    is_controlled = False
    columns = COLUMNS
    needs_one_of = (("contract_id", "system_number", "contract_number"),)
    title_words = ("реестр актов", "акты выполненных работ", "акты", "актілер тізілімі", "актілер", "register of acts")

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        body = sort_out(table, key="number", money=("amount",), marks=("external_id", "number", "contract_id"))
        stated_rows = [one.row for one in body.stated]
        columns = PortalColumns(table, body.rows, context, reading)
        lines = read_lines(columns, columns.amounts("amount", stated=stated_rows))
        with_rows = [(i, line, "") for i, line in zip(body.rows, lines, strict=True) if line is not None]
        bad = [(i, "") for i, line in zip(body.rows, lines, strict=True) if line is None]
        reading.lines = [line for line in lines if line is not None]
        totals = list(zip(body.stated, columns.stated_amounts("amount", stated_rows), strict=True))
        check_totals(table, reading, totals, with_rows, key="amount", rejected=bad)
        reading.skipped = body.skipped
        reading.working |= {"at": columns, "places": {number: at for at, number in enumerate(columns.numbers)}}
        months = [line.month for line in reading.lines if line.month]
        if months:
            reading.months = (min(months), max(months))
        return reading

    def match(self, reading: Reading, context: Context) -> None:
        reading.working["found"] = working = []
        reading.working["rows"] = {line.cell: line.row for line in reading.lines}
        for budget, lines in by_budget(reading.lines, context, lambda line: line.date.year):  # type: ignore[union-attr] # `read` refuses lines without a date
            book = ActBook(budget)
            contracts = {line.row: contract for line in lines if (contract := self._contract(book, line, reading))}
            placed = [line for line in lines if line.row in contracts]
            _settle_codes(book, placed, contracts, context)
            acts = _acts(placed, contracts)
            self._check_dates(acts, reading)
            found = [book.difference(_stated(own, contracts[own[0].row])) for own in acts]
            self._mark(found, acts, budget, context, reading)
            if reading.has_errors:
                continue
            refused, warned = check(book, found)
            for one in refused:
                self._refuse(reading, one.act.row, one.field, one.message)
            for difference, excess in warned:
                message = warning(excess, context.codes.texts[excess.code])
                cell = next(iter(difference.stated.cells.values()), "")
                reading.warn(difference.stated.row, cell, "over-contract", message)
                reading.doubts.append(message)
            if not reading.has_errors:
                reading.changes += changes(self.key, LABELS, [_step(one) for one in found if one.changes])
            working.append((budget, book, found, warned))

    def _contract(self, book: ActBook, line: Line, reading: Reading) -> Contract | None:
        """The one contract that a row names; refused where it names none, two, or one of another supplier."""
        said = line.data
        contracts = book.contracts(
            said["contract_id"], said["system_number"], line.contract_number, line.counterparty_number
        )
        if len(contracts) == 1:
            contract = contracts[0]
            if line.counterparty_number not in ("", contract.supplier.number):
                message = _("The act is of another supplier than the contract.")
                self._refuse(reading, line.row, "supplier", message)
                return None
            return contract
        if contracts:
            message = _("The row names two contracts: %(contracts)s. Leave one of them.")
            message %= {"contracts": "; ".join(str(one) for one in contracts)}
        else:
            message = _("No contract of this number and supplier is in force in the books. Import the contracts first.")
        columns: PortalColumns = reading.working["at"]
        key = next(
            (key for key in ("contract_number", "contract_id", "system_number") if columns.table.has(key)), "number"
        )
        columns.refuse(reading.working["places"][line.row], key, "unknown-contract", message, line.contract_number)
        return None

    def _refuse(self, reading: Reading, row: int, field: str, message: str) -> None:
        """At the column of a paper's field; `field` may be the cell itself."""
        columns: PortalColumns = reading.working["at"]
        key, problem = FIELDS.get(field, ("amount", "not-an-amount"))
        key = key if columns.table.has(key) else "number"
        columns.refuse(reading.working["places"][reading.working["rows"].get(field, row)], key, problem, message)

    def _check_dates(self, acts: Sequence[Sequence[Line]], reading: Reading) -> None:
        for own in acts:
            for line in own:
                if line.date != own[0].date:
                    message = _("Row %(row)s dates the same act %(day)s. Correct the date or the number.")
                    message %= {"row": own[0].row, "day": f"{own[0].date:%d.%m.%Y}"}
                    self._refuse(reading, line.row, "accepted_on", message)

    def _mark(
        self, found: Sequence[ActDifference], acts: Sequence[Sequence[Line]], budget: Budget, context: Context,
        reading: Reading,
    ) -> None:  # fmt: skip
        """Rows whose code and month the books hold are duplicates; rows that wait elsewhere already as well."""
        waiting, closed = _waiting(budget, context), context.closed(budget.pk)
        for one, own in zip(found, acts, strict=True):
            changed = one.changes
            for line in own:
                if line.status == HELD:
                    continue
                if line.code is None:
                    line.status = DUPLICATE if _named(line) in waiting else UNRESOLVED
                elif (line.code, line.month) not in changed:
                    line.status = DUPLICATE
            if changed and all(line.status in (DUPLICATE, UNRESOLVED, HELD) for line in own):
                # what the act names no more is taken back: its first row says so
                own[0].status = NEW if own[0].status == DUPLICATE else own[0].status
            for month in sorted({month for _code, month in changed if month in closed}):
                message = _("%(month)s is closed. Reopen it, or leave the row out.") % {"month": month}
                reading.reject(own[0].row, own[0].cell, CLOSED, message, str(month))
        _warn_twins(reading)

    def expected(self, reading: Reading) -> tuple[int, Decimal] | None:
        """What a trial balance declared already is posted with what takes it out of the sum again."""
        posted = reading.working["posted"]
        return len(posted), total(posted)

    def post(self, reading: Reading, job: Job) -> None:
        reading.working["posted"] = posted = list[Decimal]()
        for budget, book, found, warned in reading.working["found"]:

            def make(deliveries: list[Delivery], budget: Budget = budget) -> list[Document]:
                return job.documents_of(
                    budget, self.document_kind, [(one.number, one.accepted_on) for one in deliveries]
                )

            posted += accept_stated(book, found, warned, make, reading.working["rows"])

    def undo(self, batch: Batch, user_id: int, reason: str) -> tuple[int, list[Kept]]:
        release_matches(batch.pk)
        return 0, []


def _settle_codes(book: ActBook, lines: Sequence[Line], contracts: dict[int, Contract], context: Context) -> None:
    """A row without a code takes that of its month and sum in its known act, else the only one of its contract."""
    for line in lines:
        contract = contracts[line.row]
        line.counterparty_number, line.counterparty_name = contract.supplier.number, contract.supplier.name
        line.name = f"{contract.supplier.name} · {contract.number}"
        if line.code is not None:
            continue
        known = book.acts.find(line.data["external_id"], (line.number, contract.supplier.number))
        kept = {code for (code, month), amount in (book.sums[known.pk] if known else {}).items()
                if (month, amount) == (line.month, line.amount)}  # fmt: skip
        promised = {code for code, amount in book.promised[contract.pk].items() if amount}
        meant = kept if len(kept) == 1 else promised
        if len(meant) == 1:
            line.code = next(iter(meant))
        else:
            line.offers = tuple(sorted(context.codes.texts[code] for code in promised))


def _acts(lines: Sequence[Line], contracts: dict[int, Contract]) -> list[list[Line]]:
    """Rows of one contract and number, or of one portal id, are one act."""
    found: defaultdict[tuple[Any, ...], list[Line]] = defaultdict(list)
    for line in lines:
        found[contracts[line.row].pk, line.data["external_id"] or line.number].append(line)
    return list(found.values())


def _stated(own: Sequence[Line], contract: Contract) -> StatedAct:
    first = own[0]
    amounts: defaultdict[tuple[int, Month], Decimal] = defaultdict(lambda: ZERO)
    cells: dict[tuple[int, Month], str] = {}
    for line in own:
        if line.code is not None and line.month is not None:
            amounts[line.code, line.month] += line.amount
            cells.setdefault((line.code, line.month), line.cell)
    assert first.date is not None
    return StatedAct(
        first.number, contract, first.date, dict(amounts), cells, first.row, first.data["kind"], first.data["due_on"],
        first.data["external_id"], is_whole=all(line.code is not None for line in own),
    )  # fmt: skip


def _named(line: Line) -> tuple[str, ...]:
    return line.number, line.counterparty_number, str(line.month), f"{line.amount:.2f}"


def _waiting(budget: Budget, context: Context) -> set[tuple[str, ...]]:
    """Rows of other imports that wait for their code already. One query."""
    rows = BatchRow.objects.filter(budget=budget, batch__kind=KIND.key, state=BatchRow.State.UNRESOLVED)
    named = rows.exclude(batch=context.batch_number).values_list(
        "payment_number", "counterparty_number", "month", "amount"
    )  # fmt: skip
    return {(number, supplier, str(month), f"{amount:.2f}") for number, supplier, month, amount in named}


def _warn_twins(reading: Reading) -> None:
    """Rows of one act, code and month add up; alike ones may have been typed twice."""
    seen: dict[tuple[Any, ...], Line] = {}
    for line in reading.lines:
        key = (line.number, line.counterparty_number, line.data["external_id"], line.code, line.month, line.amount)
        first = seen.setdefault(key, line)
        if first is not line:
            message = _("This row equals row %(row)s. Both are posted; delete one if it was typed twice.")
            reading.warn(line.row, line.cell, TWICE, message % {"row": first.row}, str(line.amount))


LABELS = {"amount": gettext_lazy("sum, tenge"), "months": gettext_lazy("months")}


def _step(one: ActDifference) -> Step:
    name = f"{one.stated.number} · {one.stated.contract}"
    return Step(name, None if one.known is None else _fields(one.before), _fields(one.stated.amounts))


def _fields(amounts: dict[tuple[int, Month], Decimal]) -> dict[str, object]:
    months = sorted({str(month) for (_code, month), amount in amounts.items() if amount})
    return {"amount": total(amounts.values()), "months": ", ".join(months)}


KIND = Acts()
