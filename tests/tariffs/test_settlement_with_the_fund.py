"""The Fund's money: what tariffs give, what acts say, what was paid and what is owed, month by month."""

from decimal import Decimal
from pathlib import Path

import pytest

from finance.models import Budget, FundingSource
from finance.months import Month
from finance.reporting import json as as_json
from finance.reporting.report import Report
from finance.scope import ScopeError, of_budget, of_facility
from imports import sample_files
from tariffs.reports import fund_settlement
from tests.ground.costing_ground import csv, facility
from tests.ground.formulas import disagreements
from tests.ground.import_ground import bring, undo
from tests.ground.snapshots import built_once, sample_budget

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[1] / "imports" / "samples" / "years" / "income-2025-h1.xlsx"
JANUARY, MARCH, JUNE = Month(2025, 1), Month(2025, 3), Month(2025, 6)
D = Decimal
HEADER = "month,source,kind_of_care,number,accrued,withheld,advance_received,advance_set_off,reason"


@pytest.fixture
def budget() -> Budget:
    """The sample facility with its bed-days, tariffs, money received and acts of the half-year."""

    def build() -> None:
        facility()
        for name in ("funding-2025-h1.csv", "volumes-2025-h1.csv", "tariffs-2025.csv"):
            assert bring(sample_files.FOLDER / name)["status"] == "posted"
        assert bring(SAMPLE)["status"] == "posted"

    built_once(("acts of the fund",), build)
    return sample_budget()


def built(budget: Budget, first: Month = JANUARY, through: Month = JUNE, **how: str) -> Report:
    return fund_settlement.build(of_budget(budget), first, through, **how)


def column(report: Report, key: str) -> list[object]:
    return [row.cell(key).value for row in report.main.rows]


def test_accrued_less_withheld_set_off_and_paid_is_what_the_fund_owes(budget: Budget) -> None:
    total = as_json.as_object(built(budget))["total"]
    assert (total["accrued"], total["withheld"], total["advance_set_off"]) == (
        "335779173.07", "1214121.50", "49103016.31",
    )  # fmt: skip
    assert (total["paid"], total["receivable"]) == ("259440983.69", "26021051.57")


def test_the_tariffs_revenue_stands_beside_the_act(budget: Budget) -> None:
    report = built(budget)
    assert column(report, "difference")[:3] == [D("-1242294.45"), D("1242294.45"), D("0.00")]
    assert not [doubt for doubt in report.doubts if doubt.key == "act-differs"]
    assert next(note.text for note in report.notes if note.key == "no-tariff").count("1340") == 1


def test_a_later_beginning_keeps_what_was_owed_before(budget: Budget) -> None:
    whole, later = built(budget), built(budget, MARCH)
    assert column(later, "receivable") == column(whole, "receivable")[2:]
    assert {line.key: line.value for line in later.summary}["opening"] == D("31170889.37")
    assert all(check.holds for check in later.checks)


@pytest.mark.parametrize("first", [JANUARY, MARCH])
def test_every_figure_follows_from_its_formula(budget: Budget, first: Month) -> None:
    assert disagreements(built(budget, first)) == []


def test_what_is_withheld_stands_with_its_reason_and_leads_to_its_entry(budget: Budget) -> None:
    bring(csv(HEADER, "2025-06,ОСМС,Дневной стационар,А-99,100.00,7.00,,,Дефект 2.1"), "act.csv")
    row = built(budget).table("withheld").rows[-1]
    assert (row.cell("number").value, row.cell("reason").value) == ("А-99", "Дневной стационар. Дефект 2.1")
    assert row.cell("withheld").link


def test_an_advance_set_off_twice_and_a_payment_beyond_the_acts_are_doubts(budget: Budget) -> None:
    bring(csv(HEADER, "2025-06,ОСМС,Стационар,А-99,,,,30000000.00,"), "act.csv")
    report = built(budget)
    assert {"set-off-over", "paid-over"} <= {doubt.key for doubt in report.doubts}
    assert [check.name for check in report.checks if not check.holds] == ["advance"]


def test_an_act_taken_back_leaves_no_trace_in_the_figures(budget: Budget) -> None:
    before = as_json.as_object(built(budget))
    answer = bring(csv(HEADER, "2025-06,ОСМС,Стационар,А-99,100.00,7.00,,,"), "act.csv")
    undo(answer["batch"])
    after = as_json.as_object(built(budget))
    assert after["rows"] == before["rows"]


def test_revenue_by_tariff_is_not_split_between_two_budgets_of_the_fund(budget: Budget) -> None:
    free = FundingSource.objects.get(key="guaranteed-volume")
    Budget.objects.create(key="2025-free", facility=budget.facility, year=2025, programme=budget.programme, source=free)
    assert set(column(built(budget), "tariff_revenue")) == {None}
    both = fund_settlement.build(of_facility(budget.facility, 2025), JANUARY, JUNE)
    assert sum(column(both, "tariff_revenue")) == D("335779173.07")


def test_money_of_others_is_not_settled_with_the_fund(budget: Budget) -> None:
    paid = FundingSource.objects.get(key="paid-services")
    of_paid = Budget.objects.create(
        key="2025-paid", facility=budget.facility, year=2025, programme=budget.programme, source=paid
    )
    with pytest.raises(ScopeError):
        built(of_paid)


def test_it_costs_as_many_queries_however_many_acts(budget: Budget, query_counts) -> None:
    with query_counts("Settlement with the Fund"):
        built(budget)
    bring(csv(HEADER, *(f"2025-05,ОСМС,Стационар,Б-{n},1.00,0.10,,,дефект" for n in range(40))), "acts.csv")
    with query_counts("Settlement with the Fund"):
        built(budget)
