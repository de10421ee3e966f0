"""Contracts of a file are linked to the items of the plan that they buy: planned, announced, contracted, saved."""

import pytest

from finance.models import Budget
from finance.months import Month
from finance.reports import registry
from finance.scope import of_budget
from procurement.models import Contract
from tests.ground.import_ground import TODAY, bring, facility, undo
from tests.ground.portal_files import lots, plan

pytestmark = pytest.mark.django_db
HEADER = "external_id,number,signed_on,ends_on,supplier_number,supplier,code,month,amount_with_vat,year,point_list"
ROW = "41,17,2025-02-20,2025-12-31,991240999723,ТОО Прачечная,159,2025-02,{amount},2025,{points}"


@pytest.fixture
def budget(settings) -> Budget:
    settings.SMETA_TODAY = TODAY
    made = facility()
    bring(plan({"id": 100, "code": "159"}, {"id": 101, "code": "159", "name_ru": "Охрана"}), "plan.csv")
    bring(lots({"id": 501, "lot_number": "9001", "point_list": "100", "amount": "950,00"}), "lots.csv")
    return made


def contracts(amount: str = "900.00", points: str = "100") -> bytes:
    return "\n".join((HEADER, ROW.format(amount=amount, points=points), "")).encode()


def report(budget: Budget) -> list[tuple[str, ...]]:
    built = registry.get("procurement-plan")(of_budget(budget), Month(2025, 1), Month(2025, 12), language="en")
    keys = ("number", "planned", "announced", "contracted", "saved", "contracts")
    return sorted(tuple(str(row.cells[key].value) for key in keys) for row in built.tables[0].rows)


def test_an_item_goes_from_planned_to_announced_to_contracted_and_saved(budget) -> None:
    assert bring(contracts(), "contracts.csv")["status"] == "posted"
    assert report(budget) == [
        ("100", "1000.00", "950.00", "900.00", "100.00", "17"),
        ("101", "1000.00", "0.00", "0.00", "0.00", "None"),
    ]
    assert bring(contracts(), "again.csv")["status"] == "already-imported"
    assert Contract.plan_items.through.objects.count() == 1


def test_a_known_contract_is_linked_by_a_later_file_and_undo_takes_the_link_back(budget) -> None:
    bring(contracts(points=""), "contracts.csv")
    assert report(budget)[0][3] == "0.00"
    later = bring(contracts(amount="910.00"), "contracts.csv")
    assert report(budget)[0][3:] == ("910.00", "90.00", "17")
    undo(later["batch"])
    assert report(budget)[0][3] == "0.00"


def test_a_link_alone_is_kept_though_no_sum_changes(budget) -> None:
    bring(contracts(points=""), "contracts.csv")
    assert bring(contracts(), "contracts.csv")["status"] == "already-imported"
    assert report(budget)[0][3] == "900.00"


def test_items_that_the_plan_lacks_are_warned_of(budget) -> None:
    found = bring(contracts(points="100 999"), "contracts.csv")
    assert [(p["cell"], p["problem"]) for p in found["problems"] if p["problem"] == "unknown-item"] == [
        ("2:amount_with_vat", "unknown-item")
    ]
    assert report(budget)[0][3] == "900.00"
