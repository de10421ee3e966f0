"""Header words of bank statements: client-bank keys, sheets of several banks, Russian and Kazakh."""

from imports.kinds.contract import AMOUNT, CODE, DATE, Column

OUTGOING = ("исходящ", "списан", "расход", "дебет", "шыгыс", "outgoing", "debit", "withdrawal")
INCOMING = ("входящ", "зачислен", "поступлен", "приход", "кредит", "кирис", "тусим", "incoming", "credit", "deposit")
MONEY = ("received", "spent", "amount")

_NAMES = ("наименование", "атауы", "фио", "name")
_NUMBERS = (
    "бин_иин",
    "иин/бин",
    "бин/иин",
    "иин (бин)",
    "бин",
    "иин",
    "бсн/жсн",
    "жсн/бсн",
    "бсн",
    "жсн",
    "инн",
    "bin",
)
_ACCOUNTS = ("иик", "счет", "номер счета", "расчсчет", "жск", "жсқ", "шоты", "шот", "account")


def _side(key: str, *titles: str) -> tuple[Column, ...]:
    """Name, number and account of one side: under its title, glued to it (client-bank), or beside it."""

    def words(parts: tuple[str, ...]) -> tuple[str, ...]:
        under = [f"{title} / {part}" for title in titles for part in parts]
        glued = [f"{title}{part}" for title in titles for part in parts]
        beside = [text for title in titles for part in parts for text in (f"{title} {part}", f"{part} {title}*")]
        return (*under, *glued, *beside)

    return (
        Column(f"{key}_name", (*words(_NAMES), *titles)),
        Column(f"{key}_number", words(_NUMBERS)),
        Column(f"{key}_account", words(_ACCOUNTS)),
    )


COLUMNS = (
    Column(
        "date",
        ("датаоперации", "дата и время операции", "дата операции", "дата проводки", "операция күні", "операция уақыты*",
         "операция күні мен уақыты", "дата", "күні", "датасписано", "дата документа", "date"),
        DATE,
        is_required=True,
    ),
    Column("received_date", ("датапоступило",), DATE),
    Column(
        "number",
        ("номердокумента", "номер документа", "№ документа", "номер", "құжат нөмірі", "құжаттың нөмірі", "құжат №",
         "номер док", "document number"),
    ),
    Column(
        "received",
        ("суммаприход", "кредит / в тенге", "кредит / теңгемен", "кредит / сумма в тенге", "кредит в тенге", "приход",
         "поступление", "поступило", "зачислено", "кредит", "кіріс", "түсім", "credit", "received"),
        AMOUNT,
    ),
    Column(
        "spent",
        ("суммарасход", "дебет / в тенге", "дебет / теңгемен", "дебет / сумма в тенге", "дебет в тенге", "расход",
         "списание", "списано", "дебет", "шығыс", "debit", "spent"),
        AMOUNT,
    ),
    Column(
        "amount",
        ("сумма в тенге", "сумма", "сумма операции", "сомасы", "сома", "теңгедегі сома", "сомасы теңгемен", "amount"),
        AMOUNT,
    ),
    Column("direction", ("вид операции", "тип операции", "операция түрі", "направление", "приход/расход", "direction")),
    Column("currency", ("валюта операции", "операция валютасы", "валюта", "валюта платежа", "currency")),
    *_side("payer", "плательщик", "отправитель", "төлеуші", "жіберуші", "payer"),
    *_side("payee", "получатель", "бенефициар", "алушы", "payee", "beneficiary"),
    *_side("party", "корреспондент", "контрагент", "counterparty"),
    Column(
        "knp",
        ("кодназначенияплатежа", "код назначения платежа", "кнп", "тмк", "төлем мақсатының коды",
         "төлем тағайындау коды", "knp"),
        CODE,
    ),
    Column(
        "purpose",
        ("назначениеплатежа", "назначение платежа", "назначение", "детали платежа", "төлем мақсаты",
         "төлемнің мақсаты", "төлем тағайындауы", "purpose"),
    ),
    Column("code", ("специфика", "код специфики", "ерекшелік"), CODE),
)  # fmt: skip
