"""Undo of imported acts: what they accrued goes, what others stand on stays and is named."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finance import sample_facility
from finance.ledger import Posting, post
from finance.models import Budget, BudgetCode, Document, Entry
from finance.months import Month
from procurement import payments
from procurement.assigning import assign
from procurement.models import Act, PaymentMatch
from tests.ground.act_ground import FIRST, LAUNDRY, SECOND, accrued, contracted, counts, file, people
from tests.ground.import_ground import TODAY, answer, bring, day, undo
from tests.ground.ledger_ground import broken_books

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget(settings) -> Budget:
    settings.SMETA_TODAY = TODAY
    return contracted()


def test_undo_takes_the_acts_back_and_the_file_posts_again(budget) -> None:
    first = bring(file(FIRST, SECOND), "acts.csv")
    undone = undo(first["batch"])
    assert (undone["reversed"], undone["kept"], accrued(budget)) == (2, [], "0.00")
    again = bring(file(FIRST, SECOND), "acts.csv")
    assert (again["status"], accrued(budget), broken_books()) == ("posted", "600.00", [])


def paid(budget: Budget, amount: str) -> Entry:
    accounts = sample_facility.service_accounts()
    document = Document.objects.create(
        budget=budget, kind="cash", date=day("2025-02-10"), entered_by=accounts.author, approved_by=accounts.approver
    )
    code = BudgetCode.objects.get(code="159", valid_to=None)
    post(document, [Posting(code.pk, Month(2025, 2), day("2025-02-10"), "cash", Decimal(amount),
                            counterparty_number=LAUNDRY, purpose="по договору 17 акт А-1")])  # fmt: skip
    return Entry.objects.get(document=document)


def test_undo_leaves_an_act_that_a_person_paid_and_names_it(budget) -> None:
    first = bring(file(FIRST, SECOND), "acts.csv")
    act = Act.objects.get(external_id="61")
    assign(paid(budget, "600.00"), act.contract, act, Decimal("600.00"), user=people().entered_by)
    undone = undo(first["batch"])
    assert (undone["reversed"], len(undone["kept"]), accrued(budget), accrued(budget, "149")) == (
        1,
        1,
        "600.00",
        "0.00",
    )
    again = bring(file(FIRST, SECOND), "acts.csv")
    assert (again["status"], counts(again)) == ("posted", [2, 1, 1, 0, 0])


def test_undo_frees_what_matched_by_itself_and_leaves_an_act_that_was_corrected_later(budget) -> None:
    first = bring(file(FIRST), "acts.csv")
    paid(budget, "600.00")
    made, _left = payments.match_payments(budget)
    assert [match.act.external_id for match in made] == ["61"]
    later = bring(file(FIRST | {"sum_wnds": "700,00"}), "acts.csv")
    assert len(undo(first["batch"])["kept"]) == 1
    undo(later["batch"])
    assert PaymentMatch.objects.count() == 1


def test_undo_of_acts_frees_the_payments_that_matched_them_by_themselves(budget) -> None:
    first = bring(file(FIRST), "acts.csv")
    paid(budget, "600.00")
    payments.match_payments(budget)
    assert undo(first["batch"])["kept"] == []
    assert PaymentMatch.objects.standing().count() == 0


def test_a_row_answered_later_joins_its_act_and_undo_takes_both_back(budget) -> None:
    rows = [SECOND | {"sum_wnds": "100,00", "code": "159"}, SECOND | {"sum_wnds": "50,00", "code": ""}]
    found = bring(file(*rows), "acts.csv")
    assert (counts(found), accrued(budget)) == ([2, 1, 0, 1, 0], "100.00")
    answer(found["batch"], {"rows": {"3": "149"}})
    assert (accrued(budget), accrued(budget, "149")) == ("100.00", "50.00")
    assert bring(file(*rows), "again.csv")["status"] == "already-imported"
    undone = undo(found["batch"])
    assert (undone["reversed"], undone["kept"], accrued(budget), accrued(budget, "149")) == (2, [], "0.00", "0.00")
    assert broken_books() == []


def test_undo_costs_the_same_however_many_acts_there_are(budget) -> None:
    def queries(count: int, start: int) -> int:
        rows = (FIRST | {"id": start + n, "act_number": f"А-{start + n}", "sum_wnds": "0,01"} for n in range(count))
        batch = bring(file(*rows), f"{start}.csv")["batch"]
        with CaptureQueriesContext(connection) as captured:
            assert undo(batch)["reversed"] == count
        return sum(1 for query in captured.captured_queries if not query["sql"].startswith("INSERT"))

    assert queries(3, 1_000) == queries(60, 2_000)
