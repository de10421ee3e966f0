"""The facility's sample files: right totals by code and month, in the order a newcomer imports them."""

from decimal import Decimal

import pytest

from finance import books
from finance.ledger import held
from finance.models import Balance, BudgetCode, Entry
from finance.months import Month, year_months
from tests.ground.import_ground import answer, bring, facility
from tests.ground.samples import FACTS, sample

pytestmark = pytest.mark.django_db

MONTHS = [f"0{n}" for n in range(1, 7)]


@pytest.fixture
def budget():
    return facility()


def posted(budget, measure):
    """{code: {month: tenge}} of what the ledger holds."""
    codes = {c.pk: c.code for c in BudgetCode.objects.all()}
    found = {}
    for (code, month), amount in held(budget.pk, measure, year_months(2025)).items():
        found.setdefault(codes[code], {})[str(month.number)] = amount
    return found


def stated(name):
    return {
        code: {month: Decimal(amount) for month, amount in months.items() if Decimal(amount)}
        for code, months in FACTS[name].items()
    }


def test_it_posts_the_register_by_code_and_month(budget):
    found = bring(sample("cash-register-2025-h1.xlsx"))
    assert found["status"] == "posted"
    assert found["source"] == {"format": "xlsx", "sheet": "Реестр", "header_row": 7, "encoding": None}
    assert found["rows"] == {
        "read": 195, "posted": 195, "duplicate": 0, "unresolved": 0, "rejected": 0, "skipped": 22,
    }  # fmt: skip
    assert found["total"] == FACTS["cash_total"]
    assert found["by_code"] == {code: f"{Decimal(amount):.2f}" for code, amount in FACTS["cash_by_code"].items()}
    assert found["by_month"] == {f"2025-0{m}": amount for m, amount in FACTS["cash_by_month"].items()}
    assert found["period"] == ["2025-01", "2025-06"]
    assert {c["holds"] for c in found["controls"]} == {True}
    assert posted(budget, "cash") == stated("cash_by_code_month")


def test_the_register_as_text_is_the_same_register(budget):
    bring(sample("cash-register-2025-h1.xlsx"))
    again = bring(sample("cash-register-2025-h1.csv"))
    assert again["status"] == "already-imported"
    assert again["source"]["encoding"] == "windows-1251"
    assert again["rows"]["duplicate"] == 195
    assert Entry.objects.count() == 195


def test_an_entry_knows_the_cell_it_came_from(budget):
    bring(sample("cash-register-2025-h1.xlsx"))
    entry = Entry.objects.get(number="102")
    assert (entry.cell, entry.row, entry.amount) == ("Реестр!D9", 9, Decimal("14679634.71"))
    assert entry.counterparty_number == "991240999169"
    assert entry.purpose == "Заработная плата работников за январь 2025 г."


def test_plan_and_certificates_make_the_adjusted_plan(budget):
    plan = bring(sample("plan-2025.xlsx"))
    assert (plan["total"], plan["rows"]["read"], plan["unit"]) == ("657845000.00", 17, "thousand")
    changes = bring(sample("plan-amendments-2025.xlsx"))
    assert changes["status"] == "posted"
    assert changes["period"][0] == "2025-04"
    months = Balance.objects.filter(measure__in=("plan", "amendment"))
    assert sum(b.amount for b in months) == Decimal("795399000.00")
    by_march = sum(b.amount for b in months if b.dated <= Month(2025, 3) or b.measure == "plan")
    assert by_march == Decimal(FACTS["plan_adjusted_after_first_amendment"]) * 1000
    assert books.check().broken == []


def test_the_plan_without_codes_leaves_two_rows_to_a_person(budget):
    found = bring(sample("plan-2025-no-codes.xlsx"))
    assert found["status"] == "posted"
    assert found["rows"] | {"skipped": 0} == {
        "read": 17, "posted": 15, "duplicate": 0, "unresolved": 2, "rejected": 0, "skipped": 0,
    }  # fmt: skip
    waiting = {row["row"]: row for row in found["unresolved"]}
    assert waiting[6]["name"] == "Дополнительные денежные выплаты"
    assert waiting[6]["offers"] == ["112", "113"]
    assert waiting[19]["offers"][0] == "161"

    done = answer(found["batch"], {"aliases": {"Командировачные расходы": "161"}, "rows": {"6": "113"}})
    assert done["rows"]["posted"] == 17
    assert done["rows"]["unresolved"] == 0
    assert done["by_code"]["113"] == "34189000.00"
    assert bring(sample("plan-2025.xlsx"))["status"] == "already-imported"

    # the alias is remembered, the answer about a row is not
    again = bring(sample("plan-2025-no-codes.xlsx"))
    assert (again["rows"]["duplicate"], again["rows"]["unresolved"]) == (16, 1)


def test_monthly_trial_balances_are_the_actual_cost(budget):
    bring(sample("cash-register-2025-h1.xlsx"))
    for month in MONTHS:
        found = bring(sample(f"trial-balance-2025-{month}.xlsx"))
        assert found["status"] == "posted"
        assert found["doubts"] == []
        cash = [c for c in found["controls"] if c["name"] == "cash"]
        assert len(cash) == 17
        assert {c["holds"] for c in cash} == {True}
    assert posted(budget, "actual") == stated("actual_by_code_month")
    openings = [c["holds"] for c in found["controls"] if c["name"] == "opening-balance"]
    assert set(openings) == {True}

    half = bring(sample("trial-balance-2025-h1.xlsx"))
    assert half["status"] == "already-imported"
    assert {c["holds"] for c in half["controls"] if c["name"] == "actual"} == {True}


def test_a_half_year_at_once_is_refused_where_its_months_are_missing(budget):
    bring(sample("trial-balance-2025-01.xlsx"))
    found = bring(sample("trial-balance-2025-h1.xlsx"))
    assert found["status"] == "refused"
    assert [p["problem"] for p in found["problems"]] == ["period-too-long"]


def test_cash_balances_are_controls_of_what_was_received_and_paid(budget):
    bring(sample("funding-2025-h1.csv"))
    bring(sample("cash-register-2025-h1.xlsx"))
    found = bring(sample("cash-balances-2025.csv"))
    assert found["rows"]["posted"] == 7
    assert [c["expected"] for c in found["controls"]] == FACTS["cash_balances"][1:]
    assert {c["holds"] for c in found["controls"]} == {True}
    assert books.check().broken == []


@pytest.mark.parametrize("name", ["bad-amounts.xlsx", "unknown-code.xlsx", "wrong-total.xlsx"])
def test_every_faulty_cell_is_named_and_nothing_is_saved(budget, name):
    found = bring(sample(f"broken/{name}"))
    assert found["status"] == "refused"
    errors = [p for p in found["problems"] if p["severity"] == "error"]
    assert [p["cell"] for p in errors] == FACTS["broken"]["cells"][name]
    assert found["rows"]["posted"] == 0
    rows = found["rows"]
    assert rows["read"] == rows["posted"] + rows["duplicate"] + rows["unresolved"] + rows["rejected"]
    assert not Entry.objects.exists()


def test_each_broken_file_is_refused_for_its_own_reason(budget):
    for name, problem in FACTS["broken"]["problems"].items():
        found = bring(sample(f"broken/{name}"))
        assert found["status"] == "refused", name
        assert {p["problem"] for p in found["problems"] if p["severity"] == "error"} == {problem}, name
    assert not Entry.objects.exists()
    assert books.check().broken == []
