"""Counts as others lay them out: by month across, in thousands, with what they are said above; no figure is dropped."""

from typing import Any

import pytest

from tariffs.models import Position, Quota, Stay, Tariff, Volume
from tests.ground.costing_ground import facility
from tests.ground.file_factory import Rows, delimited, ods, xls, xlsx
from tests.ground.import_ground import bring

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FORMATS = ("xls", "ods", "utf-16")
JANUARY, FEBRUARY, MARCH = "2025-01", "2025-02", "2025-03"


def brought(rows: Rows, form: str, kind: str = "") -> dict[str, Any]:
    facility()
    made = {"xlsx": xlsx, "xls": xls, "ods": ods}
    texts = [[str(cell).replace(".", ",") if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    encoding = "utf-16" if form == "utf-16" else "utf-8"
    data = made[form](rows) if form in made else delimited(texts, encoding, "\t" if form == "utf-16" else ";")
    return bring(data, f"файл.{form if form in made else 'csv'}", kind=kind)


def errors(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["cell"], one["problem"]) for one in answer["problems"] if one["severity"] == "error"]


def places() -> dict[tuple[str, str, str], tuple[int | None, int | None]]:
    return {(row.referred_by, str(row.first_month), str(row.last_month)): (row.quota, row.admitted)
            for row in Quota.objects.all()}  # fmt: skip


MONTHS = {
    "months": (
        ["Район", "Январь", "Февраль", "Март"], ["Арыс", 1, 2, 3],
        {(JANUARY, JANUARY): (1, None), (FEBRUARY, FEBRUARY): (2, None), (MARCH, MARCH): (3, None)},
    ),
    "months in Kazakh": (
        ["Аудан", "Қаңтар", "Ақпан", "Наурыз"], ["Арыс", 1, 2, 3],
        {(JANUARY, JANUARY): (1, None), (FEBRUARY, FEBRUARY): (2, None), (MARCH, MARCH): (3, None)},
    ),
    "the year beside its months": (
        ["Район", "Квота", "Янв", "Фев"], ["Арыс", 30, 1, 2],
        {(JANUARY, "2025-12"): (30, None), (JANUARY, JANUARY): (1, None), (FEBRUARY, FEBRUARY): (2, None)},
    ),
    "quarters": (
        ["Район", "I квартал", "II квартал", "Год"], ["Арыс", 10, 20, 50],
        {(JANUARY, MARCH): (10, None), ("2025-04", "2025-06"): (20, None), (JANUARY, "2025-12"): (50, None)},
    ),
    "a column of months": (
        ["Район", "Месяц", "Квота", "Принято"], ["Арыс", "февраль 2025", 10, 9], {(FEBRUARY, FEBRUARY): (10, 9)},
    ),
    "the last day of a month": (
        ["Район", "с", "по", "Квота"], ["Арыс", "01.01.2025", "31.03.2025", 10], {(JANUARY, MARCH): (10, None)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("shape", MONTHS)
def test_places_by_month_are_read_each_in_its_own(shape: str, form: str) -> None:
    header, row, expected = MONTHS[shape]
    for kind in ("quotas", ""):
        answer = brought([["Квоты по районам на 2025 год"], header, row], form, kind)
        assert answer["status"] in ("posted", "already-imported"), answer["problems"]
    assert {key[1:]: value for key, value in places().items()} == expected


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_months_over_two_figures_are_read_each_in_its_own(form: str) -> None:
    answer = brought([["Исполнение квот за 2025 год"], ["№", "Наименование МО", "Январь", "", "Февраль", ""],
                      ["", "", "Квота", "Принято", "Квота", "Принято"], [1, "ЦРБ Арыс", 10, 9, 12, 13]], form)  # fmt: skip
    assert answer["status"] == "posted", answer["problems"]
    assert places() == {("ЦРБ Арыс", JANUARY, JANUARY): (10, 9), ("ЦРБ Арыс", FEBRUARY, FEBRUARY): (12, 13)}


@pytest.mark.parametrize("said", ["Итого", "Барлығы", "Год"])
def test_a_sum_across_that_its_months_do_not_give_is_a_doubt(said: str) -> None:
    parts = ["I квартал", "II квартал", "III квартал", "IV квартал"]
    answer = brought([["Квоты на 2025 год"], ["Район", *parts, said], ["Арыс", 1, 2, 3, 4, 11]], "xlsx")
    assert [doubt for doubt in answer["doubts"] if "F3" in doubt and "11" in doubt and "10" in doubt]


@pytest.mark.parametrize(
    ("kind", "rows", "cell"),
    [
        ("quotas", [["Принято по квоте, 2025 год"], ["Район", "Январь", "Февраль"], ["Арыс", 1, 2]], "B2"),
        ("quotas", [["Квоты, 2025 год"], ["Район", "Принято", "Январь", "Февраль"], ["Арыс", 3, 1, 2]], "C2"),
        ("indicators", [["Индикаторы на 2025 год"], ["№", "Показатель", "Ед. изм.", "План", "Январь"],
                        [1, "Работа койки", "дней", 320, 27]], "E2"),
        ("volumes", [["Объёмы"], ["Месяц", "Профиль", "Койко-дни факт", "2024 год"],
                     ["01.2025", "Неврология", 3805, 3700]], "D2"),
        ("positions", [["Штат на 1 июля 2025 года"], ["Категория", "Утверждено ставок", "I квартал"],
                       ["Врачи", 18, 17]], "C2"),
        ("drivers", [["Драйверы"], ["Месяц", "Центр затрат", "Драйвер", "Вид", "Значение", "Февраль"],
                     ["2025-01", "ADM", "Ставки", "stock", 14, 15]], "F2"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_figures_of_a_period_of_their_own_are_never_passed_over(kind: str, rows: Rows, cell: str, form: str) -> None:
    answer = brought(rows, form, kind)
    assert answer["status"] == "refused"
    assert cell in [place.rpartition("!")[2] for place, problem in errors(answer) if problem == "ambiguous-column"]


THOUSANDS = {
    "title": ("quotas", [["Квоты за 1 полугодие 2025 года (тыс. чел.)"], ["Район", "Квота"], ["Арыс", 15]], "A1"),
    "title after a comma": ("positions", [["Численность на 01.07.2025, тыс. человек"],
                                          ["Категория", "Утверждено ставок"], ["Врачи", 2]], "A1"),
    "a line of its own": ("quotas", [["Квоты за 1 полугодие 2025 года"], ["в тысячах человек"], ["Район", "Квота"],
                                     ["Арыс", 15]], "A2"),
    "header": ("volumes", [["Объёмы"], ["Месяц", "Профиль", "Койко-дни факт, тыс."],
                           ["01.2025", "Неврология", 3]], "C2"),
    "header in Kazakh": ("quotas", [["2025 жылғы квоталар"], ["Аудан", "Квота (мың адам)"], ["Арыс", 15]], "B2"),
    "header in English": ("quotas", [["Quotas for 2025"], ["Organisation", "Places, thousand"], ["Arys", 15]],
                          "B2"),
    "column of units": ("drivers", [["Драйверы"], ["Месяц", "Центр затрат", "Драйвер", "Вид", "Ед. изм.", "Значение"],
                                    ["2025-01", "KIT", "Порции", "flow", "тыс. порций", 12]], "E3"),
    "money beside a count": ("drivers", [["Драйверы"],
                                         ["Месяц", "Центр затрат", "Драйвер", "Вид", "Значение (тыс. тенге)"],
                                         ["2025-01", "KIT", "Прямые затраты", "flow", 12]], "E2"),
}  # fmt: skip


@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("shape", THOUSANDS)
def test_counts_in_thousands_are_asked_for_in_full(shape: str, form: str) -> None:
    kind, rows, cell = THOUSANDS[shape]
    answer = brought(rows, form, kind)
    found = [(place.rpartition("!")[2], problem) for place, problem in errors(answer)]
    assert (answer["status"], (cell, "ambiguous-unit") in found) == ("refused", True), answer["problems"]
    assert not any(model.objects.exists() for model in (Quota, Position, Volume))


@pytest.mark.parametrize(
    ("above", "header"),
    [("Коэффициенты на 1 тыс. населения", "Квота"), ("Квоты: по 5 тыс. человек в год", "Квота"), ("", "Квота")],
)
def test_a_rate_or_an_amount_in_words_is_no_unit_of_counts(above: str, header: str) -> None:
    answer = brought([["Квоты за 2025 год"], [above], ["Район", header], ["Арыс", 15]], "xlsx", "quotas")
    assert answer["status"] == "posted", answer["problems"]


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize(
    ("title", "header", "expected"),
    [
        ("Тарифы", "Тариф за койко-день", ("bed-day", "inpatient")),
        ("Тарифы", "Тариф за пролеченный случай", ("case", "inpatient")),
        ("Тарифы за один пролеченный случай", "Тариф", ("case", "inpatient")),
        ("Емделген жағдай үшін тарифтер", "Тариф сомасы", ("case", "inpatient")),
        ("Тарифы дневного стационара", "Тариф", ("bed-day", "day-care")),
        ("Күндізгі стационардың тарифтері", "Тариф сомасы", ("bed-day", "day-care")),
        ("Тарифы круглосуточного стационара", "Тариф", ("bed-day", "inpatient")),
        ("Тарифы за койко-день и за случай", "Тариф", None),
        ("Тарифы круглосуточного и дневного стационара", "Тариф", None),
    ],
)
def test_what_a_tariff_is_paid_for_is_heard_above_it(
    title: str, header: str, expected: tuple[str, str] | None, form: str
) -> None:
    answer = brought([[title], ["Профиль", header, "Действует с", "Дата приказа"],
                      ["Неврология", "13030,55", "01.01.2025", "14.02.2025"]], form, "tariffs")  # fmt: skip
    held = [(row.payment_kind, row.setting) for row in Tariff.objects.all()]
    assert held == ([expected] if expected else []), answer["problems"]
    assert expected or [problem for _cell, problem in errors(answer)] == ["two-readings"]


def test_a_register_of_day_care_is_of_day_care() -> None:
    brought([["Реестр пролеченных дневного стационара"],
             ["№ медкарты", "Профиль койки", "Дата поступления", "Дата выписки"],
             ["C1", "Неврология", "03.01.2025", "21.01.2025"]], "xlsx")  # fmt: skip
    assert [stay.setting for stay in Stay.objects.all()] == ["day-care"]
