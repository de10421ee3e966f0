"""Cost reports filed with a regulator, replayed cell by cell: two always, 500 where their data stand beside the project."""

import json
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from tariffs.allocation import allocate
from tariffs.allocation.printing import as_json
from tariffs.allocation.reading import read_inputs
from tests.ground.samples import published

FILED = {"rate_decimals": 6, "amount_decimals": 0, "residual": "largest"}


@pytest.fixture(scope="module")
def reports() -> list[dict]:
    """The filings of 500 hospices: too many for the project, they stay beside it."""
    filed = Path(settings.BASE_DIR).parent / "shared" / "vectors" / "hcris_hospice_500.json"
    if not filed.exists():
        pytest.skip(f"{filed.name} is not beside the project")
    return json.loads(filed.read_text(encoding="utf-8"))["reports"]


def replay(report: dict, rounding: dict = FILED) -> dict:
    per_diem = report["expected"]["per_diem"]
    paid = [line for line in report["expected"]["full_costs"] if line not in per_diem["excluded_lines"]]
    inputs = read_inputs(
        {
            **{key: report[key] for key in ("departments", "direct_costs", "bases", "order")},
            "methods": ["step-down"],
            "products": {"patient-day": {"departments": paid, "volume": per_diem["patient_days"]}},
            "rounding": rounding,
        }
    )
    return as_json(inputs, allocate(inputs))["results"]["step-down"]


def money(amount: int) -> str:
    return f"{amount}.00"


def agreeing(report: dict) -> Counter:
    """How many cells, multipliers, per-diems and whole reports come out as filed."""
    result, expected = replay(report), report["expected"]
    cells = [
        result["allocations"][giver][receiver] == money(amount)
        for giver, row in expected["allocations"].items()
        for receiver, amount in row.items()
    ]
    cells += [result["full_costs"][line] == money(amount) for line, amount in expected["full_costs"].items()]
    beyond = [cost for line, cost in result["full_costs"].items() if line not in expected["full_costs"]]
    multipliers = expected["unit_cost_multipliers"]
    per_diem = result["product_costs"]["patient-day"] == expected["per_diem"]["cost_per_patient_day"]
    whole = (
        all(cells)
        and not any(cost != "0.00" for cost in beyond)
        and result["rates"] == multipliers
        and per_diem
        and result["total_direct"] == money(expected["total_direct"])
        and result["total_full"] == money(expected["total_full"])
        and result["unallocated"] == money(expected["unallocated"])
    )
    rates = sum(result["rates"].get(giver) == rate for giver, rate in multipliers.items())
    return Counter({"reports": whole, "cells": sum(cells), "multipliers": rates, "per-diems": per_diem})


@pytest.mark.parametrize(
    ("name", "cells", "multipliers"), [("hcris_hospice_36073", 37, 4), ("hcris_hospice_36922", 45, 6)]
)
def test_it_replays_a_small_filing_and_one_whose_total_exceeds_the_ledger(name, cells, multipliers) -> None:
    found = {"reports": 1, "cells": cells, "multipliers": multipliers, "per-diems": 1}
    assert agreeing(published(name)) == found


def test_it_replays_every_cell_multiplier_and_per_diem(reports) -> None:
    found = sum((agreeing(report) for report in reports), Counter())
    assert found == {"reports": 500, "cells": 19_461, "multipliers": 2_011, "per-diems": 500}


def test_it_flags_the_two_filings_whose_total_exceeds_the_ledger(reports) -> None:
    flagged = {}
    for report in reports:
        result = replay(report)
        if not result["checks"][0]["holds"]:
            flagged[report["report_id"]] = (result["unallocated"], result["checks"][0]["difference"])
    assert flagged == {36922: ("-5315.00", "5315.00"), 37039: ("-1087.00", "1087.00")}


@pytest.mark.parametrize(
    ("rounding", "exact_reports"),
    [
        ({**FILED, "residual": "none"}, 93),
        ({**FILED, "rate_decimals": None}, 355),
        ({**FILED, "rate_decimals": None, "residual": "none"}, 91),
        ({**FILED, "rate_decimals": 8}, 357),
        ({**FILED, "rate_decimals": 4}, 29),
    ],
)
def test_it_fails_the_filings_where_one_clause_of_the_rule_is_dropped(reports, rounding, exact_reports) -> None:
    same = 0
    for report in reports:
        result = replay(report, rounding)
        allocations = report["expected"]["allocations"]
        same += all(
            result["allocations"][giver][receiver] == money(amount)
            for giver, row in allocations.items()
            for receiver, amount in row.items()
        )
    assert same == exact_reports


def test_it_rounds_halves_up_in_the_multiplier() -> None:
    inputs = read_inputs(
        {"direct_costs": {"S": "1.0000005"}, "bases": {"S": {"A": 1}}, "rounding": {"rate_decimals": 6}}
    )
    assert as_json(inputs, allocate(inputs))["results"]["step-down"]["rates"] == {"S": "1.000001"}
