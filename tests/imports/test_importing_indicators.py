"""Files of target indicators: both layouts of the sources, others like them, and what is refused with its cell."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from finance.months import Month
from finance.scope import of_budget, of_years
from tariffs.declaring import standing
from tariffs.models import Indicator, IndicatorValue, StrategicNode
from tests.ground.costing_ground import COSTING, costed, csv, facility
from tests.ground.import_ground import bring, undo
from tests.ground.samples import sample
from tests.ground.walking_facts import MORE, differences

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HALF_YEAR, PLAN = "indicators-2025-h1.xlsx", "indicators-2023-2027.xlsx"
STAYS = "stays-2025-h1.csv"


def held() -> dict[tuple[str, str, str, str], str]:
    """Number, months and kind → what is printed."""
    rows = [row for group in standing(IndicatorValue, facility().facility).values() for row in group]
    return {(r.node, r.number, f"{r.first_month}/{r.last_month}", r.kind): r.text for r in rows if r.text}


def refused(data: bytes, name: str = "индикаторы.csv") -> list[tuple[str, str]]:
    answer = bring(data, name)
    assert answer["status"] == "refused"
    return [(problem["cell"], problem["problem"]) for problem in answer["problems"]]


def changed(name: str, **cells: object) -> bytes:
    """A sample with other values in some of its cells."""
    book = openpyxl.load_workbook(sample(name))
    for address, value in cells.items():
        book.active[address] = value
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def test_the_half_year_of_the_source_comes_back_with_every_figure() -> None:
    scope = costed(files=(*COSTING, STAYS))
    answer = bring(sample(HALF_YEAR))
    assert (answer["status"], answer["kind"], answer["total"]) == ("posted", "indicators", None), answer["problems"]
    assert differences(MORE[HALF_YEAR]["reports"][0], scope) == []


def test_the_plan_of_five_years_comes_back_with_every_figure() -> None:
    budget = facility()
    answer = bring(sample(PLAN))
    assert (answer["status"], answer["rows"]["posted"]) == ("posted", 13), answer["problems"]
    assert differences(MORE[PLAN]["reports"][0], of_years(budget.facility, range(2021, 2028))) == []
    nodes = [(row.number, row.kind, row.parent) for row in StrategicNode.objects.order_by("id")]
    assert nodes == [("1", "direction", ""), ("1.1", "goal", "1"), ("1.1.1", "task", "1.1"), ("2", "direction", ""),
                     ("2.1", "goal", "2"), ("2.1.1", "task", "2.1"), ("2.2", "goal", "2"), ("2.2.1", "task", "2.2")]  # fmt: skip


def test_it_takes_a_file_once_and_again_after_an_undo() -> None:
    facility()
    answer = bring(sample(HALF_YEAR))
    assert held()["", "6", "2025-01/2025-06", "fact"] == "167.9"
    assert bring(sample(HALF_YEAR), name="again.xlsx")["status"] == "already-imported"
    undo(answer["batch"])
    assert held() == {}
    assert standing(Indicator, facility().facility) == {}


def test_a_cell_merged_over_several_values_belongs_to_none_of_them() -> None:
    facility()
    answer = bring(sample(HALF_YEAR))
    assert not [key for key in held() if key[1] == "2"]
    assert [doubt for doubt in answer["doubts"] if doubt.startswith("Индикаторлар!E8") and "аккредиттеуден" in doubt]


def test_fewer_values_than_columns_stay_in_their_columns_and_are_a_doubt() -> None:
    facility()
    answer = bring(sample(PLAN))
    assert held()["1.1.1", "3", "2026-01/2026-12", "plan"] == "6537.29"
    assert ("1.1.1", "3", "2027-01/2027-12", "plan") not in held()
    assert len([doubt for doubt in answer["doubts"] if doubt.startswith("Стратегиялық жоспар!L1")]) == 4


def test_a_changed_plan_stands_and_the_older_version_is_kept_and_comes_back() -> None:
    facility()
    bring(sample(PLAN))
    answer = bring(changed(PLAN, I9="94,1"), "changed.xlsx")
    assert held()["1.1", "1", "2024-01/2024-12", "plan"] == "94.1"
    assert [(change["before"], change["after"]) for change in answer["changes"]] == [("93.5, 93.5", "94.1, 94.1")]
    undo(answer["batch"])
    assert held()["1.1", "1", "2024-01/2024-12", "plan"] == "93.5"


def test_an_empty_cell_takes_nothing_back_and_a_dash_does() -> None:
    facility()
    bring(sample(HALF_YEAR))
    bring(changed(HALF_YEAR, G7=None, G13="–"), "changed.xlsx")
    found = held()
    assert found["", "1", "2025-01/2025-06", "plan"] == "95"
    assert ("", "7", "2025-01/2025-06", "plan") not in found


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"H7": "жоғары"}, ("Индикаторлар!H7", "not-a-number")),
        ({"G8": "12"}, ("Индикаторлар!G8", "not-a-text")),
        ({"D9": None}, ("Индикаторлар!D9", "missing-unit")),
        ({"B9": None}, ("Индикаторлар!B9", "missing-value")),
        ({"A9": "1"}, ("Индикаторлар!A9", "duplicate-number")),
        ({"G5": "2024ж 6-ай"}, ("Индикаторлар!G5", "duplicate-year")),
        ({"E12": "95%"}, ("Индикаторлар!E12", "not-a-number")),
        ({"E12": "1.234"}, ("Индикаторлар!E12", "ambiguous-amount")),
    ],
)
def test_it_refuses_what_it_cannot_read_with_its_cell(cells: dict[str, Any], problem: tuple[str, str]) -> None:
    facility()
    if "G8" in cells:
        book = openpyxl.load_workbook(sample(HALF_YEAR))
        book.active.unmerge_cells("E8:H8")
        book.active["G8"] = "12"
        made = BytesIO()
        book.save(made)
        data = made.getvalue()
    else:
        data = changed(HALF_YEAR, **cells)
    assert problem in refused(data, "индикаторы.xlsx")
    assert held() == {}


def test_a_year_outside_the_plan_and_one_number_twice_under_a_node_are_refused() -> None:
    facility()
    assert refused(changed(PLAN, L5="2028 жыл"), "план.xlsx") == [("Стратегиялық жоспар!L5", "outside-the-plan")]
    assert refused(changed(PLAN, A13="2"), "план.xlsx") == [("Стратегиялық жоспар!A13", "duplicate-number")]


def test_it_reads_a_russian_table_with_its_columns_moved_a_percent_and_reasons() -> None:
    facility()
    answer = bring(
        csv("Исполнение целевых индикаторов за 9 месяцев 2025 года;;;;;;;",
            "Единица измерения;Целевой индикатор;Источник информации;План;Факт;Процент исполнения;Причина;№",
            "%;Удовлетворённость пациентов;Анкета;95;90;94,7;Ремонт корпуса;1",
            "единиц;Число обоснованных жалоб;Журнал;2;5;40;;2",
            "сертификат;Аккредитация;Сертификат;+;+;;;3", "Директор;;;;;;;"), "индикаторы.csv",
    )  # fmt: skip
    assert (answer["status"], answer["rows"]["posted"]) == ("posted", 3), answer["problems"]
    assert held()["", "1", "2025-01/2025-09", "fact"] == "90"
    assert [(row.number, row.text) for row in IndicatorValue.objects.filter(kind="reason")] == [("1", "Ремонт корпуса")]
    assert Indicator.objects.get(number="2").better == "down"
    assert Indicator.objects.get(number="3").better == "done"


def test_it_reads_a_kazakh_header_of_three_rows() -> None:
    facility()
    book = openpyxl.Workbook()
    for row in (
        ["2025–2026 жылдарға арналған стратегиялық жоспардың индикаторлары"], [],
        ["Р/с", "Көрсеткіштің атауы", "Өлшем бірлігі", "Жоспарлы кезең", None, None, None, "Дереккөз"],
        [None, None, None, "2025 жыл", None, "2026 жыл"], [None, None, None, "жоспар", "нақты", "жоспар", "нақты"],
        ["1-стратегиялық бағыт. Сапа"], ["1.1-мақсат. Қолжетімділік"],
        [1, "Емделген балалар саны", "адам", 3000, 3100, 3200, "–", "ЭРСБ"],
    ):  # fmt: skip
        book.active.append(row)
    for merged in ("D3:G3", "D4:E4", "F4:G4"):
        book.active.merge_cells(merged)
    made = BytesIO()
    book.save(made)
    answer = bring(made.getvalue(), "жоспар.xlsx")
    assert answer["status"] == "posted", answer["problems"]
    assert held() == {
        ("1.1", "1", "2025-01/2025-12", "plan"): "3000", ("1.1", "1", "2025-01/2025-12", "fact"): "3100",
        ("1.1", "1", "2026-01/2026-12", "plan"): "3200",
    }  # fmt: skip


def test_it_reads_a_row_for_each_year_under_english_keys() -> None:
    facility()
    answer = bring(
        csv("node,number,name,unit,year,plan,fact", "1.1,1,Satisfaction,%,2024,92,93", "1.1,2,Average stay,days,2024,18,17.7",
            "1.1,1,Satisfaction,%,2025,93,"), "indicators.csv",
    )  # fmt: skip
    assert answer["status"] == "posted", answer["problems"]
    assert held()["1.1", "1", "2025-01/2025-12", "plan"] == "93"
    assert held()["1.1", "2", "2024-01/2024-12", "fact"] == "17.7"


def test_a_bare_year_means_the_months_that_the_title_names() -> None:
    facility()
    answer = bring(
        csv("Целевые индикаторы, 1 полугодие 2025;;;;;;",
            "№;Наименование показателя;Единица измерения;2024 год, план;2024 год, факт;2025 год, план;2025 год, факт",
            "1;Работа койки;дней;162;165,9;162;170,0"), "индикаторы.csv",
    )  # fmt: skip
    assert answer["status"] == "posted", answer["problems"]
    assert {key[2:]: text for key, text in held().items()} == {
        ("2024-01/2024-06", "plan"): "162", ("2024-01/2024-06", "fact"): "165.9",
        ("2025-01/2025-06", "plan"): "162", ("2025-01/2025-06", "fact"): "170.0",
    }  # fmt: skip
    assert of_budget(facility()).year == Month(2025, 1).year


def test_a_table_that_names_no_period_is_refused_at_its_header() -> None:
    facility()
    assert ("1:plan", "missing-column") in refused(csv("number,name,unit,plan,fact", "1,Satisfaction,%,95,97"), "i.csv")


def test_a_row_whose_year_cannot_be_read_is_refused() -> None:
    facility()
    head = "number,name,unit,year,plan,fact"
    assert ("2:year", "not-a-date") in refused(csv(head, "1,Satisfaction,%,next,92,93"), "indicators.csv")


def typed(*values: tuple[Any, str], unit: str = "%") -> bytes:
    """A table of one indicator with typed numbers and their formats: plan and fact."""
    book = openpyxl.Workbook()
    for row in (["Целевые индикаторы за 1 полугодие 2025 года"], ["№", "Показатель", "Ед. изм.", "План", "Факт"],
                [1, "Удовлетворённость пациентов", unit]):  # fmt: skip
        book.active.append(row)
    for at, (value, number_format) in enumerate(values, 4):
        cell = book.active.cell(3, at, value)
        cell.number_format = number_format
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_number_that_the_sheet_shows_as_a_percent_is_that_percent() -> None:
    facility()
    answer = bring(typed((0.95, "0%"), (0.9725, "0.00%")), "индикаторы.xlsx")
    assert (answer["status"], answer["doubts"]) == ("posted", []), answer["problems"]
    assert [held()["", "1", "2025-01/2025-06", kind] for kind in ("plan", "fact")] == ["95", "97.25"]


def test_a_number_below_one_under_a_unit_of_percents_without_a_format_is_a_doubt() -> None:
    facility()
    answer = bring(typed((95, "General"), (0.95, "General")), "индикаторы.xlsx")
    assert answer["status"] == "posted"
    assert ["E3" in doubt and "0.95 %" in doubt and "95 %" in doubt for doubt in answer["doubts"]] == [True]


def test_a_percent_under_another_unit_is_refused_with_its_cell() -> None:
    facility()
    assert refused(typed((0.95, "0%"), (0.9, "0%"), unit="дней"), "индикаторы.xlsx") == [
        ("Sheet!D3", "not-a-number"), ("Sheet!E3", "not-a-number"),
    ]  # fmt: skip


def test_a_unit_may_be_the_word_percent_and_the_column_just_the_name() -> None:
    facility()
    head = csv("Стратегический план 2025–2026 годов;;;;", "№;Наименование;Ед. изм.;2025;2026",
               "1;Стратегическое направление: Качество;;;", "1.1;Цель: Доступность;;;", "1;Доля охвата;процент;92,5%;93")  # fmt: skip
    answer = bring(head, "план.csv")
    assert answer["status"] == "posted", answer["problems"]
    assert [key[3] for key in held()] == ["plan", "plan"]


def test_a_number_under_another_name_is_told_with_both_names() -> None:
    facility()
    head = "no,name,unit,source,plan,fact,period"
    bring(csv(head, "1,Довольны пациенты,%,опрос,95,97,2024", "2,Длительность,дней,отчёт,18,17,2024"), "первый.csv")
    answer = bring(csv(head, "1,Довольны родители,%,опрос,96,98,2025", "2,Длительность,дней,отчёт,18,17,2025"), "и.csv")
    assert answer["status"] == "posted"
    [doubt] = [one for one in answer["doubts"] if "Довольны родители" in one]
    assert "Довольны пациенты" in doubt
    assert "Длительность" not in doubt
