"""What a person confirmed for one month codes the next month's statement, and nothing that was not confirmed."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from finance.models import Account, BudgetCode
from finance.months import Month
from procurement.models import Contract, Supplier
from tests.ground import bank_sheets, office_files
from tests.ground.import_ground import TODAY, answer, bring, facility, undo
from tests.ground.payments_book import Paid, Statement, by_code, payments
from tests.ground.samples import sample
from tests.ground.variants import register

MAY = Statement(payments(Month(2025, 5), Month(2025, 5), a_month=30, seed=5), closing=Decimal("94000.00"))
JUNE = Statement(payments(Month(2025, 6), Month(2025, 6), a_month=30, seed=6), opening=Decimal("94000.00"))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings):
    settings.SMETA_TODAY = TODAY
    facility()


def bring_statement(statement: Statement) -> dict:
    return bring(bank_sheets.kazakh_client_bank(statement), "выписка.txt")


def confirm(found: dict, statement: Statement) -> dict:
    """A person answers every row with the code it was really paid under."""
    codes = {p.number: p.code for p in statement.paid}
    return answer(
        found["batch"], {"rows": {str(row["row"]): codes[row["payment_number"]] for row in found["unresolved"]}}
    )


def with_payment(statement: Statement, extra: Paid) -> Statement:
    return replace(statement, paid=sorted([*statement.paid, extra], key=lambda p: p.day))


def test_one_months_confirmed_rows_code_the_next_months_statement():
    assert confirm(bring_statement(MAY), MAY)["rows"]["posted"] == 30
    found = bring_statement(JUNE)
    assert found["rows"]["unresolved"] == 0
    assert found["by_code"] == by_code(JUNE.paid)


def test_a_posted_register_teaches_as_well():
    bring(office_files.xlsx({"Реестр": register(MAY.paid)}), "реестр.xlsx")
    assert bring_statement(JUNE)["by_code"] == by_code(JUNE.paid)


def test_the_statement_of_the_sample_facility_is_learned_from_its_register():
    """May confirmed, June codes itself: also the supplier whom May never paid, whose wording and code's name agree."""
    text = sample("cash-register-2025-h1.csv").read_text(encoding="cp1251")
    lines = list(csv.reader(text.splitlines(), delimiter=";"))
    every = [Paid(date(int(r[0][6:]), int(r[0][3:5]), int(r[0][:2])), r[1], r[2], Decimal(r[3].replace(",", ".")), r[4],
                  r[5], r[6], "", r[7]) for r in lines[1:]]  # fmt: skip
    may = Statement([p for p in every if p.month == "2025-05"])
    confirm(bring_statement(may), may)
    june = [p for p in every if p.month == "2025-06"]
    found = bring(sample("bank-2025-06.txt"))
    assert found["rows"] == {"read": 32, "posted": 32, "duplicate": 0, "unresolved": 0, "rejected": 0, "skipped": 1}
    assert found["by_code"] == by_code(june)


@pytest.mark.parametrize(
    "extra",
    [
        Paid(date(2025, 6, 15), "900", "?", Decimal("141000.00"), "ТОО Новый", "990000000011", "141", "859",
             "Оплата по дог. 141 за услуги, акт 142"),
        Paid(date(2025, 6, 15), "901", "?", Decimal("5000.00"), "АО Банк, зарплатный проект", "991240999169", "", "859",
             "Возмещение прочих удержаний"),
        Paid(date(2025, 6, 15), "902", "?", Decimal("7000.00"), "ТОО Мебель", "990000000012", "111/2025", "710",
             "Оплата по договору № 111/2025 за шкафы"),
    ],
    ids=["new supplier, common words", "known supplier of several codes, new words", "new supplier, code-like contract"],
)  # fmt: skip
def test_what_nobody_confirmed_waits(extra):
    confirm(bring_statement(MAY), MAY)
    found = bring_statement(with_payment(JUNE, extra))
    assert [row["payment_number"] for row in found["unresolved"]] == [extra.number]


def test_the_choice_is_explained():
    confirm(bring_statement(MAY), MAY)
    row = Paid(
        date(2025, 6, 15), "903", "?", Decimal("1.00"), "ТОО Сүт өнімдері", "991240999288", "", "710", "за мебель"
    )
    waiting = bring_statement(with_payment(JUNE, row))["unresolved"][0]
    assert "141" in waiting["offers"]
    assert waiting["reason"]
    assert 0 < waiting["confidence"] < 0.8


def test_an_undone_import_teaches_nothing():
    found = bring_statement(MAY)
    confirm(found, MAY)
    undo(found["batch"])
    assert bring_statement(JUNE)["rows"]["unresolved"] == 30


def test_rows_of_one_statement_are_no_precedent_for_each_other():
    found = bring_statement(MAY)
    first = found["unresolved"][0]
    code = next(p.code for p in MAY.paid if p.number == first["payment_number"])
    answered = answer(found["batch"], {"rows": {str(first["row"]): code}})
    assert answered["rows"]["posted"] == 1
    assert answer(found["batch"], {})["rows"]["posted"] == 1


def test_a_contract_known_to_procurement_gives_the_code():
    budget = facility()
    supplier = Supplier.objects.create(number="991250999084", name="ИП Жібек")
    contract = Contract.objects.create(
        budget=budget, number="141/2025", supplier=supplier, signed_on=date(2025, 1, 6), ends_on=date(2025, 12, 31),
        amount_with_vat=Decimal("1.00"),
    )  # fmt: skip
    code = BudgetCode.objects.get(code="149", valid_to=None)
    contract.schedule.create(code=code, month=Month(2025, 6), amount_with_vat=Decimal("1.00"))
    found = bring_statement(JUNE)
    assert found["by_code"] == {"149": by_code(JUNE.paid)["149"]}
    assert {row["number"] for row in found["unresolved"]}.isdisjoint({supplier.number})


def test_transfers_between_own_accounts_and_other_receipts_are_no_expense():
    other = "KZ000000000000000026"
    Account.objects.create(facility=facility().facility, iik=other)
    transfer = Paid(date(2025, 6, 10), "950", "", Decimal("1000.00"), "Свой счёт", "990000000099", "", "", "Перевод")
    statement = with_payment(JUNE, transfer)
    data = bank_sheets.kazakh_client_bank(statement).decode().replace(transfer.account, other).encode()
    found = bring(data, "выписка.txt")
    assert found["rows"]["read"] == 30
    assert found["rows"]["skipped"] == 2
    assert any("1" in note for note in found["notes"])


def test_the_own_number_of_the_payee_makes_no_transfer():
    trips = [p for p in JUNE.paid if p.supplier == "991240999016"]
    assert trips
    found = bring_statement(JUNE)
    assert found["rows"]["read"] == len(JUNE.paid)
