"""The columns of a procurement plan, and the typed rows below them. Names are those of the portal's plan items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.money import ZERO, round_half_up
from imports.columns import money
from imports.columns.column import AMOUNT, CODE, DATE, MONTH, NUMBER, PARTY, WORD, YEAR, Column
from imports.columns.typed import Columns, TypedRow
from imports.kinds.cash import CODE_WORDS
from imports.kinds.kind import Line
from imports.policies.papers import FLAGS, budget_years, refuse_empty, refuse_other_customers
from imports.policies.states import mark, name_or_code
from imports.readers.grid import as_code
from imports.resolve.letters import skeleton
from imports.sentences import say
from procurement.procurement_plan import ActItem
from procurement.stated_plan import StatedItem

# The portal's number of each subject, its letter, and what people write.
SUBJECTS: Mapping[str, Sequence[str]] = {
    "goods": ("товар", "1", "товары", "g", "тауар", "тауарлар"),
    "works": ("работа", "2", "работы", "r", "жұмыс", "жұмыстар"),
    "service": ("услуга", "3", "услуги", "s", "service", "services", "қызмет", "қызметтер", "көрсетілетін қызмет"),
}
COLUMNS = (
    Column("external_id", _("portal id"),
           ("external_id", "id", "id пункта*", "ид пункта*", "идентификатор пункта*", "идентификатор", "тармақ id*",
            "жоспар тармағының id*"), limit=40),
    Column("root", _("portal id of the first version"),
           ("rootrecord_id", "id исходного пункта*", "бастапқы тармақ id*"), limit=40),
    Column("number", _("number"),
           ("item_number", "номер пункта*", "№ пункта*", "тармақ нөмірі*", "тармақ №*", "number", "№ п/п", "№", "п/п",
            "р/с №", "р/с", "реттік нөмірі*", "номер", "нөмірі"), limit=40),
    Column("act_number", _("act of the procurement plan"),
           ("plan_act_number", "act_number", "номер акта*", "№ акта*", "акт нөмірі*", "акт №*", "номер приказа*",
            "бұйрық нөмірі*", "plan_act_id"), limit=64),
    Column("date_approved", _("date of the act"),
           ("date_approved", "дата утверждения*", "дата акта*", "дата приказа*", "бекітілген күні*", "бекіту күні*",
            "акт күні*", "бұйрық күні*"), DATE),
    Column("year", _("year"),
           ("plan_fin_year", "fin_year", "финансовый год*", "год плана*", "год закупки*", "қаржы жылы*",
            "жоспар жылы*", "год", "жылы", "жыл", "pln_point_year"), YEAR),
    Column("customer_number", _("BIN of the customer"),
           ("subject_biin", "customer_bin", "бин заказчика*", "бин", "тапсырыс берушінің бсн*", "тапсырыс беруші бсн*",
            "бсн"), PARTY),
    Column("name_kk", _("name in Kazakh"),
           ("name_kz", "name_kk", "наименование закупаемых товаров работ услуг на казахском*",
            "наименование на казахском*", "наименование каз*", "наименование на государственном*", "атауы қазақша*",
            "қазақ тіліндегі атауы*", "атауы қазақ тілінде*"), limit=500),
    Column("name", _("name"),
           ("name_ru", "наименование закупаемых*", "наименование на русском*", "наименование товара*",
            "сатып алынатын*", "name", "наименование рус*", "наименование", "атауы", "атауы орысша*",
            "орыс тіліндегі атауы*", "атауы орыс тілінде*"), limit=500),
    Column("subject", _("subject"),
           ("ref_subject_types_id", "subject", "вид предмета*", "тип предмета*", "предмет закуп*",
            "сатып алу нысанасының түрі*", "сатып алу мәнінің түрі*", "нысана түрі*", "мәнінің түрі*"), WORD,
           is_required=True, is_filled=False, meanings=SUBJECTS, blank=""),
    Column("enstru_code", _("ENS TRU code"),
           ("ref_enstru_code", "enstru_code", "код енс тру*", "енс тру*", "код по енс тру*", "тжқ бна*",
            "тжқ бірыңғай номенклатура*", "код товара работы услуги*")),
    Column("code", _("budget code"), CODE_WORDS, CODE),
    Column("method", _("method"),
           ("ref_trade_methods_id", "method", "способ закуп*", "сатып алу тәсілі*", "способ*", "тәсілі*"), limit=40),
    Column("month", _("month"),
           ("ref_months_id", "month", "месяц закуп*", "месяц*", "срок закуп*", "планируемый срок закуп*",
            "планируемый месяц*", "сатып алу айы*", "сатып алу мерзімі*", "ай", "айы"), MONTH, True),
    Column("quantity", _("quantity"),
           ("count", "quantity", "количество*", "кол во*", "объем*", "саны*", "мөлшері*", "көлемі*"), NUMBER,
           decimals=3),
    Column("price", _("price, tenge"),
           ("price", "цена за единицу*", "цена*", "бірлік бағасы*", "бағасы*", "баға*"), AMOUNT, takes=money.PRICE),
    Column("amount", _("amount"),
           ("amount", "сумма без ндс*", "сумма утвержденная*", "утвержденная сумма*", "планируемая сумма*",
            "ққс-сыз сома*", "сомасы ққс-сыз*", "бекітілген сома*", "жоспарланған сома*", "сумма", "сомасы", "сумма*",
            "сомасы*"), AMOUNT, True, takes=money.BOUGHT),
    Column("amount_with_vat", _("sum with VAT, tenge"),
           ("amount_with_vat", "amount_wnds", "sum_wnds", "сумма с ндс*", "сумма с учетом ндс*", "ққс-пен сома*",
            "сомасы ққс-пен*", "*с ндс*", "*с учетом ндс*"), AMOUNT, takes=money.GROSS),
    Column("sum_1", _("first year, tenge"),
           ("sum_1", "сумма 1 год*", "сумма на 1 год*", "сумма на первый год*", "1 жыл*", "бірінші жыл*"), AMOUNT),
    Column("sum_2", _("second year, tenge"),
           ("sum_2", "сумма 2 год*", "сумма на 2 год*", "сумма на второй год*", "2 жыл*", "екінші жыл*"), AMOUNT),
    Column("sum_3", _("third year, tenge"),
           ("sum_3", "сумма 3 год*", "сумма на 3 год*", "сумма на третий год*", "3 жыл*", "үшінші жыл*"), AMOUNT),
    Column("is_deleted", _("cancelled"),
           ("is_deleted", "is_cancelled", "удален*", "отменен*", "жойылған*", "күші жойылған*"), WORD,
           meanings=FLAGS, blank="no"),
    Column("status", _("status"), ("ref_pln_point_status_id", "статус*", "мәртебесі*", "күйі*")),
)  # fmt: skip
# A code may be told by the name of its item, so it is read beside it.
READ = tuple(column.key for column in COLUMNS if column.key != "code")
# A sheet keeps fifteen digits of a number; longer codes must be text.
MOST_DIGITS = 10**15
# The portal's number of the status «Отменен», and what people write.
CANCELLED = frozenset({"7", *map(skeleton, ("отменен", "отменён", "отменено", "отмена", "жойылды", "cancelled"))})
# Cells that a refusal of the service may point to.
CELLS = ("number", "enstru_code", "sum_1", "amount", "amount_with_vat", "code")


def typed_rows(columns: Columns) -> Iterator[tuple[int, Line, StatedItem]]:
    refuse_other_customers(columns)
    columns.in_years = years = budget_years(columns)
    codes = name_or_code(columns, [date(year, 1, 1) if year else columns.context.today for year in years])
    enstru = _enstru_codes(columns)
    message = gettext("The number or the portal id of the item is missing.")
    refuse_empty(columns, ["number", "root", "external_id"], message)
    refuse_empty(columns, ["name", "name_kk"], gettext("The name of the item is missing."))
    for cells in columns.sound(READ):
        at, amount = cells.at, cells.amount
        if not cells.subject:
            message = gettext("The subject is missing: goods, works or service.")
            columns.refuse(at, "subject", "missing-column", message)
            continue
        code, name, offers, reason = codes[at]
        number = cells.number or cells.root or cells.external_id
        is_cancelled = cells.is_deleted == "yes" or skeleton(cells.status) in CANCELLED
        quantity, price = _counted(cells, columns, is_cancelled=is_cancelled)
        places = {key: columns.address(at, key) for key in CELLS if columns.table.has(key)}
        item = ActItem(
            number=number, name_ru=cells.name or cells.name_kk, name_kk=cells.name_kk, subject=cells.subject,
            enstru_code=enstru[at], method=cells.method, code=code or 0, month=cells.month, quantity=quantity,
            price=price, amount=amount, external_id=cells.external_id, years=_split(cells), is_cancelled=is_cancelled,
            amount_with_vat=amount if cells.amount_with_vat is None else cells.amount_with_vat,
            cell=places["amount"], cells=places,
        )  # fmt: skip
        line = Line(
            columns.numbers[at], item.cell, amount, month=cells.month, code=code, number=number,
            is_cancelled=is_cancelled,
            contract_number=cells.act_number, name=name or item.name_ru, offers=offers,
            reason=reason if code is None else "",
        )  # fmt: skip
        stated = StatedItem(
            line.row, item, cells.act_number, cells.date_approved, cells.root,
            is_code_said=code is not None and reason in ("code", "answer"),
            is_vat_said=cells.amount_with_vat is not None,
        )  # fmt: skip
        yield at, mark(line, columns.context), stated


def _enstru_codes(columns: Columns) -> list[str]:
    """Digits of the Unified Nomenclature. A number that a sheet has rounded is refused."""
    found = []
    for at, value in enumerate(columns.raw("enstru_code")):
        if isinstance(value, int | float) and abs(value) >= MOST_DIGITS:
            message = gettext("The code is typed as a number, and a sheet keeps only 15 of its digits. Make it text.")
            columns.refuse(at, "enstru_code", "not-a-code", message, as_code(value))
        found.append(re.sub(r"[\s.\-]", "", as_code(value)))
    return found


def _counted(cells: TypedRow, columns: Columns, *, is_cancelled: bool) -> tuple[Decimal, Decimal]:
    """Quantity and price as the row says them, else of one piece; a sum that they do not come to is warned of."""
    quantity, price, amount = cells.quantity, cells.price, cells.amount
    quantity = Decimal(1) if quantity is None else quantity
    if price is None:
        price = round_half_up(amount / quantity) if quantity else amount
    counted = round_half_up(quantity * price)
    if counted != amount and not is_cancelled:
        message = say("%(quantity)s × %(price)s is %(counted)s, the sum says %(amount)s. The sum holds.")
        values = {
            "quantity": f"{quantity.normalize():f}",
            "price": price,
            "counted": counted,
            "amount": amount,
        }
        cell = columns.address(cells.at, "amount")
        columns.reading.warn(columns.numbers[cells.at], cell, "total-differs", message % values, str(amount))
    return quantity, price


def _split(cells: TypedRow) -> tuple[Decimal, ...]:
    """The sums of three years; empty where the file names none, or only zeros."""
    parts = [cells.sum_1, cells.sum_2, cells.sum_3]
    return tuple(part or ZERO for part in parts) if any(parts) else ()
