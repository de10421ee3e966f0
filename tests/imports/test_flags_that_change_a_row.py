"""Ticks, words of yes and no, and notes beside a row: what they say of it is heeded or asked, whatever they are called."""

from datetime import date

import pytest

from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAID = [["Дата", "№ документа", "Код", "Получатель", "Сумма"], [date(2025, 2, 3), "11", "111", "ТОО Алма", 100],
        [date(2025, 2, 4), "12", "111", "ТОО Алма", 40]]  # fmt: skip
STATEMENT = [["Дата", "№ документа", "Получатель", "БИН", "Дебет", "Назначение платежа"],
             [date(2025, 2, 3), "11", "ТОО Алма", "991240999248", 100, "за молоко"],
             [date(2025, 2, 4), "12", "ТОО Алма", "991240999248", 40, "за молоко"]]  # fmt: skip
PROMISED = [["Номер договора", "Дата заключения", "БИН поставщика", "Поставщик", "Специфика", "Сумма договора"],
            ["Д-1", date(2025, 1, 15), "991240999248", "ТОО Алма", "141", 100],
            ["Д-2", date(2025, 1, 16), "991240999248", "ТОО Алма", "141", 40]]  # fmt: skip
EARNED = [["Месяц", "Источник", "Вид услуг", "Начислено по акту", "Снято", "К оплате"],
          ["март 2025", "ОСМС", "Неврология", 100, 0, 100], ["март 2025", "ОСМС", "Соматика", 40, 0, 40]]  # fmt: skip
ROWS = {"cash": PAID, "bank": STATEMENT, "contracts": PROMISED, "income": EARNED}
FORMS = {"xlsx": lambda rows: office_files.xlsx({"Лист1": rows}), "ods": lambda rows: office_files.ods({"Лист1": rows}),
         "csv": office_files.text}  # fmt: skip


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


def brought(kind, form, header, *cells):
    """What comes of two rows, 100 and 40, with one more column."""
    rows = [[*row, cell] for row, cell in zip(ROWS[kind], (header, *cells), strict=True)]
    found = bring(FORMS[form](rows), f"file.{form}", kind=kind)
    asked = [p["row"] for p in found["problems"] if p["severity"] == "error" and p["problem"] == "ambiguous-amount"]
    return asked or found["total"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("kind", "header", "first", "second", "expected"),
    [
        ("cash", "Проведен", "Да", "Нет", "100.00"),
        ("cash", "Проведён", "✓", "", [3]),
        ("cash", "Помечен на удаление", "", "X", "100.00"),
        ("cash", "Исполнено банком", "да", "", [3]),
        ("cash", "Признак возврата", "0", "1", [3]),
        ("cash", "Active", "TRUE", "FALSE", "100.00"),
        ("cash", "Примечание", "", "отменён", [3]),
        ("cash", "Проводка", "Проведено", "Не проведено", [3]),
        ("cash", "Ескерту", "", "Төлем қайтарылды", [3]),
        ("bank", "Оплачен", "да", "нет", "100.00"),
        ("bank", "Расталды", "иә", "жоқ", "100.00"),
        ("contracts", "Подписан обеими сторонами", "да", "нет", [3]),
        ("contracts", "Действует", "+", "-", "100.00"),
        ("contracts", "Примечание", "", "Договор расторгнут 15.03.2025", [3]),
        ("income", "Подписан", "да", "нет", "100.00"),
        # nothing is said of the row
        ("cash", "Резидент", "да", "нет", "140.00"),
        ("contracts", "Исполнено", "-", "-", "140.00"),
        ("cash", "Исполнитель", "Отдел А", "Отдел Б", "140.00"),
        ("contracts", "Принято", "0", "0", "140.00"),
    ],
)  # fmt: skip
def test_a_flag_that_a_row_lacks_leaves_it_out_or_is_asked(form, kind, header, first, second, expected):
    assert brought(kind, form, header, first, second) == expected


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("kind", "header", "said", "expected"),
    [
        ("contracts", "Статус", "Не оплачен", "140.00"),
        ("contracts", "Статус", "Не исполнен", "140.00"),
        ("contracts", "Мәртебесі", "Төленбеген", "140.00"),
        ("contracts", "Оплачен", "нет", "140.00"),
        ("contracts", "Исполнен", "нет", "140.00"),
        ("contracts", "Статус", "Не подписан", "100.00"),
        ("income", "Статус", "Не оплачен", "140.00"),
        ("income", "Status", "unpaid", "140.00"),
        ("income", "Статус", "Не исполнен", "100.00"),
        ("cash", "Статус", "Не оплачен", "100.00"),
        ("cash", "Статус", "К оплате", "100.00"),
        ("bank", "Статус", "Не исполнено", "100.00"),
    ],
)  # fmt: skip
def test_what_was_not_paid_yet_is_owed_and_no_payment(form, kind, header, said, expected):
    done = {"Оплачен": "да", "Исполнен": "да", "Status": "paid", "Мәртебесі": "Төленген"}.get(header, "Исполнен")
    assert brought(kind, form, header, done, said) == expected


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("header", "sums", "is_asked"),
    [
        ("в т.ч. на 2025 год", (50, 40), True),
        ("2026", (50, None), True),
        ("2025 жыл", (50, 40), True),
        ("Сумма с учетом доп. соглашения", (150, 40), True),
        ("Скорректированная сумма договора", (150, 40), True),
        ("Amended amount", (150, 40), True),
        ("2025 год", (100, 40), False),
    ],
)
def test_a_contract_of_several_sums_is_asked_which_of_them_holds(form, header, sums, is_asked):
    rows = [[*row, cell] for row, cell in zip(PROMISED, (header, *sums), strict=True)]
    found = bring(FORMS[form](rows), f"file.{form}", kind="contracts")
    assert [p["problem"] for p in found["problems"] if p["severity"] == "error"] == ["ambiguous-column"] * 2 * is_asked
    assert is_asked or found["total"] == "140.00"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("before", "after"),
    [("Утверждено", "С учетом изменений"), ("План", "Уточненный план"), ("Было", "Стало"),
     ("Действующий план", "План с учетом изменений"), ("Бекітілген", "Нақтыланған"), ("Before", "After")],
)  # fmt: skip
def test_a_change_is_what_lies_between_the_plan_before_and_after_it(form, before, after):
    header = ["Справка №", "Дата", "Код", "Месяц", before, "Изменение", after]
    rows = [["3", date(2025, 3, 28), "111", 4, 0, 100, 100], ["3", date(2025, 3, 28), "141", 4, 0, 50, 50]]
    assert bring(FORMS[form]([header, *rows]), f"a.{form}")["total"] == "150.00"
    rows[1][4:] = [90, 50, 40]
    found = bring(FORMS[form]([header, *rows]), f"b.{form}")
    assert [p["row"] for p in found["problems"] if p["severity"] == "error"] == [3]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("payee", ["в т.ч. соц. налог", "В том числе ОПВ", "из них НДС", "оның ішінде салық"])
def test_a_payment_named_as_a_part_of_the_one_above_is_asked_about(form, payee):
    rows = [PAID[0], PAID[1], [date(2025, 2, 3), "11", "121", payee, 40]]
    found = bring(FORMS[form](rows), f"file.{form}", kind="cash")
    assert [p["row"] for p in found["problems"] if p["severity"] == "error"] == [3]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("header", ["тиын", "Сумма, тиын"])
def test_hundredths_in_a_column_of_their_own_are_asked_about(form, header):
    rows = [[*row, cell] for row, cell in zip(PAID, (header, 50, 5), strict=True)]
    assert bring(FORMS[form](rows), f"file.{form}", kind="cash")["status"] == "refused"
