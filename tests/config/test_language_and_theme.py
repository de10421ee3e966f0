"""The reader's language and theme: three languages on every main page, dark where it was chosen or is the system's."""

import re

import pytest

from tests.browser.test_browser import sign_in
from tests.ground import web_ground

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ground(page) -> web_ground.WebGround:
    made = web_ground.filled()
    sign_in(page)
    return made


def test_the_language_is_changed_on_the_page_and_the_address_stays(page, ground) -> None:
    address = f"/budget/{ground.budget.key}/execution/?from=2025-01&through=2025-02&unit=tenge"
    page.goto(address)
    seen = {}
    for language in ("kk", "en", "ru"):
        page.locator(f".languages button[value={language}]").click()
        page.wait_for_function(f"document.documentElement.lang === '{language}'")
        assert page.url.endswith(address)
        seen[language] = (page.locator("h1").inner_text(), page.locator("tfoot td.num").nth(1).inner_text())
    assert len({heading for heading, _figure in seen.values()}) == 3
    assert {language: figure for language, (_heading, figure) in seen.items()} == {
        "ru": "21\xa0100,50",
        "kk": "21\xa0100,50",
        "en": "21,100.50",
    }


def test_dark_of_the_system_is_obeyed_until_the_reader_chooses(page, ground) -> None:
    def paper() -> str:
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.emulate_media(color_scheme="light")
    light = paper()
    page.emulate_media(color_scheme="dark")
    dark = paper()
    assert dark != light
    page.locator("[data-theme-toggle]").click()
    assert paper() == light
    page.goto("/imports/")
    assert paper() == light
    page.locator("[data-theme-toggle]").click()
    assert paper() == dark


def test_an_error_page_speaks_the_readers_language(page, ground) -> None:
    page.locator(".languages button[value=kk]").click()
    page.wait_for_function("document.documentElement.lang === 'kk'")
    page.goto("/nothing/")
    assert page.locator("html").get_attribute("lang") == "kk"
    assert re.search("[ҚқҒғҢңӨөҰұҮүІіӘәҺһ]", page.locator("main").inner_text())
