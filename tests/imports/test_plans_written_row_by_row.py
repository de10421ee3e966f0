"""A plan may come as rows of code, month and amount; what could be read two ways is refused."""

from decimal import Decimal

import pytest

from finance.models import Balance
from finance.months import Month
from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

RUSSIAN = ("План финансирования на 2025 год", "Специфика", "Месяц", "Сумма, тенге", ("январь", "февраль"), "Итого")
KAZAKH = (
    "2025 жылға арналған қаржыландыру жоспары",
    "Ерекшелік",
    "Ай",
    "Сомасы, теңге",
    ("қаңтар", "ақпан"),
    "Барлығы",
)
ENGLISH = ("Budget plan for 2025", "Budget code", "Month", "Planned amount", ("January", "February"), "Total")


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-07-15"
    return facility()


def sheet(*rows, title="План финансирования на 2025 год", heads=("Специфика", "Месяц", "Сумма, тенге")):
    return bring(office_files.xlsx({"Лист1": [[title], [], list(heads), *map(list, rows)]}), "plan.xlsx")


def planned(code: str, month: int) -> Decimal:
    rows = Balance.objects.filter(code__code=code, month=Month(2025, month), measure="plan")
    return sum((row.amount for row in rows), Decimal(0))


def problems(found):
    return [(p["cell"], p["problem"]) for p in found["problems"] if p["severity"] == "error"]


@pytest.mark.parametrize("words", [RUSSIAN, KAZAKH, ENGLISH], ids=["ru", "kk", "en"])
def test_it_reads_code_month_and_amount_in_three_languages(words) -> None:
    title, code, month, amount, (first, second), total = words
    rows = (("111", first, "100,00"), ("111", second, "50,00"), ("141", first, "7,50"), (total, "", "157,50"))
    found = sheet(*rows, title=title, heads=(code, month, amount))
    assert (found["kind"], found["status"], problems(found)) == ("plan", "posted", [])
    assert (found["rows"]["read"], found["total"]) == (3, "157.50")
    assert found["by_month"] == {"2025-01": "107.50", "2025-02": "50.00"}
    assert (planned("111", 1), planned("111", 2), planned("141", 1)) == (100, 50, Decimal("7.50"))
    assert [c["holds"] for c in found["controls"]] == [True]


def test_the_columns_may_stand_in_any_order_and_months_as_numbers() -> None:
    found = sheet(
        ("01.2025", "10,00", "111"), ("2025-02", "20,00", "111"), heads=("Месяц", "План, тыс. тенге", "Специфика")
    )
    assert (found["kind"], found["total"]) == ("plan", "30000.00")


def test_it_speaks_only_for_the_months_it_names() -> None:
    sheet(("111", "январь", "100,00"), ("111", "февраль", "50,00"))
    found = sheet(("111", "февраль", "60,00"))
    assert (found["rows"]["posted"], found["rows"]["duplicate"]) == (1, 0)
    assert (planned("111", 1), planned("111", 2)) == (100, 60)
    assert sheet(("111", "февраль", "60,00"))["status"] == "already-imported"


def test_a_code_and_month_that_stand_twice_are_refused() -> None:
    found = sheet(("111", "январь", "100,00"), ("111", "январь", "50,00"))
    assert (found["status"], problems(found)) == ("refused", [("Лист1!C5", "ambiguous-amount")])


def test_a_month_of_another_year_is_refused() -> None:
    found = sheet(("111", "01.2025", "1,00"), ("111", "01.2024", "1,00"))
    assert problems(found) == [("Лист1!B5", "not-a-date")]


def test_a_total_that_differs_refuses_the_file() -> None:
    found = sheet(("111", "январь", "100,00"), ("Итого", "", "101,00"))
    assert problems(found) == [("Лист1!C5", "total-differs")]


def test_sums_by_code_and_month_without_a_word_of_what_they_are_are_not_taken_for_a_plan() -> None:
    found = sheet(("111", "январь", "100,00"), title="2025")
    assert found["status"] == "refused"
    assert not Balance.objects.exists()


@pytest.mark.parametrize("title", ["Справка об изменении плана на 2025 год", "Жоспарды өзгерту 2025"])
def test_changes_of_a_plan_by_month_are_not_taken_for_a_plan(title) -> None:
    months = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
              "декабрь")  # fmt: skip
    found = sheet(("111", *["1,00"] * 12), title=title, heads=("Специфика", *months))
    assert found["status"] == "refused"
    assert not Balance.objects.exists()


def test_a_certificate_with_a_column_a_month_is_a_certificate() -> None:
    sheet(("111", "апрель", "100,00"), ("141", "май", "100,00"))
    heads = ("Справка №", "Дата", "Специфика", "апрель", "май", "Основание")
    rows = (("3", "15.04.2025", "111", "-5,00", None, "Письмо"), ("3", "15.04.2025", "141", None, "5,00", "Письмо"),
            ("Итого", None, None, "-5,00", "5,00", None))  # fmt: skip
    found = bring(office_files.xlsx({"Лист1": [list(heads), *map(list, rows)]}), "changes.xlsx")
    assert (found["kind"], found["status"], problems(found)) == ("amendment", "posted", [])
    assert found["by_month"] == {"2025-04": "-5.00", "2025-05": "5.00"}
    assert {c["holds"] for c in found["controls"]} == {True}
    again = bring(office_files.xlsx({"Лист1": [list(heads), *map(list, rows)]}), "again.xlsx")
    assert again["status"] == "already-imported"


def test_twelve_months_beside_a_number_and_date_of_a_certificate_are_no_plan() -> None:
    months = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
              "декабрь")  # fmt: skip
    sheet(*(("111", month, "100,00") for month in months))
    heads = ("Справка №", "Дата", "Специфика", *months)
    row = ["3", "15.01.2025", "111", *["1,00"] * 12]
    found = bring(office_files.xlsx({"Лист1": [list(heads), row]}), "changes.xlsx")
    assert (found["kind"], found["status"]) == ("amendment", "posted")
    assert planned("111", 2) == 100
