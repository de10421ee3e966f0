"""Bank statements as several banks write them, of an invented facility's payments."""

from datetime import date
from decimal import Decimal

from tests.ground.office_files import Cell, client_bank
from tests.ground.payments_book import ACCOUNT, FACILITY, FACILITY_NAME, FUND, Paid, Statement

NOTHING = Decimal("0.00")


def kaspi_rows(s: Statement, *, kazakh: bool = False) -> list[list[Cell]]:
    """Seventeen columns under a header of two rows and a row of numbers; the direction stands in words."""
    ru = (
        "Дата и время операции", "Валюта операции", "Вид операции", "Сумма в валюте", "Сумма в тенге", "Плательщик",
        "Получатель", "Код назначения платежа", "Назначение платежа", "Наименование", "ИИН/БИН", "Резидентство", "Банк",
        "Счет", "Входящий платеж", "Исходящий платеж",
    )  # fmt: skip
    kk = (
        "Операция күні мен уақыты", "Операция валютасы", "Операция түрі", "Валютадағы сома", "Теңгедегі сома", "Төлеуші",
        "Алушы", "Төлем мақсатының коды", "Төлем мақсаты", "Атауы", "ЖСН/БСН", "Резиденттігі", "Банкі",
        "Шоты", "Кіріс төлем", "Шығыс төлем",
    )  # fmt: skip
    t = kk if kazakh else ru
    rows: list[list[Cell]] = [[line] for line in _labels(s)]
    sides = [t[9], t[10], t[11], t[12], t[13]]
    rows += [
        [*t[:5], t[5], "", "", "", "", t[6], "", "", "", "", t[7], t[8]],
        ["", "", "", "", "", *sides, *sides, "", ""],
        [*range(1, 18)],
    ]
    for day, came, p in _movements(s):
        amount = s.received if p is None else p.amount
        payer, payee = _sides(p)
        rows.append([
            f"{day:%d.%m.%Y} 09:15:00", "KZT", t[14] if came else t[15], amount, amount,
            payer[0], payer[1], "Резидент", "Банк", payer[2], payee[0], payee[1], "Резидент", "Банк", payee[2],
            p.knp if p else "859", p.purpose if p else "Оплата по договору №П-12",
        ])  # fmt: skip
    return rows


def _labels(s: Statement) -> list[str]:
    spent = sum((p.amount for p in s.paid), NOTHING)
    return [
        "Выписка по счету", f"Клиент: {FACILITY_NAME}", f"ИИН/БИН: {FACILITY}", f"Счет: {ACCOUNT}", "Валюта счета: KZT",
        f"Период: c {s.first:%d/%m/%Y} по {s.last:%d/%m/%Y}", f"Входящий остаток: {s.opening} нац",
        f"Исходящий остаток: {s.closing} нац", f"Обороты по дебету: {spent}", f"Обороты по кредиту: {s.received}",
    ]  # fmt: skip


KASPI_MERGED = ((10, 5, 10, 9), (10, 10, 10, 14))


def _movements(s: Statement) -> list[tuple[date, bool, Paid | None]]:
    return [(s.first, True, None), *((p.day, False, p) for p in s.paid)]


def _sides(p: Paid | None) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    own = (FACILITY_NAME, FACILITY, ACCOUNT)
    return (FUND, own) if p is None else (own, (p.name, p.supplier, p.account))


def halyk_rows(s: Statement, *, two_rows: bool = True) -> list[list[Cell]]:
    """Nineteen columns, debit and credit apart, each in currency and in tenge; totals and balances below."""
    rows: list[list[Cell]] = [
        ['HSBKKZKX АО "Банк"'], ["Выписка по счету", "", ACCOUNT], [f"Клиент {FACILITY_NAME}"], [f"БИН {FACILITY}"],
        [f"за период с {s.first:%d.%m.%Y} по {s.last:%d.%m.%Y}"], ["Валюта: KZT"],
        ["Входящий остаток", "", s.opening], [],
    ]  # fmt: skip
    heads = ["№", "Дата операции", "№ документа", "Дебет", "", "Кредит", "", "Плательщик", "", "", "", "Получатель", "",
             "", "", "Код назначения платежа", "Назначение платежа", "Курс", "Референс"]  # fmt: skip
    lower = ["", "", "", "в валюте", "в тенге", "в валюте", "в тенге", *["Наименование", "ИИН/БИН", "Счет", "БИК"] * 2,
             "", "", "", ""]  # fmt: skip
    if two_rows:
        rows += [heads, lower]
    else:
        upper = ""
        flat = []
        for head, part in zip(heads, lower, strict=True):
            upper = head or upper
            flat.append(f"{upper} {part}".strip())
        rows.append(flat)
    for number, (day, came, p) in enumerate(_movements(s), 1):
        amount = s.received if p is None else p.amount
        payer, payee = _sides(p)
        debit, credit = (None, amount) if came else (amount, None)
        rows.append([
            number, day, p.number if p else "5001", debit, debit, credit, credit, *payer, "BANKKZKA", *payee, "BANKKZKA",
            p.knp if p else "859", p.purpose if p else "Оплата по договору №П-12", 1, f"REF{number}",
        ])  # fmt: skip
    spent = sum((p.amount for p in s.paid), NOTHING)
    rows.append(["Итого обороты", "", "", spent, spent, s.received, s.received])
    rows.append(["Исходящий остаток", "", s.closing])
    return rows


def centre_credit_rows(s: Statement) -> list[list[Cell]]:
    """Kazakh headers from `Реттік нөмірі` to `Жиынтығы`; the other side alone is named; comma thousands as text."""
    rows: list[list[Cell]] = [
        ['"Банк" АҚ', "", "Үзінді көшірме"], [f"ИИК {ACCOUNT}"], [f"Клиент: {FACILITY_NAME}, БСН {FACILITY}"],
        [f"Кезең: {s.first:%d.%m.%Y} - {s.last:%d.%m.%Y}"], [f"Кіріс қалдық: {s.opening:,}"], [],
        ["Реттік нөмірі", "Күні", "Құжат нөмірі", "Корреспондент атауы", "Корреспондент БСН/ЖСН", "Корреспондент ЖСК",
         "Дебет", "Кредит", "ТМК", "Төлем мақсаты"],
    ]  # fmt: skip
    for number, (day, came, p) in enumerate(_movements(s), 1):
        other = FUND if p is None else (p.name, p.supplier, p.account)
        amount = f"{s.received if p is None else p.amount:,}"
        rows.append([
            str(number), f"{day:%d.%m.%Y}", p.number if p else "5001", *other, "" if came else amount,
            amount if came else "", p.knp if p else "859", p.purpose if p else "Оплата по договору №П-12",
        ])  # fmt: skip
    spent = sum((p.amount for p in s.paid), NOTHING)
    rows.append(["Жиынтығы", "", "", "", "", "", f"{spent:,}", f"{s.received:,}", "", ""])
    rows.append([f"Шығыс қалдық: {s.closing:,}"])
    return rows


NARROW = {
    "both sides in one column": (
        "№ документа", "Дата операции", "Дебет", "Кредит", "Наименование бенефициара / отправителя денег",
        "БИН/ИИН бенефициара / отправителя денег", "ИИК бенефициара / отправителя денег", "КНП", "Назначение платежа",
    ),
    "withdrawals and deposits": (
        "Номер документа", "Дата проводки", "Списание", "Зачисление", "Контрагент", "БИН контрагента", "Счет контрагента",
        "КНП", "Детали платежа",
    ),
    "sums by debit and credit": (
        "Документ №", "Дата", "Сумма по дебету в тенге", "Сумма по кредиту в тенге", "Наименование корреспондента",
        "ИИН/БИН корреспондента", "ИИК корреспондента", "Код назначения платежа", "Назначение платежа",
    ),
    "Kazakh expense and income": (
        "Құжат нөмірі", "Операция күні", "Шығыс", "Кіріс", "Корреспондент атауы", "Корреспондент БСН",
        "Корреспондент шоты", "ТМК", "Төлемнің мақсаты",
    ),
    "English": (
        "Document number", "Date", "Debit", "Credit", "Counterparty name", "Counterparty BIN", "Counterparty account",
        "KNP", "Purpose",
    ),
}  # fmt: skip


def narrow_rows(s: Statement, heads: str) -> list[list[Cell]]:
    """Nine columns of an ordinary export: debit, credit, the other side."""
    rows: list[list[Cell]] = [["Выписка"], [f"ИИК: {ACCOUNT}"], [f"БИН: {FACILITY}"], [*NARROW[heads]]]
    for day, came, p in _movements(s):
        other = FUND if p is None else (p.name, p.supplier, p.account)
        amount = s.received if p is None else p.amount
        rows.append([
            p.number if p else "5001", day, None if came else amount, amount if came else None, *other,
            p.knp if p else "859", p.purpose if p else "Оплата по договору №П-12",
        ])  # fmt: skip
    rows.append(["Итого", "", sum((p.amount for p in s.paid), NOTHING), s.received])
    return rows


def kazakh_client_bank(s: Statement, *, daily: bool = False, **layout: object) -> bytes:
    """`1CClientBankExchange` with direction in the keys; `daily`: an account section a day."""
    header = {"ВерсияФормата": "2.00", "Отправитель": "Банк", "ДатаНачала": f"{s.first:%d.%m.%Y}",
              "ДатаКонца": f"{s.last:%d.%m.%Y}", "РасчСчет": ACCOUNT}  # fmt: skip
    documents = []
    for day, came, p in _movements(s):
        amount = str(s.received if p is None else p.amount)
        payer, payee = _sides(p)
        documents.append({
            "ВидДокумента": "ПлатежноеПоручение", "ДатаОперации": f"{day:%d.%m.%Y}",
            "СуммаПриход": amount if came else "0", "СуммаРасход": "0" if came else amount,
            "НомерДокумента": p.number if p else "5001", **_party("Плательщик", payer), **_party("Получатель", payee),
            "НазначениеПлатежа": p.purpose if p else "Оплата по договору №П-12 = май",
            "КодНазначенияПлатежа": p.knp if p else "859", "Валюта": "KZT",
        })  # fmt: skip
    return client_bank(header, _sections(s, daily=daily), documents, **layout)  # type: ignore[arg-type]


def _party(side: str, party: tuple[str, str, str]) -> dict[str, str]:
    return {f"{side}Наименование": party[0], f"{side}БИН_ИИН": party[1], f"{side}ИИК": party[2]}


def _sections(s: Statement, *, daily: bool) -> list[dict[str, str]]:
    days = sorted({day for day, _came, _p in _movements(s)}) if daily else [None]
    balance, sections = s.opening, []
    for day in days:
        received = s.received if day in (None, s.first) else NOTHING
        spent = sum((p.amount for p in s.paid if day in (None, p.day)), NOTHING)
        closing = balance + received - spent
        sections.append({
            "ДатаНачала": f"{day or s.first:%d.%m.%Y}", "ДатаКонца": f"{day or s.last:%d.%m.%Y}", "РасчСчет": ACCOUNT,
            "НачальныйОстаток": str(balance), "ВсегоПоступило": str(received), "ВсегоСписано": str(spent),
            "КонечныйОстаток": str(closing),
        })  # fmt: skip
        balance = closing
    return sections


def russian_client_bank(s: Statement, **layout: object) -> bytes:
    """The other dialect: one sum, and only the accounts tell which way it went."""
    header = {"ВерсияФормата": "1.03", "Кодировка": "Windows", "ДатаНачала": f"{s.first:%d.%m.%Y}",
              "ДатаКонца": f"{s.last:%d.%m.%Y}", "РасчСчет": ACCOUNT}  # fmt: skip
    documents = []
    for day, came, p in _movements(s):
        payer, payee = _sides(p)
        amount = s.received if p is None else p.amount
        documents.append({
            "Номер": p.number if p else "5001", "Дата": f"{day:%d.%m.%Y}", "Сумма": str(amount),
            "ДатаПоступило" if came else "ДатаСписано": f"{day:%d.%m.%Y}",
            "ПлательщикСчет": payer[2], "Плательщик": payer[0], "ПлательщикИНН": payer[1],
            "ПолучательСчет": payee[2], "Получатель": payee[0], "ПолучательИНН": payee[1],
            "НазначениеПлатежа": p.purpose if p else "Оплата по договору №П-12",
        })  # fmt: skip
    return client_bank(header, _sections(s, daily=False), documents, **layout)  # type: ignore[arg-type]
