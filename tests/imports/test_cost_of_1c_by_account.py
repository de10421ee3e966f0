"""Actual cost from 1C as it is: what no mapping knows waits, one answer serves every later month, files add up."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finance import books
from finance.models import Balance
from imports.models import AccountMapping
from tests.ground import office_files
from tests.ground.costing_ground import facility
from tests.ground.import_ground import TODAY, answer, bring, undo
from tests.ground.snapshots import built_once

pytestmark = pytest.mark.django_db
CENTRES = Path("imports/demo/centres-2025.csv")
D = Decimal
SAMPLES = Path(__file__).parent / "samples"
WRITERS = {"xlsx": office_files.xlsx, "xls": office_files.xls, "ods": office_files.ods}
MAPPINGS = [
    {"account": "8110", "article": "Зарплата", "code": "111", "centre": "NEU"},
    {"account": "8110", "article": "Зарплата", "department": "Пищеблок", "code": "111", "centre": "KIT"},
    {"account": "8110", "article": "Продукты", "code": "141", "centre": "KIT"},
    {"account": "8110", "article": "Амортизация", "ignore": True},
    {"account": "7010", "ignore": True},
]  # fmt: skip


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMETA_TODAY", TODAY)
    with_centres()


def with_centres() -> None:
    def build() -> None:
        facility()
        assert bring(CENTRES)["status"] == "posted"

    built_once(("centres",), build)


def osv(month: str = "Март", wages: str = "90,00", *, spaces: bool = True) -> list[list[Any]]:
    total = D(wages.replace(",", ".")) + D("60.00")
    rows = [
        ["ГКП на ПХВ «Центр»"],
        [f"Оборотно-сальдовая ведомость за {month} 2025 г."],
        [],
        ["Счет", "", "Сальдо на начало периода", "", "Обороты за период", "", "Сальдо на конец периода", ""],
        ["Статьи затрат", "", "Дебет", "Кредит", "Дебет", "Кредит", "Дебет", "Кредит"],
        ["Подразделения"],
        ["1000, Деньги", "", D("10.0"), "", D("500.0"), D("400.0"), D("110.0"), ""],
        ["    1030, Текущий счет", "", D("10.0"), "", D("500.0"), D("400.0"), D("110.0"), ""],
        ["8100, Производство", "", "", "", total, total, "", ""],
        ["    8110, Основное производство", "", "", "", total, total, "", ""],
        ["        Зарплата", "", "", "", total - 50, total - 50, "", ""],
        ["            Пищеблок", "", "", "", "10,00", "10,00", "", ""],
        ["            Отделение неврологии", "", "", "", wages, wages, "", ""],
        ["        Продукты", "", "", "", D("45.5"), D("45.5"), "", ""],
        ["            Пищеблок", "", "", "", "45,50", "45,50", "", ""],
        ["        Амортизация", "", "", "", D("4.5"), D("4.5"), "", ""],
        ["Итого", "", D("10.0"), D("10.0"), total + 500, total + 400, D("110.0"), D("110.0")],
    ]
    return rows if spaces else [[cell.strip() if isinstance(cell, str) else cell for cell in row] for row in rows]


def march(measure: str = "actual") -> dict[str, str]:
    rows = Balance.objects.filter(measure=measure, month=202503).order_by("code__code", "centre")
    return {f"{row.code.code} {row.centre}".strip(): str(row.amount) for row in rows if row.amount}


def waiting(found: dict[str, Any]) -> list[tuple[str, ...]]:
    keys = ("account", "article", "department", "amount")
    return [tuple(row[key] for key in keys) for row in found["unresolved"]]


@pytest.mark.parametrize("written", WRITERS)
@pytest.mark.parametrize("spaces", [True, False])
def test_a_trial_balance_waits_for_its_mappings_and_posts_by_code_and_centre(written: str, spaces: bool) -> None:
    found = bring(WRITERS[written]({"TDSheet": osv(spaces=spaces)}), f"осв.{written}")
    assert (found["kind"], found["status"], found["rows"]["posted"]) == ("actual", "posted", 0)
    assert waiting(found) == [
        ("8110", "Зарплата", "Пищеблок", "10.00"),
        ("8110", "Зарплата", "Отделение неврологии", "90.00"),
        ("8110", "Продукты", "Пищеблок", "45.50"),
        ("8110", "Амортизация", "", "4.50"),
    ]
    answered = answer(found["batch"], {"mappings": MAPPINGS})
    assert (answered["rows"]["posted"], answered["rows"]["unresolved"]) == (3, 0)
    assert march() == {"111 KIT": "10.00", "111 NEU": "90.00", "141 KIT": "45.50"}
    assert books.check().broken == []


def test_the_next_month_asks_nothing_and_a_new_account_alone_waits() -> None:
    first = bring(office_files.xlsx({"TDSheet": osv()}), "март.xlsx")
    answer(first["batch"], {"mappings": MAPPINGS})
    april = osv("Апрель")
    april.insert(8, ["7470, Прочие расходы", "", "", "", D("7.00"), D("7.00"), "", ""])
    april[-1][4] = april[-1][4] + D("7.00")
    found = bring(office_files.xlsx({"TDSheet": april}), "апрель.xlsx")
    assert waiting(found) == [("7470", "", "", "7.00")]
    assert found["by_code"] == {"111": "100.00", "141": "45.50"}


def test_the_same_month_again_posts_the_difference_and_undo_brings_back_what_stood() -> None:
    first = bring(office_files.xlsx({"TDSheet": osv()}), "март.xlsx")
    answer(first["batch"], {"mappings": MAPPINGS})
    assert bring(office_files.xlsx({"TDSheet": osv()}), "ещё раз.xlsx")["status"] == "already-imported"
    second = bring(office_files.xlsx({"TDSheet": osv(wages="91,25")}), "март-2.xlsx")
    assert (second["rows"]["posted"], march()["111 NEU"]) == (1, "91.25")
    assert undo(first["batch"])["kept"] != []
    assert undo(second["batch"])["kept"] == []
    assert march()["111 NEU"] == "90.00"
    assert books.check().broken == []


def test_a_total_that_the_accounts_miss_and_half_a_file_are_refused_with_their_cell() -> None:
    rows = osv()
    rows[-1][4] = D("999.00")
    found = bring(office_files.xlsx({"TDSheet": rows}), "осв.xlsx")
    assert [(p["cell"], p["problem"]) for p in found["problems"]] == [("TDSheet!E17", "total-differs")]
    rows = osv()
    rows[12][4] = "91,00"
    found = bring(office_files.xlsx({"TDSheet": rows}), "осв.xlsx")
    assert [(p["cell"], p["problem"]) for p in found["problems"]] == [("TDSheet!E11", "total-differs")]


def test_after_a_trial_balance_by_code_the_accounts_are_a_control() -> None:
    assert bring(Path("imports/demo/trial-balance-2025-03.xlsx"))["status"] == "posted"
    before = march()
    found = bring(office_files.xlsx({"TDSheet": osv()}), "осв.xlsx")
    answered = answer(found["batch"], {"mappings": MAPPINGS})
    assert (answered["rows"]["posted"], march()) == (0, before)


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({"account": "8110", "code": "999"}, "999"),
        ({"account": "8110", "code": "111", "centre": "XXX"}, "XXX"),
        ({"article": "Зарплата", "code": "111"}, "account"),
        ({"account": "8110", "codes": "111"}, "account"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_and_not_remembered(mapping: dict[str, str], says: str) -> None:
    from imports.pipeline.errors import UsageError

    found = bring(office_files.xlsx({"TDSheet": osv()}), "март.xlsx")
    with pytest.raises(UsageError) as refused:
        answer(found["batch"], {"mappings": [mapping]})
    assert says in str(refused.value)
    assert not AccountMapping.objects.exists()


def test_a_mapping_changed_in_april_leaves_march_as_it_was() -> None:
    first = bring(office_files.xlsx({"TDSheet": osv()}), "март.xlsx")
    answer(first["batch"], {"mappings": MAPPINGS})
    april = osv("Апрель")
    april.insert(8, ["7470, Прочие расходы", "", "", "", D("7.00"), D("7.00"), "", ""])
    april[-1][4] = april[-1][4] + D("7.00")
    found = bring(office_files.xlsx({"TDSheet": april}), "апрель.xlsx")
    other = {"account": "8110", "article": "Продукты", "code": "149", "centre": "KIT"}
    answer(found["batch"], {"mappings": [other, {"account": "7470", "ignore": True}]})
    assert bring(office_files.xlsx({"TDSheet": osv()}), "март.xlsx")["status"] == "already-imported"
    assert march()["141 KIT"] == "45.50"


ANALYSIS = [
    ["Анализ счета 8110 за Март 2025 г."], [], ["Счет", "Кор. счет", "Дебет", "Кредит"], ["Статьи затрат"],
    ["Подразделения"], ["8110"], ["Начальное сальдо"], ["Зарплата"], ["Пищеблок"], ["", "3350", D("10.0"), ""],
    ["Оборот", "", D("10.0"), ""], ["Отделение неврологии"], ["", "3350", D("80.0"), ""], ["", "3310", D("10.0"), ""],
    ["Оборот", "", D("90.0"), ""], ["Оборот", "", D("100.0"), ""], ["", "7010", "", D("100.0")], ["Оборот", "", D("100.0"), D("100.0")],
    ["Конечное сальдо"],
]  # fmt: skip
CARD = [
    ["Карточка счета 7210 за Март 2025 г."], [],
    ["Период", "Документ", "Аналитика Дт", "Аналитика Кт", "Дебет", "", "Кредит", "", "Текущее сальдо", ""],
    ["", "", "", "", "Счет", "Сумма", "Счет", "Сумма", "Д/К", "Сумма"],
    ["Сальдо на начало"],
    ["03.03.2025", "Начисление 1", "Зарплата\nАдминистрация", "Работники", "7210", D("30.0"), "3350", "", "Д", D("30.0")],
    ["05.03.2025", "Сторно 2", "Зарплата\nАдминистрация", "Работники", "7210", D("-5.0"), "3350", "", "Д", D("25.0")],
    ["31.03.2025", "Закрытие месяца", "Итоговая прибыль", "", "5610", "", "7210", D("25.0"), "", ""],
    ["Обороты за период и сальдо на конец", "", "", "", "", D("25.0"), "", D("25.0"), "", ""],
]  # fmt: skip


def test_an_analysis_and_a_card_of_one_month_add_up() -> None:
    answers = {"mappings": [*MAPPINGS, {"account": "7210", "article": "Зарплата", "code": "111", "centre": "ADM"}]}
    first = bring(office_files.xlsx({"TDSheet": ANALYSIS}), "анализ.xlsx")
    assert answer(first["batch"], answers)["rows"]["posted"] == 2
    second = bring(office_files.xlsx({"TDSheet": CARD}), "карточка.xlsx")
    assert (second["kind"], second["rows"]["posted"], second["rows"]["unresolved"]) == ("actual", 1, 0)
    assert march() == {"111 ADM": "25.00", "111 KIT": "10.00", "111 NEU": "90.00"}


def test_a_card_whose_total_differs_is_refused_at_the_total() -> None:
    rows = [list(row) for row in CARD]
    rows[-1][5] = D("26.00")
    found = bring(office_files.xlsx({"TDSheet": rows}), "карточка.xlsx")
    assert [(p["cell"], p["problem"]) for p in found["problems"]] == [("TDSheet!F9", "total-differs")]


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize(
    ("column", "problem"), [("E", "missing-column"), ("F", "not-an-amount"), ("G", "missing-column")]
)
def test_half_a_posting_of_a_card_is_refused_at_its_cell(write, column, problem) -> None:
    rows = [list(row) for row in CARD[:-1]]
    rows[5]["ABCDEFG".index(column)] = ""
    found = bring(write({"TDSheet": rows}), "карточка", preview=True)
    assert [(p["cell"], p["problem"]) for p in found["problems"]] == [(f"TDSheet!{column}6", problem)]


def test_rows_of_quantities_are_none_of_postings_and_accounts_below_the_cards_are_its_own() -> None:
    rows = [list(row) for row in CARD]
    rows[5][4] = "7210.2"
    rows.insert(6, ["", "", "", "", "Кол.", 10])
    assert bring(office_files.xlsx({"TDSheet": rows}), "карточка.xlsx", preview=True)["total"] == "25.00"


def test_the_account_of_a_card_stands_before_its_kazakh_name() -> None:
    rows = [["7210 шот карточкасы 2025 ж. наурыз"], *CARD[1:]]
    assert bring(office_files.xlsx({"TDSheet": rows}), "карточка.xlsx", preview=True)["total"] == "25.00"


def test_march_of_the_sample_facility_by_account() -> None:
    answers = json.loads((SAMPLES / "mappings-2025.json").read_text(encoding="utf-8"))
    stated = json.loads((SAMPLES / "osv-by-account-2025-03.json").read_text(encoding="utf-8"))
    found = bring(SAMPLES / "osv-by-account-2025-03.xlsx")
    assert sorted(list(row) for row in waiting(found) if row[1]) == sorted(stated["unresolved_cost"])
    assert answer(found["batch"], answers)["by_code"] == stated["by_code"]
    assert march() == stated["by_code_centre"]
    assert bring(SAMPLES / "osv-by-account-2025-04.xlsx")["unresolved"] == []
