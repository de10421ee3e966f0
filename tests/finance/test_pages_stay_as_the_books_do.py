"""What a page shows of the books is kept while the books stay as they are, and made anew with the first change."""

import pytest
from django.test import Client

from finance.deviations import deviations, explain
from finance.months import Month
from finance.reports import registry
from finance.scope import of_budget
from finance.unexplained import unexplained
from tests.ground import web_ground
from tests.ground.pages import page_of, table_of

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/budget/2025-fund/execution/?from=2025-01&through=2025-02&unit=tenge"


def cash(client: Client, address: str = PAGE) -> str:
    return table_of(client.get(address), "table-execution")["111"]["Cash execution"]


def test_a_page_asked_again_costs_few_queries_until_something_is_posted(query_counts) -> None:
    ground = web_ground.filled()
    client = ground.client("auditor")
    assert cash(client) == "7,001.25"
    with query_counts("report asked again"):
        assert cash(client) == "7,001.25"
    ground.post("cash", ("111", 2, "0.75"))
    assert cash(client) == "7,002.00"


def test_who_looks_in_which_language_sees_their_own(query_counts) -> None:
    ground = web_ground.filled()
    english, russian = ground.client("economist"), ground.client("economist", "ru")
    auditor = ground.client("auditor")
    assert "Execution of the budget" in page_of(english.get(PAGE)).text
    assert "Исполнение бюджета" in page_of(russian.get(PAGE)).text
    assert "Execution of the budget" in page_of(auditor.get(f"{PAGE}&language=en")).text
    assert "Keep" in page_of(english.get(PAGE)).text
    assert "Keep" not in page_of(auditor.get(PAGE)).text


def test_what_was_explained_shows_at_once() -> None:
    ground = web_ground.filled()
    client, budget, months = ground.client("economist"), ground.budget, (Month(2025, 1), Month(2025, 2))
    scope = of_budget(budget)
    assert "3 not explained" in page_of(client.get(PAGE)).text
    report = registry.get("execution")(scope, *months, language="en")
    asked = [one for one in deviations(report, scope, "execution") if one.row == "169"]
    explain(budget, asked, {"execution.169": "Разовый платёж"}, months, user=ground.person("economist"))
    assert "2 not explained" in page_of(client.get(PAGE)).text
    assert unexplained(budget, months[1]) == 2
