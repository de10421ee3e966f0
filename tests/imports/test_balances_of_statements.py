"""What a statement opens and closes with is stated cash of the budget, account by account."""

from decimal import Decimal

import pytest

from finance import cash
from finance.execution import figures
from finance.models import Account, Budget, CashBalance, MonthState
from finance.months import Month
from finance.scope import of_budget
from finance.service_accounts import service_accounts
from tests.ground.import_ground import TODAY, bring, facility, undo
from tests.ground.payments_book import ACCOUNT
from tests.ground.samples import FACTS, sample
from tests.ground.statements_of_accounts import FUND_OF_HEALTH, SECOND, SHOP, table
from tests.imports.test_payments_taken_back_by_the_bank import PAID, camt

pytestmark = pytest.mark.django_db

FIRST_ROWS = [(2, "1", "in", "50.00", FUND_OF_HEALTH, "Оплата за май"), (5, "2", "out", "30.00", SHOP, "За хлеб")]


@pytest.fixture(autouse=True)
def budget(settings) -> Budget:
    settings.SMETA_TODAY = TODAY
    return facility()


def stated() -> dict[tuple[str, str], str]:
    rows = CashBalance.objects.filter(document__status="posted").values_list("account", "date", "amount")
    return {(account, str(day)): str(amount) for account, day, amount in rows}


def position(budget: Budget, month: int):
    return cash.position(figures(of_budget(budget), Month(2025, month), Month(2025, month)))[0]


@pytest.mark.parametrize("name", ["bank-2025-06.txt", "bank-2025-06-halyk-style.txt", "bank-2025-06-kaspi-style.xlsx"])
def test_every_dialect_states_what_june_opened_and_closed_with(name) -> None:
    found = bring(sample(name))
    opening, closing = FACTS["cash_balances"][-2:]
    assert stated() == {(ACCOUNT, "2025-05-31"): opening, (ACCOUNT, "2025-06-30"): closing}
    assert [(one["side"], one["status"]) for one in found["balances"]] == [("opening", "new"), ("closing", "new")]


def test_balances_that_were_stated_already_are_not_kept_twice(budget) -> None:
    bring(sample("cash-balances-2025.csv"))
    before = CashBalance.objects.count()
    found = bring(sample("bank-2025-06.txt"))
    assert {one["status"] for one in found["balances"]} == {"duplicate"}
    assert CashBalance.objects.count() == before


def test_a_balance_that_differs_from_what_was_stated_is_doubted_and_replaces_nothing(budget) -> None:
    bring("Дата;Остаток на счете\n31.05.2025;3928387,26\n30.06.2025;95000,00\n".encode(), "balances.csv")
    found = bring(sample("bank-2025-06.txt"))
    assert [one["status"] for one in found["balances"]] == ["duplicate", "differs"]
    assert any("94,000.00" in doubt or "94 000,00" in doubt.replace("\xa0", " ") for doubt in found["doubts"])
    assert position(budget, 6).closing == Decimal("95000.00")


def test_undoing_a_statement_takes_its_balances_back() -> None:
    found = bring(sample("bank-2025-06.txt"))
    undo(found["batch"])
    assert stated() == {}


def test_month_ends_inside_a_statement_are_stated_too() -> None:
    rows = [*FIRST_ROWS, (103, "3", "out", "15.00", SHOP, "За молоко")]
    bring(table("100.00", rows, "105.00", through=7), "bank.csv")
    assert stated() == {
        (ACCOUNT, "2025-05-31"): "100.00", (ACCOUNT, "2025-06-30"): "120.00", (ACCOUNT, "2025-07-31"): "105.00",
    }  # fmt: skip


def test_two_accounts_of_a_budget_together_give_its_balance(budget) -> None:
    Account.objects.create(facility=budget.facility, iik=SECOND)
    own = ("Свой счет", "991240999016", SECOND)
    back = ("Свой счет", "991240999016", ACCOUNT)
    bring(table("100.00", [*FIRST_ROWS, (6, "4", "out", "20.00", own, "Перевод")], "100.00"), "first.csv")
    second = [(6, "4", "in", "20.00", back, "Перевод"), (9, "5", "out", "7.00", SHOP, "За чай")]
    bring(table("8.00", second, "21.00", account=SECOND), "second.csv")
    found = position(budget, 6)
    assert (found.opening, found.is_opening_stated, found.closing) == (Decimal("108.00"), True, Decimal("121.00"))


def test_a_second_account_with_money_leaves_the_budget_unstated_until_its_statement_comes(budget) -> None:
    Account.objects.create(facility=budget.facility, iik=SECOND)
    bring(table("100.00", FIRST_ROWS, "120.00"), "first.csv")
    bring(table("8.00", [(109, "5", "out", "7.00", SHOP, "За чай")], "1.00", account=SECOND, through=7), "second.csv")
    assert stated()[SECOND, "2025-06-30"] == "8.00"
    assert position(budget, 6).closing == Decimal("128.00")
    assert position(budget, 7).closing is None


def test_an_account_that_does_not_tie_is_named() -> None:
    found = bring(table("100.00", FIRST_ROWS, "120.01"), "bank.csv")
    problem = next(p for p in found["problems"] if p["problem"] == "balance-does-not-tie")
    assert found["status"] == "refused"
    assert ACCOUNT in problem["message"]
    assert stated() == {}


def test_a_statement_of_an_account_of_several_must_say_which_one(budget) -> None:
    Account.objects.create(facility=budget.facility, iik=SECOND)
    data = table("100.00", FIRST_ROWS, "120.00").replace(ACCOUNT.encode(), b"")
    found = bring(data, "bank.csv")
    assert stated() == {}
    assert any("остатки не сохранены" in note for note in found["notes"])


def test_an_account_that_belonged_to_another_budget_until_now_is_doubted(budget) -> None:
    other = Budget.objects.create(
        key="2025-local", facility=budget.facility, year=2025, programme=budget.programme,
        source=budget.source.__class__.objects.get(key="local-budget"),
    )  # fmt: skip
    bring(table("100.00", FIRST_ROWS, "120.00"), "june.csv", budget=budget)
    found = bring(
        table("120.00", [(5, "7", "out", "1.00", SHOP, "За хлеб")], "119.00", month=7), "july.csv", budget=other
    )
    assert any("2025-fund" in doubt for doubt in found["doubts"])


def test_nothing_is_stated_for_days_that_the_statement_does_not_name() -> None:
    data = table("100.00", FIRST_ROWS, "120.00").replace("Период: с 01.06.2025 по 30.06.2025".encode(), b"")
    bring(data, "bank.csv")
    assert stated() == {}


def test_a_balance_of_a_closed_month_is_not_kept(budget) -> None:
    MonthState.objects.create(budget=budget, month=Month(2025, 5), closed_by=service_accounts().author)
    found = bring(table("100.00", FIRST_ROWS, "120.00"), "bank.csv")
    assert stated() == {(ACCOUNT, "2025-06-30"): "120.00"}
    assert [one["status"] for one in found["balances"]] == ["closed", "new"]


def test_a_statement_whose_payments_are_all_known_is_known_and_its_balances_are_kept() -> None:
    bring(sample("cash-register-2025-h1.xlsx"))
    found = bring(sample("bank-2025-06.txt"))
    assert (found["status"], found["rows"]["duplicate"]) == ("already-imported", 32)
    assert len(stated()) == 2


def test_a_statement_whose_rows_are_known_says_that_its_balances_are_new() -> None:
    register = "Дата;Номер;Специфика;Сумма;Получатель;БИН\n03.02.2025;11;141;1000,50;ТОО Дастархан;991240999248\n"
    bring(register.encode(), "register.csv")
    found = bring(*camt([PAID]))
    assert (found["status"], found["rows"]["duplicate"]) == ("already-imported", 1)
    assert "новые только остатки" in " ".join(found["notes"])
    assert CashBalance.objects.count() == 2
