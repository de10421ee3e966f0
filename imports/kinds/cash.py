"""The register of cash payments that an economist keeps: dated payments with their codes."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from finance.models import Document, Measure
from finance.months import Month
from imports.columns.column import AMOUNT, CODE, DATE, PARTY, Column
from imports.columns.money import PAID
from imports.columns.typed import Columns
from imports.kinds.kind import NO_CLAIM, Line, Reading, Table
from imports.kinds.project_payments import SITE, at_their_sites
from imports.policies.events import EventKind
from imports.recognise.deliveries import is_of_delivery
from projects.standing import funder_of

DATE_WORDS = (
    "date", "дата операции", "дата платежа", "дата оплаты", "дата", "күні", "операция күні", "төлем күні",
    "құжат күні", "дата документа", "дата проведения", "дата*", "күн*", "*күні*", "payment date", "paid on", "*date*",
)  # fmt: skip
NUMBER_WORDS = (
    "number", "№ документа", "номер документа", "№ платежного поручения", "номер", "№ п п", "№", "құжат нөмірі",
    "құжат №", "нөмірі", "нөмір", "номер*", "№ док*", "№ пл*", "№ пп", "құжат", "құжаттың нөмірі*",
    "document number", "document no*", "document", "*нөмірі*",
)  # fmt: skip
CODE_WORDS = (
    "code", "код специфики", "специфика", "код", "ерекшелік", "ерекшелік коды", "код бюджетной классификации", "кбк",
    "код расходов", "экономическая классификация", "код специфики*", "специфика*", "ерекшелік*", "budget code",
    "specific", "коды", "код экономической*", "код статьи*", "экр", "код экр", "кэкр", "эккр", "спец", "спец*",
    "бюджет ерекшелігі*", "бюджеттік ерекшелік*", "economic code", "economic classification*", "budget specific*",
    "кэк", "кэк*", "код кэк", "*специфика", "классификация расходов*", "статья расходов*", "вид расходов*",
    "шығыс бабы*", "expense item*",
)  # fmt: skip
AMOUNT_WORDS = (
    "amount", "сумма", "сомасы", "сома", "сумма платежа", "сумма операции", "сумма оплаты", "кассовые расходы",
    "кассовый расход", "кассалық шығыстар", "кассалық шығыс*", "оплачено", "выплачено", "paid", "cash paid",
    "amount paid", "cash expenditure", "amount*", "төлем сомасы", "төленген сома", "сумма*",
    "сомасы*", "сома*", "*сомасы*", "төленді*", "расход*", "касса", "касса за*",
)  # fmt: skip
PARTY_WORDS = (
    "counterparty_name", "получатель", "контрагент", "наименование получателя", "поставщик", "алушы", "алушының атауы",
    "контрагент атауы", "бенефициар", "получатель*", "контрагент*", "алушы*", "жеткізуші*", "payee", "supplier",
    "counterparty", "наименование контрагента", "өнім беруші", "кому", "recipient*", "beneficiary*", "кімге",
)  # fmt: skip
PARTY_NUMBER_WORDS = (
    "counterparty_number", "бин/иин", "иин/бин", "бин", "иин", "бсн/жсн", "жсн/бсн", "бсн", "жсн", "бин получателя",
    "иин/бин получателя", "*бин*", "*иин*", "*бсн*", "*жсн*", "bin", "bin iin", "*bin*",
)  # fmt: skip
CONTRACT_WORDS = (
    "contract_number", "№ договора", "номер договора", "договор", "шарт №", "шарт нөмірі", "келісімшарт", "шарт",
    "договор*", "шарт*", "келісімшарт*", "contract", "contract number", "contract no*", "*договора*",
)  # fmt: skip
PURPOSE_WORDS = (
    "purpose", "назначение платежа", "назначение", "төлем мақсаты", "төлемнің мақсаты", "төлем тағайындалуы",
    "содержание операции", "содержание", "основание", "назначение*", "төлем*", "мақсаты*", "description", "details",
    "payment purpose*",
)  # fmt: skip
# Behind nine words, so that of two columns the day of the payment is chosen first.
OTHER_DATE_WORDS = ("other date",) * 9 + ("*дата*", "*күн*", "*date*")
KNP_WORDS = ("knp", "кнп", "код назначения платежа", "тмк", "төлем мақсатының коды", "purpose code", "код назначения*")


# A title that speaks of receipts alone: the same columns hold money that came in.
RECEIVED_TITLES = ("поступлени", "поступивш", "полученных средств", "полученных денег", "доходов", "түсімдер",
                   "түскен қаражат", "түскен ақша", "receipts", "money received", "incoming payments")  # fmt: skip
PAID_TITLES = ("платеж", "оплат", "оплач", "расход", "выплат", "перечислен", "төлем", "шығыс", "paid", "payments made",
               "expend", "outgoing")  # fmt: skip


class Cash(EventKind[Reading]):
    reading = Reading
    key = "cash"
    label = _("register of payments")
    order = 10
    turn = 50
    measure = Measure.CASH
    document_kind = Document.Kind.CASH
    columns = (
        Column("date", _("date"), DATE_WORDS, DATE, is_required=True, is_day_of_money=True, may_be_told=True),
        Column("number", _("number"), NUMBER_WORDS, limit=64),
        Column("code", _("budget code"), CODE_WORDS, CODE, is_required=True),
        Column("amount", _("amount"), AMOUNT_WORDS, AMOUNT, is_required=True, takes=PAID),
        Column("counterparty_name", _("counterparty"), PARTY_WORDS),
        Column("counterparty_number", _("BIN or IIN"), PARTY_NUMBER_WORDS, PARTY),
        Column("contract_number", _("contract"), CONTRACT_WORDS, limit=64),
        Column("purpose", _("purpose"), PURPOSE_WORDS, limit=0),
        SITE,
        # Read for nothing else than to tell a register of payments from a statement and from one of contracts.
        Column("other_date", _("date of the document"), OTHER_DATE_WORDS, DATE),
        Column("knp", _("payment-purpose code"), KNP_WORDS),
    )
    title_words = (
        "кассовых расходов", "кассовые расходы", "кассового расхода", "реестр платежей", "реестр платежных",
        "реестр оплат", "платежи", "кассалық шығыс", "төлемдер тізілімі", "төлемдер тізбесі", "register of payments",
        "cash register", "payments",
    )  # fmt: skip

    def lines(self, columns: Columns, months: dict[date, Month]) -> list[Line | None]:
        """Of a project's budget each payment stands at its site and is held to what its funder pays for."""
        found, budget = super().lines(columns, months), columns.context.budget
        funder = funder_of(budget) if budget is not None and budget.project else None
        return found if budget is None or funder is None else at_their_sites(columns, found, budget, funder)

    def weighs(self, table: Table) -> int:
        """Payments go to somebody for something; without that a register is told only by its title."""
        if (table.says(RECEIVED_TITLES) and not table.says(PAID_TITLES)) or is_of_delivery(table, PAID_TITLES):
            return NO_CLAIM
        named = {"counterparty_name", "counterparty_number", "contract_number", "purpose"}
        return 0 if named & set(table.columns) else -50


KIND = Cash()
