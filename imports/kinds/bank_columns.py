"""Header words of bank statements: client-bank keys, sheets of several banks, Russian and Kazakh."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from imports.kinds.column import AMOUNT, CODE, DATE, Column

OUTGOING = ("исходящ", "списан", "расход", "дебет", "шыгыс", "шыгар", "outgoing", "debit", "withdrawal", "outflow")
INCOMING = ("входящ", "зачислен", "поступлен", "приход", "кредит", "кирис", "тусим", "тускен", "incoming", "credit",
            "deposit", "inflow")  # fmt: skip
# Said alone in a cell of the direction.
# words in one string are read sooner than a list of them
OUT, IN = frozenset("дт д dt db dr d out минус -".split()), frozenset("кт к kt cr c in плюс +".split())  # noqa: SIM905
MONEY = ("received", "spent", "amount")
DAYS = ("date", "spent_date", "received_date", "value_date", "document_date")

_NAMES = ("наименование", "наименование/фио", "фио/наименование", "фио", "наименование или фио", "название", "атауы",
          "атауы/таә", "name")  # fmt: skip
_NUMBERS = ("иин/бин", "бин/иин", "бин (иин)", "иин (бин)", "бин", "бсн/жсн", "жсн/бсн", "бсн", "жсн", "иин", "инн",
            "bin", "bin/iin", "iin/bin")  # fmt: skip
_ACCOUNTS = ("счет", "иик", "иик (счет)", "номер счета", "№ счета", "р/с", "расчетный счет", "жск", "шоты", "шот",
             "есепшоты", "шот нөмірі", "account", "account number", "iban")  # fmt: skip
# Keys of client-bank files glue the part to the side.
_KEYS = {"name": ("наименование",), "number": ("бин_иин", "бин", "иин", "инн"), "account": ("иик", "счет", "расчсчет")}


def _side(
    key: str, labels: Sequence[Promise], *titles: str, first: tuple[str, ...] = (), alone: tuple[str, ...] = ()
) -> tuple[Column, ...]:
    """Name, number and account of one side: under its title, beside it, or glued to it. The first title has keys.

    `first` are titles that hold those of both sides, so they are asked before them; `alone` is what a number is called
    where the table has one only.
    """

    def words(parts: tuple[str, ...], keys: tuple[str, ...]) -> tuple[str, ...]:
        under = [f"{title} / {part}" for title in titles for part in parts]
        # `получатель` is `получателя` behind what it is said of
        beside = [text for title in titles for part in parts
                  for text in (f"{title} {part}", f"{part} {title.rstrip('ь')}*", f"{title} ({part}*")]  # fmt: skip
        whole = [f"{part} {title}*" for title in first for part in parts]
        return (*(f"{titles[0]}{part}" for part in keys), *whole, *under, *beside)

    return (
        Column(f"{key}_name", labels[0], (*words(_NAMES, _KEYS["name"]), *titles)),
        Column(f"{key}_number", labels[1], (*words(_NUMBERS, _KEYS["number"]), *alone)),
        Column(
            f"{key}_account",
            labels[2],
            (
                *words(_ACCOUNTS, _KEYS["account"]),
                *_BY_LEDGER.get(f"{key}_account", ()),
                *(
                    ("счет-корреспондент", "корреспондентский счет", "корр счет", "есепшот-корреспондент")
                    if key == "party"
                    else ()
                ),
            ),
        ),
    )


# Some banks put both accounts under one header.
_BY_LEDGER = {"payer_account": ("счет / дебет", "счет дебета", "счет дт", "счет по дебету"),
              "payee_account": ("счет / кредит", "счет кредита", "счет кт", "счет по кредиту")}  # fmt: skip

BOTH_SIDES = ("бенефициара/отправителя", "отправителя/бенефициара", "получателя/плательщика", "плательщика/получателя")

COLUMNS = (
    Column("date", _("date"),
           ("датаоперации", "дата и время операции", "дата операции", "дата проводки", "дата проведения",
            "дата проведения операции", "дата исполнения", "дата совершения операции", "дата транзакции",
            "дата движения", "дата опер*", "операция күні", "операция уақыты*", "операция күні мен уақыты",
            "жүргізілген күні", "орындалған күні", "дата", "күні", "күн", "дата и время", "күні мен уақыты", "date",
            "booking date", "transaction date", "posting date", "operation date", "execution date", "date*"), DATE),
    Column("spent_date", _("day of debit"),
           ("датасписано", "дата списания*", "день списания*", "дата дебетования", "есептен шығарылған*",
            "шегерілген күні", "debit date", "дата дебета"), DATE),
    Column("received_date", _("date of receipt"),
           ("датапоступило", "дата поступления*", "дата зачисления*", "дата кредитования", "түскен күні",
            "credit date"), DATE),
    Column("value_date", _("value date"),
           ("датавалютирования", "дата валютирования*", "валюталау күні*", "value date*"), DATE),
    Column("document_date", _("date of the document"),
           ("датадокумента", "дата документа", "дата док", "дата платежного поручения", "дата п/п", "дата поручения",
            "құжат күні", "құжаттың күні", "document date"), DATE),
    Column("number", _("number"),
           ("номердокумента", "номер документа", "№ документа", "номер", "құжат нөмірі", "құжаттың нөмірі", "құжат №",
            "номер док", "№ док", "№ док-та", "номер п/п", "№ п/п документа", "номер платежного поручения",
            "№ платежного поручения", "номер документа*", "құжат нөмірі*", "док №", "document number",
            "document no", "doc no", "reference", "номер операции", "№ операции", "референс*"), limit=64),
    Column("received", _("received"),
           ("суммаприход", "кредит / в тенге", "кредит / теңгемен", "кредит / сумма в тенге", "кредит (нац*",
            "кредит в нац*", "кредит (ұлттық*", "кредит kzt", "приход", "кредит", "сумма прихода", "сумма поступления",
            "сумма зачисления", "кредитовый оборот", "кредит айналымы", "обороты / кредит", "сумма / кредит", "кт",
            "сумма по кредиту", "обороты по кредиту", "кредит*", "*по кредиту*", "приход*", "поступ*", "зачислен*",
            "кіріс*", "түсім*", "credit*", "received*", "paid in", "money in"), AMOUNT),
    Column("spent", _("spent"),
           ("суммарасход", "дебет / в тенге", "дебет / теңгемен", "дебет / сумма в тенге", "дебет (нац*",
            "дебет в нац*", "дебет (ұлттық*", "дебет kzt", "расход", "дебет", "сумма расхода", "сумма списания",
            "дебетовый оборот", "дебет айналымы", "обороты / дебет", "сумма / дебет", "дт",
            "сумма по дебету", "обороты по дебету", "дебет*", "*по дебету*", "расход*", "списан*", "шығыс*", "debit*",
            "spent*", "paid out", "money out", "withdrawal*"), AMOUNT),
    Column("amount", _("amount"),
           ("сумма в тенге", "сумма в kzt", "сумма в нац*", "сумма в национальной*", "сумма", "сумма операции",
            "сумма платежа", "сумма транзакции", "сомасы", "сома", "операция сомасы", "теңгедегі сома",
            "сомасы теңгемен", "amount", "transaction amount"), AMOUNT),
    Column("direction", _("direction"),
           ("вид операции", "тип операции", "операция түрі", "направление", "направление платежа", "приход/расход",
            "расход/приход", "дебет/кредит", "дт/кт", "д/к", "debit/credit", "dr/cr", "d/c", "признак", "признак дт/кт",
            "тип", "вид", "вид движения", "тип движения", "бағыты", "түрі", "кіріс/шығыс", "direction", "type",
            "transaction type", "операция")),
    Column("currency", _("currency"), ("валюта операции", "операция валютасы", "валюта", "валюта платежа", "currency")),
    *_side("payer", (_("payer"), _("BIN of the payer"), _("account of the payer")),
           "плательщик", "отправитель", "отправитель денег", "төлеуші", "жіберуші", "ақша жіберуші", "payer", "sender",
           "remitter"),
    *_side("payee", (_("payee"), _("BIN of the payee"), _("account of the payee")),
           "получатель", "бенефициар", "получатель денег", "алушы", "ақша алушы", "payee", "beneficiary", "receiver",
           "recipient"),
    *_side("party", (_("counterparty"), _("BIN or IIN"), _("account of the counterparty")),
           "корреспондент", "контрагент", "реквизиты контрагента", "корр", "корресп", "counterparty", "correspondent",
           first=BOTH_SIDES, alone=_NUMBERS),
    Column("knp", _("payment-purpose code"),
           ("кодназначенияплатежа", "код назначения платежа", "кнп", "тмк", "төлем мақсатының коды",
            "төлем тағайындау коды", "код назначения", "knp", "payment purpose code"), CODE),
    Column("purpose", _("purpose"),
           ("назначениеплатежа", "назначение платежа", "назначение", "детали платежа", "детали операции",
            "описание операции", "описание транз*", "описание", "содержание операции", "содержание", "основание",
            "назначение платежа*", "төлем мақсаты", "төлемнің мақсаты", "төлем тағайындауы", "төлемнің тағайындалуы",
            "төлем тағайындалуы", "мақсаты", "purpose", "payment purpose", "payment details", "details", "description",
            "narrative")),
    Column("code", _("budget code"), ("специфика", "код специфики", "ерекшелік"), CODE),
)  # fmt: skip
