"""Shapes of trial balances, plans and lots: totals on one side, short periods, months in two languages, bare numbers."""

from datetime import date

import pytest

from imports.kinds.registry import kinds
from imports.month_columns import month_of_header
from imports.periods import parse_period
from imports.readers.grid import Grid, Sheet
from imports.recognise.folding import fold
from imports.recognise.recognition import recognise
from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = pytest.mark.once

FORMS = ["xlsx", "ods", "csv"]


@pytest.fixture
def budget(settings, db):
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


def brought(form, rows, **options):
    made = {"xlsx": office_files.xlsx, "ods": office_files.ods, "csv": lambda _sheets: office_files.text(rows)}
    return bring(made[form]({"TDSheet": rows}), f"file.{form}", **options)


def recognised(*rows, forced=""):
    return recognise(Grid("xlsx", None, (Sheet("Лист1", rows),)), list(kinds().values()), forced=forced)


BALANCE = [
    ["Счет", "Сальдо на начало периода", "", "Обороты за период", "", "Сальдо на конец периода", ""],
    ["", "Дебет", "Кредит", "Дебет", "Кредит", "Дебет", "Кредит"],
    ["111, Оплата труда", "", 160, 900, 1000, "", 260],
    ["141, Продукты питания", 10, "", 450, 500, "", 40],
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "totals",
    [
        [["Итого развернутое", 10, 160, 1350, 1500, "", 300], ["Итого", "", 150, 1350, 1500, "", 300]],
        [["Итого", "", 150, 1350, 1500, "", 300]],
        [["Итого", 10, 160, 1350, 1500, "", 300]],
        [["Барлығы", 0, 150, 1350, 1500, 0, 300]],
    ],
)
def test_a_total_states_its_balance_on_both_sides_or_on_one(budget, form, totals):
    title = ["Оборотно-сальдовая ведомость за январь 2025 г.", *[""] * 6]
    found = brought(form, [title, *BALANCE, *totals])
    assert (found["status"], found["by_code"]) == ("posted", {"111": "1000.00", "141": "500.00"})


@pytest.mark.parametrize("form", FORMS)
def test_a_total_that_is_neither_is_refused(budget, form):
    title = ["Оборотно-сальдовая ведомость за январь 2025 г.", *[""] * 6]
    found = brought(form, [title, *BALANCE, ["Итого", "", 155, 1350, 1500, "", 300]])
    assert (found["status"], {p["problem"] for p in found["problems"]}) == ("refused", {"total-differs"})


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("за 01.01.25 - 31.01.25", "2025-01", "2025-01"),
        ("с 01.01.25 по 31.03.25", "2025-01", "2025-03"),
        ("за январь 25 г.", "2025-01", "2025-01"),
        ("за янв. 2025", "2025-01", "2025-01"),
        ("01.2025", "2025-01", "2025-01"),
        ("за 01/2025", "2025-01", "2025-01"),
        ("2025.01", "2025-01", "2025-01"),
        ("за 1 кв. 2025 г.", "2025-01", "2025-03"),
        ("1 кв 25 г.", "2025-01", "2025-03"),
        ("қаңтар 2025 ж.", "2025-01", "2025-01"),
        ("2025 жылғы 1 тоқсан", "2025-01", "2025-03"),
    ],
)
def test_short_periods_are_read(text, first, last):
    period = parse_period(text)
    assert (str(period.first), str(period.last)) == (first, last)


@pytest.mark.parametrize("text", ["Договор 12 от 03.02.25", "тел. 12-34-56", "31.01.25", "ИИН 01.02.2503"])
def test_other_figures_are_no_period(text):
    assert parse_period(text) is None


MONTHS = {
    "bilingual": ["Январь/Қаңтар", "Февраль (Ақпан)", "Март\nНаурыз", "Апрель - Сәуір", "Май Мамыр", "Июнь/Маусым",
                  "Июль/Шілде", "Август/Тамыз", "Сентябрь/Қыркүйек", "Октябрь/Қазан", "Ноябрь/Қараша",
                  "Декабрь/Желтоқсан"],
    "dotted": [f"{number:02d}.2025" for number in range(1, 13)],
    "short": ["янв.", "фев.", "мар.", "апр.", "май", "июн.", "июл.", "авг.", "сен.", "окт.", "ноя.", "дек."],
    "short years": ["янв.25", "фев.25", "мар.25", "апр.25", "май.25", "июн.25", "июл.25", "авг.25", "сен.25",
                    "окт.25", "ноя.25", "дек.25"],
    "english": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "roman": ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"],
    "numbers": [str(number) for number in range(1, 13)],
    "kazakh": ["Қаңтар", "Ақпан", "Наурыз", "Сәуір", "Мамыр", "Маусым", "Шілде", "Тамыз", "Қыркүйек", "Қазан",
               "Қараша", "Желтоқсан"],
    "typed days": [date(2025, number, 1) for number in range(1, 13)],
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("way", sorted(MONTHS))
def test_months_of_a_plan_are_read_however_they_are_written(budget, form, way):
    if form != "xlsx" and way == "typed days":
        pytest.skip("a month typed as a day is one of workbooks")
    title = ["План финансирования на 2025 год", *[""] * 14]
    rows = [title, ["Код", "Наименование", *MONTHS[way], "Итого за год"], ["141", "Продукты", *range(1, 13), 78]]
    found = brought(form, rows)
    assert (found["status"], found["kind"], found["total"]) == ("posted", "plan", "78.00")
    assert found["by_month"]["2025-12"] == "12.00"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("quarter", ["{} квартал", "Итого {} квартал", "{} кв.", "Q{}", "{}-тоқсан", "Всего за {} кв."])
def test_sums_of_quarters_between_the_months_are_not_added(budget, form, quarter):
    header, row = ["Код", "Наименование"], ["141", "Продукты"]
    for number in range(1, 13):
        header.append(f"{number:02d}.2025")
        row.append(number)
        if number % 3 == 0:
            header.append(quarter.format(number // 3))
            row.append(3 * number - 3)
    title = ["План финансирования на 2025 год", *[""] * (len(header))]
    found = brought(form, [title, [*header, "Итого за год"], [*row, 78]])
    assert (found["status"], found["total"]) == ("posted", "78.00")


@pytest.mark.parametrize("header", ["№", "№ п/п", "N п/п", "No", "Р/с №", "№ пп."])
def test_numbers_that_count_the_rows_number_no_payment(header):
    rows = [[number, "03.02.2025", "111", "ТОО Алма", 10.5] for number in (1.0, 2.0, 3.0)]
    found = recognised([header, "Дата", "Код", "Получатель", "Сумма"], *rows)
    assert "number" not in found.table.columns


@pytest.mark.parametrize("header", ["№", "№ документа", "Номер", "№ п/п док.", "Құжат №", "No."])
def test_numbers_of_payments_are_numbers_under_a_bare_sign_too(header):
    rows = [[number, "03.02.2025", "111", "ТОО Алма", 10.5] for number in (11.0, 12.0, 15.0)]
    found = recognised([header, "Дата", "Код", "Получатель", "Сумма"], *rows)
    assert found.table.columns["number"] == 0


@pytest.mark.parametrize(
    ("header", "other"),
    [("Статус договора", "Действует"), ("Товар до востребования", "да"), ("Додана", "да"), ("Доля", "1"),
     ("Вид договора", "поставка"), ("Городок", "Алматы")],
)  # fmt: skip
def test_a_word_inside_another_names_no_column(header, other):
    header_row = ["Номер договора", "Дата заключения", "БИН поставщика", "Сумма договора", header]
    found = recognised(header_row, ["Д-1", "15.01.2025", "991240999248", 100.0, other])
    assert (found.kind.key, 4 in found.table.columns.values()) == ("contracts", False)


@pytest.mark.parametrize(
    "header",
    ["Сумма / Сомасы", "Сомасы (Сумма)", "Сумма\nСомасы", "3. Сумма", "Сумма*", "Сумма¹", "Сумма 1)", "СУММА, тенге",
     "Сумма (тенге)", "Сумма, KZT", "Төлем сомасы / Сумма платежа", "Сумма платежа, в тенге"],
)  # fmt: skip
def test_numbering_units_and_two_languages_change_no_header(header):
    found = recognised(["Дата", "Код", "Получатель", header], ["03.02.2025", "111", "ТОО Алма", 10.5])
    assert (found.kind.key, found.table.columns["amount"]) == ("cash", 3)


@pytest.mark.parametrize(
    ("header", "expected"),
    [("contractSumWnds", "contract sum wnds"), ("contract_sum_wnds", "contract sum wnds"), ("№", "номер"),
     ("№ договора", "номер договора"), ("2) Номер договора", "номер договора"), ("Сумма, тыс. тнг", "сумма"),
     ("Supplier.biin", "supplier biin"), ("01.2025", "01 2025"), ("1", "1")],
)  # fmt: skip
def test_headers_are_folded_alike(header, expected):
    assert fold(header) == expected


def test_quarters_and_running_months_are_no_months():
    assert [month_of_header(fold(text)) for text in ("I кв", "1 квартал", "I", "Q1", "за 3 месяца")] == [None] * 5


LOTS = {
    "page": ["№", "id объявления", "id лота", "id пункта плана", "Заказчик", "Вид предмета закупок", "Наименование",
             "Количество, объём", "Цена за единицу, тенге", "Сумма, утвержденная для закупки, тенге", "Статус лота"],
    "REST": ["id", "trd_buy_number_anno", "lot_number", "point_list", "customer_name_ru", "subject", "name_ru", "count",
             "price", "amount", "ref_lot_status_id"],
    "GraphQL": ["id", "trdBuyNumberAnno", "lotNumber", "pointList", "customerNameRu", "subject", "nameRu", "count",
                "price", "amount", "refLotStatusId"],
}  # fmt: skip


@pytest.mark.parametrize("way", sorted(LOTS))
def test_lots_are_read_as_the_portal_names_their_fields(way):
    row = ["1", "1234567-1", "7654321-ЗЦП1", "", "", "Товар", "Молоко", 100.0, 350.5, 35050.0, "Опубликовано"]
    found = recognised(LOTS[way], row, row)
    assert (found.kind.key, found.problems) == ("lots", [])
    assert (found.table.columns["number"], found.table.columns["amount"]) == (2, 9)


def test_an_index_of_pandas_before_the_table_is_no_column():
    header = ["", "contract_number", "supplier_biin", "sign_date", "contract_sum_wnds"]
    found = recognised(header, [0.0, "Д-1", "991240999248", "2025-01-15", 112000.0])
    assert (found.kind.key, found.problems, found.table.columns["amount_with_vat"]) == ("contracts", [], 4)


def accounts(*rows):
    title = ["Оборотно-сальдовая ведомость за январь 2025 г.", *[""] * 6]
    return [title, *BALANCE[:2], *rows]


PAY, FOOD = BALANCE[2:]
PAYABLE, ALL = ["3240, Оплата труда", "", 160, 900, 1000, "", 260], ["3200, Долги", 10, 160, 1350, 1500, "", 300]
STORES = ["3210, Поставщики", 10, "", 450, 500, "", 40]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "rows",
    [
        [ALL, PAY, FOOD],
        [PAYABLE, PAY, STORES, FOOD],
        [ALL, PAYABLE, PAY, STORES, FOOD],
        [["3200, Долги", "", 150, 1350, 1500, "", 300], PAY, FOOD],
    ],
)
def test_a_row_of_an_account_repeats_the_codes_below_it(budget, form, rows):
    found = brought(form, accounts(*rows, ["Итого", 10, 160, 1350, 1500, "", 300]))
    assert (found["status"], found["by_code"]) == ("posted", {"111": "1000.00", "141": "500.00"})


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "rows",
    [
        [["3200, Долги", 10, 160, 1350, 1600, "", 300], PAY, FOOD],
        [PAY, FOOD, ALL],
        [["3200, Долги", 0, 0, 1350, 1500, "", 300], PAY, FOOD],
        [PAYABLE, STORES],
    ],
)
def test_an_account_that_is_no_sum_of_codes_is_refused(budget, form, rows):
    found = brought(form, accounts(*rows))
    assert (found["status"], found["problems"][0]["problem"]) == ("refused", "unknown-code")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "left", ["Остаток плана", "Остаток лимита", "Остаток по договору", "Жоспар қалдығы", "Plan balance"]
)
def test_what_is_left_of_a_plan_or_a_contract_is_no_money_on_the_account(budget, left, form) -> None:
    alone = [["Остатки"], ["Дата", left], ["31.01.2025", 5]]
    assert brought(form, alone, kind="balances", preview=True)["status"] == "refused"
    beside = [["Остатки"], ["Дата", left, "Остаток на счете"], ["31.01.2025", 5, 100]]
    assert brought(form, beside, kind="balances", preview=True)["total"] == "100.00"
