"""June's bank statement alone, on a plan in an empty ledger, does the month: cash, money received, balances, closed."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from finance.models import MonthState
from tests.ground.import_ground import TODAY, facility
from tests.ground.samples import sample
from tests.imports.test_bank_statements import RULES, SAMPLES

pytestmark = pytest.mark.django_db

EXPECTED = sample("bank-2025-06.month.json")
FIRST_BOOKS = ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06"]


def run(command: str, *arguments: object, **options: object) -> dict:
    out = StringIO()
    call_command(command, *map(str, arguments), format="json", stdout=out, **options)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("name", SAMPLES)
def test_june_is_done_by_its_statement_and_sixteen_rules(settings, tmp_path, name) -> None:
    settings.SMETA_TODAY = TODAY
    facility()
    run("import_file", sample("plan-2025.xlsx"))
    found = run("import_file", sample(name))
    assert len(RULES) <= 20
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"rules": RULES, "funding": "plan"}), encoding="utf-8")
    answered = run("resolve", found["batch"], answers)
    assert (answered["rows"]["unresolved"], answered["receipts_waiting"]) == (0, 0)
    month = ["--from", "2025-06", "--through", "2025-06"]
    form2 = run("report", "form2", *month)
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    assert {row["code"]: {key: row[key] for key in ("funding", "cash")} for row in form2["rows"]} == expected["by_code"]
    assert {key: form2["total"][key] for key in ("funding", "cash")} == expected["total"]
    assert form2["cash_balance"] == expected["cash_balance"]
    assert [check["holds"] for check in form2["checks"]] == [True]
    lines = run("close_month", "2025-06")["lines"]
    assert [line["name"] for line in lines if line["blocks"]] == []
    assert [str(state.month) for state in MonthState.objects.order_by("month")] == FIRST_BOOKS
    assert run("check_books")["broken"] == []


def test_the_expected_month_adds_up() -> None:
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    for figure in ("funding", "cash"):
        of_codes = sum(Decimal(row[figure]) for row in expected["by_code"].values())
        assert of_codes == Decimal(expected["total"][figure])
    balance = {key: Decimal(amount) for key, amount in expected["cash_balance"].items()}
    moved = Decimal(expected["total"]["funding"]) - Decimal(expected["total"]["cash"])
    assert balance["opening"] + moved == balance["closing"]
