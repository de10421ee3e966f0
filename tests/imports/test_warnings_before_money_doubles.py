"""A preview names the budget, and warns before money counts twice: by likeness, by what is there, by closing balances."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from finance.models import Budget, Entry
from imports.models import Batch
from tests.ground import web_ground
from tests.ground.import_ground import TODAY, bring
from tests.ground.pages import page_of
from tests.ground.statements_of_accounts import FUND_OF_HEALTH, SHOP, table

pytestmark = pytest.mark.django_db

HEADER = "Дата;Номер;Специфика;Сумма;Контрагент;БИН;Договор;Назначение"


@pytest.fixture
def ground(settings) -> web_ground.WebGround:
    """Books of January that tie: 10 there, 100 in, 80 out, 30 left."""
    settings.SMETA_TODAY = TODAY
    made = web_ground.empty()
    funding("10.01.2025", "100,00")
    bring(register(("09.01.2025", "100", "50,00"), ("10.01.2025", "101", "30,00")), "register.csv")
    bring("Дата;Остаток на счете\n01.01.2025;10,00\n31.01.2025;30,00\n".encode(), "balances.csv")
    return made


def register(*rows: tuple[str, str, str]) -> bytes:
    lines = [f"{day};{number};141;{amount};{SHOP[0]};{SHOP[1]};;Хлеб" for day, number, amount in rows]
    whole = sum(Decimal(amount.replace(",", ".")) for _day, _number, amount in rows)
    text = "\n".join([HEADER, *lines, f"Итого;;;{whole};;;;".replace(".", ",")])
    return text.encode() + b"\n"


def funding(day: str, amount: str) -> dict:
    text = f"Дата поступления;Специфика;Профинансировано\n{day};141;{amount}\nИтого;;{amount}\n"
    return bring(text.encode(), "funding.csv", preview=False)


def warned(found: dict) -> list[tuple[str, str | None]]:
    return [(p["problem"], p["cell"]) for p in found["problems"] if p["severity"] == "warning"]


def test_books_that_tie_are_not_warned_about(ground) -> None:
    found = bring(register(("03.02.2025", "102", "5,00")), "february.csv", preview=True)
    assert warned(found) == []


def test_a_payment_like_one_that_is_posted_under_another_number_is_named(ground) -> None:
    found = bring(register(("09.01.2025", "7001", "50,00")), "second.csv", preview=True)
    assert found["rows"]["posted"] == 1
    assert warned(found) == [
        ("closing-balance-missed", ""),
        ("over-money-received", ""),
        ("resembles-posted", "2:Сумма"),
    ]


def test_two_such_payments_are_answered_by_two_entries_only(ground) -> None:
    rows = [("09.01.2025", "7001", "50,00"), ("09.01.2025", "7002", "50,00")]
    found = bring(register(*rows), "second.csv", preview=True)
    assert [cell for problem, cell in warned(found) if problem == "resembles-posted"] == ["2:Сумма"]


def test_a_second_register_with_other_numbers_and_sums_is_warned_of_by_the_closing_balance(ground) -> None:
    rows = [("09.01.2025", "7001", "51,00"), ("10.01.2025", "7002", "31,00")]
    found = bring(register(*rows), "second.csv", preview=True)
    assert warned(found) == [("closing-balance-missed", ""), ("over-money-received", "")]
    said = " ".join(problem["message"] for problem in found["problems"])
    assert "82,00" in said
    assert "52,00" in said


def test_money_received_twice_misses_the_closing_balance(ground) -> None:
    text = "Дата поступления;Номер;Специфика;Профинансировано\n11.01.2025;77;149;100,00\nИтого;;;100,00\n"
    found = bring(text.encode(), "again.csv", preview=True)
    assert warned(found) == [("closing-balance-missed", "")]


def test_a_statement_is_warned_of_with_the_money_it_brings(ground) -> None:
    rows = [(9, "7001", "out", "51.00", SHOP, "За хлеб")]
    found = bring(table("10.00", rows, "-41.00", month=1), "bank.csv", preview=True)
    assert found["rows"]["posted"] == 1
    assert warned(found) == [("closing-balance-missed", ""), ("over-money-received", "")]


def test_a_statement_that_brings_its_money_along_ties_as_before(ground) -> None:
    rows = [(9, "7001", "out", "51.00", SHOP, "За хлеб"), (9, "7", "in", "51.00", FUND_OF_HEALTH, "Оплата")]
    found = bring(table("10.00", rows, "10.00", month=2), "bank.csv", preview=True)
    assert [problem for problem, _cell in warned(found)] == []


def test_where_nobody_stated_cash_nothing_is_compared(settings) -> None:
    settings.SMETA_TODAY = TODAY
    web_ground.empty()
    funding("10.01.2025", "10,00")
    found = bring(register(("09.01.2025", "100", "50,00")), "register.csv", preview=True)
    assert warned(found) == []


def test_the_budget_is_named_on_the_preview_and_in_the_import_object(ground) -> None:
    data = register(("03.02.2025", "102", "5,00"))
    assert bring(data, "february.csv", preview=True)["budgets"] == [
        {
            "key": "2025-fund", "year": 2025, "programme": str(ground.budget.programme),
            "source": ground.budget.source.name,
            "facility": f"{ground.budget.facility.number} {ground.budget.facility.name}",
        }
    ]  # fmt: skip
    client = ground.client("economist")
    page = client.post(reverse("imports:upload"), {"files": SimpleUploadedFile("f.csv", data)}, follow=True)
    [told] = page_of(page).all("p", class_="of-budget")
    assert told.text.startswith("Posts to the budget:")
    assert ground.budget.source.name in told.text


def test_of_two_budgets_of_a_year_the_preview_names_the_chosen_one(ground) -> None:
    other = Budget.objects.create(
        key="2025-local", facility=ground.budget.facility, year=2025, programme=ground.budget.programme,
        source=ground.budget.source.__class__.objects.get(key="local-budget"),
    )  # fmt: skip
    found = bring(register(("03.02.2025", "102", "5,00")), "february.csv", budget=other)
    assert [budget["key"] for budget in found["budgets"]] == ["2025-local"]
    assert Batch.objects.order_by("-pk")[0].result["budgets"] == found["budgets"]
    assert Entry.objects.get(number="102").budget == other
