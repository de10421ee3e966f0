"""Figures of procurement reports lead to the papers behind them, and what is owed is told by age."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from finance.months import Month
from finance.reporting.report import Report
from finance.reports import registry
from finance.rights import Approval
from finance.scope import of_budget
from procurement.assigning import assign
from procurement.closing_contracts import close
from tests.ground.contract_ground import Hospital
from tests.ground.formulas import disagreements
from tests.ground.papers_in_force import plan_act

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital() -> Hospital:
    return Hospital()


def built(hospital: Hospital, name: str, through: int = 6) -> Report:
    report = registry.get(name)(of_budget(hospital.budget), Month(2025, 1), Month(2025, through), language="en")
    assert disagreements(report) == []
    return report


def ages(report: Report) -> dict[str, tuple[str, str]]:
    rows = report.table("ages").all_rows
    return {str(r.cells["age"].value): (str(r.cells["owed"].value), str(r.cells["overdue"].value)) for r in rows}


def test_what_is_owed_is_told_by_age_and_adds_up(hospital) -> None:
    contract = hospital.sign("1", hospital.line(1, "1000.00"))
    for number, day, amount, due in (
        ("А-1", date(2025, 7, 3), "100.00", date(2025, 8, 1)),  # 181 days before the end of the year
        ("А-2", date(2025, 7, 4), "200.00", None),  # 180 days
        ("А-3", date(2025, 10, 2), "50.00", date(2025, 12, 15)),  # 90 days
        ("А-4", date(2025, 12, 1), "30.00", date(2026, 1, 15)),  # 30 days
    ):
        hospital.accept(contract, number, day, hospital.line(1, amount), due_on=due)
    assign(hospital.pay(date(2025, 12, 3), "70.00"), contract, None, Decimal("70.00"), user=hospital.anna)
    hospital.ground.post("actual", ("159", 2, "1000.00"))
    report = built(hospital, "payables", through=12)
    assert ages(report) == {
        "0–30": ("30.00", "0.00"),
        "31–90": ("50.00", "50.00"),
        "91–180": ("200.00", "0.00"),
        "over 180": ("100.00", "100.00"),
        "paid ahead": ("-70.00", "0.00"),
        "not explained by acts": ("1000.00", "0.00"),
        "Total": ("1310.00", "150.00"),
    }
    assert [check.holds for check in report.checks] == [True]
    assert report.main.total.cells["owed"].value == Decimal("1310.00")


def test_overdue_is_never_more_than_what_is_owed_at_all(hospital) -> None:
    contract = hospital.sign("1", hospital.line(1, "1000.00"))
    hospital.accept(contract, "А-1", date(2025, 3, 31), hospital.line(1, "100.00"), due_on=date(2025, 4, 1))
    assign(hospital.pay(date(2025, 6, 3), "60.00"), contract, None, Decimal("60.00"), user=hospital.anna)
    report = built(hospital, "payables")
    assert ages(report)["Total"] == ("40.00", "40.00")
    assert ages(report)["91–180"] == ("100.00", "40.00")


def test_figures_of_a_contract_lead_to_it_and_those_of_a_lone_act_to_its_document(hospital) -> None:
    contract = hospital.sign("1", hospital.line(1, "1000.00"), ends_on=date(2025, 7, 10))
    hospital.accept(contract, "А-1", date(2025, 3, 31), hospital.line(1, "100.00"))
    lone = hospital.accept(None, "Б-1", date(2025, 3, 31), hospital.line(3, "7.00"), supplier=hospital.guards)
    page = f"/contracts/{contract.pk}/"
    [of_guards, of_laundry] = built(hospital, "payables").main.rows
    assert of_laundry.cells["accrued"].link == of_laundry.cells["owed"].link == page
    assert of_guards.cells["accrued"].link == f"/documents/{lone.document_id}/"
    [row] = built(hospital, "obligations").table("contracts").rows
    assert {row.cells[key].link for key in ("committed", "accrued", "paid", "unpaid", "open")} == {page}
    [ending] = built(hospital, "contracts-ending").main.rows
    assert ending.cells["paid"].link == page


def test_totals_of_obligations_lead_to_the_entries_of_all_codes(hospital) -> None:
    hospital.sign("1", hospital.line(1, "1000.00"))
    total = built(hospital, "obligations").main.total
    assert "measure=commitment" in total.cells["committed"].link
    assert "code=" not in total.cells["committed"].link
    assert "measure=actual" in total.cells["accrued"].link


def test_a_contract_closed_later_still_counts_as_ending_in_the_report_of_before(hospital) -> None:
    contract = hospital.sign("1", hospital.line(1, "1000.00"), ends_on=date(2025, 7, 10))
    close(contract, day=date(2025, 9, 1), reason="исполнен", people=hospital.people)
    assert len(built(hospital, "contracts-ending", through=6).main.rows) == 1
    assert built(hospital, "contracts-ending", through=9).main.rows == ()


def test_an_act_over_its_contract_is_marked_as_such_and_not_as_over_the_plan(hospital) -> None:
    from procurement.commitments import LimitOverride

    contract = hospital.sign("1", hospital.line(1, "100.00"))
    leave = LimitOverride(Approval(hospital.anna, hospital.bolat), "срочно")
    hospital.accept(contract, "А-1", date(2025, 3, 31), hospital.line(1, "120.00"), override=leave)
    [row] = built(hospital, "obligations").table("contracts").rows
    assert (str(row.cells["open"].value), row.cells["open"].flag) == ("-20.00", "excess")


def test_shares_of_single_source_count_what_names_no_method_as_neither(hospital) -> None:
    hospital.sign("1", hospital.line(1, "300.00"), method="23")
    hospital.sign("2", hospital.line(1, "500.00"), method="2")
    hospital.sign("3", hospital.line(1, "200.00"))
    report = built(hospital, "procurement-plan")
    rows = {str(row.cells["method"].value): row.cells for row in report.table("methods").all_rows}
    named = rows["23 · single source by direct contract"]
    assert (named["single_source"].value, rows["2 · open tender"]["competitive"].value) == (300, 500)
    assert (rows["not named"]["unnamed"].value, rows["not named"]["competitive"].value) == (200, 0)
    assert [line.value for line in report.summary] == [Fraction(3, 10)]
    assert "1, for 200.00 tenge" in next(doubt.text for doubt in report.doubts if doubt.key == "no-method")


def test_a_contract_closed_early_counts_for_what_was_delivered(hospital) -> None:
    contract = hospital.sign("1", hospital.line(1, "300.00"), method="2")
    hospital.accept(contract, "А-1", date(2025, 1, 31), hospital.line(1, "120.00"))
    close(contract, day=date(2025, 6, 1), reason="расторгнут", people=hospital.people)
    for through, amount in ((5, "300.00"), (6, "120.00")):
        [row] = built(hospital, "procurement-plan", through=through).table("methods").rows
        assert str(row.cells["amount"].value) == amount


def test_the_plan_names_its_items_in_the_language_of_the_report(hospital) -> None:
    from procurement.procurement_plan import ActItem

    ten = Decimal("10.00")
    given = {"quantity": Decimal(1), "price": ten, "amount": ten, "amount_with_vat": ten}
    item = ActItem("1", "Стирка", "service", hospital.code["159"], Month(2025, 2), name_kk="Кір жуу", **given)
    plan_act(hospital.budget, "1", date(2025, 1, 5), [item])
    for language, name in (("ru", "Стирка"), ("kk", "Кір жуу")):
        report = registry.get("procurement-plan")(
            of_budget(hospital.budget), Month(2025, 1), Month(2025, 6), language=language
        )
        assert report.main.rows[0].cells["name"].value == name
