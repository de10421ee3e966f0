"""Cost that 1C states by account adds up account by account, changes by its difference, and is taken back in order."""

from datetime import date
from decimal import Decimal

import pytest

from finance import account_turnovers
from finance.account_turnovers import Cost, Place
from finance.ledger import reverse
from finance.models import AccountTurnover, Balance, Document
from finance.months import Month
from tests.ground import ledger_ground
from tests.ground.ledger_ground import Ground, broken_books

pytestmark = pytest.mark.django_db
MARCH = Month(2025, 3)


@pytest.fixture
def ground() -> Ground:
    return ledger_ground.build()


def cost(ground: Ground, code: str, amount: str, centre: str = "") -> Cost:
    return Cost(ground.code[code], centre, Decimal(amount), "TDSheet!E9", 9)


def stated(ground: Ground, *rows: tuple[str, str, str, Cost]) -> Document:
    document = ground.document("actual", date(2025, 3, 31))
    places: dict[Place, Cost] = {(MARCH, account, article, department): c for account, article, department, c in rows}
    account_turnovers.declare(document, places)
    return document


def march(ground: Ground) -> dict[str, str]:
    texts = {pk: code for code, pk in ground.code.items()}
    rows = Balance.objects.filter(measure="actual", month=MARCH).order_by("code_id", "centre")
    return {f"{texts[row.code_id]} {row.centre}".strip(): str(row.amount) for row in rows if row.amount}


def test_two_accounts_of_one_month_add_up_under_their_centres(ground: Ground) -> None:
    stated(ground, ("8110", "Зарплата", "Пищеблок", cost(ground, "111", "20.00", "KIT")))
    stated(ground, ("7210", "Зарплата", "Администрация", cost(ground, "111", "9.00", "ADM")))
    assert march(ground) == {"111 ADM": "9.00", "111 KIT": "20.00"}
    assert broken_books() == []


def test_the_same_account_again_posts_its_difference_and_equal_rows_nothing(ground: Ground) -> None:
    kitchen = ("8110", "Продукты", "Пищеблок", cost(ground, "141", "20.00", "KIT"))
    stated(ground, kitchen, ("8110", "Зарплата", "", cost(ground, "111", "5.00")))
    again = stated(ground, kitchen, ("8110", "Зарплата", "", cost(ground, "111", "7.50")))
    assert march(ground) == {"111": "7.50", "141 KIT": "20.00"}
    assert [str(entry.amount) for entry in again.entries.all()] == ["2.50"]
    assert AccountTurnover.objects.count() == 3


def test_a_turnover_that_goes_to_another_code_leaves_the_old_one(ground: Ground) -> None:
    stated(ground, ("7210", "Прочие", "Администрация", cost(ground, "149", "4.00")))
    stated(ground, ("7210", "Прочие", "Администрация", cost(ground, "159", "4.00", "ADM")))
    assert march(ground) == {"159 ADM": "4.00"}
    assert broken_books() == []


def test_what_a_later_file_stands_on_stays_until_that_is_undone(ground: Ground) -> None:
    first = stated(ground, ("8110", "Зарплата", "", cost(ground, "111", "5.00")))
    beside = stated(ground, ("7210", "Зарплата", "", cost(ground, "111", "3.00")))
    second = stated(ground, ("8110", "Зарплата", "", cost(ground, "111", "6.00")))
    undo = {"user": ground.author, "reason": "ошибка", "day": date(2025, 4, 1)}
    assert len(reverse(first, **undo).kept) == 1
    assert reverse(beside, **undo).kept == ()
    assert reverse(second, **undo).kept == ()
    assert march(ground) == {"111": "5.00"}
    assert broken_books() == []


def test_it_knows_a_month_whose_cost_came_by_code(ground: Ground) -> None:
    stated(ground, ("8110", "Зарплата", "", cost(ground, "111", "5.00")))
    ground.post("actual", ("141", 4, "8.00"))
    april = Month(2025, 4)
    assert account_turnovers.months_stated_otherwise(ground.budget.pk, {MARCH, april}) == {april}
