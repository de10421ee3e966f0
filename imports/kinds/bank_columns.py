"""Header words of bank statements: client-bank keys, sheets of several banks, Russian and Kazakh."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from imports.kinds.column import AMOUNT, CODE, DATE, Column

OUTGOING = ("исходящ", "списан", "расход", "дебет", "шыгыс", "outgoing", "debit", "withdrawal")
INCOMING = ("входящ", "зачислен", "поступлен", "приход", "кредит", "кирис", "тусим", "incoming", "credit", "deposit")
MONEY = ("received", "spent", "amount")

_NAMES = ("наименование", "атауы", "name")
_NUMBERS = ("иин/бин", "бин/иин", "бин", "бсн/жсн", "жсн/бсн", "бсн", "иин", "инн", "bin")
_ACCOUNTS = ("счет", "иик", "номер счета", "жск", "шоты", "шот", "account")
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
        beside = [text for title in titles for part in parts for text in (f"{title} {part}", f"{part} {title}*")]
        whole = [f"{part} {title}*" for title in first for part in parts]
        return (*(f"{titles[0]}{part}" for part in keys), *whole, *under, *beside)

    return (
        Column(f"{key}_name", labels[0], (*words(_NAMES, _KEYS["name"]), *titles)),
        Column(f"{key}_number", labels[1], (*words(_NUMBERS, _KEYS["number"]), *alone)),
        Column(f"{key}_account", labels[2], words(_ACCOUNTS, _KEYS["account"])),
    )


BOTH_SIDES = ("бенефициара/отправителя", "отправителя/бенефициара", "получателя/плательщика", "плательщика/получателя")

COLUMNS = (
    Column("date", _("date"),
           ("датаоперации", "дата и время операции", "дата операции", "дата проводки", "операция күні",
            "операция уақыты*", "операция күні мен уақыты", "дата", "күні", "датасписано", "дата документа", "date"),
           DATE, is_required=True),
    Column("received_date", _("date of receipt"), ("датапоступило",), DATE),
    Column("number", _("number"),
           ("номердокумента", "номер документа", "№ документа", "номер", "құжат нөмірі", "құжаттың нөмірі", "құжат №",
            "номер док", "document number")),
    Column("received", _("received"),
           ("суммаприход", "кредит / в тенге", "кредит / теңгемен", "кредит / сумма в тенге", "приход", "кредит",
            "сумма по кредиту", "обороты по кредиту", "кредит*", "*по кредиту*", "приход*", "поступ*", "зачислен*",
            "кіріс*", "түсім*", "credit*", "received*"), AMOUNT),
    Column("spent", _("spent"),
           ("суммарасход", "дебет / в тенге", "дебет / теңгемен", "дебет / сумма в тенге", "расход", "дебет",
            "сумма по дебету", "обороты по дебету", "дебет*", "*по дебету*", "расход*", "списан*", "шығыс*", "debit*",
            "spent*"), AMOUNT),
    Column("amount", _("amount"),
           ("сумма в тенге", "сумма", "сумма операции", "сомасы", "сома", "теңгедегі сома", "сомасы теңгемен",
            "amount"), AMOUNT),
    Column("direction", _("direction"),
           ("вид операции", "тип операции", "операция түрі", "направление", "приход/расход", "direction")),
    Column("currency", _("currency"), ("валюта операции", "операция валютасы", "валюта", "валюта платежа", "currency")),
    *_side("payer", (_("payer"), _("BIN of the payer"), _("account of the payer")),
           "плательщик", "отправитель", "төлеуші", "жіберуші", "payer"),
    *_side("payee", (_("payee"), _("BIN of the payee"), _("account of the payee")),
           "получатель", "бенефициар", "алушы", "payee", "beneficiary"),
    *_side("party", (_("counterparty"), _("BIN or IIN"), _("account of the counterparty")),
           "корреспондент", "контрагент", "counterparty", first=BOTH_SIDES, alone=(*_NUMBERS, "bin/iin")),
    Column("knp", _("payment-purpose code"),
           ("кодназначенияплатежа", "код назначения платежа", "кнп", "тмк", "төлем мақсатының коды",
            "төлем тағайындау коды", "knp"), CODE),
    Column("purpose", _("purpose"),
           ("назначениеплатежа", "назначение платежа", "назначение", "детали платежа", "төлем мақсаты",
            "төлемнің мақсаты", "төлем тағайындауы", "purpose")),
    Column("code", _("budget code"), ("специфика", "код специфики", "ерекшелік"), CODE),
)  # fmt: skip
