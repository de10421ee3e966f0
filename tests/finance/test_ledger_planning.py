"""Versions of the plan declare, certificates change: every fault of one is named at once, and nothing is half-posted."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from finance import planning
from finance.models import Document, Entry, PlanLine
from finance.months import Month
from finance.rights import ApprovalError
from tests.ground.ledger_ground import Ground, broken_books, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return build()


def lines(ground: Ground, *rows: tuple[str, int, str]) -> list[planning.PlannedLine]:
    return [planning.PlannedLine(ground.code[c], Month(2025, m), Decimal(a), f"B{m}") for c, m, a in rows]


def adjusted(ground: Ground, code: str, month: int) -> Decimal:
    return planning.adjusted_by_month(ground.budget.pk, 2025)[ground.code[code], Month(2025, month)]


def test_it_posts_a_new_version_as_its_difference_to_the_plan_in_force(ground) -> None:
    planning.approve_plan(ground.document("plan"), lines(ground, ("141", 1, "100.00"), ("149", 1, "50.00")))
    second = ground.document("plan")
    changes = planning.approve_plan(second, lines(ground, ("141", 1, "130.00"), ("159", 2, "8.00")))
    assert [(c.before, c.after) for c in changes] == [
        (Decimal("100.00"), Decimal("130.00")),
        (Decimal("0.00"), Decimal("8.00")),
    ]
    assert sorted(second.entries.values_list("amount", flat=True)) == [Decimal("8.00"), Decimal("30.00")]
    assert adjusted(ground, "149", 1) == Decimal("50.00")
    assert broken_books() == []


def test_it_adds_up_two_lines_of_one_code(ground) -> None:
    planning.approve_plan(ground.document("plan"), lines(ground, ("141", 1, "100.00"), ("141", 1, "-20.00")))
    assert adjusted(ground, "141", 1) == Decimal("80.00")
    assert PlanLine.objects.count() == 2
    assert broken_books() == []


def test_it_shows_a_certificate_as_before_and_after(ground) -> None:
    planning.approve_plan(ground.document("plan"), lines(ground, ("141", 6, "100.00")))
    document = ground.document("amendment", date(2025, 5, 20))
    changes = planning.approve_amendment(document, lines(ground, ("141", 6, "-30.00"), ("149", 7, "30.00")))
    assert [(c.before, c.after, c.difference) for c in changes] == [
        (Decimal("100.00"), Decimal("70.00"), Decimal("-30.00")),
        (Decimal("0.00"), Decimal("30.00"), Decimal("30.00")),
    ]
    assert set(document.entries.values_list("date", flat=True)) == {date(2025, 5, 20)}
    assert broken_books() == []


def test_it_names_every_fault_of_a_certificate_at_once(ground) -> None:
    planning.approve_plan(ground.document("plan"), lines(ground, ("141", 6, "100.00")))
    wrong = lines(ground, ("141", 4, "10.00"), ("141", 6, "-100.01"), ("149", 7, "-1.00"))
    wrong.append(planning.PlannedLine(ground.code["149"], Month(2026, 1), Decimal("1.00"), "B13"))
    with pytest.raises(planning.PlanError) as refused:
        planning.approve_amendment(ground.document("amendment", date(2025, 5, 20)), wrong)
    assert {problem.cell for problem in refused.value.problems} == {"B4", "B6", "B7", "B13"}
    assert Entry.objects.count() == 1
    assert PlanLine.objects.count() == 1


def test_it_lets_a_certificate_change_the_month_of_its_own_date(ground) -> None:
    planning.approve_amendment(ground.document("amendment", date(2025, 5, 31)), lines(ground, ("141", 5, "10.00")))
    assert adjusted(ground, "141", 5) == Decimal("10.00")


def test_it_refuses_a_plan_below_what_certificates_took_away(ground) -> None:
    planning.approve_plan(ground.document("plan"), lines(ground, ("141", 6, "100.00")))
    planning.approve_amendment(ground.document("amendment", date(2025, 5, 20)), lines(ground, ("141", 6, "-60.00")))
    with pytest.raises(planning.PlanError):
        planning.approve_plan(ground.document("plan"), lines(ground, ("141", 6, "59.99")))
    planning.approve_plan(ground.document("plan"), lines(ground, ("141", 6, "60.00")))
    assert adjusted(ground, "141", 6) == Decimal("0.00")


def test_it_refuses_months_of_another_year(ground) -> None:
    wrong = [planning.PlannedLine(ground.code["141"], Month(2026, 1), Decimal("1.00"), "C4")]
    with pytest.raises(planning.PlanError, match="январь 2026"):
        planning.approve_plan(ground.document("plan"), wrong)


@pytest.mark.parametrize("kind", ["plan", "amendment", "contract", "agreement"])
def test_no_database_keeps_a_paper_entered_and_approved_by_one_person(ground, kind) -> None:
    with pytest.raises(IntegrityError, match="entered_and_approved_by_two"), transaction.atomic():
        ground.document(kind, approved_by=ground.author)


@pytest.mark.parametrize("kind", ["plan", "amendment"])
def test_it_leaves_the_old_plan_in_force_until_a_second_person_approves(ground, kind) -> None:
    planning.approve_plan(ground.document("plan"), lines(ground, ("141", 6, "100.00")))
    document = ground.document(kind, approved_by=None)
    approve = planning.approve_plan if kind == "plan" else planning.approve_amendment
    with pytest.raises(ApprovalError):
        approve(document, lines(ground, ("141", 6, "5.00")))
    assert adjusted(ground, "141", 6) == Decimal("100.00")
    assert Document.objects.filter(kind=kind).exists()
