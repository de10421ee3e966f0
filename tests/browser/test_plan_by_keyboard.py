"""A year's plan typed, pasted, filled, changed and approved by the keyboard alone; nothing lost, nobody overwritten."""

import time
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from finance import plan_drafts, planning
from finance.amounts import Refusal, parse_amount
from finance.models import BudgetCode, PlanDraft
from finance.money import THOUSAND, as_text, total
from finance.months import Month
from finance.plan_drafts import Typed
from tests.browser.test_browser import sign_in, violations
from tests.config.test_every_page_is_well_formed import HEAVIEST, WEIGHT
from tests.ground import web_ground

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SPELLINGS = (
    "1 234,50", "1234.5", "1.234", "12,345", "1234.567", "0,123", "1,234.50", "1,234,567", "1.234.567,89", "-5", "−5,5",
    "5-", "+7", "(100)", "1'234,50", "1\u00a0234\u202f567,8", "1 234,567", "₸ 5", "5 тг.", "5,", ",5", "1e5", "abc", "-",
    "9999999999999,99", "10000000000000", "0", "00", "1 23", "12 345 678", "1,2,3", "--5", "",
)  # fmt: skip


@pytest.fixture
def ground(monkeypatch, page) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-03-10", raising=False)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return web_ground.empty()


def draft_of(ground, codes: int, kind: str = "plan") -> tuple[PlanDraft, list[str]]:
    """A draft with a line for each of `codes` codes, and the codes in their order."""
    economist = ground.person("economist")
    draft = plan_drafts.begin(ground.budget, kind, user=economist)
    usable = list(plan_drafts.usable_codes(2025).values())
    made = [BudgetCode(code=f"9{n:02}", name_ru=f"Своя {n}") for n in range(codes - len(usable))]
    BudgetCode.objects.bulk_create(made)
    chosen = sorted(plan_drafts.usable_codes(2025).values(), key=lambda code: code.code)[:codes]
    blank = [Typed(code.pk, Month(2025, month), Decimal(0)) for code in chosen for month in range(1, 13)]
    plan_drafts._write(draft, blank, economist)
    return draft, [code.code for code in chosen]


def planned(ground) -> Decimal:
    return total(planning.adjusted_by_month(ground.budget.pk, 2025).values())


def put_on_clipboard(page, block: list[list[str]]) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join("\t".join(line) for line in block) + "\n")


def saved(page) -> None:
    expect(page.locator(".unsaved")).to_have_count(0)


def focused(page) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_sixty_codes_are_typed_pasted_filled_changed_and_approved_by_keyboard(page, ground) -> None:
    draft, codes = draft_of(ground, 60)
    sign_in(page)
    page.goto(f"/plan-drafts/{draft.pk}/grid/")
    keys = page.keyboard
    assert focused(page) == f"{codes[0]}, январь"
    # typed: over, with Enter, Tab, arrows, F2, Esc, Delete; taken back by the place of the key
    keys.type("1 000,50")
    keys.press("Enter")
    keys.type("7")
    keys.press("Tab")
    keys.type("8")
    keys.press("ArrowLeft")
    assert focused(page) == f"{codes[1]}, январь"
    keys.press("F2")
    keys.press("Home")
    keys.type("3")
    keys.press("Enter")
    keys.press("ArrowUp")
    assert page.locator(":focus").input_value() == "37,00"
    keys.press("Delete")
    page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
            {key: "я", code: "KeyZ", ctrlKey: true, bubbles: true, cancelable: true}))"""
    )
    assert page.locator(":focus").input_value() == "37,00"
    # pasted: all sixty rows but the first; each month its number
    keys.press("Control+Home")
    keys.press("ArrowDown")
    put_on_clipboard(page, [[f"{month},25" for month in range(1, 13)] for _code in codes[1:]])
    keys.press("Control+V")
    # filled: the first code gets 100 for the year, evenly
    keys.press("Control+Home")
    keys.press("F8")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("100")
    keys.press("Enter")
    expect(page.locator(":focus")).to_have_value("8,37")
    row = Decimal(78) + 12 * Decimal("0.25")
    whole = 100 + 59 * row
    assert page.locator("tfoot .last").inner_text().replace("\xa0", "") == f"{whole},".replace(".", ",").rstrip(",")
    saved(page)
    # sent for approval, approved by the head
    keys.press("Control+Enter")
    keys.press("Enter")
    page.wait_for_selector(".messages .success")
    approve_as_manager(page, draft)
    assert planned(ground) == whole
    change_one_figure(page, ground, whole)


def approve_as_manager(page, draft: PlanDraft) -> None:
    page.context.clear_cookies()
    sign_in(page, "manager")
    page.goto(f"/plan-drafts/{draft.pk}/")
    expect(page.locator("[autofocus]")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/*/")


def change_one_figure(page, ground, whole: Decimal) -> None:
    """Six keys and one approval; the certificate's reason is that of the last one."""
    last = plan_drafts.begin(ground.budget, "amendment", user=ground.person("economist"))
    PlanDraft.objects.filter(pk=last.pk).update(reason="Письмо управления")
    draft = plan_drafts.begin(ground.budget, "amendment", user=ground.person("economist"))
    page.context.clear_cookies()
    sign_in(page)
    page.goto(f"/plan-drafts/{draft.pk}/grid/")
    assert focused(page).endswith("март")  # earlier months are before the certificate
    for key in ("5", "0", "0", "Control+Enter", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(f"**/plan-drafts/{draft.pk}/")
    approve_as_manager(page, draft)
    assert planned(ground) == whole + 500


def test_a_certificate_takes_the_figure_as_it_shall_be_and_never_falls_below_zero(page, ground) -> None:
    ground.plan(("111", 3, "100.00"))
    draft = plan_drafts.begin(ground.budget, "amendment", user=ground.person("economist"))
    sign_in(page)
    page.goto(f"/plan-drafts/{draft.pk}/grid/")
    page.keyboard.type("=70,5")
    page.keyboard.press("Enter")
    field = page.get_by_label("111, март")
    assert field.input_value() == "-29,50"
    assert field.locator("xpath=following-sibling::small").inner_text() == "70,50"
    saved(page)
    page.keyboard.type("-100,01")
    page.keyboard.press("Enter")
    assert "меньше нуля" in page.locator("#plan-bar").inner_text()


def test_a_thousand_pasted_cells_answer_in_under_a_second(page, ground) -> None:
    draft, codes = draft_of(ground, 84)
    sign_in(page)
    page.goto(f"/plan-drafts/{draft.pk}/grid/")
    put_on_clipboard(page, [[f"{line} 000,{month:02}" for month in range(1, 13)] for line in range(1, 85)])
    page.evaluate("""() => {
        document.addEventListener("paste", () => { window.begun = performance.now(); }, true);
        document.addEventListener("paste", () => { window.ended = performance.now(); });
    }""")
    page.keyboard.press("Control+V")
    expect(page.locator("#plan-bar")).to_contain_text("1008")
    assert len(codes) * 12 > 1000
    assert page.evaluate(WEIGHT) < HEAVIEST
    assert page.evaluate("window.ended - window.begun") < 1000
    begun = time.monotonic()
    saved(page)
    assert time.monotonic() - begun < 5
    assert as_text(total(plan_drafts.amounts(draft).values())) == as_text(
        Decimal(12 * 1000 * sum(range(1, 85))) + 84 * Decimal("0.78")
    )


def test_of_a_block_with_a_bad_cell_nothing_is_pasted(page, ground) -> None:
    draft, codes = draft_of(ground, 3)
    sign_in(page)
    page.goto(f"/plan-drafts/{draft.pk}/grid/")
    put_on_clipboard(page, [["1", "1.234"], ["x", "2"]])
    page.keyboard.press("Control+V")
    said = page.locator("dialog.plan-dialog li")
    assert [text.split(":")[0] for text in said.all_inner_texts()] == [f"{codes[0]}, февраль", f"{codes[1]}, январь"]
    page.keyboard.press("Enter")
    assert page.locator("tfoot .last").inner_text() == "0,00"
    put_on_clipboard(page, [["1"] * 13])
    page.keyboard.press("Control+V")
    assert "1 × 13" in page.locator("dialog.plan-dialog").inner_text()
    page.keyboard.press("Escape")
    put_on_clipboard(page, [["1,5", "2"], ["3", "-4"]])
    page.keyboard.press("Control+V")
    assert page.locator("dialog.plan-dialog li").count() == 1
    page.keyboard.press("Escape")
    put_on_clipboard(page, [["1,5", "2"], ["3", "4"]])
    page.keyboard.press("Control+V")
    assert page.locator("tfoot .last").inner_text() == "10,50"
    page.keyboard.press("Control+C")
    assert page.evaluate("navigator.clipboard.readText()") == "1,50\t2,00\n3,00\t4,00"
    page.keyboard.press("Control+Z")
    assert page.locator("tfoot .last").inner_text() == "0,00"
    page.keyboard.press("Control+Y")
    assert page.locator("tfoot .last").inner_text() == "10,50"


def test_a_whole_plan_from_a_sheet_finds_its_rows_by_their_codes(page, ground) -> None:
    draft, codes = draft_of(ground, 3)
    sign_in(page)
    page.goto(f"/plan-drafts/{draft.pk}/grid/")
    months = [f"{month},5" for month in range(1, 13)]
    put_on_clipboard(page, [[codes[2], "Зарплата", *months, "84,00"], [codes[0], "Прочее", *["1"] * 12, "13"]])
    page.keyboard.press("Control+V")
    assert "12,00" in page.locator("dialog.plan-dialog li").inner_text()  # thirteen is not their sum
    page.keyboard.press("Enter")
    put_on_clipboard(page, [[codes[2], "Зарплата", *months, "84,00"], [codes[0], "Прочее", *["1"] * 12, "12"]])
    page.keyboard.press("Control+V")
    assert page.get_by_label(f"{codes[2]}, декабрь").input_value() == "12,50"
    assert page.get_by_label(f"{codes[0]}, январь").input_value() == "1,00"
    put_on_clipboard(page, [[codes[1], *["2"] * 12]])
    page.keyboard.press("Control+V")
    assert page.locator("tfoot .last").inner_text() == "120,00"
    put_on_clipboard(page, [[codes[1], *["2"] * 12], [codes[1], *["2"] * 12]])
    page.keyboard.press("Control+V")
    assert page.locator("dialog.plan-dialog li").count() == 1
    page.keyboard.press("Escape")
    # a name of two lines and a zero as a sheet shows it in its format of accounts
    name = '"Прочее: ""иное""\nпо договорам"'
    put_on_clipboard(
        page, [[codes[0], name, *["3,00\u00a0₸"] * 11, "\u00a0- \u00a0\u00a0"], ["Итого", "", *["3"] * 11, "0"]]
    )
    page.keyboard.press("Control+V")
    assert page.locator("dialog.plan-dialog li b").all_inner_texts() == ["Итого: "]
    page.keyboard.press("Escape")
    put_on_clipboard(page, [[codes[0], name, *["3,00\u00a0₸"] * 11, "\u00a0- \u00a0\u00a0"]])
    page.keyboard.press("Control+V")
    assert page.get_by_label(f"{codes[0]}, ноябрь").input_value() == "3,00"
    assert page.locator("tfoot .last").inner_text() == "141,00"


def test_the_page_reads_amounts_as_the_server_does(page, ground) -> None:
    draft, _codes = draft_of(ground, 1)
    sign_in(page)
    page.goto(f"/plan-drafts/{draft.pk}/grid/")
    for is_thousand in (False, True):
        read = page.evaluate(
            "([texts, thousand]) => texts.map((text) => { const r = planAmounts.read(text, thousand);"
            " return r.why ?? planAmounts.exact(r.tiyn); })",
            [list(SPELLINGS), is_thousand],
        )
        assert dict(zip(SPELLINGS, read, strict=True)) == {text: as_server(text, is_thousand) for text in SPELLINGS}


def as_server(text: str, is_thousand: bool) -> str:
    found = parse_amount(text, scale=THOUSAND if is_thousand else Decimal(1)) if text else Decimal(0)
    return found.reason if isinstance(found, Refusal) else str(as_text(found))


def test_without_a_connection_nothing_is_lost_and_it_is_said(page, ground) -> None:
    draft, codes = draft_of(ground, 2)
    sign_in(page)
    page.goto(f"/plan-drafts/{draft.pk}/grid/")
    page.context.set_offline(True)
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    page.wait_for_selector("#plan-state.over")
    assert "Нет связи" in page.locator("#plan-state").inner_text()
    assert page.locator(".unsaved").count() == 1
    page.context.set_offline(False)
    saved(page)
    assert as_text(total(plan_drafts.amounts(draft).values())) == "12.00"
    # the window is closed before it could be sent: the figure is there when it is opened again
    page.route("**/save/", lambda route: route.abort())
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    page.wait_for_selector("#plan-state.over")
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/save/")
    page.reload()
    assert page.get_by_label(f"{codes[1]}, январь").input_value() == "30,00"
    saved(page)
    assert as_text(total(plan_drafts.amounts(draft).values())) == "42.00"


def test_the_second_of_two_is_told_and_chooses(page, ground) -> None:
    draft, codes = draft_of(ground, 2)
    sign_in(page)
    page.goto(f"/plan-drafts/{draft.pk}/grid/")
    first, second = (BudgetCode.objects.get(code=code, valid_to=None).pk for code in codes)
    economist, seen = ground.person("economist"), PlanDraft.objects.get().revision
    others = [Typed(first, Month(2025, 1), Decimal("5.00")), Typed(second, Month(2025, 2), Decimal("6.00"))]
    plan_drafts.keep(draft, others, seen=seen, user=economist)
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    page.wait_for_selector("#plan-clashes button")
    assert "записал(а) 5,00, у вас 9,00" in page.locator("#plan-clashes").inner_text()
    assert page.get_by_label(f"{codes[1]}, февраль").input_value() == "6,00"
    assert as_text(plan_drafts.amounts(draft)[first, Month(2025, 1)]) == "5.00"
    page.get_by_role("button", name="Оставить моё").press("Enter")
    saved(page)
    assert as_text(plan_drafts.amounts(draft)[first, Month(2025, 1)]) == "9.00"


# dark is looked at on the main pages; all of them in every combination in the soak
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.soak)])
def test_the_grid_is_accessible_and_fits_a_narrow_screen(page, ground, scheme: str) -> None:
    draft, _codes = draft_of(ground, 3)
    page.emulate_media(color_scheme=scheme)
    sign_in(page)
    for address in (f"/plan-drafts/{draft.pk}/grid/", f"/plan-drafts/{draft.pk}/", "/budget/2025-fund/plan/"):
        page.set_viewport_size({"width": 1366, "height": 850})
        page.goto(address)
        assert violations(page) == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
