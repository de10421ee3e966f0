"""Acts with the Fund and other income: every figure lands under its measure, and a row in the budget of its source."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finance import books
from finance.models import Balance, Budget, FundingSource, MonthState
from finance.months import Month
from finance.service_accounts import service_accounts
from tests.ground import office_files
from tests.ground.costing_ground import csv
from tests.ground.import_ground import TODAY, bring, facility, undo

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "samples" / "years"
SAMPLE = SAMPLES / "income-2025-h1.xlsx"
D = Decimal
HEADER = "month,source,kind_of_care,number,accrued,withheld,payable,advance_received,advance_set_off,reason"
WRITERS = {"xlsx": office_files.xlsx, "xls": office_files.xls, "ods": office_files.ods}


@pytest.fixture(autouse=True)
def budget(settings: Any) -> Budget:
    settings.SMETA_TODAY = TODAY
    return facility()


def held(key: str = "") -> dict[str, Decimal]:
    """Tenge of each measure of income, of one budget or of all."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    balances = Balance.objects.filter(measure__in=("income", "withheld", "set_off", "advance"))
    for measure, amount in (balances.filter(budget__key=key) if key else balances).values_list("measure", "amount"):
        found[measure] += amount
    return {measure: amount for measure, amount in found.items() if amount}


SAMPLE_HELD = {"income": D("335779173.07"), "withheld": D("1214121.50"), "set_off": D("49103016.31"),
               "advance": D("49103016.31")}  # fmt: skip


def problems(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["cell"], one["problem"]) for one in answer["problems"] if one["severity"] == "error"]


def test_the_sample_posts_once_and_again_after_an_undo() -> None:
    answer = bring(SAMPLE)
    assert (answer["status"], answer["kind"], answer["total"]) == ("posted", "income", "335779173.07"), answer[
        "problems"
    ]
    assert answer["by_code"] == {"insurance": "335779173.07"}
    assert answer["by_month"]["2025-02"] == "50195812.29"
    assert held() == SAMPLE_HELD
    assert bring(SAMPLE, name="again.xlsx")["status"] == "already-imported"
    undo(answer["batch"])
    assert held() == {}
    assert bring(SAMPLE)["status"] == "posted"
    assert books.check().broken == []


def test_an_act_whose_payable_is_another_sum_is_refused_with_its_cell() -> None:
    answer = bring(SAMPLES / "broken" / "income-payable-differs.xlsx")
    assert (answer["status"], problems(answer)) == ("refused", [("Актілер!G11", "payable-differs")])
    assert held() == {}


def test_the_reason_of_what_was_withheld_stays_with_its_entry() -> None:
    bring(csv(HEADER, "2025-01,ОСМС,Стационар,А-1,100.00,10.00,90.00,,,Дефект 3.2"))
    (entry,) = Budget.objects.get().entries.filter(measure="withheld")
    assert (entry.purpose, entry.number, entry.cell, entry.code.name_ru) == (
        "Стационар. Дефект 3.2", "А-1", "2:withheld", "Услуги в системе ОСМС",
    )  # fmt: skip


KAZAKH = [
    ["Қормен жасалған көрсетілген қызметтер актілері, мың теңге", "", "", "", "", ""],
    [],
    ["Төлеуге", "Ұсталды", "Акт бойынша есептелді", "Көмек түрі", "Ай", "Қаржыландыру көзі"],
    ["", "", D("90.0"), "Барлығы", "", ""],
    [D("80.5"), D("9.5"), D("90.0"), "Тәуліктік стационар", "2025 жылғы ақпан", "МӘМС"],
]
RUSSIAN = [
    ["Счёт-реестр за февраль 2025 года"],
    ["Вид медицинской помощи", "Источник финансирования", "Предъявлено", "Снято по мониторингу", "Принято к оплате"],
    ["Круглосуточный стационар", "ОСМС", D("90000.00"), D("9500.00"), D("80500.00")],
    ["Итого", "", D("90000.00"), D("9500.00"), D("80500.00")],
]
MERGED = [
    ["Отчётный месяц", "Источник / Көзі", "Вид услуг", "По акту", "", "Аванс", ""],
    ["", "", "", "Начислено", "Снято", "получен аванс", "удержан аванс"],
    [1, 2, 3, 4, 5, 6, 7],
    ["02.2025", "Обязательное социальное медицинское страхование", "Стационар", "90 000,00", "9 500,00", "-", "-"],
    ["февраль 2025 итого", "", "", "90 000,00", "9 500,00", "-", "-"],
]


@pytest.mark.parametrize("rows", [KAZAKH, RUSSIAN, MERGED], ids=["kazakh", "russian", "two-level"])
@pytest.mark.parametrize("ending", list(WRITERS))
def test_other_layouts_say_the_same(rows: list[list[Any]], ending: str) -> None:
    answer = bring(WRITERS[ending]({"Акты": rows}), f"акты.{ending}")
    assert (answer["status"], answer["kind"], answer["total"]) == ("posted", "income", "90000.00"), answer["problems"]
    assert answer["by_month"] == {"2025-02": "90000.00"}
    assert held() == {"income": D("90000.00"), "withheld": D("9500.00")}


def test_a_row_goes_to_the_budget_of_its_source_and_to_its_item(budget: Budget) -> None:
    paid = FundingSource.objects.get(key="paid-services")
    Budget.objects.create(key="2025-paid", facility=budget.facility, year=2025, programme=budget.programme, source=paid)
    answer = bring(csv(
        "Месяц;Источник;Вид услуг;Начислено",
        "январь 2025;ОСМС;Стационар;100,00",
        "январь 2025;Платные услуги;Консультации;20,00",
        "январь 2025;Ақылы қызметтер;Аренда помещения;3,00",
    ), "доходы.csv", kind="income")  # fmt: skip
    assert answer["status"] == "posted", answer["problems"]
    assert answer["by_code"] == {"insurance": "100.00", "paid": "20.00", "rent": "3.00"}
    assert (held("2025-fund"), held("2025-paid")) == ({"income": D("100.00")}, {"income": D("23.00")})
    undo(answer["batch"])
    assert held() == {}


REFUSED = {
    "2025-01,Лотерея,Стационар,А-1,5.00,,,,,": ("2:source", "unknown-source"),
    "2025-01,ОСМС / ГОБМП,Стационар,А-1,5.00,,,,,": ("2:source", "unknown-source"),
    "2025-01,Платные услуги,Стационар,А-1,5.00,,,,,": ("2:source", "no-budget"),
    "2024-01,ОСМС,Стационар,А-1,5.00,,,,,": ("2:month", "no-budget"),
    "2026-01,ОСМС,Стационар,А-1,5.00,,,,,": ("2:month", "future-date"),
    ",ОСМС,Стационар,А-1,5.00,,,,,": ("2:month", "missing-value"),
    "2025-01,ОСМС,Стационар,А-1,пять,,,,,": ("2:accrued", "not-an-amount"),
    "2025-01,ОСМС,Стационар,А-1,5.00,-1.00,,,,": ("2:withheld", "ambiguous-amount"),
}


@pytest.mark.parametrize("row", list(REFUSED))
def test_what_cannot_be_told_is_refused_with_its_cell(row: str) -> None:
    answer = bring(csv(HEADER, row), "acts.csv")
    assert (answer["status"], problems(answer)) == ("refused", [REFUSED[row]])
    assert held() == {}


def test_a_column_of_advances_that_does_not_say_which_is_asked_about() -> None:
    answer = bring(csv("Месяц;Источник;Начислено;Снято;Аванс", "январь 2025;ОСМС;5,00;0,00;1,00"), "acts.csv")
    assert (answer["status"], problems(answer)) == ("refused", [("1:Аванс", "ambiguous-column")])


def test_two_alike_acts_of_one_file_both_count() -> None:
    row = "2025-01,ОСМС,Стационар,,5.00,,,,,"
    assert bring(csv(HEADER, row, row), "acts.csv")["status"] == "posted"
    assert held() == {"income": D("10.00")}
    assert bring(csv(HEADER, row), "one.csv")["status"] == "already-imported"


def test_an_act_that_stands_with_other_figures_is_refused_not_added() -> None:
    bring(csv(HEADER, "2025-01,ОСМС,Стационар,А-1,5.00,,,,,"), "acts.csv")
    answer = bring(csv(HEADER, "2025-01,ОСМС,Стационар,А-1,5.00,1.00,4.00,,,"), "newer.csv")
    assert (answer["status"], problems(answer)) == ("refused", [("2:accrued", "act-differs")])
    assert held() == {"income": D("5.00")}


def test_an_advance_alone_posts_no_income() -> None:
    answer = bring(csv(HEADER, "2025-01,ОСМС,Аванс,П-12,,,,7.00,,"), "acts.csv")
    assert (answer["status"], answer["total"], held()) == ("posted", "0.00", {"advance": D("7.00")})


def test_a_closed_month_takes_no_act(budget: Budget) -> None:
    MonthState.objects.create(budget=budget, month=Month(2025, 1), is_closed=True, closed_by=service_accounts().author)
    answer = bring(csv(HEADER, "2025-01,ОСМС,Стационар,А-1,5.00,,,,,"), "acts.csv")
    assert (answer["status"], problems(answer)) == ("refused", [("2:accrued", "closed-month")])
