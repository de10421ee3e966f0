"""A month in a real browser: closed by the accountant, asked for by the economist, opened by the manager."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from finance.ledger import ClosedMonthError
from tests.browser.test_contracts_in_the_browser import AXE, sign_in
from tests.ground import web_ground
from tests.ground.web_ground import WebGround

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/budget/2025-fund/months/"


@pytest.fixture
def ground(monkeypatch, page, live_server) -> WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-31", raising=False)
    page.url_root = live_server.url
    return web_ground.filled()


def test_a_month_is_closed_and_opened_again_by_two_people(page, ground) -> None:
    sign_in(page, "accountant")
    page.locator(".todo a", has_text="Look").first.click()
    page.get_by_role("button", name="Close January 2025").click()
    page.wait_for_selector(".messages .success")
    with pytest.raises(ClosedMonthError):
        ground.post("cash", ("111", 1, "1.00"))
    january = page.locator("table.ledger tbody tr").first
    assert january.locator(".tag").inner_text() == "closed"
    sign_in(page, "economist")
    page.locator(f".sections a[href='{PAGE}']").click()
    january.get_by_role("link", name="Open again").click()
    page.locator("#until").fill(str(timezone.localdate() + timedelta(days=7)))
    page.locator("#reason").fill("Опоздал акт")
    page.get_by_role("button", name="Send for approval").click()
    page.wait_for_selector(".messages .success")
    assert page.get_by_role("button", name="Approve and open the month").count() == 0
    sign_in(page, "manager")
    page.goto(PAGE)
    page.get_by_role("button", name="Approve and open the month").click()
    page.wait_for_selector(".messages .success")
    assert january.locator(".tag").inner_text().startswith("open through")
    ground.post("cash", ("111", 1, "1.00"))


# dark is looked at on the main pages; all of them in every combination in the soak
@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.soak)])
def test_the_page_is_accessible_and_fits_a_narrow_screen(page, ground, theme) -> None:
    sign_in(page, "accountant")
    page.context.add_cookies([{"name": "smeta_theme", "value": theme, "url": page.url_root}])
    page.goto(PAGE)
    page.get_by_role("button", name="Close January 2025").click()
    page.set_viewport_size({"width": 390, "height": 800})
    for address in (PAGE, f"{PAGE}?open=2025-01"):
        page.goto(address)
        found = Axe().run(page, options=AXE).response["violations"]
        assert [f"{v['id']}: {[n['target'] for n in v['nodes']][:3]}" for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
