"""Money that comes in by a statement: the fund's becomes funding by a rule a person sees, the rest is told apart and asked."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance import books, rooms, splitting_funding
from finance.models import Account, Document, Entry, MonthState, Setting
from finance.money import total
from finance.months import Month
from finance.scope import of_budget
from imports.models import Batch, BatchRow, Rule
from imports.pipeline.errors import UsageError
from imports.resolve.received import Known, known_receipts
from tests.ground import web_ground
from tests.ground.import_ground import TODAY, answer, bring, day, undo
from tests.ground.samples import sample
from tests.ground.statements_of_accounts import FUND_OF_HEALTH, SECOND, SHOP, table

pytestmark = pytest.mark.django_db

FUND = (2, "1", "in", "100.01", FUND_OF_HEALTH, "Оплата за май")
PAID = (5, "2", "out", "30.00", SHOP, "За хлеб")


@pytest.fixture
def ground(settings) -> web_ground.WebGround:
    """June is planned: two thirds on 111, one on 141."""
    settings.SMETA_TODAY = TODAY
    made = web_ground.empty()
    made.plan(("111", 6, "200.00"), ("141", 6, "100.00"), ("149", 7, "70.00"))
    return made


def statement(*rows, opening: str = "0.00", **options) -> bytes:
    moved = sum((Decimal(row[3]) if row[2] == "in" else -Decimal(row[3]) for row in rows), Decimal(opening))
    return table(opening, list(rows), f"{moved:.2f}", **options)


def funding() -> dict[str, str]:
    rows = Entry.objects.filter(measure="funding", reverses=None, reversed_by=None).values_list("code__code", "amount")
    return {code: str(amount) for code, amount in sorted(rows)}


def receipt(found: dict, at: int = 0) -> dict:
    return found["receipts"][at]


def test_what_a_command_brings_waits_until_a_person_says_how_it_is_split(ground) -> None:
    found = bring(statement(FUND, PAID), "bank.csv")
    assert (receipt(found)["as"], receipt(found)["status"]) == ("funding", "unresolved")
    assert funding() == {}
    assert BatchRow.objects.get(measure="funding").amount == Decimal("100.01")
    row = str(receipt(found)["row"])
    answered = answer(found["batch"], {"receipts": {row: {"as": "funding", "split": "plan"}}})
    assert funding() == {"111": "66.67", "141": "33.34"}
    assert receipt(answered)["by_code"] == {"111": "66.67", "141": "33.34"}
    assert (answered["receipts_waiting"], BatchRow.objects.get(measure="funding").state) == (0, "resolved")


def test_answering_the_payments_takes_the_split_that_was_proposed(ground) -> None:
    found = bring(statement(FUND, PAID), "bank.csv")
    answered = answer(found["batch"], {"rows": {str(found["unresolved"][0]["row"]): "141"}})
    assert (receipt(answered)["split"], receipt(answered)["is_proposed"]) == ("plan", True)
    assert sum(map(Decimal, funding().values())) == Decimal("100.01")


def test_a_way_of_splitting_that_is_remembered_holds_for_the_next_month(ground) -> None:
    found = bring(statement(FUND, PAID), "june.csv")
    answer(found["batch"], {"funding": "plan"})
    assert Setting.objects.get(key="funding_split").value == "plan"
    again = bring(
        statement((3, "7", "in", "5.00", FUND_OF_HEALTH, "Оплата за июнь"), opening="70.01", month=7), "july.csv"
    )
    assert (again["status"], receipt(again)["status"], receipt(again)["by_code"]) == ("posted", "new", {"149": "5.00"})


def test_it_is_split_by_what_is_accrued_and_unpaid(ground) -> None:
    ground.post("actual", ("111", 5, "50.00"), ("141", 6, "30.00"), ("149", 6, "10.00"))
    ground.post("cash", ("111", 5, "20.00"), ("149", 6, "15.00"))
    found = bring(statement(FUND, PAID), "bank.csv")
    answer(found["batch"], {"receipts": {str(receipt(found)["row"]): {"split": "unpaid"}}})
    assert funding() == {"111": "50.00", "141": "50.01"}


def test_typed_sums_must_add_up_to_the_tiyn(ground) -> None:
    found = bring(statement(FUND, PAID), "bank.csv")
    row = str(receipt(found)["row"])
    with pytest.raises(UsageError, match="0,01"):
        answer(found["batch"], {"receipts": {row: {"as": "funding", "split": {"111": "60.00", "149": "40.00"}}}})
    assert funding() == {}
    answer(found["batch"], {"receipts": {row: {"as": "funding", "split": {"111": "60.00", "149": "40.01"}}}})
    assert funding() == {"111": "60.00", "149": "40.01"}


def test_a_month_without_a_plan_is_not_split_by_it(ground) -> None:
    found = bring(statement((2, "1", "in", "9.00", FUND_OF_HEALTH, "Оплата"), month=5), "bank.csv")
    answered = answer(found["batch"], {"receipts": {str(receipt(found)["row"]): {"split": "plan"}}})
    assert (receipt(answered)["status"], funding()) == ("unresolved", {})
    assert "май 2025" in receipt(answered)["reason"]


def test_money_that_the_books_hold_already_is_not_posted_again(ground) -> None:
    ground.post("funding", ("111", 6, "60.00"), ("141", 6, "40.01"))
    found = bring(statement(FUND, PAID), "bank.csv")
    assert receipt(found)["status"] == "duplicate"
    assert [c["holds"] for c in found["controls"] if c["name"] == "funding:2025-06"] == [True]


def test_money_beside_other_money_of_the_month_is_asked(ground) -> None:
    ground.post("funding", ("111", 6, "60.00"))
    found = bring(statement(FUND, PAID), "bank.csv")
    assert (receipt(found)["status"], receipt(found)["offers"]) == ("unresolved", ["posted", "funding"])
    answered = answer(found["batch"], {"receipts": {str(receipt(found)["row"]): {"as": "posted"}}})
    assert (receipt(answered)["status"], funding()) == ("left-out", {"111": "60.00"})


def test_funding_that_comes_by_code_later_settles_what_waits(ground) -> None:
    found = bring(statement(FUND, PAID), "bank.csv")
    bring("Дата поступления;Номер;Специфика;Профинансировано\n02.06.2025;9;111;60,00\n02.06.2025;9;141;40,01\n"
          "Итого;;;100,01\n".encode(), "funding.csv")  # fmt: skip
    answered = answer(found["batch"], {})
    assert (receipt(answered)["status"], funding()) == ("duplicate", {"111": "60.00", "141": "40.01"})


def test_a_rule_says_whose_money_is_the_funds(ground) -> None:
    shop = (3, "5", "in", "10.00", SHOP, "По акту сверки")
    found = bring(statement(shop, PAID, opening="30.00"), "bank.csv")
    assert (receipt(found)["as"], receipt(found)["status"]) == (None, "unresolved")
    rules = [{"number": SHOP[1], "as": "funding"}]
    answered = answer(found["batch"], {"rules": rules, "funding": "plan"})
    assert Rule.objects.get().received_as == "funding"
    assert receipt(answered)["status"] == "new"
    assert SHOP[1] in receipt(answered)["reason"]
    assert sum(map(Decimal, funding().values())) == Decimal("10.00")


def test_the_source_of_the_budget_knows_its_payer_by_number(ground) -> None:
    ground.budget.source.payer_number = SHOP[1]
    ground.budget.source.save()
    found = bring(statement(FUND, (3, "5", "in", "10.00", SHOP, "Оплата")), "bank.csv")
    assert [one["as"] for one in found["receipts"]] == [None, "funding"]


def test_a_return_lessens_the_cash_of_its_code(ground) -> None:
    back = (8, "6", "in", "4.00", SHOP, "Возврат излишне уплаченного")
    found = bring(statement(FUND, PAID, back), "bank.csv")
    asked = receipt(found, 1)
    assert (asked["as"], asked["offers"][0]) == (None, "return")
    answers = {
        "rows": {str(found["unresolved"][0]["row"]): "141"},
        "receipts": {str(asked["row"]): {"as": "return", "code": "141"}},
    }
    answered = answer(found["batch"], answers)
    assert sorted(Entry.objects.filter(measure="cash").values_list("code__code", "amount")) == [
        ("141", Decimal("-4.00")), ("141", Decimal("30.00")),
    ]  # fmt: skip
    assert answered["rows"]["unresolved"] == 0
    again = bring(statement(FUND, PAID, back), "again.csv")
    assert (again["status"], {one["status"] for one in again["receipts"]}) == ("already-imported", {"duplicate"})


def test_a_return_without_its_code_is_refused(ground) -> None:
    back = (8, "6", "in", "4.00", SHOP, "Возврат")
    found = bring(statement(back, opening="1.00"), "bank.csv")
    with pytest.raises(UsageError):
        answer(found["batch"], {"receipts": {str(receipt(found)["row"]): {"as": "return"}}})


def test_other_money_is_left_out_and_not_asked_again(ground) -> None:
    other = (8, "6", "in", "4.00", SHOP, "Аренда зала")
    found = bring(statement(other, opening="1.00"), "bank.csv")
    answered = answer(found["batch"], {"receipts": {str(receipt(found)["row"]): {"as": "other"}}})
    assert receipt(answered)["status"] == "left-out"
    assert bring(statement(other, opening="1.00"), "again.csv")["status"] == "already-imported"


def test_a_transfer_between_own_accounts_is_not_asked(ground) -> None:
    Account.objects.create(facility=ground.budget.facility, iik=SECOND)
    own = ("Свой счет", "991240999016", SECOND)
    found = bring(statement((8, "6", "in", "4.00", own, "Перевод"), opening="1.00"), "bank.csv")
    assert (found["receipts"], found["rows"]["skipped"]) == ([], 1)


def test_what_waits_keeps_the_month_open_and_is_told_on_reports(ground) -> None:
    found = bring(statement(FUND), "bank.csv")
    june = Month(2025, 6)
    assert [remark.key for remark in rooms.blockers(ground.budget, june)] == ["unresolved-rows"]
    said = [doubt.key for doubt in rooms.doubts("form2", of_budget(ground.budget), june, june)]
    assert "unresolved-rows" in said
    answer(found["batch"], {"funding": "plan"})
    assert rooms.blockers(ground.budget, june) == []


def test_undoing_a_statement_takes_its_funding_back(ground) -> None:
    found = bring(statement(FUND, PAID), "bank.csv")
    answer(found["batch"], {"funding": "plan"})
    undo(found["batch"])
    assert funding() == {}
    assert bring(statement(FUND, PAID), "bank.csv")["status"] == "posted"


def test_what_the_fund_paid_is_held_to_funding_with_answers_too(ground) -> None:
    shop = (3, "5", "in", "10.00", SHOP, "По акту")
    found = bring(statement(FUND, shop), "bank.csv")
    answer(found["batch"], {"receipts": {str(receipt(found, 1)["row"]): {"as": "funding"}}, "funding": "plan"})
    claims = [claim for claim in Batch.objects.get(pk=found["batch"]).claims if claim["rule"] == "funded"]
    assert [claim["stated"][""] for claim in claims] == ["110.01"]


def test_money_is_refused_into_a_closed_month(ground) -> None:
    Setting.objects.create(facility=ground.budget.facility, key="funding_split", value="plan")
    MonthState.objects.create(budget=ground.budget, month=Month(2025, 6), closed_by=ground.person("economist"))
    found = bring(statement(FUND), "bank.csv")
    assert (found["status"], [p["problem"] for p in found["problems"]]) == ("refused", ["closed-month"])


def test_a_document_stands_for_each_sum_with_the_payer_in_every_part(ground) -> None:
    found = bring(statement(FUND, PAID), "bank.csv")
    answer(found["batch"], {"funding": "plan"})
    document = Document.objects.get(kind="funding", batch_number=found["batch"])
    assert (document.number, document.date) == ("1", day("2025-06-02"))
    assert {entry.counterparty_number for entry in document.entries.all()} == {FUND_OF_HEALTH[1]}
    page = ground.client("economist").get(f"/entries/{document.entries.first().pk}/").content.decode()
    assert "by the adjusted plan of the month" in page


def test_the_sample_statement_is_split_whole(ground) -> None:
    bring(sample("plan-2025.xlsx"))
    found = bring(sample("bank-2025-06.txt"))
    answer(found["batch"], {"funding": "plan"})
    assert sum(map(Decimal, funding().values())) == Decimal("51314659.22")


tiyn = st.integers(1, 10**13).map(lambda n: Decimal(n).scaleb(-2))


@given(tiyn, st.lists(tiyn, min_size=1, max_size=40))
def test_shares_add_up_to_the_sum_whatever_it_is_split_by(amount, weights) -> None:
    found = splitting_funding.shares(amount, dict(enumerate(weights)))
    assert total(found.values()) == amount
    assert all(part > 0 for part in found.values())


@given(st.lists(st.tuples(st.integers(1, 28), tiyn), min_size=1, max_size=8), st.integers(1, 4))
def test_sums_are_known_once_whatever_parts_the_books_hold(sums, parts) -> None:
    received = [(row, day(f"2025-06-{at:02}"), "", amount) for row, (at, amount) in enumerate(sums)]
    held = [(one[1], "", share) for one in received for share in splitting_funding.shares(
        one[3], dict.fromkeys(range(parts), Decimal(1))).values()]  # fmt: skip
    found = known_receipts(received, held)
    assert set(found.values()) == {Known.YES}
    assert set(known_receipts(received, []).values()) == {Known.NO}


BY_CODE = (
    "Дата поступления;Номер;Специфика;Профинансировано\n02.06.2025;9;111;60,00\n02.06.2025;9;141;33,34\n"
    "02.06.2025;9;149;6,67\nИтого;;;100,01\n"
)


def test_funding_by_code_takes_the_place_of_what_a_rule_split(ground) -> None:
    answer(bring(statement(FUND, PAID), "bank.csv")["batch"], {"funding": "plan"})
    assert funding() == {"111": "66.67", "141": "33.34"}
    found = bring(BY_CODE.encode(), "funding.csv")
    assert (found["rows"]["posted"], found["rows"]["duplicate"]) == (3, 0)
    assert funding() == {"111": "60.00", "141": "33.34", "149": "6.67"}
    assert any("100,01" in note for note in found["notes"])
    assert bring(statement(FUND, PAID), "again.csv")["receipts"][0]["status"] == "duplicate"


def test_undoing_that_funding_brings_the_split_back(ground) -> None:
    answer(bring(statement(FUND, PAID), "bank.csv")["batch"], {"funding": "plan"})
    undo(bring(BY_CODE.encode(), "funding.csv")["batch"])
    assert funding() == {"111": "66.67", "141": "33.34"}
    assert not books.check().broken


def test_undoing_the_statement_first_leaves_the_funding_alone(ground) -> None:
    statement_batch = bring(statement(FUND, PAID), "bank.csv")["batch"]
    answer(statement_batch, {"funding": "plan"})
    batch = bring(BY_CODE.encode(), "funding.csv")["batch"]
    undo(statement_batch)
    assert sum(map(Decimal, funding().values())) == Decimal("100.01")
    undo(batch)
    assert funding() == {}


def test_funding_of_another_sum_takes_no_place(ground) -> None:
    answer(bring(statement(FUND, PAID), "bank.csv")["batch"], {"funding": "plan"})
    found = bring(BY_CODE.replace("60,00", "61,00").replace("100,01", "101,01").encode(), "funding.csv", preview=True)
    assert not any("100,01" in note for note in found["notes"])
