"""The annual procurement plan: a row an item, as the portal exports it. Several acts of one file are kept by date.

The portal names no code of the budget: a row takes the code its item has already, else that of its name, else it waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.ledger import Kept
from finance.models import Budget, Document
from imports.context import Context, Job
from imports.kinds.before_and_after import Step, changes, in_figures
from imports.kinds.controls import check_totals
from imports.kinds.events import by_budget
from imports.kinds.kind import DUPLICATE, HELD, NEW, UNRESOLVED, Kind, Line, Problem, Reading, RowsError, Table
from imports.kinds.portal_columns import PortalColumns
from imports.kinds.procurement_plan_rows import COLUMNS, Rows
from imports.kinds.rows import sort_out
from imports.models import Batch, BatchRow
from procurement.models import PlanItem
from procurement.procurement_plan import Item
from procurement.stated_plan import Compared, Comparison, PlanBook, StatedItem, compare, keep_stated, problems_of
from procurement.undoing import withdraw_plan

MARKS = ("external_id", "number", "enstru_code")


class ProcurementPlan(Kind):
    key = "procurement-plan"
    label = gettext_lazy("procurement plan")
    order = 180
    document_kind = Document.Kind.PROCUREMENT
    is_controlled = False
    columns = COLUMNS
    needs_one_of = (("external_id", "number", "root"), ("name", "name_kk"))
    title_words = ("план государственных закупок", "план закупок", "годовой план закупок", "план гз",
                   "мемлекеттік сатып алу жоспары", "сатып алу жоспары", "procurement plan")  # fmt: skip

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        key = "number" if table.has("number") else "name"
        body = sort_out(table, key=key, money=("amount",), marks=MARKS)
        stated_rows = [one.row for one in body.stated]
        columns = PortalColumns(table, body.rows, context, reading)
        rows = Rows(columns, stated_rows)
        stated: dict[int, StatedItem] = {}
        with_rows: list[tuple[int, Line, str]] = []
        bad: list[tuple[int, str]] = []
        for at, i in enumerate(body.rows):
            found = rows.read(at)
            if found is None:
                bad.append((i, ""))
                continue
            line, stated[line.row] = found
            reading.lines.append(line)
            with_rows.append((i, line, ""))
        totals = list(zip(body.stated, columns.stated_amounts("amount", stated_rows), strict=True))
        check_totals(table, reading, totals, with_rows, key="amount", rejected=bad)
        reading.skipped = body.skipped
        reading.working |= {"stated": stated, "places": {n: at for at, n in enumerate(columns.numbers)}, "at": columns}
        months = [line.month for line in reading.lines if line.month]
        if months:
            reading.months = (min(months), max(months))
        return reading

    def match(self, reading: Reading, context: Context) -> None:
        """Rows equal to what stands are duplicates; the others are new items or change known ones, before → after."""
        reading.working["found"] = found = []
        for budget, lines in by_budget(reading.lines, context, lambda line: line.month.year):  # type: ignore[union-attr] # `read` refuses lines without a month
            waiting = _waiting(budget, context)
            asked = [line for line in lines if line.status != HELD]
            stated: dict[int, StatedItem] = reading.working["stated"]
            compared = compare(PlanBook(budget), [stated[line.row] for line in asked])
            for refused in compared.refused:
                self._refuse(reading, refused.row, refused.key, refused.problem, refused.message)
            by_row = {line.row: line for line in asked}
            for one in compared.rows:
                self._mark(by_row[one.stated.row], one, waiting, reading, context)
            new = [one for one in compared.rows if by_row[one.stated.row].status == NEW]
            self._check(budget, new, reading)
            if not reading.has_errors:
                reading.changes += changes(self.key, LABELS, [_step(one, context) for one in new])
            found.append((budget, compared, new))

    def _mark(
        self, line: Line, one: Compared, waiting: set[tuple[str, ...]], reading: Reading, context: Context
    ) -> None:
        if one.is_known or (not one.item.code and _named(line) in waiting):
            line.status, line.code = DUPLICATE, one.item.code or None
            return
        line.code = one.item.code or None
        line.status = NEW if line.code else UNRESOLVED
        if line.status == NEW and one.is_without_new_act:
            message = _("Item %(number)s changes under act %(act)s, which is kept already; a new act should do that.")
            message %= {"number": one.item.number, "act": one.stated.act}
            reading.warn(line.row, line.cell, "changed-without-act", message, str(line.amount))

    def _check(self, budget: Budget, new: Sequence[Compared], reading: Reading) -> None:
        rows = {cell: one.stated.row for one in new for cell in (one.item.cell, *one.item.cells.values())}
        for cell, message in problems_of(budget, new):
            reading.reject(rows.get(cell, 0), cell, "not-an-item", message)

    def _refuse(self, reading: Reading, row: int, key: str, problem: str, message: str) -> None:
        columns: PortalColumns = reading.working["at"]
        columns.refuse(reading.working["places"][row], key, problem, message)

    def post(self, reading: Reading, job: Job) -> None:
        found: list[tuple[Budget, Comparison, list[Compared]]] = reading.working["found"]
        for budget, compared, new in found:
            keep_stated(budget, compared, new, partial(job.documents_of, budget, self.document_kind))
        kept = PlanItem.objects.filter(document__in=job.documents).count()
        if kept != sum(len(new) for _budget, _compared, new in found):
            raise RowsError([Problem(None, "total-differs", _("Not every item could be kept. Nothing was posted."))])

    def undo(self, batch: Batch) -> tuple[int, list[Kept]]:
        """Items that a contract or a lot names stay, and are named."""
        return withdraw_plan(batch.pk)


def _named(line: Line) -> tuple[str, ...]:
    return line.number, line.contract_number, f"{line.amount:.2f}"


def _waiting(budget: Budget, context: Context) -> set[tuple[str, ...]]:
    """Rows of other imports that wait for their code already. One query."""
    rows = BatchRow.objects.filter(budget=budget, batch__kind=KIND.key, state=BatchRow.State.UNRESOLVED)
    rows = rows.exclude(batch=context.batch_number)
    return {
        (number, act, f"{amount:.2f}")
        for number, act, amount in rows.values_list("payment_number", "contract_number", "amount")
    }


LABELS = {
    "amount_with_vat": gettext_lazy("sum with VAT, tenge"),
    "amount": gettext_lazy("sum without VAT, tenge"),
    "code": gettext_lazy("budget code"),
    "month": gettext_lazy("month"),
    "quantity": gettext_lazy("quantity"),
    "price": gettext_lazy("price, tenge"),
    "name_ru": gettext_lazy("name in Russian"),
    "name_kk": gettext_lazy("name in Kazakh"),
    "subject": gettext_lazy("subject"),
    "enstru_code": gettext_lazy("ENS TRU code"),
    "method": gettext_lazy("method"),
    "years": gettext_lazy("by years"),
    "is_cancelled": gettext_lazy("cancelled"),
}
# What is shown of a new item; of a changed one, whatever changes.
SHOWN = ("amount_with_vat", "code", "month", "quantity", "price")


def _step(one: Compared, context: Context) -> Step:
    item = one.item
    name = f"{item.number} {item.name_ru} · " + _("act %(number)s") % {"number": one.stated.act}
    after = _fields(item, context)
    if one.before is None:
        return Step(name, None, {key: after[key] for key in SHOWN})
    return Step(name, _fields(one.before, context), after)


def _fields(item: Item, context: Context) -> dict[str, object]:
    fields: dict[str, object] = {key: getattr(item, key) for key in LABELS}
    subject = str(PlanItem.Subject(item.subject).label) if item.subject else ""
    split = item.years if any(item.years[1:]) else ()
    fields["quantity"] = in_figures(item.quantity)
    return fields | {"code": context.codes.texts.get(item.code, ""), "subject": subject, "years": split}


KIND = ProcurementPlan()
