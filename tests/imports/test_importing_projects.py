"""The plan of a project: long rows, a matrix of sites and funders, other layouts, and what is refused with its cell."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command

from finance.books import check
from finance.models import Entry, Measure
from finance.money import total
from finance.months import Month
from projects.models import ProjectLine
from projects.standing import standing
from tests.ground import file_factory
from tests.ground.import_ground import bring, facility, undo
from tests.ground.project_ground import (
    CITIES,
    CODES,
    EXPECTED,
    FACTS,
    FUNDERS,
    MONTHLY,
    SAMPLES,
    WHOLE,
    by_share,
    lines,
    project,
    report,
)  # fmt: skip

pytestmark = pytest.mark.django_db
LONG, MATRIX = SAMPLES / "project-2022.xlsx", SAMPLES / "project-2022-matrix.xlsx"
RU_CITIES = ["г. Алматы", "Шымкент", "Костанай", "Тараз", "Усть-Каменогорск", "Актобе", "Талдыкорган", "Павлодар",
             "Караганда", "Петропавловск", "Аральск", "Уральск", "Атырау"]  # fmt: skip
RU_FUNDERS = ["Акиматы", "КФ «Самрук-Казына Траст»", "Корпоративный фонд «Камкорлык Коры»"]


def posted_plan() -> Decimal:
    return total(Entry.objects.filter(measure=Measure.PLAN).values_list("amount", flat=True))


@pytest.mark.parametrize("name", ["project-2022.xlsx", "project-2022-matrix.xlsx"])
def test_every_figure_of_the_sample_is_right(name: str) -> None:
    project()
    facts = FACTS[name]
    answer = bring(SAMPLES / name)
    assert (answer["status"], answer["kind"], answer["total"]) == ("posted", facts["kind"], facts["total"])
    [asked] = facts["reports"]
    found = report(asked["name"], Month.parse(asked["from"]), Month.parse(asked["through"]))
    rows = {tuple(row[key] for key in asked["keys"]): row for row in found["rows"]}
    for row in asked["rows"]:
        shown = rows[tuple(row[key] for key in asked["keys"])]
        assert {key: shown[key] for key in row} == row
    assert {key: found["total"][key] for key in asked["total"]} == asked["total"]
    for word in asked["doubts"]:
        assert any(word in doubt for doubt in found["doubts"]), word
    assert not check().broken


def test_what_is_over_a_promise_is_refused_with_the_cell_that_passes_it() -> None:
    project()
    answer = bring(SAMPLES / "broken" / "project-over-promise.xlsx")
    assert answer["status"] == "refused"
    [problem] = answer["problems"]
    assert (problem["problem"], problem["cell"]) == (
        FACTS["broken/project-over-promise.xlsx"]["problem"],
        "Бюджет!F315",
    )
    assert not Entry.objects.exists()


def test_both_shapes_say_the_same() -> None:
    project()
    bring(LONG)
    assert bring(MATRIX)["status"] == "already-imported"
    assert posted_plan() == Decimal("870273144.00")


def test_rows_after_a_matrix_replace_its_months_and_their_undo_brings_them_back() -> None:
    project()
    bring(MATRIX)
    before = {(x.site_id, x.funder_id, x.stage, x.month): x.amount for x in standing(project())}
    answer = bring(LONG)
    assert (answer["status"], answer["rows"]["posted"]) == ("posted", 312)
    assert {line.stage for line in standing(project())} != {""}
    undo(answer["batch"])
    assert {(x.site_id, x.funder_id, x.stage, x.month): x.amount for x in standing(project())} == before
    assert not check().broken


def test_an_undo_leaves_nothing_and_the_file_posts_again() -> None:
    project()
    undo(bring(LONG)["batch"])
    assert posted_plan() == 0
    assert report("project")["rows"] == []
    assert bring(LONG)["status"] == "posted"
    assert by_share(report("project")) == EXPECTED


def test_the_site_stands_in_every_entry() -> None:
    project()
    bring(LONG)
    assert set(Entry.objects.values_list("centre", flat=True)) == {f"site-{n + 1}" for n in range(13)}
    assert set(Entry.objects.values_list("budget__project", flat=True)) == {"early-2022"}


def test_the_project_may_be_named(capsys) -> None:
    project()
    call_command("import_file", str(LONG), "--project", "early-2022")
    assert "870273144" in "".join(capsys.readouterr().out.split())
    assert by_share(report("project")) == EXPECTED


def russian_csv() -> bytes:
    """Columns moved, Russian names of towns and funders, months as figures, no stage."""
    rows = [["Проект «Оснащение центров раннего вмешательства», 2022 год"], [],
            ["Сумма, тенге", "Месяц", "Статья", "Донор", "Город"],
            *([f"{amount:.2f}".replace(".", ","), f"{m.number:02d}.{m.year}", f"{CODES[f]} Расходы", RU_FUNDERS[f],
               RU_CITIES[CITIES.index(city)]] for city, f, m, amount in lines()),
            ["870 273 144,00", "", "", "", "Итого"]]  # fmt: skip
    return file_factory.delimited(rows, "cp1251")


def months_across() -> bytes:
    """Kazakh, a column a month in thousand tenge, sums of rows, the total above."""
    names = ["мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"]
    thousand = [amount / 1000 for amount in MONTHLY]
    sums = [13 * sum(thousand)] * 8
    rows = [["Жобаның бюджеті, 2022 жыл, мың теңге"], ["Алаң", "Қаржыландырушы", "Бап", *names, "Барлығы"],
            ["Барлығы", "", "", *sums, sum(sums)],
            *([city, funder, CODES[f], *([thousand[f]] * 8), 8 * thousand[f]]
              for city in CITIES for f, funder in enumerate(FUNDERS))]  # fmt: skip
    return file_factory.ods(rows)


def sites_across() -> bytes:
    """The matrix turned: funders down, sites across under one heading."""
    rows = [["Проект, 2022: бюджет по источникам, тенге"],
            ["Источник финансирования", "Площадки", *[""] * 12, "Всего"], ["", *RU_CITIES, ""],
            *([RU_FUNDERS[f], *([WHOLE[f]] * 13), 13 * WHOLE[f]] for f in range(3)),
            ["Итого", *([sum(WHOLE)] * 13), Decimal("870273144.00")]]  # fmt: skip
    return file_factory.xlsx({"Лист1": rows}, [(1, 1, 1, 13)])


def english_keys() -> bytes:
    rows = [["site", "stage", "funder", "code", "month", "amount"],
            *([f"site-{CITIES.index(city) + 1}", "", f"funder-{f + 1}", CODES[f], str(m), f"{amount:.2f}"]
              for city, f, m, amount in lines())]  # fmt: skip
    return file_factory.delimited(rows, delimiter=",")


def sites_between() -> bytes:
    """Sites as rows between, articles by what they are for, in the old format of workbooks."""
    articles = ("Ремонт помещений", "Оснащение", "Обучение специалистов")
    rows: list[list[object]] = [["Бюджет проекта на 2022 год"], ["Источник", "Статья", "Месяц", "Сумма, тг"]]
    for city in CITIES:
        rows.append([RU_CITIES[CITIES.index(city)]])
        rows += [[RU_FUNDERS[f], articles[f], f"{m.number:02d}.2022", float(amount)]
                 for of, f, m, amount in lines() if of == city]  # fmt: skip
        rows.append(["Итого", "", "", float(sum(WHOLE))])
    return file_factory.xls(rows)


def merged_sites() -> bytes:
    """The name of a site merged over its rows, funders across without a heading of their own."""
    rows: list[list[object]] = [["Қайырымдылық жобасы, 2022 ж."], ["Алаң", "Кезең", *FUNDERS, "Барлығы"]]
    merged = []
    for city in CITIES:
        merged.append((len(rows), 0, len(rows) + 1, 0))
        halves = [float(amount / 2) for amount in WHOLE]
        rows += [[city, "I", *halves, sum(halves)], ["", "II", *halves, sum(halves)]]
    return file_factory.xlsx({"Жоба": rows}, merged)


OTHERS = (
    ("russian.csv", russian_csv), ("months.ods", months_across), ("sites.xlsx", sites_across),
    ("keys.csv", english_keys), ("between.xls", sites_between), ("merged.xlsx", merged_sites),
)  # fmt: skip


@pytest.mark.parametrize(("name", "made"), OTHERS, ids=[name for name, _made in OTHERS])
def test_other_layouts_languages_and_formats_say_the_same(name: str, made: Any) -> None:
    project()
    answer = bring(made(), name)
    assert (answer["status"], answer["kind"]) == ("posted", "project"), answer["problems"][:3]
    assert (answer["total"], by_share(report("project"))) == ("870273144.00", EXPECTED)


def long_rows(*changed: tuple[int, int, object], extra: tuple[str, str] | None = None) -> bytes:
    """The long rows as csv with cells (row from 0, column) changed; `extra` header and the texts of its cells."""
    rows: list[list[object]] = [
        [city, "", FUNDERS[f], CODES[f], str(m), f"{amount:.2f}"] for city, f, m, amount in lines()
    ]
    for row, column, value in changed:
        rows[row][column] = value
    header = ["Площадка", "Этап", "Источник", "Статья", "Месяц", "Сумма"]
    return file_factory.delimited([["Бюджет проекта"], header, *rows])


@pytest.mark.parametrize(
    ("changes", "problem", "cell"),
    [
        ([(0, 3, "414")], "not-paid-for", "3:Статья"),
        ([(0, 4, "2022-04")], "outside-project", "3:Месяц"),
        ([(1, 4, "2023-01")], "outside-project", "4:Месяц"),
        ([(0, 0, "Семей")], "unknown-site", "3:Площадка"),
        ([(2, 2, "Фонд «Неизвестный»")], "unknown-funder", "5:Источник"),
        ([(0, 5, "2343043.07")], "total-differs", "314:Сумма"),
        ([(0, 3, "999")], "unknown-code", "3:Статья"),
        ([(0, 5, "сто")], "not-an-amount", "3:Сумма"),
    ],
)
def test_it_is_refused_with_its_cell(changes: list, problem: str, cell: str) -> None:
    project()
    answer = bring(long_rows(*changes), "lines.csv")
    assert answer["status"] == "refused"
    assert [(p["problem"], p["cell"]) for p in answer["problems"]] == [(problem, cell)]
    assert not ProjectLine.objects.exists()


def test_every_problem_is_told_at_once() -> None:
    project()
    answer = bring(long_rows((0, 0, "Семей"), (1, 3, "159"), (2, 4, "2022-01")), "lines.csv")
    assert [p["problem"] for p in answer["problems"]] == ["unknown-site", "not-paid-for", "outside-project"]


def test_one_document_is_not_paid_by_two_funders() -> None:
    project()
    rows = [["Бюджет проекта"], ["Площадка", "Источник", "Статья", "Месяц", "Сумма", "№ документа", "Поставщик"],
            ["Алматы", FUNDERS[0], "421", "2022-05", "100,00", "17", "ТОО Жөндеу"],
            ["Алматы", FUNDERS[1], "414", "2022-05", "100,00", "17", "ТОО «Жөндеу»"],
            ["Алматы", FUNDERS[1], "414", "2022-05", "200,00", "17", "ТОО «Жөндеу»"]]  # fmt: skip
    answer = bring(file_factory.delimited(rows), "papers.csv")
    assert ("double-financing", "4:Сумма") in [(p["problem"], p["cell"]) for p in answer["problems"]]


def test_a_facility_without_a_project_is_told_so() -> None:
    facility()
    answer = bring(LONG)
    assert [p["problem"] for p in answer["problems"]] == ["project-needed"]
