"""Construction, repair and equipment: kinds as rows between, money by object, what nobody states stays unknown."""

import pytest

from finance.models import Budget, Facility, FundingSource, Programme
from finance.months import Month
from finance.reporting.render import FORMATS, render
from finance.reports import registry
from finance.scope import of_facility
from imports.kinds.objects import kind_of
from region.models import CapitalObject
from tests.ground.file_factory import xlsx
from tests.ground.formulas import disagreements
from tests.ground.import_ground import bring, undo
from tests.ground.region_ground import FIRST, LAST, region, report

pytestmark = pytest.mark.django_db
HEADER = ["Нысан (Объект)", "Аудан (Район)", "Жұмыс түрі (Вид работ)", "Бөлінді (Выделено)", "Шарт (Договор)",
          "Игерілді (Освоено)", "Дайындығы, %"]  # fmt: skip
TITLE = ["2023 жылғы нысандар тізбесі, мың теңге"]
ROWS = [
    ["Құрылыс (Строительство)"],
    ["емхана №1", "Сарыөзек а.", "Құрылыс", 350.8103, "–", "–"],
    ["Күрделі жөндеу (Капитальный ремонт)"],
    ["ОАА «А» блогы", "Қаратал", "Күрделі жөндеу", 600, 500, 200, "33%"],
    ["ОАА «В» блогы", "Қаратал", "Күрделі жөндеу", 500, 400, 150.5, 0.3],
    ["Барлығы", None, None, 1450.8103, 900, 350.5],
]


def bring_objects(rows: list, title: list = TITLE, header: list = HEADER) -> dict:
    return bring(xlsx({"Нысандар": [title, header, *rows]}), "нысандар.xlsx", facility=region())


def test_objects_stand_under_their_kind_with_what_is_absorbed() -> None:
    told = bring_objects(ROWS)
    assert (told["kind"], told["status"], told["total"]) == ("objects", "posted", "350500.00")
    found = report("capital")
    assert [(one["object"], one["kind"], one["percent"], one["left"]) for one in found["rows"]] == [
        ("емхана №1", "construction", None, None),
        ("ОАА «А» блогы", "capital-repair", "33.3", "400000.00"),
        ("ОАА «В» блогы", "capital-repair", "30.1", "349500.00"),
    ]
    repair = next(one for one in found["subtotals"] if one["kind"] == "capital-repair")
    assert (repair["allotted"], repair["absorbed"], repair["percent"], repair["left"]) == (
        "1100000.00", "350500.00", "31.9", "749500.00",
    )  # fmt: skip


def test_what_nobody_states_is_unknown_and_no_percent_of_all_is_given() -> None:
    bring_objects(ROWS)
    found = report("capital")
    construction = next(one for one in found["subtotals"] if one["kind"] == "construction")
    assert (construction["absorbed"], found["total"]["absorbed"], found["total"]["percent"]) == (
        None,
        "350500.00",
        None,
    )
    assert any("1" in doubt for doubt in found["doubts"])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Строительство БМК", "module"), ("Капитальный ремонт станции скорой помощи", "capital-repair"),
        ("Көлік (Транспорт)", "vehicle"), ("Медициналық техника", "equipment"), ("Құрылыс", "construction"),
        ("Жедел жәрдем станциялары", "ambulance-station"), ("прочее", ""),
    ],
)  # fmt: skip
def test_a_kind_of_work_is_known_by_its_words(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_a_kind_comes_from_the_row_above_where_no_column_says_it() -> None:
    header = ["Объект", "Район", "Выделено", "Освоено"]
    told = bring_objects(
        [["Оборудование", None, 30, 3], ["КТ", "область", 10, 1], ["УЗИ", "область", 20, 2]], header=header
    )
    assert told["total"] == "3000.00"
    assert {one["kind"] for one in report("capital")["rows"]} == {"equipment"}


@pytest.mark.parametrize(
    ("rows", "problem", "cell"),
    [
        ([["склад", "Қаратал", "прочее", 1, 1, 1]], "unknown-word", "Нысандар!C3"),
        ([["УЗИ", "область", "Жабдық", 10, "–", 1], ["Всего", None, None, 11]], "total-differs", "Нысандар!D4"),
        ([["УЗИ", "область", "Жабдық", "десять", "–", 1]], "not-an-amount", "Нысандар!D3"),
    ],
)
def test_it_refuses_with_the_cell(rows: list, problem: str, cell: str) -> None:
    told = bring_objects(rows)
    assert (told["status"], [(one["problem"], one["cell"]) for one in told["problems"]]) == (
        "refused",
        [(problem, cell)],
    )


def test_a_state_as_of_a_month_replaces_the_list_of_the_year_from_then_on() -> None:
    bring_objects(ROWS)
    later = bring_objects(
        [["ОАА «А» блогы", "Қаратал", "Күрделі жөндеу", 600, 500, 550]], ["Объекты на 01.10.2023, тыс. тенге"]
    )

    def absorbed(through: Month) -> str:
        return next(one for one in report("capital", FIRST, through)["rows"] if one["object"] == "ОАА «А» блогы")[
            "absorbed"
        ]

    assert (absorbed(LAST), absorbed(Month(2023, 9))) == ("200000.00", "550000.00")
    undo(later["batch"])
    assert absorbed(Month(2023, 9)) == "200000.00"


def test_an_object_named_twice_counts_twice_and_is_doubted() -> None:
    told = bring_objects([["Қарлығаш", "Кербұлақ", "БМК", 10, "–", "–"], ["Қарлығаш", "Кербұлақ", "БМК", 20, "–", "–"]])
    assert (told["status"], report("capital")["total"]["allotted"]) == ("posted", "30000.00")
    assert any("Қарлығаш" in doubt for doubt in told["doubts"])


def test_the_report_is_rendered_in_every_format_within_eight_queries(query_counts) -> None:
    bring_objects(ROWS)
    scope = of_facility(region(), 2023, with_branches=True)
    with query_counts("objects of a region"):
        made = registry.get("capital")(scope, FIRST, LAST, language="kk")
    for ending in FORMATS:
        assert render(made, ending)


def readiness_of(*cells: object) -> tuple[str, list, list[str]]:
    """Status, readiness as it stands, and the cells that are refused."""
    rows = [[f"Объект {i}", "Қаратал", "Құрылыс", 10, "–", 1, cell] for i, cell in enumerate(cells)]
    told = bring_objects(rows)
    kept = list(CapitalObject.objects.order_by("id").values_list("readiness", flat=True))
    return told["status"], kept, [one["cell"] for one in told["problems"] if one["severity"] == "error"]


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (("33%", "33,5 %", "–"), ["33", "33.5", ""]),
        ((0.3, 0.45, 0), ["30", "45", "0"]),
        ((45, 1, 100), ["45", "1", "100"]),
        (("0,3", "0,45"), ["30", "45"]),
    ],
)
def test_readiness_is_read_as_people_see_it(cells: tuple, kept: list[str]) -> None:
    assert readiness_of(*cells) == ("posted", kept, [])


@pytest.mark.parametrize("cells", [(1,), (1, 0), ("1", 0.5), ("готов", "33%"), ("в работе",), ("#ДЕЛ/0!", 0.5)])
def test_readiness_that_reads_two_ways_or_none_is_asked_at_its_cell(cells: tuple) -> None:
    assert readiness_of(*cells) == ("refused", [], ["Нысандар!G3"])


UNDER_HEADINGS = ["Объект", "Район", "Выделено", "Освоено"]


@pytest.mark.parametrize(
    ("heading", "refused"),
    [
        (["Благоустройство"], ("Нысандар!A6", "unknown-word")),
        (["II", "Благоустройство"], ("Нысандар!A6", "unknown-word")),
        (["Благоустройство", None, 20, 2], ("Нысандар!A5", "two-readings")),
    ],
)
def test_an_unknown_heading_is_no_part_of_the_kind_above_it(heading: list, refused: tuple) -> None:
    rows = [["Строительство"], ["Школа", "Қаратал", 10, 1], heading, ["Сквер", "Қаратал", 20, 2]]
    told = bring_objects(rows, header=UNDER_HEADINGS)
    assert (told["status"], [(one["cell"], one["problem"]) for one in told["problems"]]) == ("refused", [refused])


@pytest.mark.parametrize(
    "between", [["Қаратал ауданы"], ["г. Текели"], ["Республиканский бюджет"], ["Итого", None, 10, 1]]
)
def test_a_place_or_whose_money_it_is_heads_no_kind_of_work(between: list) -> None:
    rows = [["Строительство"], ["Школа", "Қаратал", 10, 1], between, ["Сквер", "Қаратал", 20, 2]]
    told = bring_objects(rows, header=UNDER_HEADINGS)
    assert told["status"] == "posted", told["problems"]
    assert {one["kind"] for one in report("capital")["rows"]} == {"construction"}


@pytest.mark.parametrize("key_is_taken", [False, True])
def test_a_budget_opened_for_a_report_is_said_in_its_preview_and_has_a_key_of_its_own(key_is_taken: bool) -> None:
    top = region()
    if key_is_taken:
        Budget.objects.create(
            key=f"{top.number}-2023", facility=Facility.objects.exclude(pk=top.pk).first(), year=2023,
            programme=Programme.objects.filter(programme_code="067").first(),
            source=FundingSource.objects.get(key="local-budget"),
        )  # fmt: skip
    data = xlsx({"Нысандар": [TITLE, HEADER, *ROWS]})
    shown = bring(data, "нысандар.xlsx", facility=top, preview=True)
    assert any(f"{top.number}-2023" in note for note in shown["notes"])
    assert not Budget.objects.filter(facility=top).exists()
    bring(data, "нысандар.xlsx", facility=top)
    assert Budget.objects.get(facility=top).key == f"{top.number}-2023" + "-2" * key_is_taken


def test_a_year_that_no_budget_can_be_of_opens_none() -> None:
    told = bring_objects(ROWS, ["1999 жылғы нысандар тізбесі, мың теңге"])
    assert told["status"] == "refused"
    assert not Budget.objects.filter(facility=region()).exists()


def test_percents_and_doubts_are_of_what_was_adjusted_where_it_was() -> None:
    header = ["Объект", "Район", "Вид работ", "Выделено", "Уточнено", "Договор", "Освоено"]
    rows = [["КТ", "область", "Жабдық", 100, 200, 150, 150], ["УЗИ", "область", "Жабдық", 50, "–", 50, 25]]
    bring_objects(rows, header=header)
    found = report("capital")
    assert [(one["plan"], one["percent"], one["left"]) for one in found["rows"]] == [
        ("200000.00", "75.0", "50000.00"), ("50000.00", "50.0", "25000.00"),
    ]  # fmt: skip
    assert (found["total"]["plan"], found["total"]["percent"]) == ("250000.00", "70.0")
    assert found["doubts"] == []
    made = registry.get("capital")(of_facility(region(), 2023, with_branches=True), FIRST, LAST)
    assert disagreements(made) == []
