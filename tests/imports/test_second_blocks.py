"""A second block on a sheet, of another currency, account, year or purpose, and a second code in a cell: never added."""

from datetime import date

import pytest

from finance import reference
from finance.models import Entry
from imports.kinds.kind import Table
from imports.kinds.registry import kinds
from imports.readers.grid import Grid, Sheet
from imports.recognise.titles_between import says_other_rows
from imports.resolve.codes_in_names import leading_code
from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HEADER = ["Дата", "№ документа", "Код", "Получатель", "Сумма"]
FIRST = [date(2025, 2, 3), "11", "141", "ТОО Алма", 100]
SECOND = [date(2025, 2, 4), "12", "141", "ТОО Алма", 40]
PLAN = ["Код", "Наименование", *[f"{month:02d}.2025" for month in range(1, 13)]]
FORMS = ["xlsx", "ods", "csv"]


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


def brought(form, rows, kind=""):
    made = {"xlsx": office_files.xlsx, "ods": office_files.ods, "csv": lambda _sheets: office_files.text(rows)}
    return bring(made[form]({"Лист1": rows}), f"file.{form}", kind=kind)


def wide(title, row):
    return [title, *[""] * (len(row) - 1)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "title",
    [
        "Валюта: USD",
        "Платежи в долларах США",
        "Счёт KZ110000000000000026",
        "Платные услуги",
        "Возвраты",
        "Поступления",
        "Неисполненные платежи",
        "Қайтарулар",
        "Ақылы қызметтер",
        "Rejected payments",
    ],
)
@pytest.mark.parametrize("again", [True, False])
def test_payments_of_another_block_are_not_added(form, title, again):
    above = "Реестр платежей, счёт KZ000000000000000018, республиканский бюджет"
    rows = [wide(above, HEADER), HEADER, FIRST, wide(title, HEADER), *([HEADER] if again else []), SECOND]
    found = brought(form, rows, "cash")
    cell = "4:Дата" if form == "csv" else "Лист1!A4"
    assert found["status"] == "refused"
    assert (cell, "second-table") in [(p["cell"], p["problem"]) for p in found["problems"]]
    assert not Entry.objects.exists()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "title", ["План финансирования на 2024 год", "Уточнённый план", "Местный бюджет", "2026 жылға арналған жоспар"]
)
def test_a_second_plan_on_the_sheet_is_not_added(form, title):
    row = ["141", "Продукты", *[10] * 12]
    above = "План финансирования на 2025 год, республиканский бюджет"
    rows = [wide(above, PLAN), PLAN, row, wide(title, PLAN), PLAN, ["142", "Лекарства", *[10] * 12]]
    found = brought(form, rows, "plan")
    assert found["status"] == "refused"
    assert "second-table" in [p["problem"] for p in found["problems"]]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "title", ["Февраль 2025 года", "Продукты питания", "Страница 2", "Реестр платежей за февраль", "Заработная плата"]
)
@pytest.mark.parametrize("again", [True, False])
def test_headings_between_payments_part_nothing(form, title, again):
    rows = [wide("Реестр платежей", HEADER), HEADER, FIRST, wide(title, HEADER), *([HEADER] if again else []), SECOND]
    found = brought(form, rows, "cash")
    assert (found["status"], found["total"]) == ("posted", "140.00")


TWO = ["111, 112", "111/112", "111;112", "111-113", "111 112", "111 и 112", "111 Оплата труда, 112 Взносы", "111 (112)",
       "3 111", "01-111", "111+112", "111–112"]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("code", TWO)
def test_of_two_codes_in_a_cell_none_is_chosen(form, code):
    found = brought(form, [HEADER, [*FIRST[:2], code, *FIRST[3:]], SECOND], "cash")
    cell = "2:Код" if form == "csv" else "Лист1!C2"
    errors = [(p["cell"], p["problem"]) for p in found["problems"] if p["severity"] == "error"]
    assert (found["status"], errors) == ("refused", [(cell, "unknown-code")])


@pytest.mark.parametrize(
    "code",
    ["111", 111.0, "111.0", "111 Заработная плата", "111 - оплата", "111. Оплата", "111, Оплата труда", "111 (оплата)",
     "111 Оплата за 2025 год", "111 – оплата труда, налоги", "111 Оплата 3 врачам"],
)  # fmt: skip
def test_one_code_with_its_name_is_read(code):
    assert leading_code(code) == "111"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("title", ["Платежи по платным услугам", "Запланированные платежи", "Жоспарланған төлемдер"])
def test_a_title_over_a_header_of_its_own_parts_what_the_first_does_not_name(form, title):
    rows = [wide("Реестр платежей", HEADER), HEADER, FIRST, wide(title, HEADER), HEADER, SECOND]
    found = brought(form, rows, "cash")
    assert (found["status"], found["problems"][0]["problem"]) == ("refused", "second-table")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "title",
    [
        "План финансирования на 2025 год (нарастающим итогом)",
        "2025 жылға арналған қаржыландыру жоспары, өсу қорытындысымен",
        "Financing plan for 2025, cumulative",
    ],
)
def test_months_that_grow_are_asked_about(form, title):
    found = brought(form, [wide(title, PLAN), PLAN, ["141", "Продукты", *range(10, 130, 10)]], "plan")
    cell = "1:Код" if form == "csv" else "Лист1!A1"
    assert (found["status"], [(p["cell"], p["problem"]) for p in found["problems"]]) == (
        "refused", [(cell, "ambiguous-amount")],
    )  # fmt: skip


def test_single_payments_of_a_growing_register_are_added_up():
    rows = [wide("Реестр платежей нарастающим итогом с начала года", HEADER), HEADER, FIRST, SECOND]
    assert brought("xlsx", rows, "cash")["total"] == "140.00"


@pytest.mark.parametrize(("month", "status"), [("январь", "posted"), ("март", "refused")])
def test_accruals_of_one_later_month_that_grow_are_asked_about(month, status):
    rows = [[f"Фактические расходы за {month} 2025 г. нарастающим итогом", "", ""],
            ["Код", "Наименование", "Фактические расходы"], ["141", "Продукты", 100]]  # fmt: skip
    assert brought("xlsx", rows, "actual")["status"] == status


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("title", ["Доходы", "ПОСТУПЛЕНИЯ:", "Кірістер", "Income"])
def test_income_at_the_head_of_a_plan_is_no_planned_expense(form, title):
    income, expense = ["141", "Родительская плата", *[1] * 12], ["141", "Питание", *[2] * 12]
    rows = [wide("План на 2025 год", PLAN), PLAN, wide(title, PLAN), income, wide("Расходы", PLAN), expense]
    found = brought(form, rows, "plan")
    assert (found["status"], {one["problem"] for one in found["problems"]}) == ("refused", {"second-table"})
    found = brought(form, [*rows[:2], *rows[4:]], "plan")
    assert (found["status"], found["total"]) == ("posted", "24.00"), found["problems"]


CONTRACT = ["№ договора", "Дата договора", "БИН поставщика", "Поставщик", "Специфика", "Сумма договора с НДС"]
TABLES = {
    "cash": (HEADER, FIRST, SECOND),
    "plan": (PLAN, ["111", "Зарплата", *[1] * 12], ["141", "Продукты", *[2] * 12]),
    "actual": (["Код", "Наименование", "Начислено"], ["111", "Зарплата", 100], ["141", "Продукты", 40]),
    "funding": (["Дата", "№", "Специфика", "Получено"], [date(2025, 2, 3), "5", "111", 100],
                [date(2025, 2, 4), "6", "141", 40]),
    "contracts": (CONTRACT, ["17", date(2025, 1, 6), "991240999288", "ТОО Сүт", "141", 100],
                  ["18", date(2025, 1, 7), "991240999288", "ТОО Сүт", "141", 40]),
    "bank": (["Дата", "№", "Контрагент", "БИН", "Дебет", "Кредит", "Назначение"],
             [date(2025, 6, 3), "1", "ТОО", "991240999288", 100, None, "x"],
             [date(2025, 6, 4), "2", "ТОО", "991240999288", 40, None, "y"]),
}  # fmt: skip
ABOVE = {"plan": "План финансирования на 2025 год", "actual": "Фактические расходы за май 2025 г."}


def parted(form, kind, title):
    header, first, second = TABLES[kind]
    rows = [wide(ABOVE.get(kind, "Реестр за 2025 год"), header), header, first, wide(title, header), second]
    return "second-table" in [p["problem"] for p in brought(form, rows, kind)["problems"]]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("cash", "Отклонённые банком"), ("cash", "Неоплаченные счета"), ("cash", "К оплате"), ("cash", "Черновики"),
        ("cash", "Платные услуги"), ("cash", "План"), ("cash", "из них:"), ("cash", "Справочно:"),
        ("plan", "Кассовые расходы"), ("plan", "Экономия"), ("plan", "Изменения"), ("plan", "Потребность"),
        ("plan", "тыс. тенге"), ("plan", "Бюджетная программа 006"), ("plan", "Поступления от платных услуг"),
        ("plan", "Үнем"), ("plan", "Исполнение"),
        ("actual", "План"), ("actual", "Касса"), ("actual", "Апрель 2025 г."), ("actual", "Кредиторская задолженность"),
        ("funding", "Лимит"), ("funding", "Заявки на финансирование"), ("funding", "Запланировано"),
        ("contracts", "Проекты договоров"), ("contracts", "Дополнительные соглашения к договорам"),
        ("contracts", "Несостоявшиеся закупки"), ("contracts", "Заказчик: Городская поликлиника № 3"),
        ("bank", "Документы картотеки"), ("bank", "Отозванные документы"), ("bank", "Платежи в обработке"),
    ],
)  # fmt: skip
def test_a_title_whose_meaning_the_rows_of_a_kind_cannot_have_parts_them(form, kind, title):
    assert parted(form, kind, title)


def test_names_of_codes_and_usual_groups_part_nothing():
    """What a plan, a register or accruals are grouped by."""
    names = {row[key] for row in reference.read("budget_codes") for key in ("name_ru", "name_kk")}
    names |= {"Текущие затраты", "Прочие расходы", "Налоги и отчисления", "Услуги", "ОСМС", "Стационар", "Страница 2",
              "Пополнение запасов", "Удаление отходов", "Договоры прямого заключения", "Действующие договоры"}  # fmt: skip
    table = Table(Grid("xlsx", None, ()), Sheet("Лист1", ()), 0, 1, {})
    wrong = {(key, name) for key in TABLES for name in names if says_other_rows(table, kinds()[key], name)}
    assert wrong == set()
