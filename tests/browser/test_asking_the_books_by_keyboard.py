"""The questions of a head physician, asked by the keyboard alone, a Cyrillic layout included, in three languages."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_browser import sign_in, violations
from tests.ground.costing_ground import ACTUAL, COSTING, costed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILES = (
    "plan-2025.xlsx",
    "plan-amendments-2025.xlsx",
    "contracts-2025.csv",
    "cash-register-2025-h1.xlsx",
    *COSTING,
    *ACTUAL,
)
# A key that gives a slash on the Latin layout gives a point on the Cyrillic one; its place is the same.
CYRILLIC_SLASH = """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
    {key: ".", code: "Slash", bubbles: true, cancelable: true}))"""
WORDS = {
    "ru": {"why": "Почему и что делать", "says": "каждый приносит убыток 61,05", "periods": "Два периода"},
    "kk": {"why": "Неге және не істеу керек", "says": "61,05", "periods": "Екі кезең"},
    "en": {"why": "Why and what to do", "says": "each loses 61.05", "periods": "Two periods"},
}


def follow(page, text: str) -> None:
    """A link reached and opened by the keyboard."""
    link = page.get_by_role("link", name=text, exact=True).first
    link.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


# the other languages change words alone
@pytest.mark.parametrize("language", ["ru", *(pytest.param(one, marks=pytest.mark.soak) for one in ("kk", "en"))])
def test_four_questions_take_three_keystroke_groups_each(page, language) -> None:
    costed(files=FILES)
    said = WORDS[language]
    sign_in(page, "manager")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    page.goto("/budget/2025-fund/tariff-vs-cost/?from=2025-01&through=2025-06")
    follow(page, said["why"])
    expect(page.get_by_text(said["says"]).first).to_be_visible()
    assert language != "ru" or violations(page) == []
    page.evaluate(CYRILLIC_SLASH)
    page.wait_for_url("**/search/**")
    expect(page.locator("[autofocus]")).to_be_focused()
    page.keyboard.type("сут онимдери")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("ТОО Сүт өнімдері").first).to_be_visible()
    page.goto("/manager/")
    assert language != "ru" or violations(page) == []
    expect(page.get_by_role("link", name=re.compile("^169"))).to_be_visible()
    page.goto("/budget/2025-fund/years/")
    follow(page, said["periods"])
    assert language != "ru" or violations(page) == []
