"""Contracts with their schedules: a row is a contract's sum for a code and month, several rows are one contract.

Columns are those of the sample layout and of the public procurement portal (contract_number, supplier_biin, sign_date,
contract_end_date, contract_sum_wnds, fin_year). The portal names no code of the budget: such rows wait for one.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.ledger import Kept
from finance.models import Budget, Document, Measure
from finance.money import ZERO, total
from imports.context import Context, Job
from imports.kinds.columns import Columns
from imports.kinds.contract_rows import COLUMNS, FIELDS, Rows
from imports.kinds.controls import check_totals
from imports.kinds.events import TWICE, by_budget
from imports.kinds.kind import (
    DUPLICATE,
    NEW,
    Kind,
    Line,
    Reading,
    Table,
)
from imports.kinds.rows import sort_out
from imports.kinds.timing import CLOSED
from imports.models import Batch
from imports.sentences import say
from procurement.commitments import sentence
from procurement.models import Contract
from procurement.registering import Difference, Stated, differences, register_stated, update_fields
from procurement.undoing import cancel_undone, restore_fields

BARE_DAYS = ("дата", "куни", "date")  # as headers are compared


class Contracts(Kind):
    key = "contracts"
    label = gettext_lazy("contracts")
    order = 170
    measure = Measure.COMMITMENT
    document_kind = Document.Kind.CONTRACT
    is_controlled = False
    columns = COLUMNS
    title_words = ("реестр договоров", "договоры", "договора", "шарттар тізілімі", "шарттар", "contracts")

    def weighs(self, table: Table) -> int:
        """A day of signing or an end, beside a supplier's number, speaks for contracts; a bare day for payments too."""
        if table.has("ends_on") or table.has("system_number"):
            return 150
        header = table.headers.get(table.columns["signed_on"], "")
        return 0 if header in BARE_DAYS else 60

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        body = sort_out(table, key="number", money=("amount_with_vat",), marks=("supplier_number",))
        columns = Columns(table, body.rows, context, reading)
        stated = [one.row for one in body.stated]
        amounts = columns.amounts("amount_with_vat", stated=stated)
        rows = Rows(columns)
        with_rows: list[tuple[int, Line, str]] = []
        bad: list[tuple[int, str]] = []
        for at, i in enumerate(body.rows):
            amount = amounts[at]
            if amount is not None and amount < ZERO:
                message = _("A contract promises more than zero. A smaller sum of a known contract is stated in full.")
                columns.refuse(at, "amount_with_vat", "not-an-amount", message, str(amount))
            line = None if amount is None else rows.line(at, amount)
            if line is None or line.row in reading.rejected_rows:
                bad.append((i, ""))
                continue
            with_rows.append((i, line, context.codes.texts.get(line.code or 0, "")))
            reading.lines.append(line)
        totals = columns.stated_amounts("amount_with_vat", stated)
        check_totals(
            table, reading, list(zip(body.stated, totals, strict=True)), with_rows, key="amount_with_vat", rejected=bad
        )
        reading.skipped = body.skipped
        months = [line.month for line in reading.lines if line.month]
        if months:
            reading.months = (min(months), max(months))
        _warn_twins(reading)
        if reading.lines and not table.has("month"):
            reading.notes.append(_("The file names no months; each sum stands in the month of signing."))
        return reading

    def match(self, reading: Reading, context: Context) -> None:
        """Rows whose code and month the books hold with this amount are duplicates; others post the difference."""
        reading.working["found"] = found_by_budget = {}
        for budget, lines in by_budget(reading.lines, context, lambda line: line.month.year):  # type: ignore[union-attr] # `read` refuses lines without a month
            found = differences(budget, _stated(lines))
            found_by_budget[budget.pk] = (budget, found)
            closed = context.closed(budget.pk)
            by_name = {one.stated.name: one for one in found}
            for line in lines:
                if line.status != NEW:
                    continue
                one = by_name[line.number, line.counterparty_number]
                assert line.code is not None
                assert line.month is not None
                if (line.code, line.month) not in one.changes and one.contract is not None:
                    line.status = DUPLICATE
                elif line.month in closed:
                    message = _("%(month)s is closed. Reopen it, or leave the row out.") % {"month": line.month}
                    reading.reject(line.row, line.cell, CLOSED, message, str(line.month))
            for one in found:
                self._doubt(one, reading, context)
        reading.facts["fields"] = []

    def _doubt(self, one: Difference, reading: Reading, context: Context) -> None:
        if one.unknown_items:
            cell, row = next(iter(one.stated.cells.values()), ""), next(iter(one.stated.rows.values()), 0)
            message = _("The procurement plan does not hold these items: %(items)s. Import it, then this file again.")
            reading.warn(row, cell, "unknown-item", message % {"items": ", ".join(one.unknown_items)})
        if one.contract is None:
            return
        name = {"number": one.stated.number, "supplier": one.contract.supplier.name}
        if one.contract.supplier.number != one.stated.supplier_number:
            cell, row = next(iter(one.stated.cells.values()), ""), next(iter(one.stated.rows.values()), 0)
            message = _("The portal id belongs to contract %(number)s with another supplier, %(supplier)s.") % name
            reading.reject(row, cell, "wrong-supplier", message, one.stated.supplier_number)
        if one.contract.status != Contract.Status.SIGNED and one.changes:
            cell, row = next(iter(one.stated.cells.values()), ""), next(iter(one.stated.rows.values()), 0)
            message = _("Contract %(number)s is closed; its sums cannot change.") % name
            reading.reject(row, cell, "closed-contract", message, one.stated.number)
        if one.unnamed and context.only_rows is None:
            months = ", ".join(sorted({f"{context.codes.texts[code]} {month}" for code, month in one.unnamed}))
            message = say("Contract %(number)s of %(supplier)s: the file does not name %(months)s; %(amount)s stays.")
            amount = total(one.unnamed.values())
            reading.doubts.append(message % (name | {"months": months, "amount": amount}))

    def is_statement_new(self, reading: Reading, context: Context) -> bool:
        """A later date of end, the portal's id or an item of the plan is kept though no sum changes."""
        found = [one for _budget, own in reading.working["found"].values() for one in own]
        return any(one.fields or (one.items and one.contract is not None) for one in found)

    def expected(self, reading: Reading) -> tuple[int, Any] | None:
        changes = [a for _b, found in reading.working["found"].values() for one in found for a in one.changes.values()]
        return len(changes), total(changes)

    def post(self, reading: Reading, job: Job) -> None:
        texts = job.context.codes.texts
        before: list[dict[str, object]] = []
        for budget, found in reading.working["found"].values():

            def paper(kind: str, day: date, budget: Budget = budget) -> Document:
                return job.document(budget, kind, day=day)

            exceeded = register_stated(budget, found, paper)
            before += update_fields(found)
            for excess in exceeded:
                line = next((ln for ln in reading.lines if ln.code == excess.code and ln.status == NEW), None)
                message = sentence(excess, texts[excess.code])
                reading.warn(line.row if line else None, line.cell if line else "", "over-limit", message)
                reading.doubts.append(message)
        if before:
            Batch.objects.filter(pk=job.batch_number).update(facts={**reading.facts, "fields": before})

    def undo(self, batch: Batch, user_id: int, reason: str) -> tuple[int, list[Kept]]:
        """The contracts whose commitments were reversed are cancelled; fields that were updated go back."""
        cancel_undone(batch.pk)
        restore_fields(batch.facts.get("fields") or [])
        return 0, []


def _stated(lines: list[Line]) -> list[Stated]:
    """The contracts of one budget that the rows make up; rows that wait for a code are left out."""
    found: dict[tuple[str, str], Stated] = {}
    amounts: defaultdict[tuple[str, str], dict] = defaultdict(dict)
    for line in lines:
        if line.code is None or line.month is None:
            continue
        name = line.number, line.counterparty_number
        if name not in found:
            fields = {key: line.data[key] for key in (*FIELDS, "signed_on", "ends_on", "items")}
            found[name] = Stated(*name, line.counterparty_name, amounts={}, cells={}, rows={}, **fields)
        key = (line.code, line.month)
        amount, cell, row = amounts[name].get(key, (ZERO, line.cell, line.row))
        amounts[name][key] = (amount + line.amount, cell, row)
    for name, named in amounts.items():
        for key, (amount, cell, row) in named.items():
            found[name].amounts[key] = amount
            found[name].cells[key] = cell  # type: ignore[index]
            found[name].rows[key] = row  # type: ignore[index]
    return list(found.values())


def _warn_twins(reading: Reading) -> None:
    """Rows of one contract, code and month add up; alike ones may have been typed twice."""
    seen: dict[tuple, Line] = {}
    for line in reading.lines:
        first = seen.setdefault((line.number, line.counterparty_number, line.code, line.month, line.amount), line)
        if first is not line:
            message = _("This row equals row %(row)s. Both are posted; delete one if it was typed twice.")
            reading.warn(line.row, line.cell, TWICE, message % {"row": first.row}, str(line.amount))


KIND = Contracts()
