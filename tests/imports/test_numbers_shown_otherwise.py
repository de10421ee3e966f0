"""A format of numbers that divides, or that names a unit, is heard in every kind of workbook: what is shown is read."""

import io
from decimal import Decimal

import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from imports.readers.number_formats import shown_by
from tests.ground import file_factory
from tests.ground.import_ground import TODAY, bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MONTHS = ["Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь",
          "Декабрь"]  # fmt: skip


@pytest.fixture(autouse=True)
def _today(settings):
    settings.SMETA_TODAY = TODAY
    facility()


def plan(title: str) -> list[list]:
    return [["План финансирования на 2025 год"], [title], ["Наименование", "Код", *MONTHS],
            ["Оплата труда", "111", *[1000000] * 12], ["Питание", "141", *[200000] * 12]]  # fmt: skip


def register(title: str) -> list[list]:
    return [["Реестр платежей за март 2025 года"], [title], ["Дата", "Получатель", "Код специфики", "Сумма"],
            ["03.03.2025", "ТОО Ромашка", "141", 9000000], ["04.03.2025", "ИП Ким", "149", 5400000]]  # fmt: skip


def balance(title: str) -> list[list]:
    return [["Оборотно-сальдовая ведомость за январь 2025 г."], [title],
            ["Специфика", "Сальдо на начало", "", "Обороты за период", "", "Сальдо на конец", ""],
            ["", "Дебет", "Кредит", "Дебет", "Кредит", "Дебет", "Кредит"],
            ["111", "", "", 14000000, 14000000, "", ""], ["141", "", "", 400000, 400000, "", ""]]  # fmt: skip


def xlsx(rows: list[list], codes: list[str]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet, formats = book.add_worksheet(), [book.add_format({"num_format": code}) for code in codes]
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value != "":
                    own = formats[at % len(codes)] if isinstance(value, int) else None
                    sheet.write(at, column, value, own)
    return target.getvalue()


def xls(rows: list[list], codes: list[str]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet, formats = book.add_sheet("Лист1"), [xlwt.easyxf(num_format_str=code) for code in codes]
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write(at, column, value, formats[at % len(codes)])
            elif value:
                sheet.write(at, column, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xlsb(rows: list[list], codes: list[str]) -> bytes:
    return file_factory.xlsb(
        [[(codes[at % len(codes)], v) if isinstance(v, int) else v for v in row] for at, row in enumerate(rows)]
    )


def ods(rows: list[list], codes: list[str]) -> bytes:
    """The styles of numbers as OpenDocument writes them; cells of the second code have it from their row."""
    styles = ""
    for at, code in enumerate(codes):
        factor, words = 1000 if code.endswith("0,") else 1, code.partition('"')[2].rstrip('"')
        styles += (
            f'<number:number-style style:name="N{at}"><number:number number:display-factor="{factor}"/>'
            f"<number:text>{words}</number:text></number:number-style>"
            f'<style:style style:name="ce{at}" style:family="table-cell" style:data-style-name="N{at}"/>'
        )
    lines = []
    for at, row in enumerate(rows):
        name = f"ce{at % len(codes)}"
        own = "" if at % len(codes) else f' table:style-name="{name}"'
        usual = f' table:default-cell-style-name="{name}"' if at % len(codes) else ""
        cells = [
            f'<table:table-cell{own} office:value-type="float" office:value="{value}"/>'
            if isinstance(value, int)
            else f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            if value
            else "<table:table-cell/>"
            for value in row
        ]
        lines.append(f"<table:table-row{usual}>{''.join(cells)}</table:table-row>")
    return file_factory.raw_ods(f'<table:table table:name="Лист1">{"".join(lines)}</table:table>', styles)


WRITERS = pytest.mark.parametrize("write", [xlsx, xls, xlsb, ods])
SHAPES = pytest.mark.parametrize("shape", [plan, register, balance])


def whole(shape) -> Decimal:
    return sum((Decimal(cell) for row in shape("") for cell in row if isinstance(cell, int)), Decimal(0)) / (
        2 if shape is balance else 1
    )


@WRITERS
@SHAPES
def test_what_is_shown_in_thousands_is_as_many_tenge_as_the_cell_holds(write, shape) -> None:
    found = bring(write(shape("тыс. тенге"), ["#,##0,"]), "файл", preview=True)
    assert (found["status"], found["total"]) == ("preview", f"{whole(shape):.2f}"), found["problems"]


@WRITERS
@SHAPES
def test_a_unit_beside_the_number_is_that_of_the_sum(write, shape) -> None:
    found = bring(write(shape(""), ['0" тыс. тг"']), "файл", preview=True)
    assert (found["status"], found["total"]) == ("preview", f"{whole(shape) * 1000:.2f}"), found["problems"]


@WRITERS
@pytest.mark.parametrize(
    ("title", "codes"),
    [("", ["#,##0,"]), ("тенге", ["#,##0,"]), ("тыс. тенге", ["#,##0,", "0"]), ("", ['0" USD"']), ("", ['0"₽"'])],
    ids=["no unit", "tenge", "two ways", "dollars", "roubles"],
)
@SHAPES
def test_what_can_be_read_in_two_ways_is_asked(write, shape, title, codes) -> None:
    found = bring(write(shape(title), codes), "файл", preview=True)
    errors = {one["problem"] for one in found["problems"] if one["severity"] == "error"}
    assert (found["status"], errors) == ("refused", {"ambiguous-unit"})


def test_tenge_is_no_answer_for_what_is_shown_divided() -> None:
    data = xlsx(register(""), ["#,##0,"])
    assert bring(data, "файл", preview=True, corrections={"unit": "tenge"})["status"] == "refused"
    assert bring(data, "файл", preview=True, corrections={"unit": "thousand"})["total"] == "14400000.00"


@pytest.mark.parametrize(
    "code",
    ["General", "0", "#,##0.00", "# ##0,00", "# ?/?", "0.00E+00", "#,##0;[Red]-#,##0", '#,##0;-#,##0;"-"',
     '_-* #,##0.00_р_._-;\\-* #,##0.00_р_._-;_-* "-"??_р_._-;_-@_-', "[$-419]#,##0.00", "#,##0.00 [$₸-43F]", "@",
     "dd.mm.yyyy;@", "[h]:mm", "0%", "[Red]General"],
)  # fmt: skip
def test_usual_formats_show_numbers_as_they_are(code) -> None:
    shown = shown_by(code)
    assert (shown.above_zero, shown.below_zero, shown.words) == (1, 1, "")


@given(
    st.sampled_from(["#,##0", "0", "# ##0", "#,##0.00", "_-* #,##0.0"]),
    st.integers(0, 3),
    st.sampled_from(["", '" тыс."', "\\К", "[$USD]"]),
)
def test_every_comma_behind_the_last_digit_divides_by_a_thousand(code, commas, words) -> None:
    shown = shown_by(code + "," * commas + words)
    assert shown.above_zero == shown.below_zero == 1000**commas
    assert bool(shown.words) == bool(words)
    opposite = shown_by(f"{code};{code}{',' * commas}")
    assert (opposite.above_zero, opposite.below_zero) == (1, 1000**commas)
