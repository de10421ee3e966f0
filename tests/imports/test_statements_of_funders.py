"""A funder's statement of a project: received and spent by day, each posted under the funder's budget once."""

from decimal import Decimal

import pytest

from finance.models import Budget, Entry
from finance.setting_up import set_up
from tests.ground.costing_ground import csv, facility
from tests.ground.import_ground import bring, undo

pytestmark = pytest.mark.django_db
HEAD = "Дата;Получено;Израсходовано;Документ;Площадка"
ROWS = ("10.03.2025;600 000,00;;1;", "20.03.2025;;250 000,00;15;Кентау", "05.04.2025;;100 000,00;17;")


def budget(codes: tuple[str, ...] = ("414",), promised: str | None = "700000.00") -> Budget:
    facility()
    funders = [{"name": "ОФ «Қайырым»", "codes": list(codes), "promised": promised}]
    months = {"first_month": "2025-03", "last_month": "2025-06"}
    project = {"key": "small", "facility": "991240999016", "name_ru": "Малый проект", "amount": "700000.00"}
    made = set_up({"projects": [{**project, **months, "funders": funders, "sites": [{"site": "Кентау"}]}]})
    assert made.problems == []
    return Budget.objects.get(project="small")


def held(of: Budget) -> list[tuple[str, Decimal, str, str]]:
    rows = Entry.objects.filter(budget=of).order_by("id")
    return list(rows.values_list("measure", "amount", "number", "centre"))


def test_it_posts_what_was_received_and_what_was_spent_once_and_takes_both_back() -> None:
    own = budget()
    answer = bring(csv(HEAD, *ROWS, "Итого;600 000,00;350 000,00;;"), "отчёт.csv", budget=own)
    assert (answer["status"], answer["kind"], answer["rows"]["posted"]) == ("posted", "funder-statement", 3)
    assert held(own) == [
        ("funding", Decimal("600000.00"), "1", ""), ("cash", Decimal("250000.00"), "15", "site-1"),
        ("cash", Decimal("100000.00"), "17", ""),
    ]  # fmt: skip
    assert bring(csv(HEAD, *ROWS), "ещё раз.csv", budget=own)["status"] == "already-imported"
    undo(answer["batch"])
    assert sum(amount for _measure, amount, *_rest in held(own)) == 0


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("20.07.2025;;250 000,00;15;", "outside-project"),
        ("20.03.2025;;250 000,00;15;Сарань", "unknown-site"),
        ("20.03.2025;5;250 000,00;15;", "two-readings"),
        ("20.03.2025;800 000,00;;15;", "over-promise"),
    ],
)
def test_it_refuses_what_the_funder_cannot_have_given_or_paid(row: str, problem: str) -> None:
    own = budget()
    answer = bring(csv(HEAD, row), "отчёт.csv", budget=own)
    assert [one["problem"] for one in answer["problems"] if one["severity"] == "error"] == [problem]
    assert held(own) == []


def test_a_funder_of_several_codes_needs_the_code_of_each_row() -> None:
    own = budget(codes=("414", "159"))
    assert {one["problem"] for one in bring(csv(HEAD, *ROWS), "отчёт.csv", budget=own)["problems"]} >= {"unknown-code"}
    rows = [f"{row};414" for row in ROWS]
    assert bring(csv(f"{HEAD};Статья", *rows), "отчёт.csv", budget=own)["status"] == "posted"


def test_it_asks_whose_statement_it_is() -> None:
    budget()
    assert [one["problem"] for one in bring(csv(HEAD, *ROWS), "отчёт.csv")["problems"]] == ["project-needed"]


def test_a_funder_of_every_code_pays_for_any_and_each_row_says_which() -> None:
    own = budget(codes=())
    found = bring(csv(HEAD, *ROWS), "отчёт.csv", budget=own)
    assert {one["problem"] for one in found["problems"]} >= {"unknown-code"}
    assert not any("—" in one["message"] for one in found["problems"])
    rows = [f"{row};{code}" for row, code in zip(ROWS, ("414", "159", "414"), strict=True)]
    assert bring(csv(f"{HEAD};Статья", *rows), "отчёт.csv", budget=own)["status"] == "posted"


def test_it_warns_before_money_doubles_as_a_register_does() -> None:
    own = budget()
    bring(csv(HEAD, *ROWS), "отчёт.csv", budget=own)
    balances = csv("Остатки денежных средств на счёте", "Дата;Остаток", "28.02.2025;0", "31.03.2025;350 000,00")
    assert bring(balances, "остатки.csv", budget=own)["status"] == "posted"
    again = csv(HEAD, "20.03.2025;;250 000,00;16;Кентау")
    found = bring(again, "отчёт-2.csv", budget=own, preview=True)
    assert "closing-balance-missed" in {one["problem"] for one in found["problems"]}, found["problems"]
