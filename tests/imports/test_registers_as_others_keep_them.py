"""Registers of payments as other facilities keep them: other words, other orders, signatures anywhere, two sheets."""

from datetime import date
from decimal import Decimal

import pytest

from finance.models import Entry
from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MILK = ["ТОО Сүт өнімдері", "991240999288", "Оплата за продукты питания"]
FIRST, SECOND = date(2025, 1, 13), date(2025, 2, 4)


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-07-15"
    return facility()


def table(*rows):
    return bring(office_files.xlsx({"Лист1": rows}), "register.xlsx")


def problems(found):
    return [(p["cell"], p["problem"]) for p in found["problems"] if p["severity"] == "error"]


@pytest.mark.parametrize(
    "header",
    [
        ["Дата п/п", "№ ПП", "ЭКР", "Кассовый расход", "Кому", "БИН", "Основание"],
        ["Дата проводки", "№ п/п док.", "Спец.", "Кассовые расходы, тенге", "Получатель", "БИН/ИИН", "Назначение"],
        ["Құжат күні", "Төлем тапсырмасының нөмірі", "Ерекшелік", "Сомасы, теңге", "Жеткізуші", "БСН", "Төлем мақсаты"],
        ["Төлем күні", "Құжат №", "Бюджет ерекшелігі", "Кассалық шығыс", "Алушы", "ЖСН/БСН", "Төлем тағайындалуы"],
        ["Paid on", "Document No.", "Economic code", "Paid", "Recipient", "BIN", "Payment purpose"],
        ["Transaction date", "Number", "Specific", "Cash paid", "Beneficiary", "BIN/IIN", "Details"],
    ],
)
def test_it_reads_a_register_whatever_its_columns_are_called(header):
    found = table(header, [FIRST, "1", "141", Decimal("10.50"), *MILK], [SECOND, "2", "159", Decimal("5.25"), *MILK])
    assert (found["kind"], found["status"], found["total"]) == ("cash", "posted", "15.75")
    assert found["by_code"] == {"141": "10.50", "159": "5.25"}


def test_payments_are_never_taken_for_accruals_because_one_header_is_strange():
    """Without its column of codes a register is refused by name, though accruals would fit its other columns."""
    header = ["Шифр", "Номер", "БИН/ИИН", "Дата проводки", "Основание", "Наименование получателя", "Кассовые расходы"]
    found = table(header, ["141", "1", "991240999288", FIRST, "Оплата", "ТОО Сүт өнімдері", Decimal("10.50")])
    assert (found["status"], problems(found)) == ("refused", [("Лист1!A1", "missing-column")])
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "header",
    [
        ["Сумма", "Дата", "Код", "Получатель", "Назначение платежа"],
        ["Код", "Сумма", "Дата", "Получатель", "Назначение платежа"],
        ["Дата", "Код", "Сумма", "Получатель", "Назначение платежа"],
    ],
)
def test_signatures_and_footnotes_are_no_payments_whatever_column_comes_first(header):
    values = {"Сумма": Decimal("10.50"), "Дата": FIRST, "Код": "141", "Получатель": "ТОО", "Назначение платежа": "Сүт"}
    found = table(
        header,
        [values[head] for head in header],
        [],
        ["Руководитель", None, "____________"],
        ["Главный бухгалтер", None, "______________ Иванова"],
        ["Исполнитель: Ахметова, тел. 8 (7252) 12-34-56"],
        ["* суммы указаны с НДС"],
    )
    assert (found["status"], found["rows"]["read"], found["total"]) == ("posted", 1, "10.50"), found["problems"]


def test_money_received_by_month_is_funding_and_never_accruals():
    rows = [["январь 2025", "111", Decimal("10.50")], ["2025-02", "111", Decimal("5.25")]]
    found = table(["Полученное финансирование 2025"], ["Месяц", "Специфика", "Сумма"], *rows)
    assert (found["kind"], found["status"]) == ("funding", "posted")
    assert found["by_month"] == {"2025-01": "10.50", "2025-02": "5.25"}


def test_sums_by_month_that_nothing_names_are_refused():
    found = table(["Месяц", "Специфика", "Сумма"], ["2025-01", "111", Decimal("10.50")])
    assert (found["status"], problems(found)) == ("refused", [("Лист1!A1", "missing-column")])
    assert not Entry.objects.exists()


def test_a_payment_in_words_is_refused_and_not_taken_for_a_signature():
    found = table(["Дата", "Код", "Сумма", "Получатель"], [FIRST, "141", "сто", "ТОО"])
    assert (found["status"], problems(found)) == ("refused", [("Лист1!C2", "not-an-amount")])


def test_days_written_as_excel_counts_them_are_read_where_the_column_holds_nothing_else():
    header = ["Дата", "Код", "Сумма", "Получатель"]
    found = table(header, [45670, "141", Decimal("10.50"), "ТОО"], [45692, "141", Decimal("5.25"), "ТОО"])
    assert found["by_month"] == {"2025-01": "10.50", "2025-02": "5.25"}


def test_two_sheets_of_payments_are_refused_until_one_is_left():
    """Reading the first alone would lose the money of the second."""
    header = ["Дата", "Код", "Сумма", "Получатель"]
    sheets = {
        "Касса": [header, [FIRST, "141", Decimal("10.50"), "ТОО"]],
        "Банк": [header, [SECOND, "141", Decimal("5.25"), "ТОО"]],
    }
    found = bring(office_files.xlsx(sheets), "two.xlsx")
    assert (found["status"], problems(found)) == ("refused", [("Банк!A1", "missing-column")])
    assert "Касса" in found["problems"][0]["message"]


def test_a_hidden_sheet_and_an_empty_form_are_no_second_table():
    header = ["Дата", "Код", "Сумма", "Получатель"]
    sheets = {
        "Бланк": [header],
        "Старый": [header, [FIRST, "141", Decimal("99.99"), "ТОО"]],
        "Реестр": [header, [SECOND, "141", Decimal("5.25"), "ТОО"]],
    }
    found = bring(office_files.xlsx(sheets, hidden=["Старый"]), "hidden.xlsx")
    assert (found["status"], found["source"]["sheet"], found["total"]) == ("posted", "Реестр", "5.25")


def test_a_plain_statement_tells_whose_the_number_is_and_its_totals_stand_where_they_like():
    """One column of numbers beside one of names; figures of a total before its label, a balance under the days."""
    found = table(
        ["Выписка по счету KZ000000000000000018"],
        ["Дебет", "Дата", "Кредит", "Контрагент", "БИН/ИИН", "Назначение платежа"],
        [Decimal("10.50"), FIRST, None, "ТОО Сүт өнімдері", "991240999288", "за продукты"],
        [Decimal("5.25"), SECOND, None, "ТОО Прачечная", 41250999084, "за услуги"],
        [Decimal("15.75"), None, Decimal("0.00"), "Итого обороты"],
        ["Исходящий остаток:", Decimal("100.00")],
    )
    assert (found["kind"], found["status"], found["rows"]["read"]) == ("bank", "posted", 2), found["problems"]
    assert {row["number"] for row in found["unresolved"]} == {"991240999288", "041250999084"}
    turnover = [c for c in found["controls"] if c["expected"] == "15.75"]
    assert [c["holds"] for c in turnover] == [True]


@pytest.mark.parametrize("label", ["Итого за день", "Всего за 13.01.2025", "Күні бойынша жиыны", "Total of the day"])
@pytest.mark.parametrize("stated", ["15.75", "15.80"])
def test_a_total_that_bears_its_day_is_held_to_the_rows_and_is_none(label, stated):
    header = ["Дата", "№", "Специфика", "Получатель", "Сумма"]
    found = table(
        ["Реестр платежей за январь 2025 года"], header, [FIRST, "1", "141", "ТОО Сүт", Decimal("10.50")],
        [FIRST, "2", "149", "ТОО Сүт", Decimal("5.25")], [FIRST, None, None, label, Decimal(stated)],
        [SECOND, "3", "149", "ТОО Сүт", Decimal("1.00")],
    )  # fmt: skip
    if stated == "15.75":
        assert (found["status"], found["total"]) == ("posted", "16.75"), found["problems"]
    else:
        assert (found["status"], problems(found)) == ("refused", [("Лист1!E5", "total-differs")])


@pytest.mark.parametrize("label", ["Всего", "Барлығы", "Grand total"])
def test_payments_told_again_below_the_total_of_all_are_asked_about(label):
    """Others below it are payments of their own: people add them there."""
    header = ["Дата", "№", "Специфика", "Получатель", "Сумма"]
    above = [[FIRST, "1", "141", "ТОО Сүт", Decimal("10.50")], [SECOND, "2", "149", "ТОО Сүт", Decimal("5.25")]]
    total = [None, None, None, label, Decimal("15.75")]
    again = table(["Реестр платежей за январь 2025 года"], header, *above, total, above[1])
    assert (again["status"], problems(again)) == ("refused", [("Лист1!E6", "two-readings")])
    other = table(["Реестр платежей за январь 2025 года"], header, *above, total, [SECOND, "3", *above[1][2:]])
    assert (other["status"], other["total"]) == ("posted", "21.00"), other["problems"]
