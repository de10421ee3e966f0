"""The columns of a procurement plan, and the typed rows below them. Names are those of the portal's plan items."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.money import display, round_half_up
from imports.kinds import money
from imports.kinds.cash import CODE_WORDS
from imports.kinds.column import AMOUNT, CODE, DATE, MONTH, NUMBER, Column
from imports.kinds.kind import HELD, NEW, UNRESOLVED, Line
from imports.kinds.portal_columns import FLAGS, SUBJECTS, PortalColumns, year_of
from imports.kinds.states import name_or_code
from imports.resolve.letters import skeleton
from procurement.procurement_plan import Item
from procurement.stated_plan import StatedItem

COLUMNS = (
    Column("external_id", _("portal id"),
           ("external_id", "id", "id пункта*", "ид пункта*", "идентификатор пункта*", "идентификатор", "тармақ id*",
            "жоспар тармағының id*")),
    Column("root", _("portal id of the first version"),
           ("rootrecord_id", "id исходного пункта*", "бастапқы тармақ id*")),
    Column("number", _("number"),
           ("item_number", "номер пункта*", "№ пункта*", "тармақ нөмірі*", "тармақ №*", "number", "№ п/п", "№", "п/п",
            "р/с №", "р/с", "реттік нөмірі*", "номер", "нөмірі")),
    Column("act_number", _("act of the procurement plan"),
           ("plan_act_number", "act_number", "номер акта*", "№ акта*", "акт нөмірі*", "акт №*", "номер приказа*",
            "бұйрық нөмірі*", "plan_act_id")),
    Column("date_approved", _("date of the act"),
           ("date_approved", "дата утверждения*", "дата акта*", "дата приказа*", "бекітілген күні*", "бекіту күні*",
            "акт күні*", "бұйрық күні*"), DATE),
    Column("year", _("year"),
           ("plan_fin_year", "fin_year", "финансовый год*", "год плана*", "год закупки*", "қаржы жылы*",
            "жоспар жылы*", "год", "жылы", "жыл", "pln_point_year")),
    Column("customer_number", _("BIN of the customer"),
           ("subject_biin", "customer_bin", "бин заказчика*", "бин", "тапсырыс берушінің бсн*", "тапсырыс беруші бсн*",
            "бсн")),
    Column("name_kk", _("name in Kazakh"),
           ("name_kz", "name_kk", "наименование закупаемых товаров работ услуг на казахском*",
            "наименование на казахском*", "наименование каз*", "наименование на государственном*", "атауы қазақша*",
            "қазақ тіліндегі атауы*", "атауы қазақ тілінде*")),
    Column("name", _("name"),
           ("name_ru", "наименование закупаемых*", "наименование на русском*", "наименование товара*",
            "сатып алынатын*", "name", "наименование рус*", "наименование", "атауы", "атауы орысша*",
            "орыс тіліндегі атауы*", "атауы орыс тілінде*")),
    Column("subject", _("subject"),
           ("ref_subject_types_id", "subject", "вид предмета*", "тип предмета*", "предмет закуп*",
            "сатып алу нысанасының түрі*", "сатып алу мәнінің түрі*", "нысана түрі*", "мәнінің түрі*"),
           is_required=True),
    Column("enstru_code", _("ENS TRU code"),
           ("ref_enstru_code", "enstru_code", "код енс тру*", "енс тру*", "код по енс тру*", "тжқ бна*",
            "тжқ бірыңғай номенклатура*", "код товара работы услуги*")),
    Column("code", _("budget code"), CODE_WORDS, CODE),
    Column("method", _("method"),
           ("ref_trade_methods_id", "method", "способ закуп*", "сатып алу тәсілі*", "способ*", "тәсілі*")),
    Column("month", _("month"),
           ("ref_months_id", "month", "месяц закуп*", "месяц*", "срок закуп*", "планируемый срок закуп*",
            "планируемый месяц*", "сатып алу айы*", "сатып алу мерзімі*", "ай", "айы"), MONTH, True),
    Column("quantity", _("quantity"),
           ("count", "quantity", "количество*", "кол во*", "объем*", "саны*", "мөлшері*", "көлемі*"), NUMBER),
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
           ("is_deleted", "is_cancelled", "удален*", "отменен*", "жойылған*", "күші жойылған*")),
    Column("status", _("status"), ("ref_pln_point_status_id", "статус*", "мәртебесі*", "күйі*")),
)  # fmt: skip
# The portal's number of the status «Отменен», and what people write.
CANCELLED = frozenset({"7", *map(skeleton, ("отменен", "отменён", "отменено", "отмена", "жойылды", "cancelled"))})
# Cells that a refusal of the service may point to.
CELLS = ("number", "enstru_code", "sum_1", "amount", "amount_with_vat", "code")


class Rows:
    """Typed columns of the money rows, and the line and item that each becomes."""

    def __init__(self, columns: PortalColumns, stated: list[int]) -> None:
        self.columns, self.context, table = columns, columns.context, columns.table
        columns.own("customer_number")
        self.ids, self.roots = columns.texts("external_id", 40), columns.texts("root", 40)
        self.numbers, self.acts = columns.texts("number", 40), columns.texts("act_number", 64)
        self.dates = columns.days("date_approved")
        self.years = columns.years("year", year_of(table, self.context))
        self.months = columns.months("month", self.years)
        self.names, self.kazakh = columns.texts("name", 500), columns.texts("name_kk", 500)
        self.subjects = columns.words("subject", SUBJECTS)
        self.enstru, self.methods = columns.enstru_codes("enstru_code"), columns.texts("method", 40)
        self.quantities, self.prices = columns.quantities("quantity"), columns.sums("price")
        self.amounts = columns.amounts("amount", stated=stated)
        self.with_vat = columns.sums("amount_with_vat")
        self.parts = [columns.sums(f"sum_{number}") for number in (1, 2, 3)]
        deleted = columns.words("is_deleted", FLAGS, "no")
        statuses = [skeleton(text) in CANCELLED for text in columns.texts("status")]
        self.cancelled = [flag == "yes" or status for flag, status in zip(deleted, statuses, strict=True)]
        self.codes = name_or_code(columns, [date(year, 1, 1) if year else self.context.today for year in self.years])

    def read(self, at: int) -> tuple[Line, StatedItem] | None:
        """A row; None where one of its cells is refused."""
        columns, row = self.columns, self.columns.numbers[at]
        amount, month = self.amounts[at], self.months[at]
        self._check(at)
        counted = None if amount is None else self._quantity_and_price(at, amount)
        if row in columns.reading.rejected_rows or amount is None or month is None or counted is None:
            return None
        code, name, offers, reason = self.codes[at]
        number = self.numbers[at] or self.roots[at] or self.ids[at]
        cells = {key: columns.address(at, key) for key in CELLS if columns.table.has(key)}
        with_vat = self.with_vat[at]
        item = Item(
            number=number, name_ru=self.names[at] or self.kazakh[at], name_kk=self.kazakh[at],
            subject=self.subjects[at], enstru_code=self.enstru[at], method=self.methods[at], code=code or 0,
            month=month, quantity=counted[0], price=counted[1], amount=amount,
            amount_with_vat=amount if with_vat is None else with_vat, external_id=self.ids[at], years=self._split(at),
            is_cancelled=self.cancelled[at], cell=cells["amount"], cells=cells,
        )  # fmt: skip
        only = self.context.only_rows
        status = HELD if only is not None and row not in only else NEW if code else UNRESOLVED
        line = Line(
            row, item.cell, amount, month=month, code=code, number=number, contract_number=self.acts[at],
            name=name or item.name_ru, status=status, offers=offers, reason=reason if code is None else "",
        )  # fmt: skip
        is_code_said = code is not None and reason in ("code", "answer")
        stated = StatedItem(
            row, item, self.acts[at], self.dates[at], self.roots[at], is_code_said, with_vat is not None
        )  # fmt: skip
        return line, stated

    def _check(self, at: int) -> None:
        columns = self.columns
        if not (self.numbers[at] or self.roots[at] or self.ids[at]):
            columns.refuse(
                at, "number", "missing-column", gettext("The number or the portal id of the item is missing.")
            )
        if not self.names[at] and not self.kazakh[at]:
            columns.refuse(at, "name", "missing-column", gettext("The name of the item is missing."))
        if not self.subjects[at] and columns.numbers[at] not in columns.reading.rejected_rows:
            message = gettext("The subject is missing: goods, works or service.")
            columns.refuse(at, "subject", "missing-column", message)

    def _quantity_and_price(self, at: int, amount: Decimal) -> tuple[Decimal, Decimal] | None:
        """What the row says, else one piece; the sum of what is counted is compared and a difference warned of."""
        columns, quantity, price = self.columns, self.quantities[at], self.prices[at]
        quantity = Decimal(1) if quantity is None else quantity
        if price is None:
            price = round_half_up(amount / quantity) if quantity else amount
        counted = round_half_up(quantity * price)
        if counted != amount and not self.cancelled[at]:
            message = gettext("%(quantity)s × %(price)s is %(counted)s, the sum says %(amount)s. The sum holds.")
            message %= {
                "quantity": f"{quantity.normalize():f}",
                "price": display(price),
                "counted": display(counted),
                "amount": display(amount),
            }
            columns.reading.warn(
                columns.numbers[at], columns.address(at, "amount"), "total-differs", message, str(amount)
            )
        return quantity, price

    def _split(self, at: int) -> tuple[Decimal, ...]:
        """The sums of three years; empty where the file names none, or only zeros."""
        parts = [sums[at] for sums in self.parts]
        if not any(parts):
            return ()
        return tuple(part or Decimal("0.00") for part in parts)
