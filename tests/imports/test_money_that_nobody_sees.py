"""Sums in hidden rows, columns and sheets are never counted in silence, and never lost in silence."""

import io

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ground import file_factory
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MONTHS = ["Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь",
          "Декабрь"]  # fmt: skip
HEAD = [["Реестр платежей"], ["Дата", "Номер", "Специфика", "Получатель", "Сумма"]]
ONE, TWO = ["09.01.2025", "15", "141", "ТОО Нан", 1000], ["10.01.2025", "16", "151", "ГКП Су", 500]
HID = ["11.01.2025", "17", "151", "ГКП Су", 70]
PLAN = [["План финансирования на 2025 год, тенге"], ["Код", "Наименование", *MONTHS, "Всего"],
        ["111", "Оплата", *[10] * 12, 120], ["141", "Питание", *[4] * 12, 48]]  # fmt: skip
COST = [["Фактические расходы за март 2025 года, тенге"], ["Код", "Наименование", "Начислено"]]


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


def total(amount, word="Итого"):
    return [word, "", "", "", amount]


def xlsx(rows, *, row=None, column=None, is_flat=False, sheet=None):
    target = io.BytesIO()
    how = {} if is_flat else {"hidden": True}
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("Лист1")
        for at, cells in enumerate(rows):
            page.write_row(at, 0, cells)
        for at in row or ():
            page.set_row(at, 0 if is_flat else None, None, how)
        for at in column or ():
            page.set_column(at, at, 0 if is_flat else 10, None, how)
        if sheet:
            other = book.add_worksheet("Скрытый")
            other.hide()
            for at, cells in enumerate(sheet):
                other.write_row(at, 0, cells)
    return target.getvalue()


def html(rows, *, row=None, column=None):
    style = ' style="display: none"'
    lines = [
        f"<tr{style if at in (row or ()) else ''}>"
        + "".join(f"<td{style if place in (column or ()) else ''}>{cell}</td>" for place, cell in enumerate(cells))
        for at, cells in enumerate(rows)
    ]
    return f"<html><meta charset='utf-8'><table>{''.join(lines)}</table></html>".encode()


def xlsb(rows, *, row=None, column=None):
    return file_factory.xlsb(rows, hidden_rows=row or (), hidden_columns=column or ())


WRITERS = {"xlsx": xlsx, "xls": html, "xlsb": xlsb}


def seen(data, suffix="xlsx"):
    found = bring(data, f"file.{suffix}", preview=True)
    return found["status"], {p["problem"] for p in found["problems"] if p["severity"] == "error"}


COUNTED, ASKED = ("preview", set()), ("refused", {"hidden-sums"})
REGISTERS = {
    "no total": ([*HEAD, ONE, TWO, HID], 4, ASKED),
    "a total of all": ([*HEAD, ONE, TWO, HID, total(1570)], 4, COUNTED),
    "a total above it": ([*HEAD, ONE, TWO, total(1500), HID], 5, ASKED),
    "totals of codes": ([*HEAD, ONE, total(1000, "Итого 141"), TWO, HID, total(570, "Итого 151")], 5, COUNTED),
    "a total of another code": ([*HEAD, ONE, total(1000, "Итого 141"), TWO, HID], 5, ASKED),
}


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("shape", REGISTERS)
def test_a_hidden_row_counts_only_where_a_total_in_sight_speaks_for_it(shape, suffix):
    rows, place, expected = REGISTERS[shape]
    assert seen(WRITERS[suffix](rows), suffix) == COUNTED
    assert seen(WRITERS[suffix](rows, row=[place]), suffix) == expected


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_total_that_is_hidden_too_speaks_for_nothing(suffix):
    rows = [*HEAD, ONE, TWO, HID, total(1570)]
    assert seen(WRITERS[suffix](rows, row=[4, 5]), suffix) == ASKED
    assert seen(WRITERS[suffix](rows, column=[4]), suffix) == ASKED


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_total_of_what_shows_refuses_the_file(suffix):
    assert seen(WRITERS[suffix]([*HEAD, ONE, TWO, HID, total(1500)], row=[4]), suffix) == ("refused", {"total-differs"})


@pytest.mark.parametrize("hide", [{"row": [4]}, {"column": [4]}])
def test_rows_and_columns_of_no_size_are_hidden(hide):
    assert seen(xlsx([*HEAD, ONE, TWO, HID], is_flat=True, **hide)) == ASKED


def test_the_year_of_a_hidden_row_of_a_plan_does_not_speak_for_it():
    assert seen(xlsx(PLAN, row=[3])) == ASKED
    assert seen(xlsx([*PLAN, ["", "Итого", *[14] * 12, 168]], row=[3])) == COUNTED
    below = [*PLAN[:3], ["", "Итого", *[10] * 12, 120], PLAN[3]]
    assert seen(xlsx(below, row=[4])) == ("refused", {"total-differs"})


def test_the_years_of_a_plan_speak_for_a_hidden_month_where_they_show():
    assert seen(xlsx(PLAN, column=[5])) == COUNTED
    assert seen(xlsx(PLAN, column=[5, 14])) == ASKED


def test_a_class_speaks_for_its_own_codes_alone():
    rows = [*COST, ["110", "Труд", 30], ["111", "Оплата", 10], ["113", "Доп", 20], ["141", "Питание", 5]]
    assert seen(xlsx(rows, row=[5])) == ASKED
    assert seen(xlsx(rows, row=[4])) == COUNTED


def test_codes_across_and_above_are_hidden_where_they_stand():
    across = [["Фактические расходы за 2025 год, тенге"], ["Месяц", "111", "113"], *([m, 1, 2] for m in MONTHS)]
    assert seen(xlsx(across)) == COUNTED
    assert seen(xlsx(across, row=[5])) == ASKED
    assert seen(xlsx(across, column=[2])) == ASKED
    above = [HEAD[0], ["Дата", "Номер", "Получатель", "Сумма"], ["141"], ["09.01.2025", "15", "ТОО Нан", 1000]]
    assert seen(xlsx(above)) == COUNTED
    assert seen(xlsx(above, row=[3])) == ASKED


def test_a_hidden_sheet_with_figures_is_named():
    found = bring(xlsx([*HEAD, ONE, TWO], sheet=[*HEAD[1:], HID]), "file.xlsx", preview=True)
    assert (found["status"], found["total"]) == ("preview", "1500.00")
    assert ["Скрытый" in p["message"] for p in found["problems"] if p["problem"] == "sheet-not-read"] == [True]
    found = bring(xlsx([*HEAD, ONE, TWO], sheet=[["справочник"], ["да"], ["нет"]]), "file.xlsx", preview=True)
    assert not [p for p in found["problems"] if p["problem"] == "sheet-not-read"]


sums = st.lists(st.integers(1, 999), min_size=2, max_size=6)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sums, st.data())
def test_wherever_totals_stand_a_hidden_row_none_is_below_is_asked_about(amounts, data):
    """A total, below some of the rows, that holds."""
    below = data.draw(st.integers(1, len(amounts)))
    hidden = data.draw(st.integers(0, len(amounts) - 1))
    rows = [[f"{9 + at:02d}.01.2025", str(at), "141", "ТОО Нан", amount] for at, amount in enumerate(amounts)]
    rows.insert(below, total(sum(amounts[:below])))
    place = 2 + hidden + (hidden >= below)
    expected = COUNTED if hidden < below else ASKED
    assert seen(xlsx([*HEAD, *rows], row=[place])) == expected
