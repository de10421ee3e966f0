"""A month in a real browser by its bank statement alone: plan approved, statement coded and posted, the month closed."""

import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from finance.models import Budget, MonthState
from tests.browser.test_browser import sign_in
from tests.ground import web_ground
from tests.ground.samples import sample
from tests.imports.test_the_statement_does_the_month import FIRST_BOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MONTHS = "/budget/2025-fund/months/"
MOST_CONFIRMED = 20
# What the papers of these suppliers do not tell: medicines, security, washing, repair of devices.
BY_HAND = {"991240999367": "142", "991240999327": "142", "991240999644": "159", "991240999723": "159", "991240999684": "159"}  # fmt: skip


def become(page, name: str) -> None:
    page.context.clear_cookies()
    sign_in(page, name)


def bring(page, name: str) -> None:
    page.goto("/imports/")
    page.locator("#files").set_input_files(sample(name))
    page.locator(".drop button").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))


def press_and_wait(page, selector: str) -> None:
    page.locator(selector).first.click()
    page.wait_for_selector(".messages .success")


def test_june_is_done_from_its_statement_to_the_closed_month(page, monkeypatch) -> None:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-07-15", raising=False)
    budget = web_ground.empty().budget
    become(page, "economist")
    bring(page, "plan-2025.xlsx")
    waiting = page.url
    assert page.locator(".act button.primary").count() == 0
    become(page, "manager")
    page.goto(waiting)
    press_and_wait(page, ".act button.primary")
    become(page, "economist")
    bring(page, "bank-2025-06.txt")
    page.locator("[data-choose-offered]").click()
    questions = page.locator(".questions li:has(select[name^=code-])")
    left = [one for one in questions.all() if not one.locator("select[name^=code-]").input_value()]
    assert len(left) + 1 <= MOST_CONFIRMED < questions.count()
    for one in left:
        (code,) = [code for number, code in BY_HAND.items() if number in one.inner_text()]
        one.locator("select[name^=code-]").select_option(code)
    page.locator("form:has(.questions) button[type=submit]").last.click()
    page.wait_for_selector("[data-choose-offered]", state="detached")
    press_and_wait(page, ".act button.primary")
    become(page, "accountant")
    page.goto(f"/budget/{budget.key}/months/")
    press_and_wait(page, ".act button.primary, form[action*=close] button")
    assert [str(state.month) for state in MonthState.objects.order_by("month")] == FIRST_BOOKS
    expected = json.loads(sample("bank-2025-06.month.json").read_text(encoding="utf-8"))
    told = form2(budget)
    assert {row["code"]: {key: row[key] for key in ("funding", "cash")} for row in told["rows"]} == expected["by_code"]
    assert told["cash_balance"] == expected["cash_balance"]
    page.goto(f"/budget/{budget.key}/form2/?from=2025-06&through=2025-06&unit=tenge")
    shown = " ".join(page.locator("#table-form2 tbody tr", has_text="142").inner_text().split())
    assert "388 547,28" in shown.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def form2(budget: Budget) -> Any:
    out = StringIO()
    call_command("report", "form2", "--budget", budget.key, "--from", "2025-06", "--through", "2025-06", format="json", stdout=out)  # fmt: skip
    return json.loads(out.getvalue())
