"""`В том числе` under a row counts nothing again, whatever the kind, the reader and the language; under a total it does."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WRITERS: dict[str, Callable[..., bytes]] = {
    "xlsx": office_files.xlsx,
    "ods": office_files.ods,
    "csv": lambda sheets: office_files.text(next(iter(sheets.values()))),
}
MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
          "декабрь")  # fmt: skip


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


def positions(*rows: tuple) -> dict:
    head = ["Категория персонала", "Утверждено ставок", "Занято ставок", "Физических лиц"]
    return {"Штат": [["Штатное расписание на 01.07.2025"], head, *map(list, rows)]}


def plan(*rows: tuple) -> dict:
    lines = [[name, code, *[Decimal(month)] * 12] for name, code, month in rows]
    return {"План": [["План финансирования на 2025 год, тенге"], ["Наименование", "Код", *MONTHS], *lines]}


def left_out(found: dict) -> list[int]:
    return [one["row"] for one in found["problems"] if one["problem"] == "left-out"]


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("words", ["в том числе", "в т.ч.", "из них", "оның ішінде", "of which"])
def test_a_part_of_a_row_is_counted_in_it_and_named(form: str, words: str) -> None:
    found = bring(WRITERS[form](positions(("Врачи", 10, 8, 8), (f"{words} хирурги", 3, 2, 2), ("Прочие", 5, 5, 5))),
                  f"f.{form}")  # fmt: skip
    assert (found["status"], found["total"], left_out(found)) == ("posted", "15.00", [4]), found["problems"]
    found = bring(WRITERS[form](plan(("Питание", "141", 3), (f"{words} молоко", "141", 1), ("Прочие", "149", 2))),
                  f"f.{form}")  # fmt: skip
    assert (found["status"], found["by_code"], left_out(found)) == ("posted", {"141": "36.00", "149": "24.00"}, [4])


def test_parts_go_on_without_the_words_as_far_as_they_add_up() -> None:
    rows = (("Врачи", 10, 8, 8), ("в т.ч. хирурги", 3, 2, 2), ("терапевты", 7, 6, 6), ("Прочие", 5, 5, 5))
    found = bring(office_files.xlsx(positions(*rows)), "f.xlsx")
    assert (found["status"], found["total"], left_out(found)) == ("posted", "15.00", [4, 5])


def test_rows_under_a_total_are_rows_whatever_they_say() -> None:
    rows = (("Всего", 15, 13, 13), ("в том числе врачи", 10, 8, 8), ("прочие", 5, 5, 5))
    found = bring(office_files.xlsx(positions(*rows)), "f.xlsx")
    assert (found["status"], found["total"], left_out(found)) == ("posted", "15.00", [])


def test_words_alone_whose_parts_nothing_proves_are_asked_about() -> None:
    rows = (("Врачи", 10, 8, 8), ("в том числе:", None, None, None), ("хирурги", 3, 2, 2), ("Прочие", 5, 5, 5))
    found = bring(office_files.xlsx(positions(*rows)), "f.xlsx")
    errors = [(one["cell"], one["problem"]) for one in found["problems"] if one["severity"] == "error"]
    assert (found["status"], errors) == ("refused", [("Штат!A4", "two-readings")])


def test_rows_of_codes_of_their_own_are_no_parts() -> None:
    found = bring(office_files.xlsx(plan(("Зарплата", "111", 3), ("из них взносы", "121", 1))), "f.xlsx")
    assert (found["status"], found["by_code"]) == ("posted", {"111": "36.00", "121": "12.00"})


def test_a_row_that_those_set_in_below_it_add_up_to_is_asked_about() -> None:
    rows = (("Врачи", 10, 8, 8), ("   хирурги", 3, 2, 2), ("   терапевты", 7, 6, 6), ("Прочие", 5, 5, 5))
    found = bring(office_files.xlsx(positions(*rows)), "f.xlsx")
    assert (found["status"], [one["cell"] for one in found["problems"]]) == ("refused", ["Штат!A3"])


INCOME = ["Месяц", "Источник", "Вид услуг", "Начислено по акту", "Снято", "К оплате"]
ACT = ["2025-01", "ОСМС", "стационар", 100, 5, 95]


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize(
    ("header", "counts", "counts_not"),
    [("Статус", "Подписан", "Отозван"), ("Мәртебесі", "Қабылданды", "Жойылды"), ("Аннулирован", "нет", "да")],
)
def test_an_act_that_does_not_count_is_no_income(form: str, header: str, counts: str, counts_not: str) -> None:
    rows = [[*INCOME, header], [*ACT, counts], ["2025-02", *ACT[1:], counts_not]]
    found = bring(WRITERS[form]({"Доходы": [["Доходы за 2025 год, тенге"], *rows]}), f"f.{form}")
    assert (found["status"], found["total"], left_out(found)) == ("posted", "100.00", [4]), found["problems"]


@pytest.mark.parametrize("header", ["Начислено с начала года", "Начислено нарастающим итогом", "Жыл басынан есептелді"])
def test_income_that_grows_from_month_to_month_is_asked_about(header: str) -> None:
    rows = [[*INCOME[:3], header, *INCOME[4:]], ACT, ["2025-02", "ОСМС", "стационар", 200, 5, 195]]
    found = bring(office_files.xlsx({"Доходы": [["Доходы за 2025 год, тенге"], *rows]}), "f.xlsx", kind="income")
    errors = [(one["cell"], one["problem"]) for one in found["problems"] if one["severity"] == "error"]
    assert (found["status"], errors) == ("refused", [("Доходы!D2", "ambiguous-amount")])
