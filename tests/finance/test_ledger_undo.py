"""Undo: reversing entries, in the same month or the first open one; what something was built on stays, by name."""

from datetime import date
from decimal import Decimal

import pytest

from finance import planning
from finance.ledger import LedgerError, reverse
from finance.models import Document, Entry, MonthState
from finance.money import ZERO
from finance.months import Month
from tests.ground.ledger_ground import Ground, broken_books, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return build()


def close(ground: Ground, *months: int) -> None:
    for month in months:
        MonthState.objects.create(budget=ground.budget, month=Month(2025, month), closed_by=ground.author)


def undo(ground: Ground, document: Document):
    return reverse(document, user=ground.author, reason="two payments too many", day=date(2025, 7, 1))


def plan(ground: Ground, *lines: tuple[str, int, str], kind: str = "plan", day: date = date(2025, 1, 1)) -> Document:
    planned = [planning.PlannedLine(ground.code[c], Month(2025, m), Decimal(a)) for c, m, a in lines]
    document = ground.document(kind, day)
    (planning.approve_plan if kind == "plan" else planning.approve_amendment)(document, planned)
    return document


def test_it_reverses_every_entry_in_its_own_month_with_its_own_date(ground) -> None:
    document = ground.post("cash", ("141", 1, "10.00"), ("149", 2, "5.00"))
    found = undo(ground, document)
    assert (found.reversed, found.kept) == (2, ())
    mirrored = {(e.code_id, e.month, e.date, e.amount) for e in Entry.objects.filter(reverses__isnull=False)}
    own = {(e.code_id, e.month, e.date, -e.amount) for e in Entry.objects.filter(document=document)}
    assert mirrored == own
    document.refresh_from_db()
    assert document.status == Document.Status.UNDONE
    assert broken_books() == []


def test_it_refuses_a_second_undo(ground) -> None:
    document = ground.post("cash", ("141", 1, "10.00"))
    undo(ground, document)
    with pytest.raises(LedgerError):
        undo(ground, document)
    assert Entry.objects.count() == 2


def test_it_takes_a_closed_month_back_in_the_first_open_one(ground) -> None:
    document = ground.post("cash", ("141", 1, "10.00"), ("141", 3, "7.00"))
    close(ground, 1, 2)
    undo(ground, document)
    months = {e.reverses.month: e.month for e in Entry.objects.filter(reverses__isnull=False)}
    assert months == {Month(2025, 1): Month(2025, 3), Month(2025, 3): Month(2025, 3)}
    assert broken_books() == []


def test_it_takes_a_closed_december_back_in_period_13(ground) -> None:
    document = ground.post("cash", ("141", 12, "10.00"))
    close(ground, *range(1, 13))
    undo(ground, document)
    assert Entry.objects.get(reverses__isnull=False).month == Month(2025, 13)


def test_it_says_so_when_every_month_is_closed(ground) -> None:
    document = ground.post("cash", ("141", 12, "10.00"))
    close(ground, *range(1, 14))
    with pytest.raises(LedgerError, match="2025"):
        undo(ground, document)
    assert Entry.objects.count() == 1


def test_it_keeps_what_a_later_version_of_the_plan_was_measured_against(ground) -> None:
    first = plan(ground, ("141", 1, "100.00"), ("149", 1, "50.00"))
    second = plan(ground, ("141", 1, "120.00"))
    found = undo(ground, first)
    assert found.reversed == 1
    kept = Entry.objects.get(pk=found.kept[0].entry)
    assert (kept.code_id, kept.document) == (ground.code["141"], first)
    assert second.number in found.kept[0].reason
    first.refresh_from_db()
    assert first.status == Document.Status.POSTED
    undo(ground, second)
    undo(ground, first)
    assert set(planning.adjusted_by_month(ground.budget.pk, 2025).values()) == {ZERO}
    assert broken_books() == []


def test_it_keeps_what_a_certificate_takes_away_from(ground) -> None:
    base = plan(ground, ("141", 6, "100.00"))
    plan(ground, ("141", 6, "-30.00"), kind="amendment", day=date(2025, 3, 1))
    found = undo(ground, base)
    assert (found.reversed, len(found.kept)) == (0, 1)
    assert planning.adjusted_by_month(ground.budget.pk, 2025)[ground.code["141"], Month(2025, 6)] == Decimal("70.00")


def test_it_lets_no_two_entries_together_take_a_month_below_zero(ground) -> None:
    raised = plan(ground, ("141", 6, "60.00"), ("141", 6, "60.00"), kind="amendment", day=date(2025, 3, 1))
    plan(ground, ("141", 6, "-50.00"), kind="amendment", day=date(2025, 3, 2))
    found = undo(ground, raised)
    assert (found.reversed, len(found.kept)) == (1, 1)
    assert planning.adjusted_by_month(ground.budget.pk, 2025)[ground.code["141"], Month(2025, 6)] == Decimal("10.00")
    assert broken_books() == []
