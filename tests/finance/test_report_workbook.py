"""The workbook of a report: typed figures, live formulas, a page an auditor can print; same input, same bytes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.utility import xl_col_to_name

from finance.months import Month
from finance.reporting.chart import Chart, Series
from finance.reporting.evaluate import number
from finance.reporting.figures import scaled
from finance.reporting.formula import FormulaError, Ref
from finance.reporting.render import render
from finance.reporting.report import Cell, Column, Report, ReportError, Row, Table, sum_row
from finance.reporting.xlsx_formula import sheet_names
from tests.ground.formulas import disagreements
from tests.ground.ward_report import INJECTED, ward_report


def opened(report: Report, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(BytesIO(render(report, "xlsx")), data_only=values)


def cells_of(sheet: Any) -> dict[str, Any]:
    return {cell.coordinate: cell for line in sheet.iter_rows() for cell in line if cell.value is not None}


def find(sheet: Any, text: str, column: str = "A") -> int:
    return next(cell.row for cell in sheet[column] if cell.value == text)


def test_it_holds_numbers_as_numbers_and_codes_as_text() -> None:
    sheet = opened(ward_report())["Коды план касса"]
    row = find(sheet, "Заработная плата")
    assert sheet[f"B{row}"].value == "111"
    assert sheet[f"B{row}"].data_type == "s"
    assert sheet[f"C{row}"].value == 1000.005
    assert sheet[f"C{row}"].number_format == "#,##0.00"
    assert sheet[f"D{find(sheet, 'Материалы')}"].value is None


def test_it_shows_totals_shares_and_differences_as_live_formulas_with_their_values() -> None:
    report = ward_report()
    sheet, values = opened(report)["Коды план касса"], opened(report, values=True)["Коды план касса"]
    first, total, rolled = find(sheet, "Заработная плата"), find(sheet, "Итого"), find(sheet, "Приобретение запасов")
    assert sheet[f"C{total}"].value == f"=SUM(C{first},C{rolled},C{total - 2}:C{total - 1})"
    assert sheet[f"C{rolled}"].value == f"=SUM(C{rolled + 1}:C{rolled + 2})"
    assert sheet[f"E{first}"].value == f"=C{first}-D{first}"
    assert sheet[f"F{first}"].value == f'=IF(C{first}=0,"",D{first}/C{first})'
    assert sheet[f"F{first}"].number_format == "0.0%"
    assert values[f"C{total}"].value == 1010.115
    assert values[f"E{first}"].value == 666.67


def test_it_rounds_what_is_seen_and_keeps_what_is_added() -> None:
    sheet = opened(ward_report(decimals=0))["Коды план касса"]
    cell = sheet[f"D{find(sheet, 'Продукты питания')}"]
    assert cell.value == 0.00501
    assert cell.number_format == "#,##0"


def test_it_refers_to_other_sheets_and_keeps_units_apart() -> None:
    sheet = opened(ward_report())["Отделения"]
    row = find(sheet, "Неврология")
    assert sheet[f"D{row}"].value.startswith("=IF(SUM(C")
    assert "'Кухня ''и'' склад 2025 распределе'!B" in sheet[f"D{row}"].value
    # two decimals of a tenge are five of a thousand
    assert sheet[f"D{row}"].value.endswith(",5))")
    # an amount in thousands ÷ bed-days is a rate in tenge
    assert sheet[f"F{row}"].value == f'=IF(C{row}=0,"",E{row}/C{row}*1000)'
    assert sheet[f"H{row}"].value == f"=ROUND(G{row}*C{row},2)/1000"
    assert sheet[f"H{row + 1}"].value == f'=IF(COUNT(G{row + 1})<1,"",ROUND(G{row + 1}*C{row + 1},2)/1000)'
    in_tenge = opened(ward_report(unit="tenge"))["Отделения"]
    assert in_tenge[f"F{row}"].value == f'=IF(C{row}=0,"",E{row}/C{row})'


@pytest.mark.parametrize("text", INJECTED)
def test_it_keeps_text_that_looks_like_a_formula_as_text(text: str) -> None:
    columns = (Column("name", text, "text", group=text), Column("plan", text, total="sum", group=text))
    rows = (Row("a", {"name": Cell(text), "plan": Cell(Decimal("1.00"))}),)
    table = Table("t", columns, rows, sum_row("total", columns, rows, {"name": text}), title=text)
    chart = Chart("c", text, "t", "name", (Series("plan"),), axis_title=text)
    report = Report("r", text, Month(2025, 1), Month(2025, 1), (table,), "ru", charts=(chart,), generated=text)
    workbook = opened(report)
    texts = [c for sheet in workbook for c in cells_of(sheet).values() if isinstance(c.value, str) and text in c.value]
    assert len(texts) >= 5
    formulas = [c.value for sheet in workbook for c in cells_of(sheet).values() if c.data_type == "f"]
    assert [value[:6] for value in formulas] == ["=SUM(B"]
    assert {c.data_type for c in texts} == {"s"}


def test_it_is_set_up_for_printing() -> None:
    sheet = opened(ward_report())["Коды план касса"]
    head = find(sheet, "Наименование")
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # one page wide is the default and is not written
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.print_title_rows == f"${head}:${head + 2}"
    assert sheet.freeze_panes == f"C{head + 3}"
    assert "&P" in sheet.oddFooter.center.text
    assert "&N" in sheet.oddFooter.center.text
    assert [c.value for c in sheet[head + 2]][:6] == ["1", "2", "3", "4/5", "6", "7"]
    assert f"C{head}:D{head}" in {str(merged) for merged in sheet.merged_cells.ranges}


def test_it_makes_the_same_bytes_twice_and_dates_them_by_the_period() -> None:
    report = ward_report()
    assert render(report, "xlsx") == render(report, "xlsx")
    assert opened(report).properties.created == datetime(2025, 3, 31)  # noqa: DTZ001 - workbooks know no zones


def test_it_draws_native_charts_from_the_cells_of_the_table() -> None:
    sheet = opened(ward_report()).worksheets[-1]
    assert len(sheet._charts) == 2
    drawn = sheet._charts[0]
    assert drawn.grouping == "stacked"
    assert drawn.series[0].val.numRef.f.startswith("('Коды план касса'!$C$")
    # a title is letters, never a reference
    assert sheet._charts[1].title.tx.rich.p[0].r[0].t == "=Койко-день!\u2060$A$1"


def test_it_refuses_a_formula_or_a_chart_over_what_is_not_there() -> None:
    columns = (Column("a", "A", formula=Ref("a", row="lost")),)
    report = Report(
        "r", "R", Month(2025, 1), Month(2025, 1), (Table("t", columns, (Row("x", {"a": Cell(Decimal(1))}),)),)
    )
    with pytest.raises(FormulaError, match="lost"):
        render(report, "xlsx")
    chart = Chart("c", "C", "elsewhere", "a", ())
    with pytest.raises(ReportError, match="elsewhere"):
        render(replace(ward_report(), charts=(chart,)), "xlsx")


def test_it_gives_sheets_names_a_workbook_accepts() -> None:
    names = sheet_names(["a/b", "A b", "", "x" * 40, "x" * 40, "History", "'quoted'"])
    assert names == ["a b", "A b 2", "3", "x" * 31, "x" * 29 + " 2", "History 2", "quoted"]


def test_it_counts_columns_as_spreadsheets_do() -> None:
    assert [xl_col_to_name(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def assert_recalculated(report: Report, workbook: Path) -> None:
    """Every numeric cell of the recomputed workbook is the report's own value."""
    book = openpyxl.load_workbook(workbook, data_only=True)
    compared = 0
    for sheet, table in zip(book.worksheets, report.tables, strict=False):
        head = next(c.row for line in sheet.iter_rows() for c in line if c.value == table.columns[0].label)
        names = {c.value: c.row for c in sheet["A"] if c.row > head}
        for row in table.all_rows:
            for place, column in enumerate(table.columns):
                if not column.is_numeric or row.style == "section":
                    continue
                found = sheet.cell(names[row.cell(table.columns[0].key).value], place + 1).value
                exact = number(row.cell(column.key).value)
                if exact is None:
                    assert found in (None, ""), (table.key, row.key, column.key, found)
                else:
                    expected = scaled(exact, column.kind, report.unit)
                    assert abs(Fraction(found) - expected) < Fraction(1, 10**8), (table.key, row.key, column.key)
                    compared += 1
    assert compared > 40


@pytest.mark.libreoffice
@pytest.mark.parametrize("unit", ["thousand", "tenge"])
def test_it_recomputes_to_the_same_figures_in_libreoffice(
    unit: Any, tmp_path: Path, recalculate: Callable[[Path], Path]
) -> None:
    report = ward_report(unit=unit)
    path = tmp_path / "wards.xlsx"
    # without the stored values nothing but a real recalculation can answer
    path.write_bytes(_without_values(render(report, "xlsx")))
    assert_recalculated(report, recalculate(path))


def _without_values(content: bytes) -> bytes:
    book = openpyxl.load_workbook(BytesIO(content))
    stripped = BytesIO()
    book.save(stripped)
    return stripped.getvalue()


AMOUNTS = st.integers(-(10**14), 10**14).map(lambda tiyn: Decimal(tiyn).scaleb(-2))


@settings(max_examples=30)
@given(st.lists(AMOUNTS, min_size=1, max_size=12), st.sampled_from(["tenge", "thousand"]))
def test_it_writes_every_amount_exactly_as_it_is(amounts: list[Decimal], unit: Any) -> None:
    columns = (Column("name", "N", "text"), Column("plan", "P", total="sum"))
    rows = tuple(Row(str(i), {"name": Cell("x"), "plan": Cell(amount)}) for i, amount in enumerate(amounts))
    report = Report(
        "r",
        "R",
        Month(2025, 1),
        Month(2025, 1),
        (Table("t", columns, rows, sum_row("total", columns, rows, {})),),
        unit=unit,
    )
    assert disagreements(report) == []
    sheet = opened(report).worksheets[0]
    found = [cell.value for cell in sheet["B"] if isinstance(cell.value, (int, float))]
    divisor = 1000 if unit == "thousand" else 1
    assert [Decimal(repr(value)) for value in found] == [amount / divisor for amount in amounts]
