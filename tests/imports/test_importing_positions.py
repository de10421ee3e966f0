"""Files of positions: categories in two languages, a total above its rows, sums of the source that do not add up."""

from decimal import Decimal
from pathlib import Path

import pytest

from finance.models import Document
from finance.months import Month
from finance.reporting.json import as_object
from finance.reports import registry
from finance.scope import of_budget
from finance.service_accounts import service_accounts
from imports.kinds.registry import kinds
from tariffs.declaring import standing
from tariffs.models import Position
from tariffs.plan_facts import plan_facts
from tariffs.reports import staff
from tests.ground.costing_ground import csv, facility
from tests.ground.file_factory import xlsx
from tests.ground.import_ground import bring, undo

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SAMPLE = Path(__file__).parent / "samples" / "positions-2025.xlsx"
JANUARY, JUNE = Month(2025, 1), Month(2025, 6)


def held() -> dict[str, tuple[Decimal, int | None]]:
    rows = [row for group in standing(Position, facility().facility).values() for row in group]
    return {row.category: (row.approved, row.people) for row in rows if isinstance(row, Position)}


def test_it_takes_the_sample_once_and_again_after_an_undo() -> None:
    facility()
    answer = bring(SAMPLE)
    assert (answer["status"], answer["kind"], answer["total"]) == ("posted", "positions", "195.00"), answer["problems"]
    assert held() == {
        "Врачи": (Decimal("18.25"), 13),
        "Средний медперсонал": (Decimal("60.50"), 58),
        "Педагоги": (Decimal("39.00"), 25),
        "Младший медперсонал": (Decimal("37.00"), 36),
        "Прочие": (Decimal("40.25"), 30),
    }
    assert bring(SAMPLE, name="again.xlsx")["status"] == "already-imported"
    undo(answer["batch"])
    assert held() == {}


def test_it_keeps_both_names_and_what_is_not_known_as_unknown() -> None:
    facility()
    bring(SAMPLE)
    doctors, others = (Position.objects.get(category=name) for name in ("Врачи", "Прочие"))
    assert (doctors.category_kk, doctors.month, doctors.cell) == ("Дәрігерлер", JUNE, "Штат!B7")
    assert (doctors.filled, doctors.with_category, doctors.highest, doctors.first, doctors.second) == (None, 6, 2, 2, 2)
    assert (others.with_category, others.highest) == (None, None)


def test_a_total_of_the_source_that_misses_its_parts_is_a_doubt() -> None:
    facility()
    answer = bring(SAMPLE)
    failed = {control["cell"]: (control["expected"], control["found"]) for control in answer["controls"]
              if not control["holds"]}  # fmt: skip
    assert failed == {"Штат!D6": ("17.00", "18.00"), "Штат!E6": ("10.00", "11.00"), "Штат!F6": ("6.00", "3.00")}
    assert [doubt for doubt in answer["doubts"] if doubt.startswith("Штат!D6") and "17" in doubt and "18" in doubt]


def test_it_reads_a_plain_table_of_departments_with_filled_positions() -> None:
    facility()
    answer = bring(
        csv("Штатное расписание на 01.04.2025", "Отделение;Утверждено ставок;Занято ставок;Физических лиц",
            "Неврология;10,5;9,25;9", "Кухня;4;4;4", "Итого;14,5;13,25;13"), "штат.csv"
    )  # fmt: skip
    assert (answer["status"], answer["kind"]) == ("posted", "positions"), answer["problems"]
    assert {(p.category, p.filled, p.month) for p in Position.objects.all()} == {
        ("Неврология", Decimal("9.25"), Month(2025, 3)), ("Кухня", Decimal(4), Month(2025, 3)),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "problem"), [("Врачи;-1;5", "negative-number"), ("Врачи;1;2,5", "not-a-whole-number")]
)  # fmt: skip
def test_it_refuses_what_cannot_be_a_count(row: str, problem: str) -> None:
    facility()
    head = csv("Укомплектованность на 01.07.2025", "Категория персонала;Утверждено ставок;Физических лиц", row)
    answer = bring(head, "штат.csv")
    assert [(p["row"], p["problem"]) for p in answer["problems"] if p["severity"] == "error"] == [(3, problem)]


def test_a_file_without_a_day_is_refused() -> None:
    facility()
    undated = csv("Категория персонала;Утверждено ставок;Физических лиц", "Врачи;18,25;13")
    answer = bring(undated, "штат.csv", kind="positions")
    assert [(p["cell"], p["problem"]) for p in answer["problems"]] == [("2:Категория персонала", "missing-column")]


def test_staff_shows_the_state_with_the_percent_of_people_where_filled_is_not_stated() -> None:
    budget = facility()
    bring(SAMPLE)
    report = staff.build(of_budget(budget), JANUARY, JUNE)
    shown = {row.cell("category").value: [row.cell(key).value for key in ("approved", "filled", "people")]
             for row in report.main.rows}  # fmt: skip
    assert shown["Врачи"] == [Decimal("18.25"), None, 13]
    assert list(shown) == ["Врачи", "Средний медперсонал", "Педагоги", "Младший медперсонал", "Прочие"]
    assert [note.key for note in report.notes] == ["as-of", "people"]
    assert report.main.total.cell("approved").value == Decimal("195.00")
    told = as_object(report)
    assert (told["total"]["approved"], told["total"]["people"], told["total"]["filled"]) == ("195.0", "162", None)
    assert report.main.total.cell("filled").value is None


def test_the_kind_and_its_report_are_found_without_a_list() -> None:
    assert "positions" in kinds()
    assert "staff" in registry.names()


def test_positions_stand_within_the_department_of_a_row_above_or_of_the_cell_beside() -> None:
    facility()
    below = csv("Штатное расписание на 1 июля 2025 года;;;", "Подразделение;Должность;Утверждено ставок;Физ. лица",
                "Неврология;;;", ";Врачи;5,5;5", ";Медсёстры;12;11", "Итого по отделению;;17,5;16", "Кухня;;;",
                ";Повар;3;3", "Всего;;20,5;19")  # fmt: skip
    beside = csv("Штат на 01.07.2025;;;", "Должность;Отделение;Ставки;Человек", "Повар;Кухня;3;3")
    assert bring(below, "штат.csv")["status"] == "posted"
    assert set(held()) == {"Неврология, Врачи", "Неврология, Медсёстры", "Кухня, Повар"}
    assert bring(beside, "штат-2.csv")["status"] == "already-imported"


def test_it_reads_a_day_in_kazakh_that_is_part_of_the_title() -> None:
    facility()
    answer = bring(csv("2025 жылғы 1 шілдедегі штат кестесі;;", "Лауазымы;Бекітілген штат бірлігі;Адам саны",
                       "Дәрігер;18,25;13"), "штат.csv")  # fmt: skip
    assert answer["status"] == "posted", answer["problems"]
    assert Position.objects.get().month == JUNE


@pytest.mark.parametrize(
    "rows",
    [
        # a total named among the positions
        ("Неврология;Врачи;5,5;5", ";Медсёстры;12;11", ";Итого;17,5;16", "Кухня;Повар;3;3"),
        ("Неврология;Врачи;5,5;5", "Неврология;Медсёстры;12;11", "Неврология;Всего;17,5;16", "Кухня;Повар;3;3"),
        # the department's own row above its positions, or below them
        ("Неврология;;17,5;16", ";Врачи;5,5;5", ";Медсёстры;12;11", "Кухня;;3;3", ";Повар;3;3"),
        ("Неврология;Врачи;5,5;5", "Неврология;Медсёстры;12;11", "Неврология;;17,5;16", "Кухня;Повар;3;3"),
    ],
)
@pytest.mark.parametrize("write", [csv, lambda *rows: xlsx([row.split(";") for row in rows])])
def test_a_department_counts_once_beside_its_positions(rows: tuple[str, ...], write) -> None:
    facility()
    head = ("Штатное расписание на 1 июля 2025 года;;;", "Подразделение;Должность;Утверждено ставок;Физ. лица")
    found = bring(write(*head, *rows), "штат.xlsx")
    assert (found["status"], found["total"]) == ("posted", "20.50"), found["problems"]
    assert set(held()) == {"Неврология, Врачи", "Неврология, Медсёстры", "Кухня, Повар"}
    assert {control["holds"] for control in found["controls"]} == {True}


def test_a_doctor_of_general_practice_is_no_total() -> None:
    facility()
    found = bring(csv("Штат кестесі 2025 жылғы 1 шілдеге", "Лауазымы;Бекітілген штат бірлігі;Адам саны",
                      "Жалпы практика дәрігері;2;2", "Дәрігер;3;3", "Жалпы;5;5"), "штат.csv")  # fmt: skip
    assert (found["status"], found["total"]) == ("posted", "5.00"), found["problems"]
    assert set(held()) == {"Жалпы практика дәрігері", "Дәрігер"}


def test_a_category_named_by_two_departments_counts_whole_in_next_years_plan() -> None:
    budget = facility()
    document = Document.objects.create(
        budget=budget, kind="costing", date=JUNE.last_day, entered_by=service_accounts().author
    )
    of = {"document": document, "facility": budget.facility, "month": JUNE, "category": "Врачи"}
    Position.objects.bulk_create([Position(**of, approved=Decimal(count)) for count in ("10.50", "4.25")])
    assert plan_facts(budget, budget).positions == {"Врачи": Decimal("14.75")}


TITLE = "Штатное расписание на 1 января 2025 года"


@pytest.mark.parametrize(
    "rows",
    [
        [["№", "Наименование структурного подразделения", "Наименование должности", "Количество штатных единиц"],
         [1, "Неврология", "Врач", 3.5], [2, "Ортопедия", "Врач", 2], ["", "Итого", "", 5.5]],
        [["№", "Должность", "Структурное подразделение", "Ставок по штату"],
         [1, "Врач", "Неврология", 3.5], [2, "Врач", "Ортопедия", 2]],
        [["№", "Подразделение", "Должность", "Количество ставок", ""], ["", "", "", "по штату", "занято"],
         [1, "Неврология", "Врач", 3.5, 3], [2, "Ортопедия", "Врач", 2, 2], ["", "ИТОГО", "", 5.5, 5]],
    ],
)  # fmt: skip
def test_a_post_of_two_departments_is_two_positions_however_the_table_is_headed(rows) -> None:
    facility()
    found = bring(xlsx([[TITLE], *rows]), "штатное.xlsx")
    assert (found["status"], found["total"]) == ("posted", "5.50"), found["problems"]
    assert {name: approved for name, (approved, _people) in held().items()} == {
        "Неврология, Врач": Decimal("3.50"), "Ортопедия, Врач": Decimal("2.00"),
    }  # fmt: skip


def test_a_total_that_differs_is_told_as_its_reader_writes_numbers() -> None:
    facility()
    found = bring(
        csv(TITLE, "Категория персонала;Утверждено ставок", "Врачи;3,5", "Прочие;8", "Итого;12,5"), "штат.csv"
    )
    assert [doubt for doubt in found["doubts"] if "12,50" in doubt and "11,50" in doubt], found["doubts"]
