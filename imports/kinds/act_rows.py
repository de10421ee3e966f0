"""The columns of a register of acts and invoices, and the typed rows below them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.months import Month
from imports.columns.column import AMOUNT, CODE, DATE, MONTH, PARTY, WORD, Column
from imports.columns.money import DELIVERED
from imports.columns.typed import Columns
from imports.kinds.cash import CODE_WORDS
from imports.kinds.kind import Line
from imports.kinds.project_payments import SITE, site_keys
from imports.policies.papers import code_of, refuse_empty, refuse_other_customers, refuse_other_years
from imports.policies.states import mark
from imports.rows.timing import check_days
from procurement.models import Act

KINDS: dict[str, tuple[str, ...]] = {
    Act.Kind.ACT: ("акт", "акт выполненных работ", "акт оказанных услуг", "акт приемки", "акт приёма-передачи",
                   "орындалған жұмыстар актісі", "актісі"),
    Act.Kind.INVOICE: ("накладная", "счет-фактура", "счёт-фактура", "эсф", "жүкқұжат", "шот-фактура"),
    Act.Kind.CORRECTION: ("исправление", "корректировка", "исправительный акт", "түзету"),
    Act.Kind.NON_CASH: ("безвозмездно", "без оплаты", "тегін", "төлемсіз"),
}  # fmt: skip
COLUMNS = (
    Column("external_id", _("portal id"),
           ("external_id", "id", "id акта*", "ид акта*", "идентификатор акта*", "акт id*"), limit=40),
    Column("number", _("number"),
           ("act_number", "номер акта*", "№ акта*", "акт №*", "акт нөмірі*", "актінің нөмірі*", "номер накладной*",
            "№ накладной*", "номер счета фактуры*", "№ счета фактуры*", "номер документа о приемке*",
            "регистрационный номер*", "номер эсф*",
            "жүкқұжат нөмірі*", "шот фактура нөмірі*", "invoice number*", "act no*", "акт"), is_required=True,
           is_filled=False, limit=64),
    Column("accepted_on", _("accepted on"),
           ("accepted_on", "act_date", "approve_date", "дата акта*", "дата приемки*", "дата подписания акта*",
            "дата утверждения акта*", "дата накладной*", "дата совершения оборота*", "акт күні*", "актінің күні*",
            "қабылдау күні*", "қабылданған күні*", "жүкқұжат күні*", "айналым жас*күні*", "айналым күні*", "act date*"),
           DATE, True, spare="issued_on"),
    # an invoice may be written out weeks after what it is for
    Column("issued_on", _("invoice written out on"),
           ("issued_on", "дата выписки*", "дата счета фактуры*", "дата эсф*", "шот фактура күні*",
            "жазып берілген күні*", "invoice date*", "issued on*", "date of issue*"), DATE),
    Column("due_on", _("to be paid by"),
           ("due_on", "pay_until", "срок оплаты*", "оплатить до*", "төлеу мерзімі*"), DATE),
    Column("kind", _("kind of document"), ("act_kind", "kind", "вид документа*", "тип документа*", "құжат түрі*"), WORD,
           meanings=KINDS, blank=Act.Kind.ACT),
    Column("contract_id", _("portal id of the contract"),
           ("contract_id", "id договора*", "ид договора*", "шарт id*", "шарттың id*"), limit=40),
    Column("system_number", _("system number"),
           ("contract_number_sys", "системный номер*", "номер договора в системе*", "номер договора в реестре*",
            "реестровый номер*", "номер в реестре*", "жүйелік нөмір*", "тізілімдегі нөмір*", "шарттың тізілімдегі*"),
           limit=64),
    Column("contract_number", _("contract"),
           ("contract_number", "номер договора", "№ договора", "договор №", "шарт нөмірі", "шарттың нөмірі", "шарт №",
            "номер договора*", "№ договора*", "шарт нөмірі*", "договор", "шарт", "договор*", "шарт*", "contract"),
           limit=64),
    Column("supplier_number", _("BIN or IIN of the supplier"),
           ("supplier_biin", "supplier_number", "бин/иин поставщика*", "бин поставщика*", "иин/бин поставщика*",
            "жеткізуші бсн*", "өнім берушінің бсн*", "жеткізушінің бсн*", "бсн/жсн*", "бин/иин", "иин/бин", "бин",
            "бсн", "supplier bin*", "bin"), PARTY),
    Column("customer_number", _("BIN of the customer"),
           ("customer_bin", "бин заказчика*", "тапсырыс берушінің бсн*", "тапсырыс беруші бсн*"), PARTY),
    SITE,
    Column("code", _("budget code"), CODE_WORDS, CODE),
    Column("month", _("month"), ("month", "месяц", "месяц*", "ай", "айы"), MONTH),
    Column("amount", _("amount"),
           ("amount", "sum_wnds", "amount_with_vat", "total_sum_wnds", "сумма с ндс*", "сумма акта с ндс*",
            "сумма с учетом ндс*", "ққс-пен сома*", "сомасы ққс-пен*", "сумма акта*", "акт сомасы*", "актінің сомасы*",
            "сумма накладной*", "сумма", "сомасы", "сома", "сумма*", "сомасы*"), AMOUNT, True, takes=DELIVERED),
)  # fmt: skip
# Where a refusal of the services points: the column of each field of the paper, and the key of the problem.
FIELDS = {
    "number": ("number", "wrong-number"),
    "accepted_on": ("accepted_on", "not-a-date"),
    "due_on": ("due_on", "not-a-date"),
    "contract": ("contract_number", "closed-contract"),
    "supplier": ("supplier_number", "wrong-supplier"),
    "lines": ("amount", "over-contract"),
}


@dataclass(frozen=True, slots=True)
class ActRow:
    """What a row says of its act beside its line: the names of the act and of its contract."""

    external_id: str
    contract_id: str
    system_number: str
    kind: str
    accepted_on: date
    due_on: date | None
    site: str


def typed_rows(columns: Columns) -> Iterator[tuple[int, Line, ActRow]]:
    """A row without a month takes that of its day."""
    refuse_other_customers(columns)
    days = columns["accepted_on"]
    check_days(columns, days, may_lie_ahead=False, key="accepted_on")
    columns.valid_on = days
    columns.in_years = years = [day and day.year for day in days]
    refuse_empty(columns, ["number"], gettext("An act needs a number."))
    refuse_other_years(columns, columns["month"], years)
    sites = site_keys(columns)
    for cells in columns.sound():
        at, amount, day = cells.at, cells.amount, cells.accepted_on
        if amount == 0 or (amount < 0 and cells.kind != Act.Kind.CORRECTION):
            message = gettext("A negative or zero sum is taken only in a correction.")
            columns.refuse(at, "amount", "not-an-amount", message, str(amount))
            continue
        line = Line(
            columns.numbers[at], columns.address(at, "amount"), amount, day, cells.month or Month.of(day),
            code_of(columns, at, cells.code, day), number=cells.number, counterparty_number=cells.supplier_number,
            contract_number=cells.contract_number,
        )  # fmt: skip
        row = ActRow(
            cells.external_id, cells.contract_id, cells.system_number, cells.kind, day, cells.due_on, sites[at]
        )
        yield at, mark(line, columns.context), row
