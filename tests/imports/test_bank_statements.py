"""Bank statements of every dialect give the same payments, and no code without a person's word."""

from datetime import date
from decimal import Decimal

import pytest

from finance.models import Entry
from tests.ground import bank_sheets
from tests.ground.import_ground import TODAY, answer, bring, facility, undo
from tests.ground.payments_book import Statement
from tests.ground.samples import FACTS, sample

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


def june() -> dict[str, str]:
    return {
        code: f"{Decimal(months['6']):.2f}"
        for code, months in FACTS["cash_by_code_month"].items()
        if Decimal(months["6"])
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_it_gives_the_payments_of_june_and_guesses_none_in_an_empty_ledger(name):
    found = bring(sample(name))
    assert found["status"] == "posted"
    assert found["kind"] == "bank"
    assert found["rows"] == {"read": 32, "posted": 0, "duplicate": 0, "unresolved": 32, "rejected": 0, "skipped": 1}
    assert found["total"] == FACTS["cash_by_month"]["6"]
    assert found["by_month"] == {"2025-06": FACTS["cash_by_month"]["6"]}
    assert found["by_code"] == {}
    assert all(control["holds"] for control in found["controls"] if control["against"] == "file")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("name", SAMPLES)
def test_sixteen_rules_give_every_payment_its_code(name):
    batch = bring(sample(name))["batch"]
    found = answer(batch, {"rules": RULES})
    assert found["rows"]["unresolved"] == 0
    assert found["rows"]["posted"] == 32
    assert found["by_code"] == june()


def test_every_row_that_waits_says_who_was_paid_for_what():
    waiting = bring(sample("bank-2025-06.txt"))["unresolved"]
    contributions = next(row for row in waiting if row["knp"] == "012")
    assert contributions["number"] == "991240999089"
    assert contributions["amount"] == "1298021.55"
    assert contributions["cell"].endswith(":СуммаРасход")
    assert contributions["offers"][0] == "122"
    assert all(row["offers"] for row in waiting if row["knp"] in ("012", "089", "121"))


@pytest.mark.parametrize("name", SAMPLES)
def test_payments_of_a_posted_register_are_duplicates(name):
    bring(sample("cash-register-2025-h1.xlsx"))
    bring(sample("funding-2025-h1.csv"))
    bring(sample("cash-balances-2025.csv"))
    found = bring(sample(name))
    assert found["status"] == "already-imported"
    assert found["rows"]["duplicate"] == 32
    assert found["by_code"] == june()
    controls = {control["name"]: control for control in found["controls"]}
    assert controls["funding:2025-06"]["holds"] is True
    assert controls["stated-balance:closing:2025-06-30"]["holds"] is True
    assert controls["stated-balance:opening:2025-06-01"]["holds"] is True
    assert Entry.objects.filter(measure="cash").count() == 195


def test_the_same_month_from_another_bank_adds_nothing():
    answer(bring(sample("bank-2025-06.txt"))["batch"], {"rules": RULES})
    for name in SAMPLES[1:]:
        assert bring(sample(name))["status"] == "already-imported"


def test_payments_that_wait_already_do_not_wait_twice():
    bring(sample("bank-2025-06.txt"))
    assert bring(sample("bank-2025-06-halyk-style.txt"))["rows"]["duplicate"] == 32


def test_a_register_brings_the_codes_of_payments_that_wait():
    batch = bring(sample("bank-2025-06.txt"))["batch"]
    assert bring(sample("cash-register-2025-h1.xlsx"))["rows"]["posted"] == 195
    found = answer(batch, {})
    assert (found["rows"]["duplicate"], found["rows"]["unresolved"]) == (32, 0)
    assert Entry.objects.filter(measure="cash").count() == 195


def test_an_undone_statement_can_come_again():
    batch = bring(sample("bank-2025-06.txt"))["batch"]
    answer(batch, {"rules": RULES})
    assert undo(batch)["reversed"] == 32
    assert bring(sample("bank-2025-06.txt"))["rows"]["posted"] == 32


def test_it_refuses_a_closing_balance_that_does_not_tie():
    found = bring(sample("broken/balance-does-not-tie.txt"))
    assert found["status"] == "refused"
    assert [(p["problem"], p["cell"]) for p in found["problems"]] == [("balance-does-not-tie", "16:КонечныйОстаток")]


def test_a_funding_that_differs_is_a_doubt_and_no_money():
    found = bring(sample("bank-2025-06.txt"))
    control = next(c for c in found["controls"] if c["name"] == "funding:2025-06")
    assert (control["holds"], control["expected"]) == (None, "51314659.22")
    assert not Entry.objects.filter(measure="funding").exists()


def test_a_statement_of_receipts_alone_brings_its_money_and_still_controls():
    statement = Statement([], first_day=date(2025, 6, 2), opening=Decimal("10.00"), closing=Decimal("30.00"))
    found = bring(bank_sheets.kazakh_client_bank(statement), "выписка.txt")
    assert found["status"] == "posted"
    assert [receipt["status"] for receipt in found["receipts"]] == ["unresolved"]
    assert found["rows"] == {"read": 0, "posted": 0, "duplicate": 0, "unresolved": 0, "rejected": 0, "skipped": 1}
    assert [c["expected"] for c in found["controls"] if c["name"].startswith("funding")] == ["20.00"]
