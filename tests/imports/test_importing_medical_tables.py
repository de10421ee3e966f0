"""Tables of the medical side: taken as they are, each figure that follows from others beside what it comes to."""

from io import BytesIO

import openpyxl
import pytest

from finance.months import Month
from finance.reporting.json import as_object
from finance.reporting.report import Report
from finance.scope import ScopeError, of_budget
from tariffs.declaring import standing
from tariffs.models import MedicalRow
from tariffs.reports import medical_tables
from tests.ground import office_files
from tests.ground.costing_ground import JANUARY, JUNE, csv, facility
from tests.ground.import_ground import bring, undo
from tests.ground.samples import sample

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SOURCE = "medical-2025-h1.xlsx"


def built(first: Month = JANUARY, last: Month = JUNE) -> Report:
    return medical_tables.build(of_budget(facility()), first, last)


def doubts(report: Report) -> list[str]:
    return [" ".join(doubt.text.split()) for doubt in report.doubts]


def held() -> list[str]:
    return sorted({title for _first, _last, title in standing(MedicalRow, facility().facility)})


def changed(**cells: object) -> bytes:
    book = openpyxl.load_workbook(sample(SOURCE))
    for address, value in cells.items():
        book["Неврология"][address] = value
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def test_it_takes_the_tables_of_the_source_once_and_again_after_an_undo() -> None:
    facility()
    answer = bring(sample(SOURCE))
    assert (answer["status"], answer["kind"], answer["rows"]["posted"]) == ("posted", "medical-tables", 138)
    assert len(held()) == 12
    assert bring(sample(SOURCE), name="again.xlsx")["status"] == "already-imported"
    undo(answer["batch"])
    assert held() == []
    with pytest.raises(ScopeError):
        built()


def test_units_that_are_no_product_and_totals_that_miss_their_rows_are_found_beside_what_is_printed() -> None:
    facility()
    answer = bring(sample(SOURCE))
    said = "\n".join(answer["doubts"])
    assert "Неврология!I64: Электрофорез" in said
    assert "22640" in said
    assert "Неврология!F74" in said
    report = built()
    table = report.table("table-4")
    (row,) = [row for row in table.rows if row.cell("c1").value == "Электрофорез"]
    assert (row.cell("c8").value, row.cell("c8_computed").value, row.cell("c8_computed").flag) == (
        21640,
        22640,
        "doubt",
    )
    (total,) = [row for row in table.rows if row.cell("c1").value == "Барлығы"]
    assert (total.cell("c5").value, total.cell("c5_computed").value) == (26877, 27497)
    assert [text for text in doubts(report) if "26 877" in text and "27 497" in text]
    # the import's own doubts are those of the report and do not stand twice
    assert len(report.doubts) == len(answer["doubts"])


def test_every_figure_comes_back_as_it_is_printed() -> None:
    facility()
    bring(sample(SOURCE))
    sheet = openpyxl.load_workbook(sample(SOURCE))["Соматика"]
    table = as_object(built())["tables"]["table-10"]
    assert table["title"] == sheet["A1"].value
    shown = [(row["c1"], row["c2"], row["c3"], row["c4"]) for row in table["rows"]]
    assert shown[0] == ("Созылмалы жай бронхит, ремиссия кезеңі", 22, "91.70", 9)
    assert shown[1] == ("Созылмалы фарингит", "-", "-", "-")


def test_rows_that_overlap_are_not_added_up_and_those_that_make_the_whole_are() -> None:
    facility()
    bring(sample(SOURCE))
    structure = built().table("table-1").rows[0]
    assert (structure.cell("c2").value, structure.cell("c2_computed").value) == (1257, 1257)


def test_a_newer_file_takes_the_place_of_the_table_it_names_and_an_undo_brings_it_back() -> None:
    facility()
    bring(sample(SOURCE))
    answer = bring(changed(I64=22640), "исправлено.xlsx")
    assert (answer["status"], answer["doubts"]) != ("posted", [])
    assert not [text for text in doubts(built()) if "22 640" in text]
    undo(answer["batch"])
    assert [text for text in doubts(built()) if "22 640" in text]


def test_it_reads_a_russian_table_of_text_with_a_total_below_its_sections() -> None:
    facility()
    answer = bring(
        csv("Массаж и процедуры за 9 месяцев 2025 года;;;",
            "Вид процедуры;Пролечено детей;Процедур на 1 ребёнка;Всего процедур",
            "Неврология;;;", "Массаж общий;1 190;10;11 900", "Массаж шеи;80;15;1 200", "Соматика;;;",
            "Массаж груди;10;10;100", "Итого;1 280;;13 200", "Главный врач;________;;"), "массаж.csv",
    )  # fmt: skip
    assert (answer["status"], answer["kind"], answer["rows"]["read"]) == ("posted", "medical-tables", 6)
    report = built(JANUARY, Month(2025, 9))
    rows = {row.cell("c0").value: row for row in report.table("table-1").rows}
    assert rows["Массаж шеи"].cell("c3_computed").value == 1200
    assert rows["Неврология"].style == "section"
    assert (rows["Итого"].cell("c1_computed").value, rows["Итого"].cell("c3_computed").value) == (1280, 13200)
    assert report.doubts == ()


def test_what_can_be_read_two_ways_is_refused_with_its_cell_and_a_table_without_a_period_too() -> None:
    facility()
    answer = bring(changed(I64="1.234", E48="#REF!"), "кесте.xlsx")
    assert answer["status"] == "refused"
    assert {"Неврология!E48", "Неврология!I64"} <= {problem["cell"] for problem in answer["problems"]}
    undated = csv("Массаж;;", "Вид процедуры;Пролечено детей;Процедур", "Общий;10;100")
    assert [p["problem"] for p in bring(undated, "массаж.csv")["problems"]] == ["missing-column"]


def test_a_table_that_speaks_of_no_treatment_is_not_taken_for_one() -> None:
    facility()
    answer = bring(csv("Автотранспорт за 2025 год;;", "Наименование;Количество;Пробег", "Газель;2;1000"), "авто.csv")
    assert answer["status"] == "refused"
    assert answer["kind"] != "medical-tables"


def test_a_column_that_the_sheet_shows_as_percents_is_checked_as_percents() -> None:
    facility()
    book = openpyxl.Workbook()
    for row in (["Нозологиялар, 2025 жылдың 6 айы"], ["Диагнозы", "Балалар саны", "Үлес салмағы"],
                ["G80.0", 30, 0.3], ["G93.2", 70, 0.7], ["Барлығы", 100, 1]):  # fmt: skip
        book.active.append(row)
    for row in (3, 4, 5):
        book.active.cell(row, 3).number_format = "0.0%"
    made = BytesIO()
    book.save(made)
    assert bring(made.getvalue(), "нозология.xlsx")["status"] == "posted"
    rows = built().table("table-1").rows
    assert [(row.cell("c2").value, row.cell("c2_computed").value) for row in rows[:2]] == [(30, 30), (70, 70)]


@pytest.mark.parametrize(
    "title",
    [
        "Целевые индикаторы за I полугодие 2025 года",
        "Нысаналы индикаторлар, 2025 ж. 6 ай",
        "Штатное расписание на 1 июля 2025 года",
        "Выполнение квот за 6 месяцев 2025 года",
    ],
)
def test_another_paper_of_the_half_year_that_cannot_be_read_is_not_kept_as_a_medical_table(title: str) -> None:
    facility()
    turned = [
        "№;1;2",
        "Показатель;Пролечено детей;Выписано с улучшением",
        "Ед. изм.;чел.;%",
        "План;100;95",
        "Факт;92;97",
    ]
    answer = bring(csv(title, *turned), "turned.csv")
    assert answer["status"] == "refused"
    assert held() == []


@pytest.mark.parametrize("title", ["Карточка счета 8110 за март 2025 г.", "8110 шот карточкасы, 2025 жылғы наурыз",
                                   "Анализ счета 8110 за март 2025 г.", "Реестр договоров за март 2025 г."])  # fmt: skip
def test_a_paper_of_money_is_never_kept_as_a_table_of_the_medical_side(title: str) -> None:
    facility()
    rows = [[title], [], ["Период", "Документ", "Аналитика Дт", "Аналитика Кт", "Дебет", "", "Кредит", "", "Сальдо", ""],
            ["", "", "", "", "Счет", "", "Счет"],
            ["01.03.2025", "Поступление 1", "141 Терапия", "Поставщик", "8110", 1000, "3310", "", "Д", 1],
            ["05.03.2025", "Списание 2", "142 Терапия", "Склад", "8110", 500, "1310", "", "Д", 1],
            ["Обороты за период", "", "", "", "", 1500, "", 0]]  # fmt: skip
    answer = bring(office_files.xlsx({"Лист1": rows}), "файл.xlsx")
    assert (answer["status"], held()) == ("refused", [])
