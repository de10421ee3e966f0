"""A statement of several accounts: each has its own opening + in − out = closing, and each must be the facility's."""

from datetime import date

import pytest

from finance.models import Account
from tests.ground import office_files
from tests.ground.import_ground import bring, facility

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ONE, OTHER = "KZ000000000000000018", "KZ000000000000000099"
HEAD = ["Дата", "Номер", "Дебет", "Кредит", "Контрагент", "БИН", "Назначение платежа"]
SUPPLIER = ["ТОО Дастархан", "991240999248", "Оплата"]
WRITERS = office_files.WRITERS


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-07-15"
    kept = facility()
    Account.objects.create(facility=kept.facility, iik=OTHER)
    return kept


def block(account: str, opening: int, paid: int, closing: int, day: int) -> list[list[object]]:
    return [
        [f"Выписка по счету {account}"], ["Период: 01.06.2025 - 30.06.2025"], ["Входящий остаток", opening], HEAD,
        [date(2025, 6, day), str(day), paid, "", *SUPPLIER], ["Итого обороты", "", paid, 0],
        ["Исходящий остаток", closing], [],
    ]  # fmt: skip


@pytest.mark.parametrize("kind", WRITERS)
def test_each_account_has_its_own_balances(kind) -> None:
    rows = [*block(ONE, 1000, 300, 700, 2), *block(OTHER, 50, 20, 30, 3)]
    found = bring(WRITERS[kind](rows), f"file.{kind}")
    assert (found["status"], found["total"]) == ("posted", "320.00"), found["problems"]
    assert [(one["account"], one["side"], one["amount"]) for one in found["balances"]] == [
        (ONE, "opening", "1000.00"), (ONE, "closing", "700.00"), (OTHER, "opening", "50.00"), (OTHER, "closing", "30.00"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", WRITERS)
def test_a_balance_of_the_second_that_does_not_tie_is_named(kind) -> None:
    found = bring(WRITERS[kind]([*block(ONE, 1000, 300, 700, 2), *block(OTHER, 50, 20, 31, 3)]), f"file.{kind}")
    (problem,) = [p for p in found["problems"] if p["severity"] == "error"]
    assert (found["status"], problem["problem"], OTHER in problem["message"]) == (
        "refused",
        "balance-does-not-tie",
        True,
    )


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("account", [OTHER, "KZ770000000000000077"])
def test_an_account_in_a_column_tells_whose_a_row_is(kind, account) -> None:
    rows = [["Выписка за период 01.06.2025 - 30.06.2025"], ["Счет", *HEAD],
            [ONE, date(2025, 6, 2), "1", 300, "", *SUPPLIER], [account, date(2025, 6, 3), "2", 20, "", *SUPPLIER]]  # fmt: skip
    found = bring(WRITERS[kind](rows), f"file.{kind}")
    errors = [(p["row"], p["problem"]) for p in found["problems"] if p["severity"] == "error"]
    assert errors == ([] if account == OTHER else [(4, "wrong-facility")])


def test_a_commission_beside_the_amount_is_asked_about() -> None:
    head = [*HEAD[:4], "Комиссия", *HEAD[4:]]
    rows = [[f"Выписка по счету {ONE}"], head, [date(2025, 6, 2), "1", 300, "", 5, *SUPPLIER],
            [date(2025, 6, 3), "2", 300, "", 0, *SUPPLIER]]  # fmt: skip
    found = bring(office_files.xlsx({"Лист1": rows}), "file.xlsx")
    assert [(p["row"], p["problem"]) for p in found["problems"] if p["severity"] == "error"] == [
        (3, "ambiguous-amount")
    ]
