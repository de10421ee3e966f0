"""A file goes in and out again without a mouse."""

import pytest

from tests.browser.test_browser import register, sign_in
from tests.ground import web_ground

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def tab_to(page, selector: str) -> None:
    """Press Tab until the focus is there; every step must show where it is."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none" or page.evaluate(
            "document.activeElement === document.body"
        )
    pytest.fail(f"Tab never came to {selector}")


def test_a_file_is_posted_and_undone_by_keyboard_alone(page, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)
    web_ground.filled()
    sign_in(page)
    page.goto("/imports/")
    # The system's own window for choosing files is no part of the page.
    page.locator("#files").set_input_files(register(tmp_path))
    tab_to(page, ".drop button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".act button.primary")
    tab_to(page, ".act button.primary")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messages .success")
    tab_to(page, "a.danger")
    page.keyboard.press("Enter")
    page.wait_for_selector("#reason")
    tab_to(page, "#reason")
    page.keyboard.type("Не тот файл")
    tab_to(page, "button.danger")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messages .success")
    assert page.locator("a.danger").count() == 0


def test_the_first_tab_leads_past_the_menus_to_the_content(page) -> None:
    web_ground.filled()
    sign_in(page)
    page.goto("/imports/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('skip')")
    page.keyboard.press("Enter")
    tab_to(page, "#files")
