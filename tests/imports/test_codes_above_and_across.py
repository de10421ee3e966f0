"""Budget codes that are no column: above their documents in rows of their own, or across, with the months down."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance.models import Entry
from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WRITERS = office_files.WRITERS
MONTHS = ["Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь",
          "Декабрь"]  # fmt: skip
TITLES = {
    "plan": "План финансирования на 2025 год, тенге", "cash": "Кассовые расходы за 2025 год, тенге",
    "actual": "Фактические расходы за 2025 год, тенге", "funding": "Финансирование за 2025 год, тенге",
}  # fmt: skip


@pytest.fixture(autouse=True)
def budget(db, settings):
    settings.SMETA_TODAY = "2026-01-15"
    return facility()


def preview(rows, suffix="xlsx"):
    return bring(WRITERS[suffix](rows), f"выгрузка.{suffix}", preview=True)


def errors(found):
    return [(p["cell"], p["problem"]) for p in found["problems"] if p["severity"] == "error"]


HEADINGS = {
    "code": lambda code, stated: [code, "", "", "", stated],
    "code and name": lambda code, stated: [f"{code} Приобретение товаров", "", "", "", stated],
    "label": lambda code, stated: [f"Специфика {code}", "", "", "", stated],
    "in another column": lambda code, stated: ["", "", f"{code} - Прочие", "", stated],
    "name in its own cell": lambda code, stated: [code, "Прочие", "", "", stated],
    "Kazakh": lambda code, stated: [f"Ерекшелік {code}", "", "", "", stated],
}


def register(heading, stated=(1500, 200), *, foot=True):
    nan, water = ["ТОО Нан", "991240999288"], ["ГКП Су", "991240999189"]
    return [
        ["Реестр платежей за январь 2025 года"],
        ["Дата", "Номер", "Получатель", "БИН", "Сумма"],
        HEADINGS[heading]("141", stated[0]),
        ["09.01.2025", "15", *nan, 1000],
        ["10.01.2025", "16", *nan, 500],
        HEADINGS[heading]("151", stated[1]),
        ["11.01.2025", "17", *water, 200],
        *([["Всего", "", "", "", 1700]] if foot else []),
    ]


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods", "csv"])
@pytest.mark.parametrize("heading", HEADINGS)
def test_documents_are_of_the_code_above_them(heading, suffix):
    for stated in ((1500, 200), ("", "")):
        found = preview(register(heading, stated), suffix)
        assert (found["status"], found["kind"], errors(found)) == ("preview", "cash", [])
        assert found["by_code"] == {"141": "1500.00", "151": "200.00"}


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_sum_beside_a_code_that_its_documents_do_not_come_to_refuses_the_file(heading):
    found = preview(register(heading, (1600, 200)))
    assert (found["status"], errors(found)) == ("refused", [("Лист1!E3", "total-differs")])


def test_a_document_above_the_first_code_refuses_the_file():
    rows = register("code", ("", ""), foot=False)
    found = preview([*rows[:2], ["08.01.2025", "14", "ТОО Нан", "991240999288", 7], *rows[2:]])
    assert found["status"] == "refused"


def test_a_class_above_its_codes_is_their_sum():
    rows = register("code")
    found = preview([*rows[:2], ["140", "", "", "", 1500], *rows[2:]])
    assert (found["status"], found["by_code"]) == ("preview", {"141": "1500.00", "151": "200.00"})
    found = preview([*rows[:2], ["140", "", "", "", 1501], *rows[2:]])
    assert errors(found) == [("Лист1!E3", "total-differs")]


def test_a_code_above_documents_keeps_the_address_of_their_cells():
    rows = register("code")
    rows[4][4] = "пятьсот"
    assert ("Лист1!E5", "not-an-amount") in errors(preview(rows))


def across(title, sums, *, codes=("111", "113", "141"), months=MONTHS, total=True, names=()):
    """Months down, codes across; `sums` are of a month by code."""
    rows = [[title], ["Месяц", *codes, *(["Итого"] if total else [])]]
    rows += [["", *names]] if names else []
    rows += [[month, *own, *([sum(own)] if total else [])] for month, own in zip(months, sums, strict=True)]
    foot = [sum(column) for column in zip(*sums, strict=True)]
    return [*rows, ["Итого", *foot, *([sum(foot)] if total else [])]]


SUMS = [(10 * number, 20, 1) for number in range(1, 13)]
BY_CODE = {"111": "780.00", "113": "240.00", "141": "12.00"}


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods", "csv"])
@pytest.mark.parametrize("kind", TITLES)
def test_months_down_and_codes_across_are_read_in_every_kind_of_sums(kind, suffix):
    found = preview(across(TITLES[kind], SUMS), suffix)
    assert (found["status"], found["kind"], found["by_code"]) == ("preview", kind, BY_CODE)
    assert found["by_month"]["2025-03"] == "51.00"


@pytest.mark.parametrize(
    "shape",
    [{"total": False}, {"names": ("Оплата труда", "Компенсации", "Продукты")},
     {"codes": ("111 Оплата труда", "113 Компенсации", "141 Продукты")}, {"codes": (111, 113, 141)},
     {"months": [f"{number:02d}.2025" for number in range(1, 13)]}],
)  # fmt: skip
def test_codes_across_may_bear_their_names_and_months_their_year(shape):
    found = preview(across(TITLES["actual"], SUMS, **shape))
    assert (found["status"], found["by_code"]) == ("preview", BY_CODE)


@pytest.mark.parametrize(("row", "place", "cells"), [(4, 1, {"E5", "B15"}), (6, 4, {"E7", "E15"}), (14, 2, {"C15"})])
def test_a_sum_across_or_below_that_differs_refuses_the_file(row, place, cells):
    rows = across(TITLES["plan"], SUMS)
    rows[row] = [*rows[row][:place], 999, *rows[row][place + 1 :]]
    found = preview(rows)
    assert found["status"] == "refused"
    assert {cell.removeprefix("Лист1!") for cell, _problem in errors(found)} >= cells


def test_a_code_that_stands_twice_across_is_not_read():
    assert preview(across(TITLES["plan"], SUMS, codes=("111", "113", "111")))["status"] == "refused"


sums = st.lists(st.tuples(*[st.integers(0, 999)] * 3), min_size=12, max_size=12).filter(
    lambda rows: all(any(column) for column in zip(*rows, strict=True))
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sums, st.sampled_from(sorted(TITLES)))
def test_whatever_the_sums_they_are_never_taken_for_codes(made, kind):
    found = preview(across(TITLES[kind], made))
    assert (found["status"], found["kind"]) == ("preview", kind)
    by_code = {code: sum(column) for code, column in zip(BY_CODE, zip(*made, strict=True), strict=True)}
    assert {code: float(amount) for code, amount in found["by_code"].items() if float(amount)} == by_code
    assert not Entry.objects.exists()


@pytest.mark.parametrize("below", [("План", "Факт") * 2, ("Факт", "План") * 2])
def test_two_figures_under_a_code_are_not_read_as_one(below):
    rows = [["Исполнение за 2025 год, тенге"], ["Месяц", "111", "", "113", ""], ["", *below],
            *([month, 10, 9, 20, 19] for month in MONTHS)]  # fmt: skip
    for title in (rows[0], *([text] for text in TITLES.values())):
        assert preview([title, *rows[1:]])["status"] == "refused"


def test_days_down_are_no_money_received_unless_the_title_says_so():
    rows = [["Дата", "111", "113"], ["09.01.2025", 10, 20], ["10.01.2025", 1, 2]]
    assert preview([["Кассовые расходы за январь 2025 года"], *rows])["kind"] != "funding"
    found = preview([["Поступления финансирования за январь 2025 года"], *rows])
    assert (found["kind"], found["by_code"]) == ("funding", {"111": "11.00", "113": "22.00"})


@pytest.mark.parametrize(
    "heading", ["141 и 151", "141, 151", "141/151", "141 Продукты, 151 Услуги", "141 - 149", "договор 141"]
)
def test_a_row_of_two_codes_or_of_a_paper_heads_no_documents(heading):
    rows = register("code", foot=False)
    assert preview([*rows[:2], [heading], *rows[3:5]])["status"] == "refused"


@pytest.mark.parametrize("title", ["за 2024-2025 годы", "за 2024 и 2025 годы", "за декабрь 2024 – январь 2025 года"])
@pytest.mark.parametrize("what", ["Кассовые расходы", "Фактические расходы", "Финансирование"])
def test_months_without_a_year_are_refused_where_the_title_names_several(what, title):
    by_rows = [["Специфика", "Месяц", "Сумма"], ["111", "Январь", 10], ["113", "Декабрь", 20]]
    down = [["Месяц", "111", "113"], ["Декабрь", 1, 2], ["Январь", 10, 20]]
    for rows in (by_rows, down):
        assert preview([[f"{what} {title}, тенге"], *rows])["status"] == "refused"
