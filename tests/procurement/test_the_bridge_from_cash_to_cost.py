"""Actual cost is cash, plus what is owed more, less what was paid ahead: to the tiyn, and what is not is shown."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.models import Budget, TrialBalanceLine
from finance.months import Month
from finance.reporting.report import Report
from finance.scope import of_budget
from procurement.cash_bridge import Stock, bridge
from procurement.reports import cash_bridge
from tests.ground.formulas import disagreements
from tests.ground.import_ground import TODAY, bring, facility, undo
from tests.ground.samples import sample

tenge = st.decimals(min_value=-(10**10), max_value=10**10, places=2)


@given(tenge, tenge, st.builds(Stock, tenge, tenge, tenge, tenge), tenge)
def test_what_is_owed_more_is_cost_and_what_is_paid_ahead_is_not(cash, beyond, stock, non_cash) -> None:
    owed_more = stock.closing_credit - stock.opening_credit
    paid_ahead = stock.closing_debit - stock.opening_debit
    steps = bridge(cash, cash + owed_more - paid_ahead + non_cash + beyond, stock, non_cash)
    assert (steps.payables, steps.advances, steps.unexplained) == (owed_more, paid_ahead, beyond)


@pytest.fixture
def budget(db, settings) -> Budget:
    settings.SMETA_TODAY = TODAY
    return facility()


def half_year(**tampered: bytes) -> None:
    assert bring(sample("cash-register-2025-h1.xlsx"))["status"] == "posted"
    for month in range(1, 7):
        name = f"trial-balance-2025-{month:02}.xlsx"
        data = tampered.get(f"m{month}") or sample(name).read_bytes()
        assert bring(data, name)["status"] == "posted"


def built(budget: Budget, first: int = 1, through: int = 6) -> Report:
    return cash_bridge.build(of_budget(budget), Month(2025, first), Month(2025, through), language="en")


def unexplained(report: Report) -> dict[str, str]:
    rows = report.tables[0].rows
    return {str(row.cells["code"].value): str(row.cells["unexplained"].value) for row in rows}


def test_the_sample_half_year_is_explained_to_the_tiyn(budget) -> None:
    half_year()
    report = built(budget)
    assert disagreements(report) == []
    found = unexplained(report)
    assert len(found) == 17
    assert set(found.values()) == {"0.00"}
    assert [check.holds for check in report.checks] == [True]
    total = report.tables[0].total
    assert total is not None
    assert (str(total.cells["cash"].value), str(total.cells["actual"].value)) == ("321443000.00", "373844000.00")
    for month in range(1, 7):
        assert set(unexplained(built(budget, month, month)).values()) <= {"0.00"}


def raised(path: Path, by: str) -> bytes:
    """The file with `by` more on the opening and closing balances of 141, totals included: it still ties in itself."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    headers = {cell.coordinate: str(cell.value).strip() for row in sheet.iter_rows(max_row=8) for cell in row}
    columns = [at.rstrip("0123456789") for at, text in headers.items() if text == "Кредит"]
    opening, _turnover, closing = columns
    for row in sheet.iter_rows():
        if str(row[0].value).startswith(("141", "Итого")):
            for letter in (opening, closing):
                cell = sheet[f"{letter}{row[0].row}"]
                stood = "".join(str(cell.value).split()).replace(",", ".")
                cell.value = float(Decimal(stood) + Decimal(by))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("month", [3, 6])
def test_a_tampered_balance_shows_up(budget, month) -> None:
    tampered = raised(sample(f"trial-balance-2025-{month:02}.xlsx"), "1000.00")
    half_year(**{f"m{month}": tampered})
    report = built(budget)
    assert [check.holds for check in report.checks] == [False]
    assert str(report.checks[0].difference) == "1000.00"
    assert any(doubt.key == "broken-chain" and "141" in doubt.text for doubt in report.doubts)
    if month == 6:
        assert unexplained(report)["141"] == "-1000.00"
        assert {amount for code, amount in unexplained(report).items() if code != "141"} == {"0.00"}


def test_balances_are_kept_though_the_ledger_has_the_accruals_and_fall_with_an_undo(budget) -> None:
    january = sample("trial-balance-2025-01.xlsx")
    first = bring(january)
    kept = TrialBalanceLine.objects.count()
    assert kept >= 15
    assert bring(january)["status"] == "already-imported"
    assert TrialBalanceLine.objects.count() == kept
    undo(first["batch"])
    assert any(doubt.key == "no-trial-balance" for doubt in built(budget, 1, 1).doubts)
    assert bring(january)["status"] == "posted"
    assert TrialBalanceLine.objects.count() == 2 * kept
    assert all(doubt.key != "no-trial-balance" for doubt in built(budget, 1, 1).doubts)


def test_what_is_owed_more_leads_to_the_trial_balance_it_closed_with(budget) -> None:
    half_year()
    june = TrialBalanceLine.objects.filter(month=Month(2025, 6)).first()
    assert june is not None
    row = next(row for row in built(budget).tables[0].rows if row.cells["code"].value == "111")
    assert row.cells["payables"].link == row.cells["advances"].link == f"/documents/{june.document_id}/"
