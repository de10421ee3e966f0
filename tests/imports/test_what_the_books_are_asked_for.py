"""A file asks the books for the payments that its rows may be, by index and in parts, and finds the same as among all."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from finance.ledger import Posting, post
from finance.models import Measure
from finance.months import Month
from imports import matching
from imports.kinds.kind import NEW, Line
from tests.ground.ledger_ground import Ground, build

# amount in tenge, day, document number
PAYMENT = st.tuples(st.integers(1, 8), st.integers(1, 4), st.sampled_from(["", "1", "2"]))


def line(at: int, tenge: int, day: int, number: str) -> Line:
    return Line(at, f"{at}", Decimal(f"{tenge}.00"), date=date(2025, 1, day), number=number, status=NEW)


def pay(ground: Ground, payments: list[tuple[int, int, str]]) -> None:
    code, january = ground.code["141"], Month(2025, 1)
    post(ground.document(), [
        Posting(code, january, date(2025, 1, day), Measure.CASH, Decimal(f"{tenge}.00"), number=number)
        for tenge, day, number in payments
    ])  # fmt: skip


class TestInParts(TestCase):
    @settings(max_examples=20)
    @given(st.lists(PAYMENT, min_size=1, max_size=12), st.lists(PAYMENT, min_size=1, max_size=12))
    def test_what_is_found_in_parts_is_what_is_found_among_all(self, paid: list[tuple], rows: list[tuple]) -> None:
        ground = build()
        pay(ground, paid)
        lines = [line(at, *row) for at, row in enumerate(rows, 1)]

        def found() -> set[tuple[int, int]]:
            known = sorted(matching.posted(ground.budget.pk, Measure.CASH, lines), key=lambda entry: entry.id)
            return {(one.line.row, one.posted.id) for one in matching.match(lines, known, Measure.CASH)}

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(matching, "AMOUNTS_AT_ONCE", 0)
            patch.setattr(matching, "MANY_MORE", 1_000)
            whole = found()
            patch.setattr(matching, "AMOUNTS_AT_ONCE", 2)
            patch.setattr(matching, "MANY_MORE", 0)
            assert found() == whole


@pytest.mark.django_db
def test_payments_are_asked_for_by_their_amounts_through_the_index() -> None:
    ground = build()
    pay(ground, [(at, 1 + at % 28, "") for at in range(1, 400)])  # of a few rows any index is as good
    lines = [line(at, at, 1, "") for at in range(1, 4)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("ANALYZE finance_entry")
    with CaptureQueriesContext(connection) as asked:
        assert len(matching.posted(ground.budget.pk, Measure.CASH, lines)) == 3
    [query] = [one["sql"] for one in asked if '"finance_entry"' in one["sql"]]
    how = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        cursor.execute(how + query)
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert "entry_amount" in plan, plan
