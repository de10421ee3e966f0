"""Medicines that a case gave back: a negative issue, or a column of its own; never more than was issued."""

from decimal import Decimal

import pytest

from tariffs.models import DrugIssue
from tests.ground.costing_ground import csv, declare, facility
from tests.ground.import_ground import TODAY, bring
from tests.ground.snapshots import built_once

pytestmark = pytest.mark.django_db
HEADER = "№ медкарты;Дата;МНН;Кол-во;Цена;Сумма"
ISSUE, RETURN = "K1;05.02.2025;Тиамин;10;34,20;342,00", "K1;06.02.2025;Тиамин (возврат);-3;34,20;-102,60"


@pytest.fixture(autouse=True)
def ground(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMETA_TODAY", TODAY)
    built_once(("one stay",), _stay)


def _stay() -> None:
    facility()
    assert (
        declare("stays", "case,profile,admitted,discharged", "K1,neurology,2025-02-03,2025-02-20")["status"] == "posted"
    )


def held() -> list[Decimal]:
    return list(DrugIssue.objects.order_by("id").values_list("amount", flat=True))


def test_a_return_is_a_negative_issue_and_totals_count_it() -> None:
    answer = bring(csv(HEADER, ISSUE, RETURN, "Итого;;;7;;239,40"), "a.csv")
    assert (answer["status"], answer["total"]) == ("posted", "239.40"), answer["problems"]
    assert held() == [Decimal("342.00"), Decimal("-102.60")]


def test_a_return_may_come_in_a_later_file() -> None:
    bring(csv(HEADER, ISSUE), "a.csv")
    assert bring(csv(HEADER, ISSUE, RETURN), "b.csv")["rows"]["posted"] == 1
    assert sum(held()) == Decimal("239.40")


def test_more_than_was_issued_is_not_given_back() -> None:
    answer = bring(csv(HEADER, RETURN), "a.csv")
    assert (answer["status"], [problem["problem"] for problem in answer["problems"]]) == ("refused", ["over-returned"])
    bring(csv(HEADER, ISSUE, RETURN), "b.csv")
    again = bring(csv(HEADER, "K1;07.02.2025;Тиамин;-8;34,20;-273,60"), "c.csv")
    assert again["problems"][0]["problem"] == "over-returned"


def test_a_column_of_returns_is_taken_off_the_quantity() -> None:
    header = "№ медкарты;Дата;Препарат;Выдано;Возвращено;Цена;Сумма"
    answer = bring(csv(header, "K1;05.02.2025;Тиамин;10;3;34,20;239,40"), "a.csv")
    assert (answer["status"], answer["total"]) == ("posted", "239.40"), answer["problems"]
    assert [issue.quantity for issue in DrugIssue.objects.all()] == [Decimal(7)]


@pytest.mark.parametrize(("row", "problem"), [
    ("K1;05.02.2025;Тиамин;-3;34,20;102,60", "total-differs"),
    ("K1;05.02.2025;Тиамин;-3;;102,60", "two-readings"),
    ("K1;05.02.2025;Тиамин;0;34,20;0,00", "not-above-zero"),
])  # fmt: skip
def test_what_may_be_an_issue_or_a_return_is_refused(row: str, problem: str) -> None:
    answer = bring(csv(HEADER, row), "a.csv")
    assert [one["problem"] for one in answer["problems"]] == [problem]
