"""The contract with the Fund by kind of care and month, read in three shapes, and beside the acts."""

from decimal import Decimal
from typing import Any

import pytest

from finance.models import Budget
from finance.months import Month
from finance.reporting import json as as_json
from finance.scope import ScopeError, of_budget
from tariffs.declaring import standing
from tariffs.models import PromisedCare
from tariffs.reports import fund_contract
from tests.ground import office_files
from tests.ground.costing_ground import csv, facility
from tests.ground.formulas import disagreements
from tests.ground.import_ground import bring, undo

pytestmark = [pytest.mark.django_db, pytest.mark.once]
D = Decimal
WRITERS = {"xlsx": office_files.xlsx, "xls": office_files.xls, "ods": office_files.ods}
JANUARY, FEBRUARY = Month(2025, 1), Month(2025, 2)
WANTED = {("Стационар", JANUARY): D("1000.00"), ("Стационар", FEBRUARY): D("2000.50"),
          ("Дневной стационар", FEBRUARY): D("300.00")}  # fmt: skip


@pytest.fixture(autouse=True)
def budget() -> Budget:
    return facility()


def held(budget: Budget) -> dict[tuple[str, Month], Decimal]:
    rows = [row for group in standing(PromisedCare, budget.facility).values() for row in group]
    return {(row.kind_of_care, row.month): row.amount for row in rows if isinstance(row, PromisedCare)}


WIDE = [
    ["План по договору с Фондом на 2025 год, тенге"],
    ["Вид медицинской помощи", "Источник", "Январь", "Февраль", "Всего за год"],
    ["Стационар", "ОСМС", D("1000.00"), D("2000.50"), D("3000.50")],
    ["Дневной стационар", "ОСМС", "-", D("300.00"), D("300.00")],
    ["Итого", "", D("1000.00"), D("2300.50"), D("3300.50")],
]
KAZAKH = [
    ["Қормен жасалған шарт бойынша жоспар, 2025 жыл, мың теңге"],
    ["Қаңтар", "Ақпан", "Көмек түрі"],
    [D("1"), D("2.0005"), "Стационар"],
    ["–", D("0.3"), "Дневной стационар"],
]
LONG = [
    ["Договор с Фондом"],
    ["month", "source", "kind_of_care", "amount"],
    ["2025-01", "social-insurance", "Стационар", D("1000.00")],
    ["2025-02", "social-insurance", "Стационар", D("2000.50")],
    ["2025-02", "social-insurance", "Дневной стационар", D("300.00")],
]


@pytest.mark.parametrize("rows", [WIDE, KAZAKH, LONG], ids=["months", "kazakh", "rows"])
@pytest.mark.parametrize("ending", list(WRITERS))
def test_three_shapes_say_the_same(budget: Budget, rows: list[list[Any]], ending: str) -> None:
    answer = bring(WRITERS[ending]({"Договор": rows}), f"contract.{ending}")
    assert (answer["status"], answer["kind"], answer["total"]) == ("posted", "fund-contract", "3300.50"), answer
    assert held(budget) == WANTED
    undo(answer["batch"])
    assert held(budget) == {}


def test_a_total_and_a_year_that_miss_their_parts_are_refused() -> None:
    wrong = [list(row) for row in WIDE]
    wrong[4][3] = D("2300.00")
    answer = bring(WRITERS["xlsx"]({"Договор": wrong}), "contract.xlsx")
    assert [one["cell"] for one in answer["problems"]] == ["Договор!D5"]
    wrong = [list(row) for row in WIDE[:4]]
    wrong[2][4] = D("3000.00")
    answer = bring(WRITERS["xlsx"]({"Договор": wrong}), "contract.xlsx")
    assert [(one["cell"], one["problem"]) for one in answer["problems"]] == [("Договор!E3", "total-differs")]


def test_the_acts_stand_beside_the_contract(budget: Budget) -> None:
    bring(WRITERS["xlsx"]({"Договор": WIDE}), "contract.xlsx")
    bring(csv("month,source,kind_of_care,number,accrued,withheld", "2025-01,ОСМС,СТАЦИОНАР,1,4000.00,0",
              "2025-02,ОСМС,Скорая помощь,2,5.00,0"), "acts.csv")  # fmt: skip
    report = fund_contract.build(of_budget(budget), JANUARY, FEBRUARY)
    rows = {row["kind_of_care"]: row for row in as_json.as_object(report)["rows"]}
    assert (rows["Стационар"]["contract"], rows["Стационар"]["accrued"], rows["Стационар"]["left"]) == (
        "3000.50", "4000.00", "-999.50",
    )  # fmt: skip
    assert {doubt.key for doubt in report.doubts} >= {"over-contract", "not-promised", "no-act"}
    assert all(check.holds for check in report.checks)
    assert disagreements(report) == []


def test_without_contract_and_acts_there_is_nothing_to_show(budget: Budget) -> None:
    with pytest.raises(ScopeError):
        fund_contract.build(of_budget(budget), JANUARY, FEBRUARY)


def test_it_costs_as_many_queries_however_many_acts(budget: Budget, query_counts) -> None:
    bring(WRITERS["xlsx"]({"Договор": WIDE}), "contract.xlsx")
    for number in range(2):
        with query_counts("Contract with the Fund"):
            fund_contract.build(of_budget(budget), JANUARY, FEBRUARY)
        acts = (f"2025-01,ОСМС,Стационар,{number}-{n},1.00,0" for n in range(20))
        bring(csv("month,source,kind_of_care,number,accrued,withheld", *acts), "acts.csv")


def test_the_fund_by_its_letters_is_the_fund(budget) -> None:
    rows = [["Договор с ФСМС на 2025 год, план по видам помощи, тенге"], *WIDE[1:]]
    assert bring(WRITERS["xlsx"]({"Лист1": rows}), "фсмс.xlsx")["status"] == "posted"
    assert held(budget) == WANTED
