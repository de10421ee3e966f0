"""Workbooks of every format come out as the same typed cells, each with its address."""

import subprocess
from datetime import date, datetime

import pytest
from xlsxwriter.utility import xl_col_to_name

from imports.readers.grid import ReadError, as_code
from imports.readers.reading import read
from tests.ground import file_factory as make
from tests.ground.samples import sample

pytestmark = pytest.mark.apart

HEADER = ["Дата", "Номер", "Код", "Сумма", "Получатель"]
REGISTER = [
    HEADER,
    [date(2025, 1, 10), 102, 111, 14679634.71, "АО Банк"],
    [date(2025, 1, 13), 104, "111", "23\u00a0551\u00a0666,59", "ТОО Сүт өнімдері"],
]


def cells(sheet):
    return {
        sheet.address(row, column): value
        for row, values in enumerate(sheet.rows)
        for column, value in enumerate(values)
        if value != ""
    }


@pytest.mark.parametrize(("factory", "name"), [(make.xlsx, "xlsx"), (make.xls, "xls"), (make.ods, "ods")])
def test_it_reads_the_same_register_from_every_format(factory, name):
    grid = read(factory({"Реестр": REGISTER}), "whatever.csv")
    (sheet,) = grid.sheets
    assert (grid.format, grid.encoding, sheet.name) == (name, None, "Реестр")
    assert [list(row) for row in sheet.rows] == REGISTER
    assert sheet.address(1, 3) == "Реестр!D2"
    assert sheet.row_number(1) == 2


def test_it_reads_a_binary_workbook():
    (sheet,) = read(make.xlsb([["Код", "Сумма"], ["111", 5.5], ["", 7.25]], "План")).sheets
    assert cells(sheet) == {"План!A1": "Код", "План!B1": "Сумма", "План!A2": "111", "План!B2": 5.5, "План!B3": 7.25}


def test_a_binary_workbook_whose_cells_the_parser_passes_over_is_refused(monkeypatch):
    monkeypatch.setattr("imports.readers.workbook.frames.unpack", lambda payload: [("Код", "")])
    with pytest.raises(ReadError) as refused:
        read(make.xlsb([["Код", "Сумма"]]))
    assert (refused.value.problem, refused.value.reason) == ("unreadable-file", "cells-lost")


@pytest.mark.parametrize("factory", [make.xlsx, make.xls, make.ods, make.xlsb])
def test_blank_rows_and_columns_before_the_table_keep_their_addresses(factory):
    name = "Sheet1" if factory is make.xlsb else "Лист1"
    (sheet,) = read(factory([[], [], ["", "", "Сумма", "x"], [], ["", "", 5.0]])).sheets
    assert cells(sheet) == {f"{name}!C3": "Сумма", f"{name}!D3": "x", f"{name}!C5": 5}
    assert len({len(row) for row in sheet.rows}) == 1


def test_it_keeps_every_sheet_and_says_which_are_hidden():
    grid = read(make.xlsx({"Титул": [["Отчет"]], "Данные": REGISTER}))
    assert [sheet.name for sheet in grid.sheets] == ["Титул", "Данные"]
    assert not any(sheet.is_hidden for sheet in grid.sheets)


def test_it_tells_merged_cells():
    (sheet,) = read(make.xlsx([["", ""], ["Дебет", "Кредит"]], merged=[(0, 0, 0, 1)])).sheets
    assert sheet.merged == ((0, 0, 0, 1),)


def test_types_survive_mixed_columns():
    rows = [["a", 1.5], [date(2025, 1, 2), True], [datetime(2025, 1, 2, 9, 30), "x"], [7.0, ""]]  # noqa: DTZ001
    (sheet,) = read(make.xlsx(rows)).sheets
    assert [list(row) for row in sheet.rows] == rows


def test_more_rows_than_one_chunk_arrive_in_order():
    rows = [[number, f"строка {number}", "" if number % 2 else "x"] for number in range(12_345)]
    (sheet,) = read(make.xlsx(rows)).sheets
    assert [list(row) for row in sheet.rows] == rows


def test_a_formula_that_was_never_computed_is_a_warning_with_its_cell():
    cells_xml = (
        '<row r="7"><c r="A7"><v>1</v></c><c r="B7"><f>SUM(A7)</f></c><c r="C7"><f>A7</f><v></v></c>'
        '<c r="D7"><f>A7</f><v>1</v></c><c r="E7" t="str"><f>T(1)</f><v/></c><c r="F7" s="0"><f t="shared" si="0"/></c>'
        '<c r="G7" t="e"><v>#REF!</v></c></row>'
    )
    grid = read(make.raw_xlsx(make.sheet_xml(cells_xml), name="Реестр"))
    assert [(warning.cell, warning.problem, warning.value) for warning in grid.warnings] == [
        ("Реестр!B7", "formula-without-value", "=SUM(A7)"),
        ("Реестр!C7", "formula-without-value", "=A7"),
        ("Реестр!F7", "formula-without-value", "="),
        ("Реестр!G7", "error-value", "#REF!"),
    ]


def test_a_formula_of_an_open_document_that_was_never_computed_is_a_warning():
    row = '<table:table-row><table:table-cell/><table:table-cell table:formula="of:=1+1"/></table:table-row>'
    grid = read(make.raw_ods(f'<table:table table:name="План">{row}</table:table>'))
    assert [warning.cell for warning in grid.warnings] == ["План!B1"]


def test_a_workbook_with_macros_is_read_and_they_are_left_alone():
    grid = read(
        make.raw_xlsx(make.sheet_xml('<row r="1"><c r="A1"><v>5</v></c></row>'), {"xl/vbaProject.bin": b"\x00"})
    )
    assert grid.format == "xlsm"
    assert grid.sheets[0].rows == [(5.0,)]


def test_prefixed_tags_and_single_quotes_are_scanned_too():
    sheet = (
        "<x:worksheet xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><x:sheetData>"
        "<x:row r='1'><x:c r='B1'><x:f>A1</x:f></x:c></x:row></x:sheetData></x:worksheet>"
    )
    assert [warning.cell for warning in read(make.raw_xlsx(sheet)).warnings] == ["Sheet1!B1"]


@pytest.mark.libreoffice
@pytest.mark.parametrize("extension", ["ods", "xls"])
def test_what_libreoffice_saves_is_read_like_the_original(extension, soffice, tmp_path):
    original = make.xlsx({"Реестр": [*REGISTER, [], ["Итого", "", "", 38231301.3, ""]]})
    (tmp_path / "register.xlsx").write_bytes(original)
    subprocess.run(
        [soffice, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", extension,
         "--outdir", str(tmp_path), str(tmp_path / "register.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    saved = read((tmp_path / f"register.{extension}").read_bytes())
    assert cells(saved.sheets[0]) == cells(read(original).sheets[0])


@pytest.mark.parametrize(
    ("name", "rows", "cell", "value"),
    [
        ("cash-register-2025-h1.xlsx", 224, "Реестр!D10", "23\u00a0551\u00a0666,59"),
        ("bank-2025-06-kaspi-style.xlsx", 46, "Sheet!E14", 51314659.22),
        ("trial-balance-2025-01.xlsx", 23, "Sheet!I6", "1\u202f917\u202f025,68"),
        ("plan-2025.xlsx", 22, "Sheet!C5", 31792.4),
        ("plan-2025-no-codes.xlsx", 22, "Sheet!N22", 657845.0),
        ("plan-amendments-2025.xlsx", 196, "Sheet!E2", 4888.0),
        ("broken/bad-amounts.xlsx", 29, "Реестр!D18", "12,345"),
        ("broken/unknown-code.xlsx", 66, "Реестр!D63", 56742736.24),
    ],
)
def test_every_sample_workbook_is_readable(name, rows, cell, value):
    (sheet,) = read(sample(name).read_bytes(), name).sheets
    assert len(sheet.rows) == rows
    assert cells(sheet)[cell] == value


def test_an_error_in_an_amount_of_the_samples_is_named():
    grid = read(sample("broken/bad-amounts.xlsx").read_bytes())
    assert [warning.cell for warning in grid.warnings] == ["Реестр!D16"]


@pytest.mark.parametrize("name", ["truncated.xlsx", "not-a-workbook.xlsx"])
def test_broken_samples_are_refused(name):
    with pytest.raises(ReadError) as refused:
        read(sample(f"broken/{name}").read_bytes(), name)
    assert refused.value.problem == "unreadable-file"


def test_codes_are_text_however_they_were_typed():
    assert [as_code(value) for value in (111.0, 111, "111 ", "011", " 1 2 ", 991240999016.0, None, "", 23.5)] == [
        "111", "111", "111", "011", "1 2", "991240999016", "", "", "23.5",
    ]  # fmt: skip


def test_columns_are_lettered_as_in_excel():
    assert [xl_col_to_name(column) for column in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
