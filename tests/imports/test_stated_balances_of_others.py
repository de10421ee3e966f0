"""A stated balance in foreign money, or of somebody else's account, is no balance of the facility."""

from datetime import date

import pytest

from finance.models import CashBalance
from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = pytest.mark.django_db
OWN = "KZ000000000000000018"
WRITERS = {
    "xlsx": lambda rows: office_files.xlsx({"Лист1": rows}),
    "ods": lambda rows: office_files.ods({"Лист1": rows}),
    "csv": office_files.text,
}


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-12-15"
    return facility()


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(
    ("account", "currency", "problem"),
    [(OWN, "USD", "ambiguous-amount"), ("KZ770000000000000077", "KZT", "wrong-facility"), (OWN, "тенге", "")],
)
def test_it_is_refused_at_its_cell(kind, account, currency, problem) -> None:
    rows = [["Остатки денежных средств"], ["Дата", "Счет", "Валюта", "Остаток"],
            [date(2025, 1, 1), OWN, "KZT", 100], [date(2025, 1, 31), account, currency, 50]]  # fmt: skip
    found = bring(WRITERS[kind](rows), f"file.{kind}")
    said = [(p["row"], p["problem"]) for p in found["problems"] if p["severity"] == "error"]
    assert said == ([(4, problem)] if problem else [])
    assert CashBalance.objects.count() == (0 if problem else 2)


def test_what_was_accrued_beside_what_came_in_is_no_cost() -> None:
    rows = [["Финансирование"], ["Дата", "Специфика", "Начислено", "Удержано", "Поступило"],
            [date(2025, 1, 8), "111", 6000, 1000, 5000]]  # fmt: skip
    found = bring(office_files.xlsx({"Лист1": rows}), "file.xlsx")
    assert (found["kind"], found["total"]) == ("funding", "5000.00")


def test_a_balance_that_changes_is_told_by_its_day_and_account_and_by_both_sums() -> None:
    def stated(first: int) -> list[dict[str, str]]:
        rows = [["Остатки денежных средств"], ["Дата", "Счет", "Остаток"], [date(2025, 1, 1), OWN, first],
                [date(2025, 1, 31), OWN, 50]]  # fmt: skip
        return bring(office_files.xlsx({"Лист1": rows}), "file.xlsx")["changes"]

    def told(day: str, before: str, after: str) -> dict[str, str]:
        return {"measure": "balance", "name": f"{day}, {OWN}", "before": before, "after": after}

    assert stated(1000) == [told("01.01.2025", "", "1\u00a0000,00"), told("31.01.2025", "", "50,00")]
    assert stated(1200) == [told("01.01.2025", "1\u00a0000,00", "1\u00a0200,00")]
