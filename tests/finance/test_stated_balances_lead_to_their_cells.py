"""Opening and closing cash lead to what was stated, and from there to the cell of the file."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import HttpResponse

from finance.models import CashBalance
from finance.months import Month
from finance.reports import cash_reconciliation, form2
from finance.scope import of_budget
from tests.ground import web_ground
from tests.ground.pages import element_of, rows_of

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = Month(2025, 1), Month(2025, 2)


def stated(page: HttpResponse) -> dict[str, str]:
    """Tenge by day."""
    return {row["Date"]: row["Amount, tenge"] for row in rows_of(page, "Stated cash balances")}


def test_the_balances_under_the_form_lead_to_the_statements() -> None:
    ground = web_ground.filled()
    report = form2.build(of_budget(ground.budget), JANUARY, FEBRUARY)
    assert len(report.summary) == 2
    for line in report.summary:
        assert stated(ground.client("auditor").get(line.link))["2025-02-28"] == "2,948.75"


def test_each_month_leads_to_the_statements_around_it_with_their_cells() -> None:
    ground = web_ground.filled()
    document = ground.document("balances", date(2025, 3, 31), batch_number=7)
    CashBalance.objects.create(
        budget=ground.budget, date=date(2025, 3, 31), amount=Decimal("-5.00"), document=document, cell="Лист1!B9"
    )
    row = cash_reconciliation.build(of_budget(ground.budget), Month(2025, 3), Month(2025, 3)).main.rows[0]
    page = ground.client("auditor").get(row.cell("stated").link)
    # the month opens with what was stated at the end of the one before
    assert stated(page) == {"2025-02-28": "2,948.75", "2025-03-31": "−5.00"}
    assert [link for link in element_of(page, "Stated cash").addresses if link.startswith("/imports/7/cell/?at=")]


def test_a_reader_sees_no_balances_of_another_facility() -> None:
    ground = web_ground.filled()
    address = f"/stated-balances/?budget={ground.budget.key}&from=2025-01&through=2025-12"
    assert web_ground.stranger(ground).get(address).status_code == 404
    assert ground.client("auditor").get(address.replace("from=2025-01", "from=январь")).status_code == 404
