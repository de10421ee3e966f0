"""Bank statements of every dialect give the same payments, and no code without a person's word."""

import json
from datetime import date
from decimal import Decimal

import pytest

from finance.models import Entry
from tests.ground import bank_sheets
from tests.ground.import_ground import TODAY, answer, bring, facility, undo
from tests.ground.payments_book import Statement

SAMPLES = ("bank-2025-06.txt", "bank-2025-06-halyk-style.txt", "bank-2025-06-kaspi-style.xlsx")
# Seventeen rules for thirty-two payments: suppliers alone, or with what tells their payments apart.
RULES = [
    {"number": "991240999169", "words": "заработная плата", "code": "111"},
    {"number": "991240999169", "words": "Пособие", "code": "113"},
    {"number": "991240999169", "words": "прочие расходы", "code": "169"},
    {"knp": "089", "code": "116"},
    {"knp": "012", "code": "122"},
    {"number": "991240999089", "words": "ОСМС", "code": "124"},
    {"number": "991240999129", "code": "121"},
    {"words": "продукты питания", "code": "141"},
    {"words": "лекарственные", "code": "142"},
    {"number": "991250999084", "code": "149"},
    {"words": "Коммунальные", "code": "151"},
    {"number": "991240999604", "code": "152"},
    {"number": "991240999644", "code": "159"},
    {"number": "991240999723", "code": "159"},
    {"number": "991240999684", "code": "159"},
    {"number": "991240999016", "words": "Командировочные", "code": "161"},
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings):
    settings.SMETA_TODAY = TODAY
    facility()


@pytest.fixture
def facts(shared):
    return json.loads(shared("samples/facts.json").read_text())


def june(facts) -> dict[str, str]:
    return {
        code: f"{Decimal(months['6']):.2f}"
        for code, months in facts["cash_by_code_month"].items()
        if Decimal(months["6"])
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_it_gives_the_payments_of_june_and_guesses_none_in_an_empty_ledger(shared, facts, name):
    found = bring(shared(f"samples/{name}"))
    assert found["status"] == "posted"
    assert found["kind"] == "bank"
    assert found["rows"] == {"read": 32, "posted": 0, "duplicate": 0, "unresolved": 32, "rejected": 0, "skipped": 1}
    assert found["total"] == facts["cash_by_month"]["6"]
    assert found["by_month"] == {"2025-06": facts["cash_by_month"]["6"]}
    assert found["by_code"] == {}
    assert all(control["holds"] for control in found["controls"] if control["against"] == "file")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("name", SAMPLES)
def test_sixteen_rules_give_every_payment_its_code(shared, facts, name):
    batch = bring(shared(f"samples/{name}"))["batch"]
    found = answer(batch, {"rules": RULES})
    assert found["rows"]["unresolved"] == 0
    assert found["rows"]["posted"] == 32
    assert found["by_code"] == june(facts)


def test_every_row_that_waits_says_who_was_paid_for_what(shared):
    waiting = bring(shared("samples/bank-2025-06.txt"))["unresolved"]
    contributions = next(row for row in waiting if row["knp"] == "012")
    assert contributions["number"] == "991240999089"
    assert contributions["amount"] == "1298021.55"
    assert contributions["cell"].endswith(":СуммаРасход")
    assert contributions["offers"][0] == "122"
    assert all(row["offers"] for row in waiting if row["knp"] in ("012", "089", "121"))


@pytest.mark.parametrize("name", SAMPLES)
def test_payments_of_a_posted_register_are_duplicates(shared, facts, name):
    bring(shared("samples/cash-register-2025-h1.xlsx"))
    bring(shared("samples/funding-2025-h1.csv"))
    bring(shared("samples/cash-balances-2025.csv"))
    found = bring(shared(f"samples/{name}"))
    assert found["status"] == "already-imported"
    assert found["rows"]["duplicate"] == 32
    assert found["by_code"] == june(facts)
    controls = {control["name"]: control for control in found["controls"]}
    assert controls["funding:2025-06"]["holds"] is True
    assert controls["stated-balance:closing:2025-06-30"]["holds"] is True
    assert controls["stated-balance:opening:2025-06-01"]["holds"] is True
    assert Entry.objects.filter(measure="cash").count() == 195


def test_the_same_month_from_another_bank_adds_nothing(shared):
    answer(bring(shared("samples/bank-2025-06.txt"))["batch"], {"rules": RULES})
    for name in SAMPLES[1:]:
        assert bring(shared(f"samples/{name}"))["status"] == "already-imported"


def test_payments_that_wait_already_do_not_wait_twice(shared):
    bring(shared("samples/bank-2025-06.txt"))
    assert bring(shared("samples/bank-2025-06-halyk-style.txt"))["rows"]["duplicate"] == 32


def test_a_register_brings_the_codes_of_payments_that_wait(shared):
    batch = bring(shared("samples/bank-2025-06.txt"))["batch"]
    assert bring(shared("samples/cash-register-2025-h1.xlsx"))["rows"]["posted"] == 195
    found = answer(batch, {})
    assert (found["rows"]["duplicate"], found["rows"]["unresolved"]) == (32, 0)
    assert Entry.objects.filter(measure="cash").count() == 195


def test_an_undone_statement_can_come_again(shared):
    batch = bring(shared("samples/bank-2025-06.txt"))["batch"]
    answer(batch, {"rules": RULES})
    assert undo(batch)["reversed"] == 32
    assert bring(shared("samples/bank-2025-06.txt"))["rows"]["posted"] == 32


def test_it_refuses_a_closing_balance_that_does_not_tie(shared):
    found = bring(shared("samples/broken/balance-does-not-tie.txt"))
    assert found["status"] == "refused"
    assert [(p["problem"], p["cell"]) for p in found["problems"]] == [("balance-does-not-tie", "16:КонечныйОстаток")]


def test_a_funding_that_differs_is_a_doubt_and_no_money(shared):
    found = bring(shared("samples/bank-2025-06.txt"))
    control = next(c for c in found["controls"] if c["name"] == "funding:2025-06")
    assert (control["holds"], control["expected"]) == (None, "51314659.22")
    assert not Entry.objects.filter(measure="funding").exists()


def test_a_statement_of_receipts_alone_has_nothing_to_post_and_still_controls():
    statement = Statement([], first_day=date(2025, 6, 2), opening=Decimal("10.00"), closing=Decimal("30.00"))
    found = bring(bank_sheets.kazakh_client_bank(statement), "выписка.txt")
    assert found["status"] == "already-imported"
    assert found["rows"] == {"read": 0, "posted": 0, "duplicate": 0, "unresolved": 0, "rejected": 0, "skipped": 1}
    assert [c["expected"] for c in found["controls"] if c["name"].startswith("funding")] == ["20.00"]
