"""Whatever is posted, declared, amended or undone, in whatever order: the balances stay the sum of the entries."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance import books, planning, treasury
from finance.ledger import LedgerError, Posting, declare, post, reverse
from finance.models import Balance, Document, Entry, Measure
from finance.money import LIMIT, TIYN, split
from finance.months import Month
from tests.ground.ledger_ground import CODES, Ground, broken_books, build, posting

pytestmark = pytest.mark.django_db

tiyn = st.integers(-(10**8), 10**8).map(lambda n: Decimal(n).scaleb(-2).quantize(TIYN))
lines = st.lists(st.tuples(st.sampled_from(CODES[:2]), st.sampled_from((1, 3, 6)), tiyn), min_size=1, max_size=4)
steps = st.one_of(
    st.tuples(st.just("post"), st.sampled_from(["cash", "funding", "actual", "commitment"]), lines),
    st.tuples(st.just("declare"), st.just("actual"), lines),
    st.tuples(st.just("plan"), st.just(""), lines),
    st.tuples(st.just("amend"), st.just(""), lines),
    st.tuples(st.just("treasury"), st.just(""), lines),
    st.tuples(st.just("undo"), st.integers(0, 20), st.just(())),
)


def play(ground: Ground, step: tuple) -> None:
    """One step of a bookkeeper; what the ledger refuses must leave no trace."""
    deed, what, rows = step
    try:
        with transaction.atomic():
            if deed == "undo":
                documents = list(Document.objects.exclude(kind=Document.Kind.REVERSAL).order_by("id"))
                if documents:
                    chosen = documents[what % len(documents)]
                    reverse(chosen, user=ground.author, reason="test", day=date(2025, 12, 31))
                return
            planned = [planning.PlannedLine(ground.code[c], Month(2025, m), a) for c, m, a in rows]
            if deed == "plan":
                planned = [planning.PlannedLine(p.code, p.month, abs(p.amount)) for p in planned]
                planning.approve_plan(ground.document("plan"), planned)
            elif deed == "amend":
                planning.approve_amendment(ground.document("amendment", date(2025, 3, 5)), planned)
            elif deed == "declare":
                declared = {(p.code, p.month): (p.amount, "A1") for p in planned}
                declare(ground.document("actual"), Measure.ACTUAL, declared)
            elif deed == "treasury":
                month = planned[0].month
                treasury.declare(ground.document("treasury"), month, {p.code: (p.amount, "A1") for p in planned})
            else:
                ground.post(what, *[(c, m, str(a)) for c, m, a in rows])
    except LedgerError:
        pass


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(steps, max_size=8))
def test_it_keeps_balances_equal_to_entries_after_any_sequence(sequence) -> None:
    with transaction.atomic():
        ground = build()
        for step in sequence:
            play(ground, step)
        assert broken_books() == []
        transaction.set_rollback(True)


def test_it_adds_a_thousand_payments_of_ten_tiyn_to_a_hundred_tenge() -> None:
    ground = build()
    ground.post("cash", *[("141", 1, "0.10")] * 1000)
    assert Balance.objects.get().amount == Decimal("100.00")
    assert Entry.objects.count() == 1000
    assert broken_books() == []


@pytest.mark.parametrize("amount", ["9999999999999.99", "-9999999999999.99", "0.01", "-0.01", "9999999999999.98"])
def test_it_reads_the_largest_amounts_back_to_the_tiyn(amount) -> None:
    ground = build()
    ground.post("cash", ("141", 1, amount))
    assert list(books.sum_in_tiyn(Entry.objects.all(), "code_id").values()) == [int(Decimal(amount) * 100)]
    assert Balance.objects.get().amount == Entry.objects.get().amount == Decimal(amount)
    assert broken_books() == []


def test_it_refuses_a_sum_that_no_column_can_hold_and_saves_nothing() -> None:
    ground = build()
    ground.post("cash", ("141", 1, "9999999999999.99"))
    with pytest.raises(LedgerError):
        ground.post("cash", ("141", 1, "0.01"))
    assert Entry.objects.count() == 1
    assert broken_books() == []


@pytest.mark.parametrize("amount", ["1.001", "1", "1.0", "NaN", "Infinity", str(LIMIT)])
def test_it_refuses_an_amount_that_is_no_exact_tenge(amount) -> None:
    ground = build()
    with pytest.raises(LedgerError):
        post(
            ground.document(), [Posting(ground.code["141"], Month(2025, 1), date(2025, 1, 5), "cash", Decimal(amount))]
        )
    assert not Entry.objects.exists()


def test_it_takes_no_entries_under_a_document_that_is_not_posted() -> None:
    ground = build()
    draft = ground.document(status=Document.Status.DRAFT)
    with pytest.raises(LedgerError):
        post(draft, [posting(ground.code["141"], "cash", 1, "1.00")])


def test_it_finds_a_balance_that_somebody_changed() -> None:
    ground = build()
    ground.post("cash", ("141", 1, "10.00"), ("149", 2, "5.00"))
    Balance.objects.filter(code_id=ground.code["149"]).update(amount=Decimal("5.01"))
    found = books.check()
    assert not found.hold
    assert [c.difference for c in found.checks if c.name == "balances-equal-entries"] == [Decimal("0.01")]
    assert "149" in found.broken[0]


@given(
    st.decimals(-(10**9), 10**9, places=2),
    st.lists(st.integers(0, 1000), min_size=1, max_size=40).filter(any),
)
def test_it_splits_into_parts_that_add_up_to_the_whole(amount, weights) -> None:
    parts = split(amount, weights)
    assert sum(parts) == amount
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)
