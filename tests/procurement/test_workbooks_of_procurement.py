"""Workbooks of procurement reports recompute to the same figures, and every sheet says what it belongs to."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from finance.months import Month
from finance.reporting.evaluate import number
from finance.reporting.figures import scaled
from finance.reporting.render import render
from finance.reporting.report import Report
from finance.reports import registry
from finance.scope import of_budget
from procurement.assigning import assign
from procurement.closing_contracts import close
from procurement.procurement_plan import ActItem
from tests.ground.contract_ground import Hospital
from tests.ground.papers_in_force import plan_act

pytestmark = pytest.mark.django_db
NAMES = ("obligations", "payables", "procurement-plan", "contracts-ending", "cash-bridge", "exceptions")


@pytest.fixture
def hospital() -> Hospital:
    """A planned contract partly delivered, overdue and paid ahead, another closed early, an act without a contract."""
    told = Hospital()
    amount = Decimal("1000.55")
    item = ActItem(
        "1", "Стирка", "service", told.code["159"], Month(2025, 2), quantity=Decimal(1), price=amount, amount=amount,
        amount_with_vat=amount, method="2",
    )  # fmt: skip
    plan_act(told.budget, "1", date(2025, 1, 5), [item])
    contract = told.sign("=1+1", told.line(1, "1000.33"), ends_on=date(2025, 7, 10), method="2")
    told.accept(contract, "А-1", date(2025, 3, 31), told.line(1, "400.17"), due_on=date(2025, 4, 30))
    assign(told.pay(date(2025, 6, 3), "70.01"), contract, None, Decimal("70.01"), user=told.anna)
    ended = told.sign("2", told.line(2, "333.33"), method="23")
    close(ended, day=date(2025, 6, 1), reason="расторгнут", people=told.people)
    told.accept(None, "Б-1", date(2025, 5, 31), told.line(5, "7.77"), supplier=told.guards)
    return told


def built(hospital: Hospital, name: str, **asked) -> Report:
    return registry.get(name)(of_budget(hospital.budget), Month(2025, 1), Month(2025, 6), **asked)


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", NAMES[:3])
def test_it_recomputes_to_the_same_figures_in_libreoffice(
    name: str, hospital: Hospital, tmp_path: Path, recalculate: Callable[[Path], Path]
) -> None:
    report = built(hospital, name, unit="thousand", language="kk")
    # Without the stored values nothing but a real recalculation can answer.
    stripped = BytesIO()
    openpyxl.load_workbook(BytesIO(render(report, "xlsx"))).save(stripped)
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(stripped.getvalue())
    book = openpyxl.load_workbook(recalculate(path), data_only=True)
    for sheet, table in zip(book.worksheets, report.tables, strict=False):
        head = next(cell.row for cell in sheet["A"] if cell.value == table.columns[0].label)
        for line, row in enumerate(table.all_rows, head + 1):
            for place, column in enumerate(table.columns, 1):
                exact, found = number(row.cell(column.key).value), sheet.cell(line, place).value
                if column.is_numeric and exact is not None:
                    expected = scaled(exact, column.kind, report.unit)
                    assert abs(Fraction(found) - Fraction(expected)) < Fraction(1, 10**8), (table.key, row.key, column)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_sheet_printed_by_itself_says_report_period_and_unit(hospital, name, language) -> None:
    report = built(hospital, name, language=language)
    book = openpyxl.load_workbook(BytesIO(render(report, "xlsx")))
    unit = {"ru": "тенге", "kk": "теңге", "en": "tenge"}[language]
    for sheet in book.worksheets[: len(report.tables)]:
        above = " ".join(str(cell.value) for cell in sheet["A"][: sheet.max_row] if cell.value)
        assert report.title in above
        assert "2025" in above
        assert unit in above
        assert sheet.freeze_panes
        assert sheet.print_title_rows
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize("name", NAMES)
def test_each_report_prints_with_and_without_contracts(name, hospital) -> None:
    assert render(built(hospital, name), "pdf").startswith(b"%PDF")
    empty = registry.get(name)(of_budget(hospital.budget), Month(2025, 12), Month(2025, 12), language="kk")
    assert render(empty, "pdf").startswith(b"%PDF")


def test_what_looks_like_a_formula_stays_a_text(hospital) -> None:
    report = built(hospital, "obligations")
    sheet = openpyxl.load_workbook(BytesIO(render(report, "xlsx"))).worksheets[1]
    assert [cell.data_type for cell in sheet["A"] if cell.value == "=1+1"] == ["s"]
    assert "'=1+1" in render(report, "csv").decode()
