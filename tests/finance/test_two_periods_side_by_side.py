"""Any two periods by code, and codes by month as heat: figures lead to their entries and add up."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.http import QueryDict

from finance.drill import Drill
from finance.models import Budget
from finance.months import Month
from finance.reports import registry
from finance.scope import ScopeError, of_budget
from tests.ground import web_ground
from tests.ground.formulas import disagreements
from tests.ground.pages import element_of

pytestmark = pytest.mark.django_db
FEBRUARY = Month(2025, 2)


def compared(ground: web_ground.WebGround, **asked: int):
    return registry.get("two-periods", **asked)(of_budget(ground.budget), FEBRUARY, FEBRUARY, language="en")


def row(report, code: str):
    return next(row for row in report.main.rows if row.cell("code").value == code)


def test_without_last_year_a_month_stands_against_the_one_before() -> None:
    ground = web_ground.filled()
    report = compared(ground)
    pay = row(report, "111")
    assert (pay.cell("cash_before").value, pay.cell("cash_now").value) == (Decimal("7000.25"), Decimal("1.00"))
    assert report.notes[0].text == "Set against: January 2025."
    assert disagreements(report) == []
    for key, cell in pay.cells.items():
        if cell.link:
            assert Drill.parse(QueryDict(cell.link.partition("?")[2])).total() == cell.value, key


def test_a_period_stands_against_the_same_months_of_last_year_or_any_that_is_asked_for() -> None:
    ground = web_ground.filled()
    now = ground.budget
    Budget.objects.create(key="2024-fund", facility=now.facility, year=2024, programme=now.programme, source=now.source)
    assert compared(ground).notes[0].text == "Set against: February 2024."
    assert (
        compared(ground, against_year=2025, against_from=1, against_through=1).notes[0].text.endswith("January 2025.")
    )
    assert compared(ground, against_year=2023).main.total.cell("cash_before").value == 0
    with pytest.raises(ScopeError):
        compared(ground, against_from=5, against_through=2)


def test_the_command_names_the_other_period_in_options_with_dashes(capsys) -> None:
    web_ground.filled()
    asked = ("--from", "2025-02", "--through", "2025-02", "--against-year", "2025", "--against-from", "1")
    call_command("report", "two-periods", *asked, "--against-through", "1", "--language", "en")
    assert "Set against: January 2025." in capsys.readouterr().out


def test_the_heaviest_month_of_a_code_is_the_darkest() -> None:
    ground = web_ground.filled()
    address = f"/budget/{ground.budget.key}/two-periods/?from=2025-02&through=2025-02"
    page = ground.client("auditor").get(address)
    heat = element_of(page, "table-heat")
    (cell,) = [cell for cell in heat.all("td", class_="warm-5") if "7,500" in cell.text or "7.5" in cell.text]
    assert cell.addresses[0].startswith(
        "/entries/?budget=2025-fund&code=111&measure=actual&from=2025-01&through=2025-01"
    )
    assert ground.client("auditor").get(f"/budget/{ground.budget.key}/two-periods.xlsx").status_code == 200
