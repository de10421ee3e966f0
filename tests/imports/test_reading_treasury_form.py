"""Treasury form 4-20 as a PDF: levels by indent, wrapped names, ten sums, several pages."""

import pytest

from imports.readers.grid import ReadError
from imports.readers.reading import read
from imports.readers.treasury_pdf import read_lines
from tests.ground import file_factory as make
from tests.ground.samples import sample

SUMS = ["796,359,000.00", "377,610,900.00", "1.00", "2.00", "321,443,000.00", "0.00", "0.00", "0.00", "-5.00", "0.00"]
LONG = "Отчисления на обязательное социальное медицинское страхование"
ROWS = [
    (0, "253", "Управление здравоохранения", SUMS),
    (3, "067", "Программа", SUMS),
    (7, "100", "Подпрограмма", SUMS),
    (12, "111", "Заработная плата", SUMS),
    (12, "124", LONG, SUMS),
]


def data(grid):
    rows = grid.sheets[0].rows
    return rows[next(at for at, row in enumerate(rows) if row[0] == "level") + 1 :]


def test_it_reads_levels_names_and_ten_sums():
    grid = read(make.treasury_form(ROWS), "form.pdf")
    assert grid.format == "treasury-pdf"
    assert [row[:3] for row in data(grid)] == [
        (0, "253", "Управление здравоохранения"),
        (1, "067", "Программа"),
        (2, "100", "Подпрограмма"),
        (3, "111", "Заработная плата"),
        (3, "124", LONG),
    ]
    assert all(list(row[3:]) == SUMS for row in data(grid))


def test_it_reads_the_heading():
    assert read(make.treasury_form(ROWS, "01.04.2025")).header == {
        "date": "01.04.2025",
        "budget": "000-Областной бюджет",
        "unit": "тенге",
        "institution": "2530001",
        "institution_name": 'ГКП на ПХВ "Пример"',
    }


def test_rows_go_on_over_pages_even_inside_a_name():
    names = [LONG, "Вода"] * 9
    rows = [*ROWS[:3], *((12, str(111 + number), name, SUMS) for number, name in enumerate(names))]
    for lines_per_page in (4, 5, 7, 40):
        grid = read(make.treasury_form(rows, lines_per_page=lines_per_page))
        assert [row[1:3] for row in data(grid)] == [(code, name) for _, code, name, _ in rows]


def test_an_address_is_the_page_the_line_and_the_column_of_the_form():
    sheet = read(make.treasury_form(ROWS)).sheets[0]
    row = next(at for at, values in enumerate(sheet.rows) if values[1] == "111")
    assert sheet.address(row, sheet.rows[row - 4].index("7")) == "p1:13:7"
    assert sheet.row_number(row) == 13


@pytest.mark.parametrize("sums", [SUMS[:9], SUMS[:1], []])
def test_a_row_without_its_ten_sums_is_refused(sums):
    with pytest.raises(ReadError) as refused:
        read(make.treasury_form([*ROWS[:3], (12, "111", "Заработная плата", sums)]))
    assert (refused.value.problem, refused.value.reason) == ("unreadable-file", "sums-missing")
    assert refused.value.cell.startswith("p1:")


def test_a_row_that_lost_a_sum_does_not_take_those_of_the_next():
    rows = [*ROWS[:3], (12, "111", "Заработная плата", SUMS[:9]), (12, "113", "Выплаты", SUMS)]
    with pytest.raises(ReadError) as refused:
        read(make.treasury_form(rows))
    assert (refused.value.reason, refused.value.cell) == ("sums-missing", "p1:13:code")


def test_another_document_has_no_table():
    with pytest.raises(ReadError) as refused:
        read(make.pdf([["Счет на оплату", "Итого 5 000,00"]]))
    assert refused.value.problem == "no-table-found"


def test_a_scan_without_text_is_refused_with_a_reason():
    with pytest.raises(ReadError) as refused:
        read(make.pdf([[]]))
    assert (refused.value.problem, refused.value.reason) == ("unreadable-file", "no-text-layer")


def test_a_pdf_cut_short_is_refused():
    whole = make.treasury_form(ROWS)
    with pytest.raises(ReadError):
        read(whole[: len(whole) // 2])


def test_a_sum_glued_to_its_name_is_still_found():
    lines = ["  1   3   4   5   6   7   8   9   10   11   12", "111 Услуги" + " ".join(SUMS)]
    assert data(read_lines([(1, number, line) for number, line in enumerate(lines, 1)]))[0] == (
        0,
        "111",
        "Услуги",
        *SUMS,
    )


def test_the_sample_form_is_readable():
    grid = read(sample("treasury-4-20-2025-07-01.pdf").read_bytes())
    rows = data(grid)
    assert grid.header["institution"] == "2530001"
    assert grid.header["date"] == "01.07.2025"
    assert [row[0] for row in rows[:4]] == [0, 1, 2, 3]
    assert len(rows) == 20
    assert rows[5][1:3] == ("116", "Обязательные пенсионные взносы работодателя")
    assert {row[1]: row[7] for row in rows}["111"] == "230,342,000.00"


def test_rows_above_the_numbers_of_the_columns_are_not_lost_with_the_heading():
    """A first page without them would be taken for the heading, and its money with it."""
    numbers = next(line for line in make.treasury_pages(ROWS)[0] if line.split()[:2] == ["1", "3"])
    first, second = make.treasury_pages(ROWS, lines_per_page=3)
    first.remove(numbers)
    second.insert(1, numbers)
    with pytest.raises(ReadError) as refused:
        read(make.pdf([first, second]))
    assert (refused.value.reason, refused.value.cell) == ("sums-missing", "p1:9:code")
