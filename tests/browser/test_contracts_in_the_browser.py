"""Contracts in a real browser: entered by the keyboard alone, closed and carried over by two people."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from procurement.models import Contract
from tests.ground import contract_web_ground
from tests.ground.contract_web_ground import ContractGround, committed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def ground(monkeypatch, page) -> ContractGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-31", raising=False)
    return contract_web_ground.build()


def sign_in(page, name: str) -> None:
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": page.url_root}])
    page.goto("/sign-in/")
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill("demo")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/")


@pytest.fixture(autouse=True)
def _root(page, live_server) -> None:
    page.url_root = live_server.url


def test_a_contract_is_closed_by_two_people(page, ground) -> None:
    contract = ground.sign("81/2025", ground.line(11, "1000.00"), ground.line(12, "1000.00"))
    ground.accept(contract, "А-1", ground.line(11, "700.00"))
    sign_in(page, "economist")
    page.goto("/budget/2025-fund/contracts/")
    page.get_by_role("link", name="81/2025").click()
    page.get_by_role("link", name="Close", exact=True).click()
    assert page.locator(".figure-total dd").inner_text() == "1,300.00"
    assert page.locator("table.ledger tbody tr").count() == 2
    page.locator("#day").fill("2025-12-15")
    page.get_by_role("button", name="Show for this day").click()
    page.locator("#reason").fill("Исполнен досрочно")
    page.get_by_role("button", name="Send for approval").click()
    page.wait_for_selector(".messages .success")
    assert page.get_by_role("button", name="Close and release").count() == 0
    assert committed(ground.web.budget) == "2000.00"
    sign_in(page, "accountant")
    page.goto(f"/contracts/{contract.pk}/")
    page.get_by_role("button", name="Close and release 1,300.00").click()
    page.wait_for_selector(".messages .success")
    assert page.locator(".page-head .tag").inner_text() == "closed"
    assert committed(ground.web.budget) == "700.00"


def test_a_year_is_carried_over_by_two_people(page, ground) -> None:
    contract = ground.sign("81/2025", ground.line(11, "1000.00"), ground.line(12, "1000.00"))
    ground.accept(contract, "А-1", ground.line(11, "700.00"))
    into = ground.next_year(("159", "5000.00"))
    sign_in(page, "economist")
    page.goto("/budget/2025-fund/contracts/")
    page.get_by_role("link", name="Carry over").click()
    page.get_by_role("link", name="Tick all").click()
    assert page.locator("#carrying input[type=checkbox]:checked").count() == 2
    page.get_by_label(re.compile("^Sum of 81/2025")).fill("900")
    page.get_by_label(re.compile("^Month of 81/2025")).select_option("03")
    page.locator("#reason").fill("Поставка в марте")
    page.locator("#reason").press("Enter")
    page.wait_for_selector(".messages .success")
    assert committed(into) == "0.00"
    sign_in(page, "accountant")
    page.goto("/budget/2025-fund/contracts/carry-over/")
    page.get_by_role("button", name="Approve all").click()
    page.wait_for_selector(".messages .success")
    assert (committed(ground.web.budget), committed(into)) == ("700.00", "1600.00")
    assert page.locator(".notice.good").count() == 1


def test_a_contract_is_entered_without_touching_the_mouse(page, ground) -> None:
    sign_in(page, "economist")
    page.goto("/budget/2025-fund/contracts/new/")
    keys = page.keyboard
    expect(page.locator("[autofocus]")).to_be_focused()
    keys.type("15/2025")
    for name, text in (
        ("signed_on", "2025-02-03"),
        ("ends_on", "2025-12-31"),
        ("several", ""),
        ("supplier_number", "991240999723"),
        ("supplier", "ТОО Прачечная"),
        ("override_reason", ""),
        ("subject", "Стирка"),
        ("method", ""),
        ("line-0-code", "159"),
        ("line-0-month", "3"),
        ("line-0-amount", "1 000,50"),
    ):
        for _presses in range(5):
            keys.press("Tab")
            if page.evaluate("document.activeElement.name") == name:
                break
        assert page.evaluate("document.activeElement.name") == name
        if name.endswith("_on"):  # how a date is typed depends on the machine
            page.locator(f"#{name}").fill(text)
        else:
            keys.type(text)
    keys.press("Enter")
    page.wait_for_selector(".messages .success")
    contract = Contract.objects.get()
    assert (contract.number, str(contract.amount_with_vat), contract.status) == ("15/2025", "1000.50", "draft")


def pages(ground: ContractGround) -> list[str]:
    contract = ground.sign("81/2025", ground.line(11, "1000.00"), ground.line(12, "1000.00"))
    ground.accept(contract, "А-1", ground.line(11, "700.00"))
    other = ground.sign("82/2025", ground.line(12, "10.00"))
    ground.draft_act(contract, "А-2", ground.line(12, "1.00"))
    ground.next_year(("159", "500.00"))
    ground.do("economist", "close", other.pk, day="2025-12-15", reason="исполнен")
    third = ground.sign("83/2025", ground.line(12, "1000.00"))
    key = f"{third.pk}-{ground.web.code['159']}-rest"
    sent = {f"take-{key}": "1", f"amount-{key}": "1000", f"month-{key}": "01", "reason": "перенос"}
    ground.do("economist", "carry-over", "2025-fund", **sent)
    draft = Contract.objects.get(carried_from=third)
    return [
        "/budget/2025-fund/contracts/",
        "/budget/2025-fund/contracts/carry-over/?all=1",
        "/budget/2025-fund/contracts/new/",
        "/budget/2025-fund/payments/",
        f"/contracts/{contract.pk}/",
        f"/contracts/{contract.pk}/close/",
        f"/contracts/{contract.pk}/act/",
        f"/contracts/{other.pk}/",
        f"/contracts/{draft.pk}/",
        "/budget/2025-fund/contracts-ending/?days=60",
    ]


# in CI the main pages are looked at; all of them in every combination in the soak
@pytest.mark.soak
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_fit_a_narrow_screen(page, ground, scheme: str) -> None:
    addresses = pages(ground)
    page.emulate_media(color_scheme=scheme)
    sign_in(page, "manager")
    wrong, wide = {}, {}
    for person in ("accountant", "manager"):
        sign_in(page, person)
        for address in addresses:
            if person == "manager" and re.search("/(new|close|act)/$", address):
                continue
            page.set_viewport_size({"width": 1366, "height": 850})
            page.goto(address)
            found = Axe().run(page, options=AXE).response["violations"]
            wrong[address] = [f"{v['id']}: {[n['target'] for n in v['nodes']][:3]}" for v in found]
            page.set_viewport_size({"width": 390, "height": 844})
            wide[address] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert {address: found for address, found in wrong.items() if found} == {}
    assert {address: by for address, by in wide.items() if by > 0} == {}
