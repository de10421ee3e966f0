"""Contracts with their schedules: a row is a contract's sum for a code and month, several rows are one contract.

Columns are those of the sample layout and of the public procurement portal (contract_number, supplier_biin, sign_date,
contract_end_date, contract_sum_wnds, fin_year). The portal names no code of the budget: such rows wait for one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.ledger import KeptEntry
from finance.models import Budget, Document, Measure
from finance.money import total, totals
from imports.columns.typed import Columns
from imports.context import Context, Job
from imports.kinds.contract_rows import COLUMNS, ContractRow, typed_rows
from imports.kinds.kind import DUPLICATE, NEW, Line, Table
from imports.models import Batch
from imports.policies.events import by_budget
from imports.policies.papers import (
    PaperKind,
    PaperReading,
    refuse_unclear_sites,
    stands_in,
    warn_alike,
    warn_unknown_items,
)
from imports.rows.timing import CLOSED, closed
from imports.sentences import say
from procurement.commitments import sentence
from procurement.models import Contract
from procurement.registering import ContractDifference, StatedContract, differences, register_stated, update_fields
from procurement.undoing import cancel_undone, restore_fields

BARE_DAYS = ("дата", "куни", "date")  # as headers are compared


# among what is kept of an import
FIELDS = "fields"


@dataclass(slots=True)
class ContractReading(PaperReading[ContractRow]):
    """With the contracts of each budget beside its books, and what those that it updated said before."""

    found: list[tuple[Budget, list[ContractDifference]]] = field(default_factory=list)
    fields_before: list[dict[str, object]] = field(default_factory=list)

    @property
    def contracts(self) -> list[ContractDifference]:
        return [one for _budget, own in self.found for one in own]

    def kept(self) -> dict[str, Any]:
        return {FIELDS: self.fields_before} if self.fields_before else {}


class ContractsKind(PaperKind[ContractReading]):
    key = "contracts"
    label = gettext_lazy("contracts")
    order = 170
    turn = 34
    needs_approval = True
    brings_papers = True
    measure = Measure.COMMITMENT
    document_kind = Document.Kind.CONTRACT
    columns = COLUMNS
    title_words = ("реестр договоров", "договоры", "договора", "шарттар тізілімі", "шарттар", "contracts")

    reading = ContractReading
    controlled = "amount_with_vat"
    marks = ("supplier_number",)

    def weighs(self, table: Table) -> int:
        """A day of signing or an end, beside a supplier's number, speaks for contracts; a bare day for payments too."""
        if table.has("ends_on") or table.has("system_number"):
            return 150
        header = table.headers.get(table.columns["signed_on"], "")
        return 0 if header in BARE_DAYS else 60

    def typed_rows(self, columns: Columns, _reading: ContractReading) -> Iterator[tuple[int, Line, ContractRow]]:
        return typed_rows(columns)

    def read(self, table: Table, context: Context) -> ContractReading:
        reading = super().read(table, context)
        warn_alike(reading, {line.row: (line.number, line.counterparty_number) for line in reading.lines})
        if reading.lines and not table.has("month"):
            reading.notes.append(_("The file names no months; each sum stands in the month of signing."))
        return reading

    def match(self, reading: ContractReading, context: Context) -> None:
        """Rows whose code and month the books hold with this amount are duplicates; others post the difference."""
        for budget, lines in by_budget(reading.lines, context, lambda line: line.month.year):  # type: ignore[union-attr] # `read` refuses lines without a month
            found = differences(budget, _stated(lines, reading))
            reading.found.append((budget, found))
            shut = context.closed(budget.pk)
            by_name = {one.stated.name: one for one in found}
            for line in lines:
                if line.status != NEW:
                    continue
                one = by_name[line.number, line.counterparty_number]
                if one.contract is not None and not stands_in(one.changes, line, reading.rows[line.row].site):
                    line.status = DUPLICATE
                elif line.month in shut:
                    reading.reject(line.row, line.cell, CLOSED, closed(line.month), str(line.month))
            for one in found:
                self._doubt(one, reading, context)

    def _doubt(self, one: ContractDifference, reading: ContractReading, context: Context) -> None:
        cell, row = next(iter(one.stated.cells.values()), ""), next(iter(one.stated.rows.values()), 0)
        if one.unknown_items:
            warn_unknown_items(reading, row, cell, one.unknown_items)
        refuse_unclear_sites(reading, one.unclear, row, cell)
        if one.contract is None:
            return
        name = {"number": one.stated.number, "supplier": one.contract.supplier.name}
        if one.contract.supplier.number != one.stated.supplier_number:
            message = _("The portal id belongs to contract %(number)s with another supplier, %(supplier)s.") % name
            reading.reject(row, cell, "wrong-supplier", message, one.stated.supplier_number)
        if one.contract.status != Contract.Status.SIGNED and one.changes:
            message = _("Contract %(number)s is closed; its sums cannot change.") % name
            reading.reject(row, cell, "closed-contract", message, one.stated.number)
        if one.unnamed and context.only_rows is None:
            months = ", ".join(sorted({f"{context.codes.texts[code]} {month}" for code, month, _site in one.unnamed}))
            message = say("Contract %(number)s of %(supplier)s: the file does not name %(months)s; %(amount)s stays.")
            amount = total(one.unnamed.values())
            reading.doubts.append(message % (name | {"months": months, "amount": amount}))

    def is_statement_new(self, reading: ContractReading, context: Context) -> bool:
        """A later date of end, the portal's id or an item of the plan is kept though no sum changes."""
        return any(one.fields or (one.items and one.contract is not None) for one in reading.contracts)

    def expected(self, reading: ContractReading) -> tuple[int, Decimal] | None:
        changes = [amount for one in reading.contracts for amount in one.changes.values()]
        return len(changes), total(changes)

    def post(self, reading: ContractReading, job: Job) -> None:
        texts = job.context.codes.texts
        for budget, found in reading.found:

            def paper(kind: str, day: date, budget: Budget = budget) -> Document:
                return job.document(budget, kind, day=day)

            exceeded = register_stated(budget, found, paper)
            reading.fields_before += update_fields(found)
            for excess in exceeded:
                line = next((ln for ln in reading.lines if ln.code == excess.code and ln.status == NEW), None)
                message = sentence(excess, texts[excess.code])
                reading.warn(line.row if line else None, line.cell if line else "", "over-limit", message)
                reading.doubts.append(message)

    def undo(self, batch: Batch) -> tuple[int, list[KeptEntry]]:
        """The contracts whose commitments were reversed are cancelled; fields that were updated go back."""
        cancel_undone(batch.pk)
        restore_fields(batch.facts.get(FIELDS) or [])
        return 0, []


def _stated(lines: Sequence[Line], reading: ContractReading) -> list[StatedContract]:
    """The contracts of one budget that the rows make up, as their first row describes them.

    Rows that wait for a code are left out.
    """
    own: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        if line.code is not None and line.month is not None:
            own[line.number, line.counterparty_number].append(line)
    found = []
    for name, named in own.items():
        keyed = [
            ((line.code, line.month, reading.rows[line.row].site), line)
            for line in named
            if line.code is not None and line.month is not None
        ]
        first = dict(reversed(keyed))
        amounts = totals((key, line.amount) for key, line in keyed)
        row = reading.rows[named[0].row]
        said = {one.name: getattr(row, one.name) for one in fields(row) if one.name != "site"}
        cells, rows = {key: first[key].cell for key in amounts}, {key: first[key].row for key in amounts}
        found.append(
            StatedContract(*name, named[0].counterparty_name, amounts=dict(amounts), cells=cells, rows=rows, **said)
        )
    return found


KIND = ContractsKind()
