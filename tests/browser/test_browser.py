"""The program in a real browser: the main path, keyboard, no scripts, accessibility in light and dark, narrow screens."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.ground import web_ground

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Rules of good habit that do not belong to WCAG A or AA.
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture(autouse=True)
def _today(monkeypatch) -> None:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)


@pytest.fixture
def ground(page) -> web_ground.WebGround:
    return web_ground.filled()


def sign_in(page, name: str = "economist") -> None:
    page.goto("/")
    page.get_by_role("textbox", name=re.compile("логин|имя|user", re.IGNORECASE)).fill(name)
    page.locator("#id_password").fill("demo")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/")


def register(folder: Path) -> Path:
    file = folder / "register.csv"
    rows = (
        "Дата;Номер;Специфика;Сумма;Контрагент;БИН;Назначение\n"
        "09.01.2025;100;141;1000,50;ТОО Нан;991240999288;Хлеб\n"
        "10.01.2025;101;151;200,00;ГКП Су;991240999189;Вода\n"
        "Итого;;;1200,50;;;\n"
    )
    file.write_text(rows, encoding="utf-8")
    return file


def violations(page) -> list[str]:
    found = Axe().run(page, options=AXE).response["violations"]
    return [f"{v['id']}: {v['help']} {[n['target'] for n in v['nodes']][:3]}" for v in found]


def test_from_signing_in_to_the_cell_of_the_source_file_and_back_by_undo(page, ground, tmp_path) -> None:
    sign_in(page)
    page.locator(".sections a[href='/imports/']").click()
    page.locator("#files").set_input_files(register(tmp_path))
    page.locator(".drop button").click()
    page.locator(".act button.primary").click()
    page.wait_for_selector(".messages .success")
    page.locator(f".sections a[href='/budget/{ground.budget.key}/form2/']").click()
    page.locator("#table-form2 tbody tr", has_text="151").locator("td.num a").nth(3).click()
    assert page.locator(".figure-total dd").inner_text() == "200,00"
    page.locator("a", has_text="строка 3").click()
    assert page.locator("#target").inner_text() == "200,00"
    page.locator(".crumbs a").nth(1).click()
    page.locator("a.danger").click()
    page.locator("#reason").fill("Не тот файл")
    page.locator("button.danger").click()
    page.wait_for_selector(".messages .success")
    page.goto(f"/budget/{ground.budget.key}/form2/?unit=tenge")
    assert page.locator("#table-form2 tbody tr", has_text="151").count() == 0


def test_files_may_be_dropped(page, ground, tmp_path) -> None:
    sign_in(page)
    page.goto("/imports/")
    page.evaluate(
        """(text) => {
            const files = new DataTransfer();
            files.items.add(new File([text], "register.csv"));
            document.querySelector("[data-drop]").dispatchEvent(
                new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true}));
        }""",
        register(tmp_path).read_text(encoding="utf-8"),
    )
    page.wait_for_url(re.compile(r"/imports/\d+/"))


def test_arrows_walk_the_table_and_question_mark_shows_the_keys(page, ground) -> None:
    sign_in(page)
    page.goto(f"/budget/{ground.budget.key}/form2/")
    first = page.locator("#table-form2 tbody td.num a").first
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    place = page.evaluate(
        "[document.activeElement.closest('tr').rowIndex, document.activeElement.parentElement.cellIndex]"
    )
    assert place == [3, 3]
    page.keyboard.press("?")
    assert page.locator("dialog.keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog.keys").is_visible()


def test_the_first_figure_is_two_tabs_away_and_classes_close_by_the_keyboard(page, ground) -> None:
    sign_in(page)
    page.goto(f"/budget/{ground.budget.key}/execution/")
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.closest('#table-execution td.num') !== null")
    page.keyboard.press("ArrowLeft")
    codes = page.locator("#table-execution tbody tr").count()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#table-execution tbody tr").count() < codes
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "false"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#table-execution tbody tr").count() == codes


@pytest.mark.parametrize("letter", ["g", "п", "П"])
def test_keys_are_places_on_the_keyboard_whatever_the_layout(page, ground, letter) -> None:
    """A Russian or Kazakh layout sends other letters from the same keys; the tenth section is 0."""
    sign_in(page)
    sections = page.locator(".sections a")
    for digit, place in (("2", 1), ("0", 9)):
        if place >= sections.count():
            continue
        address = sections.nth(place).get_attribute("href")
        for key, code in ((letter, "KeyG"), ("ә" if letter != "g" else digit, f"Digit{digit}")):
            page.evaluate(
                "([key, code]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, code, bubbles: true}))",
                [key, code],
            )
        page.wait_for_url(f"**{address}**")


def test_a_choice_of_unit_is_sent_at_once_and_stands_in_the_address(page, ground) -> None:
    sign_in(page)
    page.goto(f"/budget/{ground.budget.key}/form2/")
    page.locator("#unit").select_option("tenge")
    page.wait_for_url("**unit=tenge**")


def test_dark_is_one_click_and_stays(page, ground) -> None:
    sign_in(page)
    page.locator("[data-theme-toggle]").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.goto("/imports/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_everything_works_without_scripts(browser, live_server, tmp_path) -> None:
    ground = web_ground.filled()
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="ru-KZ")
    page = context.new_page()
    sign_in(page)
    page.goto("/imports/")
    page.locator("#files").set_input_files(register(tmp_path))
    page.locator(".drop button").click()
    page.locator(".act button.primary").click()
    page.goto(f"/budget/{ground.budget.key}/form2/")
    page.locator("#unit").select_option("tenge")
    page.locator("form.choices button").click()
    assert "unit=tenge" in page.url
    assert page.locator("#table-form2 tbody tr", has_text="151").count() == 1
    page.locator(".languages button[value=kk]").click()
    assert page.locator("html").get_attribute("lang") == "kk"
    context.close()


def pages(ground: web_ground.WebGround) -> list[str]:
    key = ground.budget.key
    entry = web_ground.an_entry()
    return [
        "/",
        f"/budget/{key}/execution/",
        f"/budget/{key}/form2/",
        f"/budget/{key}/cash-reconciliation/",
        f"/entries/?budget={key}&measure=cash&from=2025-01&through=2025-12",
        f"/entries/{entry.pk}/",
        f"/documents/{ground.budget.documents.filter(kind='plan').get().pk}/",
        "/imports/",
        "/imports/1/",
        "/imports/1/cell/?at=2:Сумма",
        "/nothing/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_main_pages_are_accessible(page, ground, tmp_path, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto("/sign-in/")
    assert violations(page) == []
    sign_in(page)
    page.goto("/imports/")
    page.locator("#files").set_input_files(register(tmp_path))
    page.locator(".drop button").click()
    found = {}
    for address in pages(ground):
        page.goto(address)
        found[address] = violations(page)
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_nothing_sticks_out_of_a_narrow_screen(page, ground, tmp_path) -> None:
    sign_in(page)
    page.goto("/imports/")
    page.locator("#files").set_input_files(register(tmp_path))
    page.locator(".drop button").click()
    page.set_viewport_size({"width": 390, "height": 844})
    wide = {}
    for address in pages(ground):
        page.goto(address)
        wide[address] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert {address: by for address, by in wide.items() if by > 0} == {}
    page.goto("/")
    assert violations(page) == []
