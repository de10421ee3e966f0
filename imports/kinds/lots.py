"""Lots of the public procurement portal: what of the plan is announced. They move no figure of the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.ledger import Kept
from finance.models import Document
from finance.months import Month
from imports.context import Context, Job
from imports.kinds.before_and_after import Step, changes, in_figures
from imports.kinds.column import AMOUNT, DATE, NUMBER, Column
from imports.kinds.controls import check_totals
from imports.kinds.kind import DUPLICATE, NEW, Kind, Line, Problem, Reading, RowsError, Table
from imports.kinds.money import ANNOUNCED
from imports.kinds.portal_columns import PortalColumns, year_of
from imports.kinds.rows import sort_out
from imports.models import Batch
from imports.resolve.letters import skeleton
from imports.sentences import say
from procurement.models import Lot
from procurement.stated_lots import ComparedLot, Place, PlannedItems, StatedLot, compare_lots, keep_lots

COLUMNS = (
    Column("external_id", _("portal id"),
           ("external_id", "id", "id лота*", "ид лота*", "идентификатор лота*", "лот id*")),
    Column("number", _("number"),
           ("lot_number", "номер лота*", "№ лота*", "лот №*", "лот нөмірі*", "лоттың нөмірі*"), is_required=True,
           spare="external_id"),
    Column("announcement_id", _("portal id of the announcement"), ("trd_buy_id", "id объявления*", "хабарландыру id*")),
    Column("announcement_number", _("announcement number"),
           ("trd_buy_number_anno", "номер объявления*", "№ объявления*", "хабарландыру нөмірі*", "хабарландыру №*")),
    Column("announced_on", _("announced on"),
           ("announced_on", "publish_date", "start_date", "дата публикации*", "дата объявления*", "дата начала*",
            "жарияланған күні*", "жариялау күні*"), DATE),
    Column("status", _("status"),
           ("ref_lot_status_id", "status", "статус лота*", "статус*", "лот мәртебесі*", "мәртебесі*", "күйі*")),
    Column("method", _("method"),
           ("ref_trade_methods_id", "method", "способ закуп*", "сатып алу тәсілі*", "способ*", "тәсілі*")),
    Column("points", _("plan items"),
           ("point_list", "пункты плана*", "пункт плана*", "id пункт*", "номера пунктов*", "жоспар тармақтары*",
            "жоспар тармағы*")),
    Column("quantity", _("quantity"), ("count", "quantity", "количество*", "кол во*", "саны*", "көлемі*"), NUMBER),
    Column("amount", _("amount"),
           ("amount", "сумма лота*", "плановая сумма*", "выделенная сумма*", "лот сомасы*", "лоттың сомасы*",
            "жоспарланған сома*", "сумма", "сомасы", "сумма*", "сомасы*"), AMOUNT, True, takes=ANNOUNCED),
    Column("name", _("name"),
           ("name", "name_ru", "наименование лота*", "лот атауы*", "лоттың атауы*", "наименование", "атауы",
            "наименование*", "атауы*", "description")),
    Column("customer_number", _("BIN of the customer"),
           ("customer_bin", "бин заказчика*", "бин", "тапсырыс берушінің бсн*", "тапсырыс беруші бсн*", "бсн")),
    Column("year", _("year"), ("fin_year", "plan_fin_year", "финансовый год*", "қаржы жылы*", "год", "жыл", "жылы")),
    Column("is_deleted", _("cancelled"), ("is_deleted", "is_cancelled", "удален*", "отменен*", "жойылған*")),
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
SHOWN = ("amount", "status", "announcement_number", "items")


class Lots(Kind):
    key = "lots"
    label = _("lots of the portal")
    order = 190
    document_kind = Document.Kind.PROCUREMENT
    is_controlled = False
    columns = COLUMNS
    title_words = ("реестр лотов", "лоты", "лоттар тізілімі", "лоттар", "lots")

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        body = sort_out(table, key="number", money=("amount",), marks=("external_id", "number"))
        stated_rows = [one.row for one in body.stated]
        columns = PortalColumns(table, body.rows, context, reading)
        columns.own("customer_number")
        planned = PlannedItems(context.facility)
        read = _stated(columns, columns.amounts("amount", stated=stated_rows), planned)
        with_rows: list[tuple[int, Line, str]] = []
        stated: dict[int, StatedLot] = {}
        bad: list[tuple[int, str]] = []
        for i, one in zip(body.rows, read, strict=True):
            if one is None:
                bad.append((i, ""))
                continue
            line = Line(one.row, one.cell, one.amount, number=one.number, name=one.name)
            reading.lines.append(line)
            stated[one.row] = one
            with_rows.append((i, line, ""))
        totals = list(zip(body.stated, columns.stated_amounts("amount", stated_rows), strict=True))
        check_totals(table, reading, totals, with_rows, key="amount", rejected=bad)
        reading.skipped = body.skipped
        reading.working |= {"stated": stated, "planned": planned}
        days = [one.announced_on for one in stated.values() if one.announced_on]
        if days:
            reading.months = (Month.of(min(days)), Month.of(max(days)))
        return reading

    def years(self, reading: Reading) -> set[int]:
        return set(reading.working["years"])

    def match(self, reading: Reading, context: Context) -> None:
        """Rows equal to the newest version of their lot are duplicates; others are new or change it, before → after."""
        stated: dict[int, StatedLot] = reading.working["stated"]
        lines = {line.row: line for line in reading.lines}
        compared = compare_lots(sorted(stated.values(), key=lambda one: one.budget))
        for one in compared:
            lines[one.stated.row].status = DUPLICATE if one.is_known else NEW
        reading.working["new"] = new = [one for one in compared if not one.is_known]
        if not reading.has_errors:
            reading.changes += changes(self.key, LABELS, [_step(one) for one in new])

    def post(self, reading: Reading, job: Job) -> None:
        new: list[ComparedLot] = reading.working["new"]
        budgets = {budget.pk: budget for found in job.context.budgets.values() for budget in found}
        documents = {}
        for pk in dict.fromkeys(one.stated.budget for one in new):
            days = [one.stated.announced_on for one in new if one.stated.budget == pk and one.stated.announced_on]
            day = max(days, default=job.context.today)
            documents[pk] = job.document(budgets[pk], self.document_kind, day=day)
        keep_lots(documents, new, reading.working["planned"])
        if Lot.objects.filter(document__in=documents.values()).count() != len(new):
            raise RowsError(
                [Problem(None, "total-differs", gettext("Not every lot could be kept. Nothing was posted."))]
            )

    def undo(self, batch: Batch, user_id: int, reason: str) -> tuple[int, list[Kept]]:
        """Versions stand by the status of their document, so the ones before hold again by themselves."""
        return Lot.objects.filter(document__batch_number=batch.pk).count(), []


def _stated(columns: PortalColumns, amounts: list[Decimal | None], planned: PlannedItems) -> list[StatedLot | None]:
    """Each row as a lot; None where one of its cells is refused."""
    numbers, ids, names = columns.texts("number", 64), columns.texts("external_id", 40), columns.texts("name", 500)
    announcements, texts = columns.texts("announcement_id", 40), columns.texts("announcement_number", 64)
    days, statuses, methods = columns.days("announced_on"), columns.texts("status", 80), columns.texts("method", 40)
    customers, quantities = columns.texts("customer_number", 12), columns.quantities("quantity")
    flags = columns.flags("is_deleted")
    items = _items(columns, planned)
    budgets = _budgets(columns, items)
    _refuse_twice(columns, numbers, ids)
    found: list[StatedLot | None] = []
    for at, row in enumerate(columns.numbers):
        amount, budget = amounts[at], budgets[at]
        if amount is not None and amount < 0:
            columns.refuse(at, "amount", "not-an-amount", gettext("A lot is announced for zero or more."), str(amount))
        if amount is None or budget is None or row in columns.reading.rejected_rows:
            found.append(None)
            continue
        is_cancelled = flags[at] or skeleton(statuses[at]).startswith(CANCELLED)
        found.append(
            StatedLot(
                row, budget, numbers[at], amount, ids[at], announcements[at], texts[at], days[at], statuses[at],
                methods[at], names[at], customers[at].zfill(12) if customers[at] else "", quantities[at], is_cancelled,
                items[at], columns.address(at, "amount"),
            )
        )  # fmt: skip
    return found


def _refuse_twice(columns: PortalColumns, numbers: Sequence[str], ids: Sequence[str]) -> None:
    seen: dict[str, int] = {}
    for at, row in enumerate(columns.numbers):
        if not numbers[at]:
            columns.refuse(at, "number", "missing-column", gettext("The number of the lot is missing."))
        first = seen.setdefault(ids[at] or f"№{numbers[at]}", row)
        if first != row:
            message = gettext("Lot %(number)s stands in row %(row)s already. Leave one of them.")
            columns.refuse(at, "number", "duplicate-row", message % {"number": numbers[at], "row": first})


def _items(columns: PortalColumns, planned: PlannedItems) -> list[frozenset[Place] | None]:
    """The items of the plan that each lot buys, None where a row names none; what the plan lacks is a doubt."""
    found: list[frozenset[Place] | None] = []
    unknown = 0
    for at, points in enumerate(columns.texts("points")):
        names = re.findall(r"\d+", points)
        found.append(frozenset(planned.places[name] for name in names if name in planned.places) if names else None)
        lacking = [name for name in names if name not in planned.places]
        if lacking:
            unknown += 1
            message = gettext(
                "The procurement plan does not hold these items: %(items)s. Import it, then this file again."
            )
            message %= {"items": ", ".join(lacking)}
            columns.reading.warn(columns.numbers[at], columns.address(at, "points"), "unknown-item", message, points)
    if unknown:
        message = say("Lots that name items the procurement plan does not hold: %(count)s. The plan shows no such lot.")
        columns.reading.doubts.append(message % {"count": unknown})
    return found


def _budgets(columns: PortalColumns, items: Sequence[frozenset[Place] | None]) -> list[int | None]:
    """The budget (id) of each lot: of the items it buys, else of the year that the row or the file names."""
    context = columns.context
    own = {budget.pk: budget.year for budgets in context.budgets.values() for budget in budgets}
    places = [{budget for budget, _number in (named or ())} for named in items]
    alone = [at for at, found in enumerate(places) if not found]
    some = PortalColumns(columns.table, [columns.rows[at] for at in alone], context, columns.reading)
    years = dict(zip(alone, some.years("year", year_of(columns.table, context)), strict=True))
    budgets: list[int | None] = []
    for at, found in enumerate(places):
        if len(found) > 1:
            message = gettext("The lot buys items of two budgets. Part it, a row for each budget.")
            columns.refuse(at, "points", "two-budgets", message)
        of_year = context.budget_of(year) if (year := years.get(at)) else None
        meant = found & own.keys() if len(found) == 1 else {of_year.pk} if of_year is not None else ()
        budgets.append(next(iter(meant), None))
    columns.reading.working["years"] = {own[pk] for pk in budgets if pk is not None}
    return budgets


def _step(one: ComparedLot) -> Step:
    after = _fields(one.fields, one.items)
    name = " ".join(str(part) for part in (one.fields["number"], one.fields["name"]) if part)
    if one.before is None:
        return Step(name, None, {key: after[key] for key in SHOWN})
    return Step(name, _fields(one.before, one.items_before), after)


def _fields(said: Mapping[str, object], items: Iterable[Place]) -> dict[str, object]:
    quantity = in_figures(said.get("quantity"))  # type: ignore[arg-type] # text of a cell
    return {key: said.get(key) for key in LABELS} | {
        "quantity": quantity,
        "items": ", ".join(sorted(number for _budget, number in items)),
    }


KIND = Lots()
