"""The annual procurement plan: a row an item, as the portal exports it. Several acts of one file are kept by date.

The portal names no code of the budget: a row takes the code its item has already, else that of its name, else it waits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.ledger import KeptEntry
from finance.models import Budget, Document
from imports.columns.typed import Columns
from imports.context import Context, Job
from imports.kinds.kind import Table
from imports.kinds.procurement_plan_rows import COLUMNS, typed_rows
from imports.models import Batch
from imports.policies.before_and_after import PaperStep, changes, in_figures
from imports.policies.events import by_budget
from imports.policies.papers import PaperKind, PaperReading, check_kept, waiting
from imports.rows.line import DUPLICATE, HELD, NEW, UNRESOLVED, Line
from imports.sentences import say
from procurement.models import PlanItem
from procurement.procurement_plan import ActItem
from procurement.stated_plan import (
    ComparedItem,
    PlanBook,
    PlanComparison,
    StatedItem,
    compare,
    keep_stated,
    problems_of,
)
from procurement.undoing import withdraw_plan


@dataclass(frozen=True, slots=True)
class ComparedPlan:
    """The rows of one budget beside its books; `new` are the items to be kept."""

    budget: Budget
    compared: PlanComparison
    new: list[ComparedItem]


@dataclass(slots=True)
class PlanReading(PaperReading[StatedItem]):
    found: list[ComparedPlan] = field(default_factory=list)


class ProcurementPlan(PaperKind[PlanReading]):
    key = "procurement-plan"
    label = gettext_lazy("procurement plan")
    order = 180
    turn = 30
    document_kind = Document.Kind.PROCUREMENT
    columns = COLUMNS
    needs_one_of = (("external_id", "number", "root"), ("name", "name_kk"))
    title_words = ("план государственных закупок", "план закупок", "годовой план закупок", "план гз",
                   "мемлекеттік сатып алу жоспары", "сатып алу жоспары", "procurement plan")  # fmt: skip

    reading = PlanReading
    marks = ("external_id", "number", "enstru_code")

    def labelled_by(self, table: Table) -> str:
        return "number" if table.has("number") else "name"

    def typed_rows(self, columns: Columns, _reading: PlanReading) -> Iterator[tuple[int, Line, StatedItem]]:
        return typed_rows(columns)

    def match(self, reading: PlanReading, context: Context) -> None:
        """Rows equal to what stands are duplicates; the others are new items or change known ones, before → after."""
        for budget, lines in by_budget(reading.lines, context, lambda line: line.month.year):  # type: ignore[union-attr] # `read` refuses lines without a month
            asked = {line.row: line for line in lines if line.status != HELD}
            compared = compare(PlanBook(budget), [reading.rows[row] for row in asked])
            for refused in compared.refused:
                reading.refuse(refused.row, (refused.key,), refused.problem, refused.message)
            known = waiting(budget, self.key, context, "payment_number", "contract_number")
            for one in compared.rows:
                self._mark(asked[one.stated.row], one, known, reading)
            new = [one for one in compared.rows if asked[one.stated.row].status == NEW]
            self._check(budget, new, reading)
            if not reading.has_errors:
                reading.changes += changes(self.key, LABELS, [_step(one, context) for one in new])
            reading.found.append(ComparedPlan(budget, compared, new))

    def _mark(self, line: Line, one: ComparedItem, known: set[tuple[Any, ...]], reading: PlanReading) -> None:
        line.code = one.item.code or None
        if one.is_known or (line.code is None and (line.number, line.contract_number, line.amount) in known):
            line.status = DUPLICATE
            return
        line.status = NEW if line.code else UNRESOLVED
        if line.status == NEW and one.is_without_new_act:
            message = say("Item %(number)s changes under act %(act)s, which is kept already; a new act should do that.")
            values = {"number": one.item.number, "act": one.stated.act}
            reading.warn(line.row, line.cell, "changed-without-act", message % values, str(line.amount))

    def _check(self, budget: Budget, new: Sequence[ComparedItem], reading: PlanReading) -> None:
        rows = {cell: one.stated.row for one in new for cell in (one.item.cell, *one.item.cells.values())}
        for cell, message in problems_of(budget, new):
            reading.reject(rows.get(cell, 0), cell, "not-an-item", message)

    def post(self, reading: PlanReading, job: Job) -> None:
        for one in reading.found:
            keep_stated(one.budget, one.compared, one.new, partial(job.documents_of, one.budget, self.document_kind))
        kept = PlanItem.objects.filter(document__in=job.documents).count()
        new = sum(len(one.new) for one in reading.found)
        check_kept(kept, new, _("Not every item could be kept. Nothing was posted."))

    def undo(self, batch: Batch) -> tuple[int, list[KeptEntry]]:
        """Items that a contract or a lot names stay, and are named."""
        return withdraw_plan(batch.pk)


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


def _step(one: ComparedItem, context: Context) -> PaperStep:
    item = one.item
    name = f"{item.number} {item.name_ru} · " + _("act %(number)s") % {"number": one.stated.act}
    after = _fields(item, context)
    if one.before is None:
        return PaperStep(name, None, {key: after[key] for key in SHOWN})
    return PaperStep(name, _fields(one.before, context), after)


def _fields(item: ActItem, context: Context) -> dict[str, object]:
    fields: dict[str, object] = {key: getattr(item, key) for key in LABELS}
    subject = str(PlanItem.Subject(item.subject).label) if item.subject else ""
    split = item.years if any(item.years[1:]) else ()
    fields["quantity"] = in_figures(item.quantity)
    return fields | {"code": context.codes.texts.get(item.code, ""), "subject": subject, "years": split}


KIND = ProcurementPlan()
