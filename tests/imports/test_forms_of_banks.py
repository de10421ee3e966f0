"""Statements as the banks of the country print them: two languages, direction by columns, words, names or accounts."""

import pytest

from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OURS, ACCOUNT = "Областной детский реабилитационный центр (учебный)", "KZ000000000000000018"
OUR_NUMBER = "991240999016"
FUND = ("НАО Фонд социального медицинского страхования", "991240999041", "KZ000000000000000999")
MILK = ("ТОО Сүт өнімдері", "991240999288", "KZ009912409992880000")
# day, number, received, spent, the other side, knp, purpose
MOVEMENTS = (
    ("03.02.2025", "5001", 100000, 0, FUND, "859", "Оплата за услуги"),
    ("10.02.2025", "12", 0, 25000, MILK, "710", "Оплата по договору 23"),
    ("17.02.2025", "13", 0, 7700, MILK, "710", "Оплата по договору 23 доп."),
)
WRITERS = {
    "xlsx": lambda rows: office_files.xlsx({"Выписка": rows}),
    "xls": lambda rows: office_files.xls({"Выписка": rows}),
    "ods": lambda rows: office_files.ods({"Выписка": rows}),
    "csv": office_files.text,
}


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-07-15"
    return facility()


def cells(kind, movement):
    """What a column of `kind` holds for a movement."""
    day, number, received, spent, (name, bin_, account), knp, purpose = movement
    mine = (OURS, OUR_NUMBER, ACCOUNT)
    payer, payee = (mine, (name, bin_, account)) if spent else ((name, bin_, account), mine)
    return {
        "day": day, "moment": f"{day} 09:10:11", "number": number, "credit": received or "", "debit": spent or "",
        "amount": received or spent, "name": name, "bin": bin_, "account": account, "knp": knp, "purpose": purpose,
        "both": f"{name}, БИН {bin_}", "all": f"{name} ИИК {account} БИН {bin_}", "word": "Расход" if spent else "Приход",
        "dc": "Д" if spent else "К", "english": "Debit" if spent else "Credit", "kazakh": "Шығыс" if spent else "Кіріс",
        "payer": payer[0], "payer_bin": payer[1], "payer_account": payer[2], "payee": payee[0], "payee_bin": payee[1],
        "payee_account": payee[2], "currency": "KZT", "blank": "", "spaced": f"{account[:4]} {account[4:12]} {account[12:]}",
    }[kind]  # fmt: skip


FORMS = {
    "kaspi": [("№ документа", "number"), ("Дата операции", "moment"), ("Дебет", "debit"), ("Кредит", "credit"),
              ("Наименование бенефициара / отправителя денег", "both"), ("ИИК бенефициара / отправителя", "account"),
              ("КНП", "knp"), ("Назначение платежа", "purpose")],
    "halyk": [("Күні / Дата", "day"), ("Құжат № / № документа", "number"), ("ЖСН/БСН / ИИН/БИН", "bin"),
              ("Контрагент атауы / Наименование контрагента", "name"), ("Дебет айналымы / Дебетовый оборот", "debit"),
              ("Кредит айналымы / Кредитовый оборот", "credit"), ("ТМК / КНП", "knp"),
              ("Төлем мақсаты / Назначение платежа", "purpose")],
    "accounts": [("Дата проводки", "day"), ("№ док", "number"), ("Счет плательщика", "payer_account"),
                 ("Наименование плательщика", "payer"), ("Счет получателя", "payee_account"),
                 ("Наименование получателя", "payee"), ("Сумма в тенге", "amount"), ("Назначение платежа", "purpose")],
    "numbers": [("Дата и время операции", "moment"), ("Номер документа", "number"), ("ИИН/БИН плательщика", "payer_bin"),
                ("Наименование/ФИО плательщика", "payer"), ("ИИН/БИН получателя", "payee_bin"),
                ("Наименование/ФИО получателя", "payee"), ("Сумма", "amount"), ("Назначение платежа", "purpose")],
    "names": [("Дата операции", "day"), ("Валюта", "currency"), ("Сумма операции", "amount"), ("Отправитель", "payer"),
              ("Получатель", "payee"), ("Назначение платежа", "purpose")],
    "words": [("Дата", "day"), ("Номер", "number"), ("Тип операции", "word"), ("Сумма", "amount"),
              ("Контрагент", "name"), ("БИН контрагента", "bin"), ("Назначение платежа", "purpose")],
    "letters": [("Дата", "day"), ("Номер документа", "number"), ("Д/К", "dc"), ("Сумма", "amount"),
                ("Контрагент", "all"), ("Детали платежа", "purpose")],
    "english": [("Transaction date", "day"), ("Document number", "number"), ("Debit/Credit", "english"),
                ("Amount", "amount"), ("Counterparty", "name"), ("BIN/IIN", "bin"), ("Payment details", "purpose")],
    "kazakh": [("Операция күні", "day"), ("Құжат нөмірі", "number"), ("Түрі", "kazakh"), ("Сомасы", "amount"),
               ("Контрагент", "name"), ("БСН", "bin"), ("Төлем мақсаты", "purpose")],
    "spaced": [("Дата списания", "day"), ("№", "number"), ("Расход", "debit"), ("Приход", "credit"),
               ("Корреспондент", "name"), ("Счет корреспондента", "spaced"), ("Основание", "purpose")],
}  # fmt: skip


def statement(form, *, top=(), between=(), bottom=()):
    columns = FORMS[form]
    rows = [
        [f"Выписка по счету {ACCOUNT}"],
        ["Период: 01.02.2025 - 28.02.2025"],
        *top,
        [title for title, _kind in columns],
    ]
    for movement in MOVEMENTS:
        rows.append([cells(kind, movement) for _title, kind in columns])
        rows += between
    return [*rows, *bottom]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("form", FORMS)
def test_a_statement_of_any_form_gives_its_payments(form, kind):
    found = bring(WRITERS[kind](statement(form)), f"statement.{kind}")
    assert [p["message"] for p in found["problems"] if p["severity"] == "error"] == []
    assert (found["kind"], found["total"], found["rows"]["read"]) == ("bank", "32700.00", 2)
    assert {w["name"] for w in found["unresolved"]} == {MILK[0]}


@pytest.mark.parametrize("kind", WRITERS)
def test_a_page_that_repeats_the_header_and_totals_of_pages_add_no_payment(kind):
    header = [title for title, _kind in FORMS["kaspi"]]
    rows = statement("kaspi", bottom=[["", "Итого за период", 32700, 100000]])
    rows[5:5] = [["", "Итого по странице", "", 100000], header]
    found = bring(WRITERS[kind](rows), f"statement.{kind}")
    assert (found["status"], found["total"]) == ("posted", "32700.00")


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("currency", ["Валюта счета: USD", "Валюта: EUR", "Счет в RUB"])
def test_a_block_in_foreign_money_is_never_read_as_tenge(currency, kind):
    columns = FORMS["kaspi"]
    foreign = [["Выписка по счету KZ110000000000000026"], [currency], [title for title, _kind in columns],
               [cells(column, MOVEMENTS[1]) for _title, column in columns]]  # fmt: skip
    found = bring(WRITERS[kind](statement("kaspi", bottom=[[""], *foreign])), f"statement.{kind}")
    assert found["status"] == "refused"
    assert {"ambiguous-amount", "second-table"} & {p["problem"] for p in found["problems"]}


DIALECTS = {
    "income": {"СуммаПриход": "СуммаДоход"},
    "spaces": {"ДатаОперации": "Дата операции", "НомерДокумента": "Номер документа"},
    "capitals": {"СуммаРасход": "СУММАРАСХОД", "НазначениеПлатежа": "НАЗНАЧЕНИЕПЛАТЕЖА"},
    "debit": {"СуммаРасход": "СуммаСписано", "СуммаПриход": "СуммаЗачислено"},
    "code": {"КодНазначенияПлатежа": "КНП"},
    "posted": {"ДатаОперации": "ДатаПроводки"},
}


def exchange(*, names=None, account=ACCOUNT, ending="КонецФайла\r\n", guises=("ПлатежноеПоручение",)):
    lines = ["1CClientBankExchange", "ВерсияФормата=2.00", f"РасчСчет={account}"]
    for day, number, received, spent, (name, bin_, other), knp, purpose in MOVEMENTS:
        mine, side = ("Плательщик", "Получатель") if spent else ("Получатель", "Плательщик")
        for guise in guises:
            lines += [f"СекцияДокумент={guise}", f"ДатаОперации={day}", f"НомерДокумента={number}",
                      f"СуммаРасход={spent}.00" if spent else f"СуммаПриход={received}.00", f"{mine}ИИК={account}",
                      f"{side}Наименование={name}", f"{side}БИН_ИИН={bin_}", f"{side}ИИК={other}",
                      f"КодНазначенияПлатежа={knp}", f"НазначениеПлатежа={purpose}", "КонецДокумента"]  # fmt: skip
    text = "\r\n".join(lines) + "\r\n" + ending
    for name, own in (names or {}).items():
        text = text.replace(f"\n{name}=", f"\n{own}=")
    return text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_client_bank_file_is_read_in_any_dialect(dialect, encoding):
    data = exchange(names=DIALECTS[dialect]).replace("ү", "у").replace("ө", "о").replace("і", "и").encode(encoding)
    found = bring(data, "kl_to_1c.txt")
    assert (found["kind"], found["total"], found["rows"]["read"]) == ("bank", "32700.00", 2)


@pytest.mark.parametrize(
    "shape",
    [{"account": "KZ00 0000 0000 0000 0018"}, {"account": "kz000000000000000018"}, {"ending": "КонецФайла\r\n\x1a"},
     {"ending": "КонецФайла\r\n\r\n  \r\n"}, {"ending": "КонецФайла\x1a"}, {"ending": "конецфайла"},
     {"guises": ("Выписка", "ПлатежноеПоручение")}, {"guises": ("Платежное поручение", "Выписка")}],
    ids=str,
)  # fmt: skip
def test_marks_spaces_and_second_guises_change_nothing(shape):
    found = bring(exchange(**shape).encode(), "kl_to_1c.txt")
    assert (found["status"], found["total"], found["rows"]["read"]) == ("posted", "32700.00", 2)


def test_two_equal_payments_of_one_guise_stay_two():
    once = exchange()
    second = once[once.rindex("СекцияДокумент") : once.rindex("КонецФайла")]
    found = bring(once.replace("КонецФайла", f"{second}КонецФайла").encode(), "kl_to_1c.txt")
    assert (found["total"], found["rows"]["read"]) == ("40400.00", 3)


def one_guise_less(totals=""):
    text = exchange(guises=("Выписка", "ПлатежноеПоручение"))
    head, *documents = text.split("СекцияДокумент=")
    # the last payment comes as an order only
    return (head + totals + "".join(f"СекцияДокумент={d}" for d in [*documents[:-2], documents[-1]])).encode()


SECTION = f"СекцияРасчСчет\r\nРасчСчет={ACCOUNT}\r\nВсегоСписано=32700.00\r\nКонецРасчСчет\r\n"


def test_an_order_that_lacks_its_line_counts_where_totals_prove_it():
    assert bring(one_guise_less(SECTION), "выписка.txt")["total"] == "32700.00"


def test_an_order_that_lacks_its_line_though_others_have_theirs_is_asked_about():
    found = bring(one_guise_less(), "выписка.txt")
    assert (found["status"], found["total"]) == ("refused", "0.00")
    assert "order" in found["problems"][0]["message"] or "поручен" in found["problems"][0]["message"]


@pytest.mark.parametrize("writer", ["xlsx", "xls", "csv"])
@pytest.mark.parametrize(
    "heads",
    [
        ["Дебет", "Кредит", "Дебет (нац. экв.)", "Кредит (нац. экв.)"],
        ["Дебет", "Кредит", "Дебет в национальной валюте", "Кредит в национальной валюте"],
        ["Debit", "Credit", "Debit, KZT equivalent", "Credit, KZT equivalent"],
    ],
)
def test_sums_in_tenge_beside_other_sums_are_never_left_unread(heads, writer):
    """An account in another currency would be posted as tenge; one in tenge says the same twice."""
    header = ["Дата", "Документ", *heads, "Контрагент", "БИН", "Назначение"]

    def statement(rate):
        rows = [["10.02.2025", "12", "10,00", "", f"{10 * rate},00", "", *MILK[:2], "Оплата"]]
        return WRITERS[writer]([["Выписка по счету"], header, *rows])

    told = bring(statement(500), f"выписка.{writer}", preview=True)
    assert told["status"] == "refused" or told["total"] == "5000.00"
    assert bring(statement(1), f"выписка.{writer}", preview=True)["total"] == "10.00"
