"""Lots of the public procurement portal: what of the plan is announced. They move no figure of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.ledger import KeptEntry
from finance.models import Document
from finance.months import Month
from imports.columns.column import AMOUNT, DATE, NUMBER, PARTY, WORD, YEAR, Column
from imports.columns.money import ANNOUNCED
from imports.columns.typed import Columns
from imports.context import Context, Job
from imports.kinds.kind import DUPLICATE, NEW, Line, Table
from imports.models import Batch
from imports.policies.before_and_after import PaperStep, changes, in_figures
from imports.policies.papers import (
    FLAGS,
    PaperKind,
    PaperReading,
    budget_years,
    check_kept,
    names_of_items,
    refuse_empty,
    refuse_other_customers,
    warn_unknown_items,
)
from imports.resolve.letters import skeleton
from imports.sentences import say
from procurement.models import Lot
from procurement.stated_lots import ComparedLot, Place, PlannedItems, StatedLot, compare_lots, keep_lots

COLUMNS = (
    Column("external_id", _("portal id"),
           ("external_id", "id", "id лота*", "ид лота*", "идентификатор лота*", "лот id*"), limit=40),
    Column("number", _("number"),
           ("lot_number", "номер лота*", "№ лота*", "лот №*", "лот нөмірі*", "лоттың нөмірі*"), is_required=True,
           is_filled=False, limit=64, spare="external_id"),
    Column("announcement_id", _("portal id of the announcement"), ("trd_buy_id", "id объявления*", "хабарландыру id*"),
           limit=40),
    Column("announcement_number", _("announcement number"),
           ("trd_buy_number_anno", "номер объявления*", "№ объявления*", "хабарландыру нөмірі*", "хабарландыру №*"),
           limit=64),
    Column("announced_on", _("announced on"),
           ("announced_on", "publish_date", "start_date", "дата публикации*", "дата объявления*", "дата начала*",
            "жарияланған күні*", "жариялау күні*"), DATE),
    Column("status", _("status"),
           ("ref_lot_status_id", "status", "статус лота*", "статус*", "лот мәртебесі*", "мәртебесі*", "күйі*"),
           limit=80),
    Column("method", _("method"),
           ("ref_trade_methods_id", "method", "способ закуп*", "сатып алу тәсілі*", "способ*", "тәсілі*"),
           limit=40),
    Column("points", _("plan items"),
           ("point_list", "пункты плана*", "пункт плана*", "id пункт*", "номера пунктов*", "жоспар тармақтары*",
            "жоспар тармағы*"), limit=0),
    Column("quantity", _("quantity"), ("count", "quantity", "количество*", "кол во*", "саны*", "көлемі*"), NUMBER,
           decimals=3),
    Column("amount", _("amount"),
           ("amount", "сумма лота*", "плановая сумма*", "выделенная сумма*", "лот сомасы*", "лоттың сомасы*",
            "жоспарланған сома*", "сумма", "сомасы", "сумма*", "сомасы*"), AMOUNT, True, takes=ANNOUNCED),
    Column("name", _("name"),
           ("name", "name_ru", "наименование лота*", "лот атауы*", "лоттың атауы*", "наименование", "атауы",
            "наименование*", "атауы*", "description"), limit=500),
    Column("customer_number", _("BIN of the customer"),
           ("customer_bin", "бин заказчика*", "бин", "тапсырыс берушінің бсн*", "тапсырыс беруші бсн*", "бсн"), PARTY),
    Column("year", _("year"), ("fin_year", "plan_fin_year", "финансовый год*", "қаржы жылы*", "год", "жыл", "жылы"),
           YEAR),
    Column("is_deleted", _("cancelled"), ("is_deleted", "is_cancelled", "удален*", "отменен*", "жойылған*"), WORD,
           meanings=FLAGS, blank="no"),
)  # fmt: skip
CANCELLED = ("отмен", "жойыл", "cancel")
LABELS = {
    "amount": _("sum, tenge"),
    "status": _("status"),
    "number": _("lot number"),
    "announcement_number": _("announcement number"),
    "announced_on": _("announced on"),
    "method": _("method"),
    "name": _("name"),
    "quantity": _("quantity"),
    "external_id": _("portal id"),
    "is_cancelled": _("cancelled"),
    "items": _("plan items"),
}
# What a lot says as the file writes it.
SAID = ("number", "external_id", "announcement_id", "announcement_number", "announced_on", "status", "method", "name",
        "customer_number", "quantity")  # fmt: skip
SHOWN = ("amount", "status", "announcement_number", "items")


@dataclass(slots=True)
class LotReading(PaperReading[StatedLot]):
    """With the items of the plan that lots buy; `new` are the lots to be kept."""

    planned: PlannedItems = field(init=False)
    new: list[ComparedLot] = field(default_factory=list)


class LotsKind(PaperKind[LotReading]):
    key = "lots"
    label = _("lots of the portal")
    order = 190
    turn = 32
    document_kind = Document.Kind.PROCUREMENT
    columns = COLUMNS
    title_words = ("реестр лотов", "лоты", "лоттар тізілімі", "лоттар", "lots")
    reading = LotReading
    marks = ("external_id", "number")

    def read(self, table: Table, context: Context) -> LotReading:
        reading = super().read(table, context)
        reading.reach(*(Month.of(one.announced_on) for one in reading.rows.values() if one.announced_on))
        return reading

    def typed_rows(self, columns: Columns, reading: LotReading) -> Iterator[tuple[int, Line, StatedLot]]:
        reading.planned = PlannedItems(columns.context.facility)
        refuse_other_customers(columns)
        refuse_empty(columns, ["number"], gettext("The number of the lot is missing."))
        _refuse_twice(columns)
        items = _items(columns, reading.planned)
        budgets = _budgets(columns, items)
        for cells in columns.sound():
            at, budget, amount = cells.at, budgets[cells.at], cells.amount
            if amount < 0:
                message = gettext("A lot is announced for zero or more.")
                columns.refuse(at, "amount", "not-an-amount", message, str(amount))
            elif budget is not None:
                row, cell = columns.numbers[at], columns.address(at, "amount")
                is_cancelled = cells.is_deleted == "yes" or skeleton(cells.status).startswith(CANCELLED)
                said = {name: cells.cells[name] for name in SAID}
                stated = StatedLot(
                    row, budget, amount=amount, is_cancelled=is_cancelled, items=items[at], cell=cell, **said
                )
                yield (
                    at,
                    Line(row, cell, amount, number=cells.number, name=cells.name, is_cancelled=is_cancelled),
                    stated,
                )

    def years(self, reading: LotReading) -> set[int]:
        budgets = reading.columns.context.budgets
        own = {one.budget for one in reading.rows.values()}
        return {year for year, found in budgets.items() if any(budget.pk in own for budget in found)}

    def match(self, reading: LotReading, context: Context) -> None:
        """Rows equal to the newest version of their lot are duplicates; others are new or change it, before → after."""
        lines = {line.row: line for line in reading.lines}
        compared = compare_lots(sorted(reading.rows.values(), key=lambda one: one.budget))
        for one in compared:
            lines[one.stated.row].status = DUPLICATE if one.is_known else NEW
        reading.new = [one for one in compared if not one.is_known]
        if not reading.has_errors:
            reading.changes += changes(self.key, LABELS, [_step(one) for one in reading.new])

    def post(self, reading: LotReading, job: Job) -> None:
        budgets = {budget.pk: budget for found in job.context.budgets.values() for budget in found}
        documents = {}
        for pk in dict.fromkeys(one.stated.budget for one in reading.new):
            own = [one.stated.announced_on for one in reading.new if one.stated.budget == pk]
            day = max((day for day in own if day), default=job.context.today)
            documents[pk] = job.document(budgets[pk], self.document_kind, day=day)
        keep_lots(documents, reading.new, reading.planned)
        kept = Lot.objects.filter(document__in=documents.values()).count()
        check_kept(kept, len(reading.new), gettext("Not every lot could be kept. Nothing was posted."))

    def undo(self, batch: Batch) -> tuple[int, list[KeptEntry]]:
        """Versions stand by the status of their document, so the ones before hold again by themselves."""
        return Lot.objects.filter(document__batch_number=batch.pk).count(), []


def _refuse_twice(columns: Columns) -> None:
    seen: dict[str, int] = {}
    for at, (name, number) in enumerate(zip(columns["external_id"], columns["number"], strict=True)):
        first = seen.setdefault(name or f"№{number}", columns.numbers[at])
        if first != columns.numbers[at]:
            message = gettext("Lot %(number)s stands in row %(row)s already. Leave one of them.")
            columns.refuse(at, "number", "duplicate-row", message % {"number": number, "row": first})


def _items(columns: Columns, planned: PlannedItems) -> list[frozenset[Place] | None]:
    """The items of the plan that each lot buys, None where a row names none; what the plan lacks is a doubt."""
    found: list[frozenset[Place] | None] = []
    unknown = 0
    for at, points in enumerate(columns["points"]):
        names = names_of_items(points)
        lacking = [name for name in names if name not in planned.places]
        found.append(frozenset(planned.places[name] for name in names if name in planned.places) if names else None)
        if lacking:
            unknown += 1
            warn_unknown_items(columns.reading, columns.numbers[at], columns.address(at, "points"), lacking, points)
    if unknown:
        message = say("Lots that name items the procurement plan does not hold: %(count)s. The plan shows no such lot.")
        columns.reading.doubts.append(message % {"count": unknown})
    return found


def _budgets(columns: Columns, items: Sequence[frozenset[Place] | None]) -> list[int | None]:
    """The budget (id) of each lot: of the items it buys, else of the year that the row or the file names."""
    context = columns.context
    own = {budget.pk for budgets in context.budgets.values() for budget in budgets}
    places = [{budget for budget, _number in (named or ())} for named in items]
    alone = [at for at, found in enumerate(places) if not found]
    years = budget_years(columns, alone)
    budgets: list[int | None] = []
    for at, found in enumerate(places):
        if len(found) > 1:
            message = gettext("The lot buys items of two budgets. Part it, a row for each budget.")
            columns.refuse(at, "points", "two-budgets", message)
        elif found and not found <= own:
            message = gettext("The lot buys items of another budget than the chosen one. Choose that budget.")
            columns.refuse(at, "points", "two-budgets", message)
        of_year = context.budget_of(year) if (year := years[at]) else None
        budgets.append(next(iter(found), of_year.pk if of_year else None))
    return budgets


def _step(one: ComparedLot) -> PaperStep:
    after = _fields(one.fields, one.items)
    name = " ".join(str(part) for part in (one.fields["number"], one.fields["name"]) if part)
    if one.before is None:
        return PaperStep(name, None, {key: after[key] for key in SHOWN})
    return PaperStep(name, _fields(one.before, one.items_before), after)


def _fields(said: Mapping[str, object], items: Iterable[Place]) -> dict[str, object]:
    quantity = in_figures(said.get("quantity"))  # type: ignore[arg-type] # text of a cell
    return {key: said.get(key) for key in LABELS} | {
        "quantity": quantity,
        "items": ", ".join(sorted(number for _budget, number in items)),
    }


KIND = LotsKind()
