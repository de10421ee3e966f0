"""Form 4-20 states cash since January; the ledger's own payments and a remainder always make up its column 7."""

from datetime import date
from decimal import Decimal

import pytest

from finance import treasury
from finance.ledger import reverse
from finance.models import Balance, Document, MonthState
from finance.money import ZERO
from finance.months import Month
from tests.ground.ledger_ground import Ground, broken_books, build, posting

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return build()


def form(ground: Ground, month: int, **paid: str) -> Document:
    document = ground.document("treasury", Month(2025, month).last_day)
    figures = {ground.code[code.removeprefix("c")]: (Decimal(amount), "B7") for code, amount in paid.items()}
    treasury.declare(document, Month(2025, month), figures)
    return document


def undo(ground: Ground, document: Document) -> None:
    reverse(document, user=ground.author, reason="wrong file", day=date(2025, 7, 1))


def cash(ground: Ground, code: str, through: int) -> Decimal:
    rows = Balance.objects.filter(code_id=ground.code[code], measure="cash", month__lte=Month(2025, through))
    return sum(rows.values_list("amount", flat=True), ZERO)


def in_month(ground: Ground, code: str, month: int) -> Decimal:
    return cash(ground, code, month) - (cash(ground, code, month - 1) if month > 1 else ZERO)


def test_it_posts_only_what_the_payments_lack(ground) -> None:
    ground.post("cash", ("141", 1, "100.00"), ("141", 5, "40.00"))
    form(ground, 6, c141="200.00", c149="7.00")
    assert in_month(ground, "141", 6) == Decimal("60.00")
    assert cash(ground, "149", 6) == Decimal("7.00")
    assert broken_books() == []


def test_it_posts_nothing_where_the_payments_are_complete(ground) -> None:
    ground.post("cash", ("141", 1, "100.00"))
    document = form(ground, 6, c141="100.00")
    assert not document.entries.exists()


def test_it_moves_the_remainder_when_cash_of_its_period_is_posted_later(ground) -> None:
    form(ground, 6, c141="200.00")
    ground.post("cash", ("141", 2, "150.00"))
    assert (cash(ground, "141", 6), in_month(ground, "141", 6)) == (Decimal("200.00"), Decimal("50.00"))
    ground.post("cash", ("141", 7, "33.00"))
    assert cash(ground, "141", 6) == Decimal("200.00")
    assert cash(ground, "141", 7) == Decimal("233.00")
    assert broken_books() == []


def test_it_gives_the_remainder_back_when_cash_of_its_period_is_reversed(ground) -> None:
    payments = ground.post("cash", ("141", 2, "150.00"))
    form(ground, 6, c141="200.00")
    undo(ground, payments)
    assert (cash(ground, "141", 6), in_month(ground, "141", 2)) == (Decimal("200.00"), ZERO)
    assert broken_books() == []


def test_it_ignores_a_form_that_arrives_after_one_of_a_later_month(ground) -> None:
    form(ground, 6, c141="200.00")
    older = form(ground, 3, c141="120.00", c149="9.00")
    assert not older.entries.exists()
    assert cash(ground, "141", 3) == ZERO
    assert broken_books() == []


def test_it_takes_up_the_older_form_again_once_the_newer_is_undone(ground) -> None:
    newer = form(ground, 6, c141="200.00")
    form(ground, 3, c141="120.00")
    undo(ground, newer)
    assert (cash(ground, "141", 3), cash(ground, "141", 6)) == (Decimal("120.00"), Decimal("120.00"))
    assert broken_books() == []


def test_it_adds_a_later_month_on_top_of_an_earlier_form(ground) -> None:
    form(ground, 3, c141="120.00")
    form(ground, 6, c141="200.00")
    assert (in_month(ground, "141", 3), in_month(ground, "141", 6)) == (Decimal("120.00"), Decimal("80.00"))
    ground.post("cash", ("141", 2, "100.00"))
    assert [in_month(ground, "141", m) for m in (2, 3, 6)] == [Decimal("100.00"), Decimal("20.00"), Decimal("80.00")]
    assert broken_books() == []


def test_it_lets_a_newer_form_of_the_month_take_over_the_codes_it_names(ground) -> None:
    form(ground, 6, c141="200.00", c149="7.00")
    newer = form(ground, 6, c141="210.00")
    assert (cash(ground, "141", 6), cash(ground, "149", 6)) == (Decimal("210.00"), Decimal("7.00"))
    undo(ground, newer)
    assert (cash(ground, "141", 6), cash(ground, "149", 6)) == (Decimal("200.00"), Decimal("7.00"))
    assert broken_books() == []


def test_it_takes_everything_back_when_the_only_form_is_undone(ground) -> None:
    ground.post("cash", ("141", 1, "50.00"))
    undo(ground, form(ground, 6, c141="200.00"))
    assert cash(ground, "141", 12) == Decimal("50.00")
    assert broken_books() == []


def test_it_names_a_remainder_below_zero(ground) -> None:
    ground.post("cash", ("141", 1, "250.00"))
    form(ground, 6, c141="200.00")
    assert [entry.amount for entry in treasury.negative_remainders([ground.budget.pk])] == [Decimal("-50.00")]
    assert cash(ground, "141", 6) == Decimal("200.00")


def test_it_moves_the_remainder_within_an_open_month_where_its_own_is_closed(ground) -> None:
    form(ground, 6, c141="200.00")
    MonthState.objects.create(budget=ground.budget, month=Month(2025, 6), closed_by=ground.author)
    ground.post("cash", ("141", 2, "150.00"))
    assert (cash(ground, "141", 6), in_month(ground, "141", 6)) == (Decimal("200.00"), Decimal("200.00"))
    assert broken_books() == []


def test_it_settles_whole_or_not_at_all(ground) -> None:
    form(ground, 6, c141="200.00")
    from finance.ledger import LedgerError, post

    with pytest.raises(LedgerError):
        post(
            ground.document(),
            [posting(ground.code["141"], "cash", 2, "1.00"), posting(ground.code["141"], "cash", 2, "1.001")],
        )
    assert cash(ground, "141", 12) == Decimal("200.00")
