"""The columns of a register of acts and invoices, and the typed rows below them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.months import Month
from imports.kinds.cash import CODE_WORDS
from imports.kinds.column import AMOUNT, CODE, DATE, MONTH, Column
from imports.kinds.kind import HELD, NEW, Line
from imports.kinds.money import DELIVERED
from imports.kinds.portal_columns import PortalColumns
from imports.kinds.timing import check_days
from imports.readers.grid import as_code
from procurement.models import Act

COLUMNS = (
    Column("external_id", _("portal id"),
           ("external_id", "id", "id акта*", "ид акта*", "идентификатор акта*", "акт id*")),
    Column("number", _("number"),
           ("act_number", "номер акта*", "№ акта*", "акт №*", "акт нөмірі*", "актінің нөмірі*", "номер накладной*",
            "№ накладной*", "номер счета фактуры*", "№ счета фактуры*", "номер документа о приемке*",
            "жүкқұжат нөмірі*", "шот фактура нөмірі*", "invoice number*", "act no*", "акт"), is_required=True),
    Column("accepted_on", _("accepted on"),
           ("accepted_on", "act_date", "approve_date", "дата акта*", "дата приемки*", "дата подписания акта*",
            "дата утверждения акта*", "дата накладной*", "дата счета фактуры*", "акт күні*", "актінің күні*",
            "қабылдау күні*", "қабылданған күні*", "жүкқұжат күні*", "шот фактура күні*", "invoice date*", "act date*"),
           DATE, True),
    Column("due_on", _("to be paid by"),
           ("due_on", "pay_until", "срок оплаты*", "оплатить до*", "төлеу мерзімі*"), DATE),
    Column("kind", _("kind of document"), ("act_kind", "kind", "вид документа*", "тип документа*", "құжат түрі*")),
    Column("contract_id", _("portal id of the contract"),
           ("contract_id", "id договора*", "ид договора*", "шарт id*", "шарттың id*")),
    Column("system_number", _("system number"),
           ("contract_number_sys", "системный номер*", "номер договора в системе*", "номер договора в реестре*",
            "реестровый номер*", "номер в реестре*", "жүйелік нөмір*", "тізілімдегі нөмір*", "шарттың тізілімдегі*")),
    Column("contract_number", _("contract"),
           ("contract_number", "номер договора", "№ договора", "договор №", "шарт нөмірі", "шарттың нөмірі", "шарт №",
            "номер договора*", "№ договора*", "шарт нөмірі*", "договор", "шарт", "договор*", "шарт*", "contract")),
    Column("supplier_number", _("BIN or IIN of the supplier"),
           ("supplier_biin", "supplier_number", "бин/иин поставщика*", "бин поставщика*", "иин/бин поставщика*",
            "жеткізуші бсн*", "өнім берушінің бсн*", "жеткізушінің бсн*", "бсн/жсн*", "бин/иин", "иин/бин", "бин",
            "бсн", "supplier bin*", "bin")),
    Column("customer_number", _("BIN of the customer"),
           ("customer_bin", "бин заказчика*", "тапсырыс берушінің бсн*", "тапсырыс беруші бсн*")),
    Column("code", _("budget code"), CODE_WORDS, CODE),
    Column("month", _("month"), ("month", "месяц", "месяц*", "ай", "айы"), MONTH),
    Column("amount", _("amount"),
           ("amount", "sum_wnds", "amount_with_vat", "total_sum_wnds", "сумма с ндс*", "сумма акта с ндс*",
            "сумма с учетом ндс*", "ққс-пен сома*", "сомасы ққс-пен*", "сумма акта*", "акт сомасы*", "актінің сомасы*",
            "сумма накладной*", "сумма", "сомасы", "сома", "сумма*", "сомасы*"), AMOUNT, True, takes=DELIVERED),
)  # fmt: skip
KINDS: dict[str, tuple[str, ...]] = {
    Act.Kind.ACT: ("акт", "акт выполненных работ", "акт оказанных услуг", "акт приемки", "акт приёма-передачи",
                   "орындалған жұмыстар актісі", "актісі"),
    Act.Kind.INVOICE: ("накладная", "счет-фактура", "счёт-фактура", "эсф", "жүкқұжат", "шот-фактура"),
    Act.Kind.CORRECTION: ("исправление", "корректировка", "исправительный акт", "түзету"),
    Act.Kind.NON_CASH: ("безвозмездно", "без оплаты", "тегін", "төлемсіз"),
}  # fmt: skip
# Where a refusal of the services points: the column of each field of the paper, and the key of the problem.
FIELDS = {
    "number": ("number", "wrong-number"),
    "accepted_on": ("accepted_on", "not-a-date"),
    "due_on": ("due_on", "not-a-date"),
    "contract": ("contract_number", "closed-contract"),
    "supplier": ("supplier_number", "wrong-supplier"),
    "lines": ("amount", "over-contract"),
}


def read_lines(columns: PortalColumns, amounts: Sequence[Decimal | None]) -> list[Line | None]:
    """Each row; None where one of its cells is refused."""
    context = columns.context
    columns.own("customer_number")
    days, dues = columns.dates("accepted_on"), columns.days("due_on")
    check_days(columns, days, may_lie_ahead=False, key="accepted_on")
    months = _months(columns, days)
    numbers, contracts = columns.texts("number", 64), columns.texts("contract_number", 64)
    ids, systems = columns.texts("external_id", 40), columns.texts("system_number", 64)
    contract_ids, kinds = columns.texts("contract_id", 40), columns.words("kind", KINDS, Act.Kind.ACT)
    suppliers = columns.party_numbers("supplier_number")
    codes = columns.raw("code")
    lines: list[Line | None] = []
    for at, row in enumerate(columns.numbers):
        amount, day, month = amounts[at], days[at], months[at]
        if not numbers[at]:
            columns.refuse(at, "number", "missing-column", gettext("An act needs a number."))
        if amount is not None and (amount == 0 or (amount < 0 and kinds[at] != Act.Kind.CORRECTION)):
            message = gettext("A negative or zero sum is taken only in a correction.")
            columns.refuse(at, "amount", "not-an-amount", message, str(amount))
        if day is not None and month is not None and month.year != day.year:
            message = _("The month %(month)s is not of the year %(year)s.") % {"month": month, "year": day.year}
            columns.refuse(at, "month", "not-a-date", message, str(month))
        code = None if day is None else _code(columns, at, as_code(codes[at]), day)
        if row in columns.reading.rejected_rows or amount is None or day is None or month is None:
            lines.append(None)
            continue
        data = {"external_id": ids[at], "contract_id": contract_ids[at], "system_number": systems[at],
                "kind": kinds[at], "due_on": dues[at]}  # fmt: skip
        only = context.only_rows
        lines.append(
            Line(
                row, columns.address(at, "amount"), amount, day, month, code, number=numbers[at],
                counterparty_number=suppliers[at], contract_number=contracts[at], data=data,
                status=HELD if only is not None and row not in only else NEW,
            )
        )  # fmt: skip
    return lines


def _code(columns: PortalColumns, at: int, text: str, day: date) -> int | None:
    answer = columns.context.answers.rows.get(columns.numbers[at])
    life = columns.context.codes.find(text, day) if text else None
    if life is None and text:
        columns.refuse(at, "code", "unknown-code", columns.no_code(text, day), text)
    if life is None and answer:
        life = columns.context.codes.valid(answer, day)
    return life.pk if life else None


def _months(columns: PortalColumns, days: Sequence[date | None]) -> list[Month | None]:
    """The month that a row names, else that of its day."""
    months = [Month.of(day) if day else None for day in days]
    stated = [at for at, value in enumerate(columns.raw("month")) if as_code(value)]
    if not stated:
        return months
    some = PortalColumns(columns.table, [columns.rows[at] for at in stated], columns.context, columns.reading)
    years = [day.year if (day := days[at]) else None for at in stated]
    found = dict(zip(stated, some.months("month", years), strict=True))
    return [found.get(at, month) for at, month in enumerate(months)]
