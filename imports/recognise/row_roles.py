"""Which columns of a table change what its rows mean, told by their headers, whatever the kind. Pure.

A kind that reads such a column itself keeps it; every other such column is heeded all the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from finance.amounts import is_blank
from imports.columns.column import AMOUNT
from imports.kinds.kind import Kind, Table
from imports.readers.grid import Cell, as_code
from imports.recognise import row_words
from imports.recognise.meanings import meaning_of

STATUS, CURRENCY, OPERATION, DELETED, RETURNED = "status", "currency", "operation", "deleted", "returned"
# a flag of what a row that counts has: carried out, signed, paid
CONFIRMED = "confirmed"
CUSTOMER_NUMBER, CUSTOMER = "customer_number", "customer"
SOURCE, PROGRAMME, OWN_ACCOUNT, FEE, PURPOSE = "source", "programme", "own_account", "fee", "purpose"
# Heeded only where the kind does not read the column itself, whatever it calls it.
_UNCLAIMED = frozenset((SOURCE, PROGRAMME, OWN_ACCOUNT, FEE))

# Columns by which kinds themselves tell what a row means.
OWN = {
    STATUS: ("status",),
    CURRENCY: ("currency",),
    OPERATION: ("direction", "kind", "subject", "method"),
    DELETED: ("is_deleted",),
    CUSTOMER_NUMBER: ("customer_number", "payer_number", "payee_number", "party_number"),
    CUSTOMER: ("payer_name", "payee_name", "party_name"),
}
_CUSTOMERS = ("заказчик", "тапсырыс бер", "customer", "покупател", "сатып алушы", "buyer")
_PAYERS = ("плательщик", "толеуши", "payer")
_NUMBERS = frozenset(("бин", "иин", "бсн", "жсн", "bin", "iin", "biin", "инн", "рнн"))
_NAMES = frozenset(("наименование", "название", "атауы", "name", "полное", "краткое", "имя", "ru", "kz", "kk", "рус",
                    "каз",
                    "организации", "организация", "учреждение", "мекеме"))  # fmt: skip
_STATUS = ("статус", "состояни", "мартебе", "status", "state", "отметка об исполнении", "куйи", "результат")
_CALLED_STATUS = ("статус", "мартебе", "status")
_CURRENCY = ("валюта", "валютасы", "currency", "вал", "ccy")
# Said beside a currency, they head a sum in it, not its name.
# words in one string are read sooner than a list of them
_SUMS = frozenset("дебет кредит сумма сома сомасы оборот приход расход debit credit amount sum".split())  # noqa: SIM905
_CURRENCY_CODES = ("код валюты", "валюта коды", "currency code")
_OPERATION = frozenset((
    "вид операции", "тип операции", "операция", "операции", "направление", "направление платежа", "приход расход",
    "расход приход", "дебет кредит", "дт кт", "д к", "вид движения", "тип движения", "движение", "вид платежа",
    "тип платежа", "вид документа", "тип документа", "признак", "признак операции", "вид", "тип", "операция тури",
    "операциянын тури", "толем тури", "козгалыс тури", "багыты", "багыт", "кирис шыгыс", "шыгыс кирис", "кужат тури",
    "тури", "белги", "direction", "operation", "operation type", "transaction type", "type of operation", "type",
    "movement", "debit credit", "dr cr", "in out", "payment type", "kind", "изменение", "характер изменения",
    "вид изменения", "озгерис тури", "озгеристин тури", "озгерту тури",
    "вид проводки", "характер операции", "назначение операции", "признак платежа", "вид выплаты",
))  # fmt: skip
# Whose money a row is of, beside the budget that the file is imported into.
_SOURCES = frozenset((
    "источник", "источник финансирования", "источники финансирования", "источник средств", "вид финансирования",
    "вид средств", "бюджет", "вид бюджета", "тип бюджета", "каржыландыру кози", "каражат кози",
    "каржыландыру тури", "бюджет тури", "source", "source of funds", "source of funding", "funding source", "budget",
))  # fmt: skip
_PROGRAMMES = frozenset((
    "программа", "бюджетная программа", "код программы", "программа подпрограмма", "бп", "бюджеттик багдарлама",
    "багдарлама", "багдарлама коды", "programme", "program", "budget programme",
))  # fmt: skip
_OWN_ACCOUNTS = frozenset((
    "счет", "номер счета", "№ счета", "счет клиента", "номер счета клиента", "счет владельца", "счет организации",
    "наш счет", "иик", "иик клиента", "иик организации", "лицевой счет", "шот", "есепшот", "шот немири", "жск",
    "account", "account number", "own account", "iban",
))  # fmt: skip
# Beside a column of whom was paid, the organisation is the one whose rows they are.
_PARTIES = ("counterparty_name", "counterparty_number", "supplier_name", "supplier_number", "party_name")
_ORGANISATIONS = frozenset((
    "организация", "учреждение", "наименование организации", "наименование учреждения", "филиал", "мо",
    "медицинская организация", "больница", "мекеме", "уйым", "мекеме атауы", "уйым атауы", "organisation",
    "organization", "institution", "facility", "branch",
))  # fmt: skip
# The day on which a row was undone: `дата расторжения`.
_DAYS = frozenset(("дата", "день", "куни", "date", "day", "on"))
_ENDED = ("расторж", "аннулир", "отмен", "отзыв", "бузыл", "бузу", "жойыл", "кушин жою", "terminat", "cancel", "annul")
_OWN_ORGANISATIONS = frozenset(("организации", "учреждения", "мо", "медицинской организации", "больницы", "филиала",
                                "мекеменин", "уйымнын", "of organisation", "of organization", "of institution",
                                "of facility"))  # fmt: skip
_FEES = ("комисси", "commission", "fee")
_DELETED = frozenset((
    "удален", "удалено", "удалена", "is deleted", "deleted", "is cancelled", "is canceled", "cancelled", "canceled",
    "отменен", "отменено", "отменена", "отмена", "аннулирован", "аннулировано", "аннулирована", "жойылган", "жойылды",
    "куши жойылган", "пометка удаления", "расторгнут", "расторгнуто", "черновик", "is draft", "draft",
))  # fmt: skip


def is_told_whole(kind: Kind) -> bool:
    """Whether a kind leaves every column that it does not read to what its header and cells say of the rows."""
    return not kind.heeds and any(column.takes or column.key == "direction" for column in kind.columns)


def roles(table: Table, kind: Kind) -> dict[str, int]:
    """The places of columns that change what a row means and that the kind does not read by itself."""
    is_whole = is_told_whole(kind)
    has_money = kind.is_in_tenge and any(column.type == AMOUNT for column in kind.columns)
    if not is_whole and not has_money and not kind.heeds:
        return {}
    claimed = {place: key for key, place in table.columns.items()}
    is_received = any("received" in group for column in kind.columns for group in column.takes)
    found: dict[str, int] = {}
    for place, header in sorted(table.headers.items()):
        role = role_of(header) or _flagged(table, place, header, claimed)
        if is_received and role in (CUSTOMER, CUSTOMER_NUMBER):
            # who pays what was received is another
            continue
        if role in _UNCLAIMED and place in claimed:
            continue
        if role and role not in found and claimed.get(place) not in OWN.get(role, ()):
            found[role] = place
    if CUSTOMER not in found and any(table.has(key) for key in _PARTIES):
        named = [p for p, header in table.headers.items() if p not in claimed and header in _ORGANISATIONS]
        found |= {CUSTOMER: named[0]} if named else {}
    if CUSTOMER_NUMBER not in found and any(table.has(key) for key in _PARTIES):
        numbers = [p for p, header in table.headers.items() if p not in claimed and _is_number_of_own(header)]
        found |= {CUSTOMER_NUMBER: numbers[0]} if numbers else {}
    if table.has("purpose") and any("paid" in group for column in kind.columns for group in column.takes):
        found[PURPOSE] = table.columns["purpose"]
    own = {role for role, keys in OWN.items() if any(table.has(key) for key in keys)}
    found = {role: place for role, place in found.items() if role not in own}
    if is_whole:
        return found
    # other tables say by themselves what their rows are, but not in which money, nor whether events count
    heeded = {role for role in kind.heeds if role in found and _is_heeded(role, found[role], table)}
    return {role: place for role, place in found.items() if role in heeded or (role == CURRENCY and has_money)}


def _flagged(table: Table, place: int, header: str, claimed: Mapping[int, str]) -> str:
    """The role of a column of ticks, or of yes and no, whose header says what is ticked."""
    said = row_words.status_of(header)
    if place in claimed or said not in (row_words.COUNTS, row_words.LEFT_OUT):
        return ""
    is_set = False
    for i in table.body:
        row = table.sheet.rows[i]
        if place < len(row) and not is_blank(row[place]):
            flag = flag_of(row[place])
            if flag == row_words.UNKNOWN:
                return ""
            # figures of zero and dashes alone are no flags
            is_set = is_set or flag == row_words.LEFT_OUT or as_code(row[place]).isalpha()
    if not is_set:
        return ""
    return CONFIRMED if said == row_words.COUNTS else RETURNED if row_words.is_back(header) else DELETED


def flag_of(value: Cell) -> str:
    """What a cell of a column of flags says: LEFT_OUT where it is set, COUNTS where it is not, UNKNOWN."""
    return row_words.flag_of(str(value) if isinstance(value, bool) else as_code(value))


def _is_heeded(role: str, place: int, table: Table) -> bool:
    """A column that the kind does not read; of a status only one that calls itself so."""
    is_free = place not in table.columns.values()
    return is_free and (role != STATUS or table.headers[place].startswith(_CALLED_STATUS))


def role_of(header: str) -> str:
    """The role of a folded header; nothing where it has none."""
    text = header.replace(" / ", " ")
    words = text.split()
    if _begins(text, _CUSTOMERS) or _begins(text, _PAYERS):
        return _customer(words)
    if text in _DELETED or (_DAYS & set(words) and _begins(text, _ENDED)):
        return DELETED
    if text in _SOURCES or _is_twice(text, _SOURCES):
        return SOURCE
    if text in _PROGRAMMES or _is_twice(text, _PROGRAMMES):
        return PROGRAMME
    if words[:1] and words[0].startswith(_FEES):
        return FEE
    if text in _OWN_ACCOUNTS:
        return OWN_ACCOUNT
    if text in _OPERATION or _is_twice(text, _OPERATION):
        return OPERATION
    if _begins(text, _STATUS) and "процент" not in words:
        return STATUS
    names = meaning_of(header).names
    if "returned" in names and not names & {"vat", "share", "previous", "ytd"}:
        return RETURNED
    if any(word in _CURRENCY for word in words) and not names & {"foreign", "exchange"} and not _SUMS & set(words):
        return CURRENCY
    return CURRENCY if text in _CURRENCY_CODES or (words[:1] == ["валюта"] and "сумма" not in words) else ""


def _customer(words: list[str]) -> str:
    if _NUMBERS & set(words):
        return CUSTOMER_NUMBER
    rest = [word for word in words if word not in _NAMES and not word.startswith(("заказчик", "customer", "плательщик",
            "тапсырыс", "бер", "покупател", "buyer", "сатып", "алушы", "толеуши", "payer"))]  # fmt: skip
    return "" if rest else CUSTOMER


def _is_number_of_own(header: str) -> bool:
    """Whether a header is of the БИН of the organisation whose rows they are: `бин организации`."""
    words = header.split()
    rest = " ".join(word for word in words if word not in _NUMBERS)
    return len(words) > 1 and bool(_NUMBERS & set(words)) and rest in _OWN_ORGANISATIONS


def _begins(text: str, stems: tuple[str, ...]) -> bool:
    """Whether one of the stems begins a word of a header."""
    return any(f" {stem}" in f" {text}" for stem in stems)


def _is_twice(text: str, known: frozenset[str]) -> bool:
    words = text.split()
    return any(" ".join(words[:at]) in known and " ".join(words[at:]) in known for at in range(1, len(words)))
