"""Resources of several years: programmes by the code before their names, stages by the header, sums that must hold."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finance import setting_up
from finance.models import Facility
from tariffs.declaring import standing
from tariffs.models import ResourceLine
from tests.ground import office_files
from tests.ground.costing_ground import csv
from tests.ground.import_ground import bring, undo

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SAMPLES = Path(__file__).parent / "samples" / "years"
D = Decimal
WRITERS = {"xlsx": office_files.xlsx, "xls": office_files.xls, "ods": office_files.ods}


@pytest.fixture(autouse=True)
def centre() -> None:
    """A facility of the administrator 226 with budgets of 2023–2026."""
    setting_up.set_up(json.loads((SAMPLES / "setup-years.json").read_text(encoding="utf-8")))


def held() -> dict[tuple[str, int, str], Decimal]:
    rows = [row for group in standing(ResourceLine, Facility.objects.get()).values() for row in group]
    return {
        (row.programme.programme_code if row.programme else row.source.key, row.year, row.stage): row.amount
        for row in rows
        if isinstance(row, ResourceLine)
    }


def problems(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["cell"], one["problem"]) for one in answer["problems"] if one["severity"] == "error"]


WANTED = {
    ("067", 2025, "current"): D("10000.00"), ("067", 2026, "plan"): D("20000.50"),
    ("006", 2025, "current"): D("3000.00"), ("006", 2026, "plan"): D("4000.00"),
}  # fmt: skip
RUSSIAN = [
    ["Ресурсы на 2026 год, тыс. тенге"],
    ["Наименование", "План текущего периода", "Плановый период"],
    ["", "2025 год", "2026 год"],
    ["067 Оплата услуг за счёт Фонда", D("10"), D("20.0005")],
    ["006 Подготовка специалистов", D("3"), D("4")],
    ["ИТОГО", D("13"), D("24.0005")],
]
KAZAKH = [
    ["Ресурстар"],
    ["Өлшем бірлігі", "2026 жыл", "Ағымдағы кезең жоспары", "Бағдарлама коды", "Ресурстардың атауы"],
    ["", D("24.0005"), D("13"), "", "Қаржы ресурстары, барлығы"],
    ["мың теңге", D("20.0005"), D("10"), "226/067", "Қор активтері"],
    ["мың теңге", D("4"), D("3"), "006", "Мамандарды даярлау"],
]
KAZAKH[2][0] = "мың теңге"
LONG = [
    ["programme", "year", "stage", "amount"],
    ["067", "2025", "current", D("10000.00")],
    ["067", "2026", "plan", D("20000.50")],
    ["006", "2025", "current", D("3000.00")],
    ["006", "2026", "plan", D("4000.00")],
]


@pytest.mark.parametrize("rows", [RUSSIAN, KAZAKH, LONG], ids=["russian", "kazakh", "keys"])
@pytest.mark.parametrize("ending", list(WRITERS))
def test_other_layouts_say_the_same(rows: list[list[Any]], ending: str) -> None:
    answer = bring(WRITERS[ending]({"Ресурсы": rows}), f"resources.{ending}")
    assert (answer["status"], answer["kind"], answer["total"]) == ("posted", "resources", "37000.50"), answer[
        "problems"
    ]
    assert held() == WANTED


def test_a_newer_plan_replaces_what_it_names_and_an_undo_brings_it_back() -> None:
    bring(WRITERS["xlsx"]({"Р": LONG}), "first.xlsx")
    answer = bring(csv("programme,year,stage,amount", "067,2026,plan,1.00"), "second.csv")
    assert held() == WANTED | {("067", 2026, "plan"): D("1.00")}
    assert any("006" in doubt for doubt in answer["doubts"])
    undo(answer["batch"])
    assert held() == WANTED


def test_directions_hold_their_own_programmes_only() -> None:
    rows = [
        ["Ресурсы, тенге", "2025 год"],
        ["Стратегическое направление 1. Помощь", D("10")],
        ["067 Фонд", D("10")],
        ["Стратегическое направление 2. Кадры", D("5")],
        ["006 Обучение", D("4")],
        ["013 Наука", D("1")],
        ["Всего", D("15")],
    ]
    answer = bring(WRITERS["xlsx"]({"Ресурсы": rows}), "r.xlsx")
    assert answer["status"] == "posted", answer["problems"]
    rows[3][1] = D("6")
    answer = bring(WRITERS["xlsx"]({"Ресурсы": rows}), "r.xlsx")
    assert problems(answer) == [("Ресурсы!B4", "total-differs")]


def test_paid_services_stand_without_a_programme() -> None:
    rows = [["Ресурсы", "2025 год"], ["067 Фонд", D("10")], ["Платные услуги", D("5")]]
    answer = bring(WRITERS["xlsx"]({"Ресурсы": rows}), "r.xlsx")
    assert answer["status"] == "posted", answer["problems"]
    assert held() == {("067", 2025, "plan"): D("10.00"), ("paid-services", 2025, "plan"): D("5.00")}


REFUSED = {
    "999,2025,plan,5.00": ("2:programme", "unknown-programme"),
    "067,двадцать,plan,5.00": ("2:year", "not-a-date"),
    "067,2025,когда-нибудь,5.00": ("2:stage", "unknown-word"),
    "067,2025,plan,пять 5": ("2:amount", "not-an-amount"),
}


@pytest.mark.parametrize("row", list(REFUSED))
def test_what_cannot_be_told_is_refused_with_its_cell(row: str) -> None:
    answer = bring(csv("programme,year,stage,amount", row), "r.csv", kind="resources")
    assert (answer["status"], problems(answer)) == ("refused", [REFUSED[row]])
    assert held() == {}


def test_a_programme_twice_and_a_year_twice_are_refused() -> None:
    twice = csv("programme,year,stage,amount", "067,2025,plan,1.00", "067,2025,plan,2.00")
    assert problems(bring(twice, "r.csv")) == [("3:amount", "duplicate-row")]
    rows = [["Ресурсы", "2025 год", "2025 ж."], ["067 Фонд", D("10"), D("11")]]
    assert ("Ресурсы!C1", "duplicate-year") in problems(bring(WRITERS["xlsx"]({"Ресурсы": rows}), "r.xlsx"))


def test_a_row_in_another_unit_than_the_table_is_asked_about() -> None:
    rows = [
        ["Ресурсы, тыс. тенге", "", ""],
        ["Наименование", "Ед. изм.", "2025 год"],
        ["067 Фонд", "тыс. тенге", D("10")],
        ["006 Обучение", "тенге", D("10")],
    ]
    assert ("Ресурсы!B4", "ambiguous-unit") in problems(bring(WRITERS["xlsx"]({"Ресурсы": rows}), "r.xlsx"))


def test_a_year_may_say_its_stage_and_a_total_stand_where_programmes_do() -> None:
    rows = ("067 Қор төлемдері;3272860,8;3524689,0;3692214,0", "013 Ғылым;109095,4;117489,6;-",
            "БАРЛЫҒЫ;3381956,2;3642178,6;3692214,0")  # fmt: skip
    answer = bring(
        csv("Ресурстар, мың теңге", "Бағдарлама;2023 жыл (есеп);2024 жыл (күтілетін);2025 жыл (жоспар)", *rows), "r.csv"
    )
    assert (answer["status"], answer["kind"]) == ("posted", "resources"), answer["problems"]
    stages = {(line.year, str(line.stage)) for line in ResourceLine.objects.all()}
    assert stages == {(2023, "reporting"), (2024, "current"), (2025, "plan")}
    assert all(control["holds"] for control in answer["controls"])
