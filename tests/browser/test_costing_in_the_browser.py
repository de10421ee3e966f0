"""Costing in a real browser: run a period, walk from a figure to its cell, ask what if, type volumes."""

import re

import pytest

from tests.browser.test_browser import sign_in
from tests.ground.costing_ground import costed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed_in(page):
    costed()
    sign_in(page)
    return page


def run(page) -> None:
    page.goto("/costing/")
    page.locator("#run-from").select_option("2025-01")
    page.locator("#run-through").select_option("2025-06")
    page.locator("form[action$='/run/'] button").click()
    page.wait_for_url(re.compile(r"/costing/runs/\d+/$"))


def test_a_run_shows_its_checks_and_is_locked_for_good(signed_in) -> None:
    page = signed_in
    run(page)
    assert page.locator("#controls tbody tr").count() == 15
    page.locator("form[action$='/lock/'] button").click()
    page.wait_for_selector(".messages .success")
    assert page.locator("form[action$='/lock/']").count() == 0


def test_from_a_cost_through_its_trace_to_the_cell_of_the_file(signed_in) -> None:
    page = signed_in
    page.goto("/budget/2025-fund/bed-day-cost/?from=2025-01&through=2025-06&unit=tenge")
    row = page.locator("#table-by-code tbody tr", has_text="141").first
    row.locator("td.num a").first.click()
    assert "centre:" not in page.locator("main").inner_text()
    assert page.locator("#table-services tbody tr").count() > 3
    page.locator("#table-codes td.num a").first.click()
    page.locator("table.ledger tbody td.text a[href*='/cell/']").first.click()
    assert page.locator("#target").inner_text() != ""


def test_from_bed_days_to_the_cell_of_the_volumes(signed_in) -> None:
    page = signed_in
    page.goto("/budget/2025-fund/volumes/?from=2025-03&through=2025-03")
    figure = page.locator("#table-volumes tbody tr").first.locator("a", has_text=re.compile(r"4\s307"))
    figure.click()
    page.locator("#table-sources a[href*='/cell/']").first.click()
    assert page.locator("#target").inner_text() == "4307"


def test_what_if_changes_the_margin_and_is_saved_by_name(signed_in) -> None:
    page = signed_in
    run(page)
    page.locator("a[href$='/what-if/']").click()
    page.locator("input[name='tariff-neurology']").fill("14 000,00")
    page.locator("input[name='price-141']").fill("10")
    page.keyboard.press("Enter")
    page.wait_for_url("**tariff-neurology**")
    changed = page.locator("#result tbody tr").first.locator("td.num").nth(6).inner_text()
    assert changed.startswith("+")
    page.locator("#name").fill("Дороже питание")
    page.keyboard.press("Enter")
    page.wait_for_url("**scenario=**")
    assert page.locator("h1").inner_text() == "Дороже питание"


def test_volumes_are_typed_by_keyboard_and_a_wrong_one_is_marked(signed_in) -> None:
    page = signed_in
    page.goto("/costing/2025-fund/volumes/?month=2025-07")
    field = page.locator("input[name='neurology|inpatient|bed_days_done']")
    field.fill("сто")
    page.keyboard.press("Enter")
    page.wait_for_selector("input[aria-invalid='true']")
    assert field.input_value() == "сто", "what was typed stays"
    field.fill("4 500")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messages .success")
    assert field.input_value() == "4500"
