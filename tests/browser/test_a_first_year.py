"""From an empty database to Form No. 2 and the cost of a bed-day, and into the next year: in the browser alone."""

import re
from pathlib import Path
from typing import Any

import pytest

from finance import reference
from tests.browser.test_browser import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "верблюд-идёт-домой"
NUMBER = "991240999016"
SECOND = "/budget/2027-social-insurance/"
FILES = {
    "plan.csv": "План финансирования по договору на 2026 год;;;;;;;;;;;;;\n"
    "Специфика;Год;Январь;Февраль;Март;Апрель;Май;Июнь;Июль;Август;Сентябрь;Октябрь;Ноябрь;Декабрь\n"
    "111;1800000,00;900000,00;900000,00;0;0;0;0;0;0;0;0;0;0\n141;300000,00;300000,00;0;0;0;0;0;0;0;0;0;0;0\n"
    "Итого;2100000,00;1200000,00;900000,00;0;0;0;0;0;0;0;0;0;0\n",
    "funding.csv": "Полученное финансирование;;;\nДата;Номер;Специфика;Сумма\n06.01.2026;1;111;700000,00\n06.01.2026;2;141;200000,00\n",
    "cash.csv": "date,number,code,amount,counterparty,purpose\n"
    "2026-01-20,5,111,650000.25,ТОО Банк,Зарплата\n2026-01-21,6,141,150000.00,ТОО Нан,Продукты\n",
    "actual.csv": "Начислено фактических расходов за январь 2026 г.;\nСпецифика;Начислено\n"
    "111;660000,00\n141;140000,00\nИтого;800000,00\n",
    "balances.csv": "date,balance\n2026-01-01,1000.00\n2026-01-31,100999.75\n",
}


def step(page: Any, *rows: dict[str, str]) -> None:
    """Type rows into the blank lines of the table and go on to the next step."""
    for at, row in enumerate(rows):
        for name, value in row.items():
            field = page.locator(f"[name='row-{at}-{name}']")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)
    save = page.locator("button[name=next]")
    (save if save.count() else page.locator("main form button.primary")).click()
    page.wait_for_selector(".messages .success")


def invite(page: Any, name: str, role: str) -> str:
    page.locator("#username").fill(name)
    page.locator("#role").select_option(value=role)
    page.get_by_role("button", name="Дать роль").click()
    return str(page.locator("main dl code").inner_text())


def choose_password(page: Any, link: str, name: str) -> None:
    """By the one-time link, as a person who has just got it."""
    leave(page)
    page.goto(link)
    page.locator("#id_new_password1").fill(PASSWORD)
    page.locator("#id_new_password2").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    sign_in(page, name)


def sign_in(page: Any, name: str) -> None:
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(re.compile(r"/$"))


def leave(page: Any) -> None:
    page.context.clear_cookies()


def become(page: Any, name: str) -> None:
    leave(page)
    page.goto("/sign-in/")
    sign_in(page, name)


def bring(page: Any, folder: Path, name: str) -> str:
    """Upload a file and post it where one person is enough; the address of its page."""
    file = folder / name
    file.write_text(FILES[name], encoding="utf-8")
    page.goto("/imports/")
    page.locator("#files").set_input_files(file)
    page.locator(".drop button").click()
    page.wait_for_selector(".act")
    assert page.locator(".notice.over.act").count() == 0, page.locator("main").inner_text()
    if page.locator(".act button.primary").count():
        page.locator(".act button.primary").click()
        page.wait_for_selector(".messages .success")
    return str(page.url)


def missing(page: Any) -> list[str]:
    """What the bars of the set-up page still ask for."""
    page.goto(f"/set-up/{NUMBER}/?month=2026-01")
    return [
        text.split(":")[0].strip()
        for text in page.locator("main section .todo .doubt > span:nth-child(2)").all_inner_texts()
    ]


def set_up(page: Any) -> dict[str, str]:
    """The wizard, from the first page to the links of three people."""
    page.goto("/entries/")
    for name, value in (
        ("full_name", "Ким А."),
        ("username", "root"),
        ("password1", PASSWORD),
        ("password2", PASSWORD),
    ):
        page.locator(f"[name={name}]").fill(value)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/set-up/new/")
    page.locator("#number").fill("991240999017")
    page.locator("#name_ru").fill("Детский центр")
    page.locator("main button[type=submit]").click()
    assert "Последняя цифра" in page.locator("#number_error").inner_text()
    page.locator("#number").fill(NUMBER)
    page.locator("main button[type=submit]").click()
    step(page, {"iik": "KZ00 0000 0000 0000 0018", "bank": "Банк"})
    step(page, {"place": "руководитель организации", "name": "А. Б. Ким", "post_ru": "Главный врач"})
    programme = "253/067 Гарантированный объём бесплатной медицинской помощи"
    source = "Обязательное социальное медицинское страхование"
    step(page, {"year": "2026", "programme": programme, "source": source})
    step(page, {"name_ru": "Неврология"})
    step(page, {"profile": "Неврология", "since": "2026-01-01", "beds": "40"})
    assert violations(page) == []
    return {name: invite(page, name, name) for name in ("economist", "manager")}


def declare_costing(page: Any) -> None:
    page.goto(f"/set-up/{NUMBER}/centres/?month=2026-01")
    admin = {
        "key": "ADM",
        "name_ru": "Администрация",
        "kind": "административный",
        "step": "1",
        "basis": "штатные единицы",
    }
    step(page, admin, {"key": "NEU", "name_ru": "Неврология", "kind": "клинический", "profile": "Неврология"})
    assert violations(page) == []
    page.goto(f"/set-up/{NUMBER}/attribution/?month=2026-01")
    step(page, {"code": "111 Оплата труда", "target": "распределяется: штатные единицы"},
         {"code": "141 Приобретение продуктов питания", "target": "NEU · Неврология"})  # fmt: skip
    page.goto(f"/set-up/{NUMBER}/drivers/?month=2026-01")
    step(page, {"centre": "ADM · Администрация", "driver": "штатные единицы", "measure": "запас", "value": "10"},
         {"centre": "NEU · Неврология", "driver": "штатные единицы", "measure": "запас", "value": "90"})  # fmt: skip
    page.goto(f"/set-up/{NUMBER}/tariffs/?month=2026-01")
    step(
        page, {"profile": "Неврология", "amount": "900,00", "applies_from": "2026-01-01", "published_on": "2025-12-20"}
    )
    page.locator(".more summary").click()
    page.locator(".sections a", has_text="Настройка").click()
    declare_bed_days(page, "2026-01", "1000")


def declare_bed_days(page: Any, month: str, days: str) -> None:
    page.goto(f"/set-up/{NUMBER}/?month={month}")
    page.locator("li", has_text="Койко-дни за месяц").locator("a").click()
    page.locator("[name='nevrologiya|inpatient|bed_days_done']").fill(days)
    page.locator("main form button.primary").click()
    page.wait_for_selector(".messages .success")


def compute_plan(page: Any) -> None:
    """Next year's plan from positions, pay and the suggestions of the year before, up to the approval."""
    page.locator("a", has_text="Рассчитать по прошлому году").click()
    for name, value in (("staff-0-positions", "2"), ("staff-0-pay", "40 000"), ("price_index", "110")):
        page.locator(f"#{name}").fill(value)
    page.locator("#assumptions button").click()
    page.locator("#computing button.primary").click()
    page.locator("#number").fill("1/2027")
    page.locator("#plan-paper button[name=submit]").click()
    page.wait_for_selector(".messages .success")


def type_by_hand(page: Any, kind: str, **typed: str) -> None:
    page.goto(f"{SECOND}enter/{kind}/")
    for name, value in typed.items():
        page.locator(f"#{name}").fill(value)
    page.locator("#by-hand button.primary").click()
    page.wait_for_selector(".messages .success")


def form_total(page: Any) -> list[str]:
    return [plain(one) for one in page.locator("#table-form2 tfoot td.num").all_inner_texts()]


def plain(text: str) -> str:
    return re.sub(r"\s", " ", text).strip()


def figures_of_the_profile(page: Any) -> set[str]:
    """Bed-days, cost and cost of a bed-day stand among them."""
    cells = page.locator("main table tbody tr", has_text="Неврология").first.locator("td.num").all_inner_texts()
    return {plain(one) for one in cells}


def test_a_hospital_starts_and_goes_into_its_second_year_without_a_programmer(page, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2026-02-05", raising=False)
    reference.load()  # what `migrate` brings
    links = set_up(page)
    assert len(missing(page)) == 11
    for name, link in links.items():
        choose_password(page, link, name)
    become(page, "economist")
    plan = bring(page, tmp_path, "plan.csv")
    become(page, "manager")
    page.goto(plan)
    page.locator(".act button.primary").click()
    page.wait_for_selector(".messages .success")
    become(page, "economist")
    for name in ("funding.csv", "cash.csv", "actual.csv", "balances.csv"):
        bring(page, tmp_path, name)
    declare_costing(page)
    assert missing(page) == []

    page.goto("/budget/2026-social-insurance/form2/?from=2026-01&through=2026-01&unit=tenge")
    assert form_total(page) == ["2 100 000,00", "2 100 000,00", "900 000,00", "800 000,25", "800 000,00"]
    assert "Главный врач" in page.locator(".signatures").inner_text()
    page.goto("/budget/2026-social-insurance/bed-day-cost/?from=2026-01&through=2026-01&unit=tenge")
    assert {"1 000", "800 000,00", "800,00"} <= figures_of_the_profile(page)
    go_into_the_second_year(page, monkeypatch)
    live_the_first_month_of_it(page)

    page.goto(f"{SECOND}form2/?from=2027-01&through=2027-01&unit=tenge")
    assert form_total(page) == ["2 973 888,00", "2 973 888,00", "230 000,00", "200 000,49", "220 000,00"]
    page.goto(f"{SECOND}bed-day-cost/?from=2027-01&through=2027-01&unit=tenge")
    assert {"1 100", "220 000,00", "200,00"} <= figures_of_the_profile(page)


def go_into_the_second_year(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2027-02-05", raising=False)
    page.goto("/set-up/")
    page.get_by_role("button", name="Начать 2027 год").click()
    page.wait_for_selector(".messages .success")
    become(page, "economist")
    head = page.locator(".book summary").inner_text()
    assert "2027" in head
    assert "Детский центр" in head
    assert "Обязательное социальное медицинское страхование" in head
    page.goto(f"{SECOND}plan/")
    compute_plan(page)
    become(page, "manager")
    page.locator("li", has_text="1/2027 ждёт вашего утверждения").locator("a").click()
    page.get_by_role("button", name="Утвердить").click()
    page.wait_for_selector(".messages .success")
    become(page, "economist")


def live_the_first_month_of_it(page: Any) -> None:
    """Typed by hand: money received, paid, spent and left, and the bed-days; centres and drivers came with the year."""
    type_by_hand(page, "balances", date="2027-01-01", amount="5 000")
    for code, received, paid, spent in (
        ("111", "80 000", "79 999,99", "90 000,25"),
        ("141", "150 000", "120 000,50", "129 999,75"),
    ):
        type_by_hand(page, "funding", code=code, date="2027-01-08", amount=received)
        type_by_hand(page, "cash", code=code, date="2027-01-20", amount=paid)
        type_by_hand(page, "actual", code=code, date="2027-01-31", amount=spent)
    type_by_hand(page, "balances", date="2027-01-31", amount="34 999,51")
    declare_bed_days(page, "2027-01", "1100")
