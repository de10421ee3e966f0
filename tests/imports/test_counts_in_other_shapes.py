"""Counts as others lay them out: by month across, in thousands, with what they are said above; no figure is dropped."""

from typing import Any

import pytest

from finance.months import Month
from tariffs.models import DriverValue, Position, Quota, Stay, Tariff, Volume
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


BED_DAYS = {
    "a month of its own": (
        "volumes", [["Койко-дни за январь 2025 года"], ["Профиль койки", "Койко-дней план", "Факт койко-дней"],
                    ["Неврология", 3240, 3805], ["Ортопедия", 675, 665], ["Всего", 3915, 4470]],
    ),
    "months across": (
        "volumes", [["Выполнено койко-дней за 2025 год"], ["Профиль", "Январь", "Итого"], ["Неврология", 3805, 3805],
                    ["Ортопедия", 665, 665]],
    ),
    "profiles across": (
        "volumes", [["Койко-дни факт за 2025 год"], ["Месяц", "Неврология", "Ортопедия", "Итого"],
                    ["Январь", 3805, 665, 4470]],
    ),
    "in Kazakh": (
        "volumes", [["2025 жылғы қаңтардағы төсек-күндер"], ["Төсек бейіні", "Орындалған төсек-күн"],
                    ["Неврология", 3805], ["Ортопедия", 665]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", ["xlsx", "xls", "utf-16"])
@pytest.mark.parametrize("shape", BED_DAYS)
def test_bed_days_are_read_however_their_months_stand(shape: str, form: str) -> None:
    kind, rows = BED_DAYS[shape]
    if shape == "months across":
        rows = [rows[0], ["Профиль", "Январь", "Февраль", "Итого"], ["Неврология", 3805, 1, 3806],
                ["Ортопедия", 665, 2, 667]]  # fmt: skip
    answer = brought(rows, form, kind)
    assert answer["status"] == "posted", answer["problems"]
    done = {row.profile.key: row.bed_days_done for row in Volume.objects.filter(month=Month(2025, 1))}
    assert done == {"neurology": 3805, "orthopaedics": 665}


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize(
    ("kind", "rows", "problem"),
    [
        ("volumes", [["План койко-дней на 2025 год"], ["Профиль", "Январь", "Февраль"], ["Неврология", 1, 2],
                     ["Ортопедия", 3, 4]], "ambiguous-column"),
        ("volumes", [["Койко-дни по профилям за 2025 год"], ["Профиль", "Январь", "Февраль"], ["Неврология", 1, 2],
                     ["Ортопедия", 3, 4]], "ambiguous-column"),
        ("volumes", [["Койко-дни нарастающим итогом, 2025 год"], ["Месяц", "Профиль", "Койко-дни факт"],
                     ["Январь", "Неврология", 3805], ["Февраль", "Неврология", 7549]], "ambiguous-amount"),
        ("volumes", [["Койко-дни за 1 полугодие 2025 года"], ["Профиль", "Койко-дни факт"],
                     ["Неврология", 3805]], "missing-column"),
        ("positions", [["Укомплектованность штата, 2025 год"], ["Категория персонала", "Январь", "Февраль"],
                       ["Врачи", 18, 19]], "no-table-found"),
        ("", [["Свод начислений за январь 2025 года"],
              ["Подразделение", "Штатных единиц", "Начислено", "Удержано", "К выплате"],
              ["Неврология", 14, 3500, 700, 2800], ["Пищеблок", 3, 600, 120, 480]], None),
    ],
)  # fmt: skip
def test_what_counts_can_be_read_two_ways_is_asked(kind: str, rows: Rows, problem: str | None, form: str) -> None:
    answer = brought(rows, form, kind)
    assert answer["status"] == "refused"
    assert problem is None or problem in [found for _cell, found in errors(answer)], answer["problems"]
    assert not any(model.objects.exists() for model in (Position, Volume))


@pytest.mark.parametrize("form", ["xlsx", "xls", "csv"])
@pytest.mark.parametrize(
    "rows",
    [
        [["Драйверы за 2025 год"], ["Центр затрат", "Драйвер", "Вид", "Январь", "Февраль"],
         ["ADM", "Ставки", "на конец месяца", 14.25, 15], ["KIT", "Ставки", "на конец месяца", 10, 11]],
        [["Драйверлер, 2025 жыл"], ["Ай", "Драйвер", "Көрсеткіш түрі", "ADM", "KIT"],
         ["Қаңтар", "Ставки", "ай соңындағы", 14.25, 10], ["Ақпан", "Ставки", "ай соңындағы", 15, 11]],
        [["Драйверы"], ["Месяц", "Центр затрат", "Драйвер", "Вид", "Значение"],
         ["31.01.2025", "ADM", "Ставки", "stock", 14.25], ["31.01.2025", "KIT", "Ставки", "stock", 10],
         ["28.02.2025", "ADM", "Ставки", "stock", 15], ["28.02.2025", "KIT", "Ставки", "stock", 11]],
    ],
)  # fmt: skip
def test_drivers_are_read_by_month_and_by_centre_across(rows: Rows, form: str) -> None:
    answer = brought(rows, form, "drivers")
    assert answer["status"] == "posted", answer["problems"]
    held = {(str(one.month), one.centre): str(one.value.normalize()) for one in DriverValue.objects.all()}
    assert held == {(JANUARY, "ADM"): "14.25", (JANUARY, "KIT"): "1E+1", (FEBRUARY, "ADM"): "15",
                    (FEBRUARY, "KIT"): "11"}  # fmt: skip
