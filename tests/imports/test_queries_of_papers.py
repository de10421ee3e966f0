"""Papers are compared and kept set by set: what a file costs does not grow with its papers or its budgets."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finance.models import Budget, BudgetCode, CashBalance, Document
from finance.months import Month
from finance.service_accounts import service_accounts
from procurement.models import Contract, Lot, PlanAct, ScheduleLine
from procurement.registering import StatedContract, differences, register_stated, update_fields
from procurement.stated_lots import PlannedItems, StatedLot, compare_lots, keep_lots
from tests.ground.file_factory import delimited
from tests.ground.import_ground import TODAY, bring, facility
from tests.ground.portal_files import plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget(settings) -> Budget:
    settings.SMETA_TODAY = TODAY
    return facility()


def next_year(budget: Budget) -> Budget:
    return Budget.objects.create(
        key="2026-more", facility=budget.facility, year=2026, programme=budget.programme, source=budget.source
    )


def paper(budget: Budget, kind: str = Document.Kind.PROCUREMENT, day: date = date(2025, 3, 1)) -> Document:
    author = service_accounts().author
    return Document.objects.create(budget=budget, kind=kind, date=day, entered_by=author)


def queries_of(data: bytes, name: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert bring(data, name)["status"] == "posted", name
    return len(captured)


def acts(numbers: Iterable[int]) -> bytes:
    return plan(*({"id": number, "code": "159", "plan_act_number": number, "date_approved": "2025-01-05"}
                  for number in numbers))  # fmt: skip


def test_a_plan_of_thirty_acts_costs_what_a_plan_of_two_does(budget) -> None:
    queries_of(acts([1]), "first.csv")
    assert queries_of(acts(range(200, 202)), "two.csv") == queries_of(acts(range(300, 330)), "thirty.csv")
    assert PlanAct.objects.count() == 33
    assert not PlanAct.objects.filter(document=None).exists()


def test_balances_of_two_years_cost_one_document_more(budget) -> None:
    next_year(budget)
    rows = [["дата", "остаток"], ["30.06.2025", "10,00"], ["31.07.2025", "20,00"], ["31.12.2024", "5,00"]]
    queries_of(delimited(rows), "balances.csv")
    assert sorted(CashBalance.objects.values_list("date", "budget__year")) == [
        (date(2024, 12, 31), 2025), (date(2025, 6, 30), 2025), (date(2025, 7, 31), 2025),
    ]  # fmt: skip


def test_lots_of_two_budgets_are_compared_and_kept_together(budget, query_counts) -> None:
    other = next_year(budget)
    stated = [StatedLot(row, one.pk, f"Л-{row}", Decimal("5.00"), f"{row}") for row, one in enumerate((budget, other))]
    planned = PlannedItems(budget.facility)
    with query_counts("lots of two budgets compared"):
        found = compare_lots(stated)
    documents = {one.pk: paper(one) for one in (budget, other)}
    with query_counts("lots of two budgets kept"):
        keep_lots(documents, found, planned)
    assert sorted(Lot.objects.values_list("number", "budget__year")) == [("Л-0", 2025), ("Л-1", 2026)]
    assert [one.is_known for one in compare_lots(stated)] == [True, True]


def stated_contracts(count: int, amount: str, subject: str = "") -> list[StatedContract]:
    code, month = BudgetCode.objects.get(code="159", valid_to=None).pk, Month(2025, 2)
    return [
        StatedContract(
            f"{n}", "991240999248", "ТОО", date(2025, 1, 6), date(2025, 12, 31), {(code, month, ""): Decimal(amount)},
            external_id=f"{7000 + n}", subject=subject,
        )
        for n in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("count", [2, 20])
def test_contracts_are_compared_registered_and_changed_together(budget, query_counts, count) -> None:
    def make(kind: str, day: date) -> Document:
        return paper(budget, kind, day)

    with query_counts("new contracts compared"):
        found = differences(budget, stated_contracts(count, "10.00"))
    with query_counts("new contracts registered"):
        register_stated(budget, found, make)
    with query_counts("known contracts compared"):
        changed = differences(budget, stated_contracts(count, "12.50", "услуги"))
    with query_counts("known contracts changed"):
        register_stated(budget, changed, make)
        update_fields(changed)
    assert Contract.objects.filter(root=None, subject="услуги").count() == count
    promised = sum(ScheduleLine.objects.values_list("amount_with_vat", flat=True))
    assert promised == count * Decimal("12.50")
