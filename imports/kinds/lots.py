"""Lots of the public procurement portal: what of the plan is announced. They move no figure of the ledger."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.ledger import Kept
from finance.models import Budget, Document
from finance.months import Month
from imports.context import Context, Job
from imports.kinds.before_and_after import Step, changes, in_figures
from imports.kinds.controls import check_totals
from imports.kinds.kind import (
    AMOUNT,
    DATE,
    DUPLICATE,
    NEW,
    NUMBER,
    Column,
    Kind,
    Line,
    Problem,
    Reading,
    RowsError,
    Table,
)
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
           ("lot_number", "номер лота*", "№ лота*", "лот №*", "лот нөмірі*", "лоттың нөмірі*"), is_required=True),
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
        budgets = _budgets(columns, read, context)
        with_rows: list[tuple[int, Line, str]] = []
        stated: dict[int, StatedLot] = {}
        bad: list[tuple[int, str]] = []
        for at, i in enumerate(body.rows):
            one, budget = read[at], budgets[at]
            if one is None or budget is None or one.row in reading.rejected_rows:
                bad.append((i, ""))
                continue
            line = Line(one.row, one.cell, one.amount, number=one.number, name=one.name)
            line.data = {"budget": budget}
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
        return {line.data["budget"].year for line in reading.lines}

    def match(self, reading: Reading, context: Context) -> None:
        """Rows equal to the newest version of their lot are duplicates; others are new or change it, before → after."""
        reading.working["found"] = found = []
        by_budget: defaultdict[int, list[Line]] = defaultdict(list)
        budgets: dict[int, Budget] = {}
        for line in reading.lines:
            budget = line.data["budget"]
            budgets[budget.pk] = budget
            by_budget[budget.pk].append(line)
        for pk, lines in sorted(by_budget.items()):
            compared = compare_lots(budgets[pk], [reading.working["stated"][line.row] for line in lines])
            for line, one in zip(lines, compared, strict=True):
                line.status = DUPLICATE if one.is_known else NEW
            new = [one for one in compared if not one.is_known]
            if not reading.has_errors:
                reading.changes += changes(self.key, LABELS, [_step(one) for one in new])
            found.append((budgets[pk], new))

    def post(self, reading: Reading, job: Job) -> None:
        for budget, new in reading.working["found"]:
            if not new:
                continue
            days = [one.stated.announced_on for one in new if one.stated.announced_on]
            document = job.document(budget, self.document_kind, day=max(days, default=job.context.today))
            keep_lots(document, new, reading.working["planned"])
            if Lot.objects.filter(document=document).count() != len(new):
                message = gettext("Not every lot could be kept. Nothing was posted.")
                raise RowsError([Problem(None, "total-differs", message)])

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
    seen: dict[str, int] = {}
    found: list[StatedLot | None] = []
    unknown = 0
    points = columns.texts("points")
    for at, row in enumerate(columns.numbers):
        if not numbers[at]:
            columns.refuse(at, "number", "missing-column", gettext("The number of the lot is missing."))
        first = seen.setdefault(ids[at] or f"№{numbers[at]}", row)
        if first != row:
            message = gettext("Lot %(number)s stands in row %(row)s already. Leave one of them.")
            columns.refuse(at, "number", "duplicate-row", message % {"number": numbers[at], "row": first})
        amount = amounts[at]
        if amount is not None and amount < 0:
            columns.refuse(at, "amount", "not-an-amount", gettext("A lot is announced for zero or more."), str(amount))
        names_of_items = re.findall(r"\d+", points[at])
        places = frozenset(planned.places[name] for name in names_of_items if name in planned.places)
        lacking = [name for name in names_of_items if name not in planned.places]
        if lacking:
            unknown += 1
            message = gettext(
                "The procurement plan does not hold these items: %(items)s. Import it, then this file again."
            )
            message %= {"items": ", ".join(lacking)}
            columns.reading.warn(row, columns.address(at, "points"), "unknown-item", message, points[at])
        if amount is None or row in columns.reading.rejected_rows:
            found.append(None)
            continue
        is_cancelled = flags[at] or skeleton(statuses[at]).startswith(CANCELLED)
        found.append(
            StatedLot(
                row, numbers[at], amount, ids[at], announcements[at], texts[at], days[at], statuses[at], methods[at],
                names[at], customers[at].zfill(12) if customers[at] else "", quantities[at], is_cancelled,
                places if names_of_items else None, columns.address(at, "amount"),
            )
        )  # fmt: skip
    if unknown:
        message = say("Lots that name items the procurement plan does not hold: %(count)s. The plan shows no such lot.")
        columns.reading.doubts.append(message % {"count": unknown})
    return found


def _budgets(columns: PortalColumns, read: list[StatedLot | None], context: Context) -> list[Budget | None]:
    """The budget of each lot: of the items it buys, else of the year that the row or the file names."""
    by_id = {budget.pk: budget for budgets in context.budgets.values() for budget in budgets}
    places = [{budget for budget, _number in (one.items or ())} if one else set() for one in read]
    alone = [at for at, found in enumerate(places) if not found]
    some = PortalColumns(columns.table, [columns.rows[at] for at in alone], context, columns.reading)
    years = dict(zip(alone, some.years("year", year_of(columns.table, context)), strict=True))
    budgets: list[Budget | None] = []
    for at, found in enumerate(places):
        if len(found) > 1:
            message = gettext("The lot buys items of two budgets. Part it, a row for each budget.")
            columns.refuse(at, "points", "two-budgets", message)
        year = years.get(at)
        if len(found) == 1:
            budgets.append(by_id.get(next(iter(found))))
        else:
            budgets.append(context.budget_of(year) if year else None)
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
