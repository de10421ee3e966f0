"""The consolidated report of a region: who absorbed how much, who sent nothing, what is refused and what is doubted."""

from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from finance.models import Budget
from finance.months import Month
from finance.reporting.render import FORMATS, render
from finance.reports import registry
from finance.scope import of_facility
from region.absorbing import Absorbed, added, pace
from region.doubts import doubts_of_books
from region.models import Absorption
from tests.ground.file_factory import delimited, ods, xlsb, xlsx
from tests.ground.formulas import disagreements
from tests.ground.import_ground import answer, bring, undo
from tests.ground.region_ground import (
    DISTRICTS,
    FIRST,
    HEADER,
    LAST,
    NAMES,
    NUMBERS,
    PRIVATE,
    TOP,
    bring_rows,
    region,
    report,
    row,
)

pytestmark = pytest.mark.django_db
ROWS = [
    ["Қаратал ауданы"],
    row(0, 1000, 500, 441.57, "88,3%", "44,1%", 558.43),
    row(1, 2000, 1000, 900, "90%", "45,0%", 1100),
    row(3, "–", "–", "–", "–", "–", "–", "отчёт не сдан"),
    ["Итого: Қаратал ауданы", None, None, 3000, 1500, 1341.57],
    ["Текелі қ."],
    row(4, 100, 50, 0),
    row(5, 300, 150, 60, "40,0%", "20,0%"),
    ["ВСЕГО по области", None, None, 3400, 1700, 1401.57, "82,4%", "41,3%"],
]


def of(number: str, found: dict) -> dict:
    return next(one for one in found["rows"] if one["number"] == number)


def test_each_facility_stands_in_a_row_and_its_district_in_a_sum() -> None:
    told = bring_rows(ROWS)
    assert (told["status"], told["total"], told["rows"]["posted"]) == ("posted", "1401.57", 5)
    found = report()
    first = {
        key: of(NUMBERS[0], found)[key] for key in ("facility", "district", "plan_year", "cash", "percent_year", "left")
    }
    assert first == {"facility": NAMES[0], "district": "Қаратал ауданы", "plan_year": "1000.00", "cash": "441.57",
                     "percent_year": "44.2", "left": "558.43"}  # fmt: skip
    sums = {one["district"]: (one["plan_year"], one["cash"]) for one in found["rows"] if one["facility"] is None}
    assert sums == {"Қаратал ауданы": ("3000.00", "1341.57"), "Текелі қ.": ("400.00", "60.00")}
    assert {key: found["total"][key] for key in ("plan_year", "cash", "percent_year", "submitted", "of")} == {
        "plan_year": "3400.00", "cash": "1401.57", "percent_year": "41.2", "submitted": 4, "of": 7,
    }  # fmt: skip


def test_who_sent_dashes_or_stands_in_no_row_has_not_submitted() -> None:
    bring_rows(ROWS)
    found = report()
    missing = [one["number"] for one in found["rows"] if one.get("submitted") is False]
    assert missing == [NUMBERS[2], NUMBERS[3], NUMBERS[6]]
    assert of(NUMBERS[3], found)["cash"] is None
    assert any("3" in note and NAMES[2] in note for note in found["notes"])


def test_a_stated_percent_is_equal_cut_off_rounded_up_or_a_doubt() -> None:
    bring_rows(ROWS)
    found = report()
    cut_off = next(note for note in found["notes"] if "44,1 (44,16)" in note)
    assert f"{NAMES[0]}, процент к плану года: 44,1" in cut_off
    assert any("41,3 (41,22)" in note for note in found["notes"])
    bring_rows([row(1, 2000, 1000, 900, "90%", "46,0%")])
    assert any("46,0" in doubt and NAMES[1] in doubt for doubt in report()["doubts"])


def test_more_than_the_plan_and_nothing_by_july_are_doubted_at_once_and_on_the_report() -> None:
    told = bring_rows([row(0, 1000, 500, 1000.01), row(1, 1000, 500, 0), row(2, 1000, 500, "–")])
    found = report()
    for at in range(3):
        assert sum(NAMES[at] in doubt for doubt in told["doubts"]) == 1
        assert sum(NAMES[at] in doubt for doubt in found["doubts"]) == 1
    bring_rows([row(1, 1000, 300, 0)], title=["Освоение за 1 квартал 2023 года"])
    assert not any(NAMES[1] in doubt for doubt in report(through=Month(2023, 3))["doubts"])


@pytest.mark.parametrize(
    ("rows", "problem", "cell"),
    [
        ([row(0, 10, 5, 1), row(0, 10, 5, 1)], "duplicate-facility", "Освоение!B5"),
        ([["Клиника", PRIVATE, "", 10, 5, 1]], "private-facility", "Освоение!B4"),
        ([["ЦРБ", "991240999016", "", 10, 5, 1]], "unknown-facility", "Освоение!B4"),
        ([[NAMES[1], NUMBERS[0], "", 10, 5, 1]], "facility-differs", "Освоение!B4"),
        ([row(0, 10, 5, 1, None, None, 8)], "total-differs", "Освоение!I4"),
        ([row(0, 10, 5, 1), ["Итого", None, None, 11, 5, 1]], "total-differs", "Освоение!D5"),
        ([row(0, 10, 5, "много")], "not-an-amount", "Освоение!F4"),
        ([row(0, 10, 5, 1, "почти всё")], "not-a-number", "Освоение!G4"),
    ],
)
def test_it_refuses_with_the_cell(rows: list, problem: str, cell: str) -> None:
    told = bring_rows(rows)
    assert told["status"] == "refused"
    assert (problem, cell) in {(one["problem"], one["cell"]) for one in told["problems"]}


def test_two_units_in_one_file_are_refused() -> None:
    header = [*HEADER[:3], "План на год, тыс. тенге", "План на период, тенге", "Освоено, тенге"]
    told = bring_rows([row(0, 10, 5, 1)], title=["Освоение за 1 полугодие 2023 года"], header=header)
    assert told["status"] == "refused"


def test_a_newer_file_replaces_what_it_names_and_undoing_it_brings_that_back() -> None:
    bring_rows(ROWS)
    assert bring_rows(ROWS)["status"] == "already-imported"
    newer = bring_rows([row(0, 1000, 500, 600)])
    assert any(NAMES[1] in doubt for doubt in newer["doubts"])
    assert (of(NUMBERS[0], report())["cash"], of(NUMBERS[1], report())["cash"]) == ("600.00", "900.00")
    undo(newer["batch"])
    assert of(NUMBERS[0], report())["cash"] == "441.57"


def test_two_periods_stand_beside_each_other() -> None:
    bring_rows(ROWS)
    bring_rows([row(0, 1000, 750, 700)], title=["Освоение за 9 месяцев 2023 года"])
    assert of(NUMBERS[0], report())["cash"] == "441.57"
    later = report(through=Month(2023, 9))
    assert (of(NUMBERS[0], later)["cash"], later["total"]["submitted"]) == ("700.00", 1)


def test_kazakh_headers_in_another_order_in_thousands_as_text_are_read() -> None:
    table = [
        ["2023 жылғы 1 жартыжылдықта бюджет қаражатының игерілуі, мың теңге"],
        ["БСН", "Ұйымның атауы", "Игерілгені", "Кезең жоспары", "Жылдық жоспар", "Жылдық жоспарға, %"],
        [NUMBERS[0], NAMES[0], "441,57", "500,0", "1 000,5", "44,1"],
    ]
    for data, name in ((delimited(table), "свод.csv"), (ods({"Лист": table}), "свод.ods")):
        told = bring(data, name, facility=region())
        assert (told["unit"], told["total"]) == ("thousand", "441570.00"), name
    assert of(NUMBERS[0], report())["plan_year"] == "1000500.00"


def test_sums_of_districts_above_their_rows_are_checked_and_not_counted() -> None:
    header = ["БИН", "Организация", "План на год", "План на период", "Освоено"]
    above = [[None, "Қаратал ауданы", 30, 15, 3], [int(NUMBERS[0]), NAMES[0], 10, 5, 1], [int(NUMBERS[1]), NAMES[1], 20, 10, 2],
             [None, "Текелі қ.", 7, 6, 5], [int(NUMBERS[4]), NAMES[4], 7, 6, 5]]  # fmt: skip
    assert bring_rows(above, header=header)["total"] == "8.00"
    above[0][2] = 31
    told = bring_rows(above, header=header)
    assert [one["cell"] for one in told["problems"]] == ["Освоение!C4"]


def test_a_share_of_a_cell_that_shows_percents_is_a_percent() -> None:
    bring_rows([row(0, 3000, 1000, 1000, 1, 1000 / 3000), row(1, 2000, 1000, 900, 90, 45)])
    assert not report()["doubts"]


def test_a_name_without_a_number_waits_for_an_answer_and_is_remembered() -> None:
    header = ["Наименование организации", "План на год", "План на период", "Освоено"]
    rows = [[NAMES[0], 10, 5, 1], ["Центральная больница № 4", 20, 10, 2]]
    told = bring_rows(rows, header=header)
    assert (told["rows"]["posted"], told["rows"]["unresolved"], told["total"]) == (1, 1, "3.00")
    assert report()["total"]["submitted"] == 1
    done = answer(told["batch"], {"aliases": {"Центральная больница № 4": NUMBERS[3]}})
    assert (done["rows"]["posted"], done["rows"]["unresolved"]) == (2, 0)
    assert of(NUMBERS[3], report())["cash"] == "2.00"
    rows[1][3] = 4
    assert bring_rows(rows, header=header)["rows"]["unresolved"] == 0
    assert of(NUMBERS[3], report())["cash"] == "4.00"


def test_an_answer_leaves_what_newer_files_say() -> None:
    header = ["Наименование организации", "План на год", "План на период", "Освоено"]
    told = bring_rows([[NAMES[0], 10, 5, 1], ["Больница 4", 20, 10, 2]], header=header)
    bring_rows([row(0, 10, 5, 3)])
    answer(told["batch"], {"aliases": {"Больница 4": NUMBERS[3]}})
    assert (of(NUMBERS[0], report())["cash"], of(NUMBERS[3], report())["cash"]) == ("3.00", "2.00")


def test_a_budget_is_opened_once_to_keep_the_reports_of_a_year() -> None:
    assert bring_rows(ROWS)["notes"]
    bring_rows([row(0, 1, 1, 1)])
    assert list(Budget.objects.values_list("key", "year")) == [(f"{TOP}-2023", 2023)]


def test_the_report_is_rendered_in_every_format_and_language_within_eight_queries(query_counts) -> None:
    bring_rows(ROWS)
    scope = of_facility(region(), 2023, with_branches=True)
    with query_counts("absorption of a region"):
        made = registry.get("absorption")(scope, FIRST, LAST, language="kk")
    for ending in FORMATS:
        assert render(made, ending)
    for language in ("ru", "en"):
        assert render(registry.get("absorption")(scope, FIRST, LAST, language=language), "html")


def test_figures_lead_to_their_cell() -> None:
    told = bring_rows(ROWS)
    scope = of_facility(region(), 2023, with_branches=True)
    found = registry.get("absorption")(scope, FIRST, LAST)
    facility = next(one for one in found.main.rows if one.cell("number").value == NUMBERS[0])
    assert f"imports/{told['batch']}/" in str(facility.cell("cash").link)


def test_the_pace_of_the_source_is_found() -> None:
    found = pace(Absorbed(Decimal("89000000000.00"), None, Decimal("39300000000.00")), 6)
    assert found is not None
    assert (found.so_far, found.needed) == (6_550_000_000, Fraction(49_700_000_000, 6))
    assert round(found.growth * 1000) == 265


amounts = st.decimals(0, 10**12, places=2)


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=20))
def test_parts_of_a_region_add_up_to_the_tiyn(parts: list[tuple[Decimal, Decimal]]) -> None:
    whole = added(Absorbed(plan, None, cash) for plan, cash in parts)
    assert whole.left == sum((plan - cash for plan, cash in parts), Decimal(0))
    assert whole.plan_period is None


def test_a_file_of_another_kind_with_a_number_and_cash_is_not_taken_for_a_region() -> None:
    told = bring(
        xlsx([["Дата", "БИН", "Поставщик", "Код", "Сумма"], ["01.02.2023", NUMBERS[0], "ТОО", "149", 10]]), "касса.xlsx",
        facility=region(), preview=True,
    )  # fmt: skip
    assert told["kind"] != "absorption"


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_facility_that_waits_goes_on_waiting_beside_stated_sums_wherever_it_stands(at: int) -> None:
    rows: list = [row(0, 10, 5, 1), row(1, 20, 10, 2)]
    rows.insert(at, ["Неизвестная больница", None, "Қаратал ауданы", 30, 15, 3])
    told = bring_rows([*rows, ["ВСЕГО по области", None, None, 60, 30, 6, "20,0%", "10,0%"]])
    assert (told["status"], told["rows"]["posted"], told["rows"]["unresolved"]) == ("posted", 2, 1), told["problems"]
    assert [one["name"] for one in told["unresolved"]] == ["Неизвестная больница"]
    assert report()["total"]["cash"] == "3.00"


def test_a_total_named_in_the_column_of_names_is_no_facility() -> None:
    told = bring(
        xlsx({"Освоение": [
            ["Освоение за 1 полугодие 2023 года, тенге"],
            ["Район", "Наименование организации", "БИН", "Уточнённый план на год", "План на период", "Освоено"],
            ["Қаратал ауданы", NAMES[0], NUMBERS[0], 10, 5, 1], ["Қаратал ауданы", "Итого", None, 10, 5, 1],
            ["Текелі қ.", NAMES[4], NUMBERS[4], 20, 10, 2],
        ]}), "свод.xlsx", facility=region(),
    )  # fmt: skip
    assert (told["status"], told["total"], told["unresolved"]) == ("posted", "3.00", []), told["problems"]
    assert {(control["cell"], control["holds"]) for control in told["controls"]} == {
        ("Освоение!D4", True), ("Освоение!E4", True), ("Освоение!F4", True)
    }  # fmt: skip


@pytest.mark.parametrize("ending", ["xlsx", "xls", "xlsb"])
@pytest.mark.parametrize(("cell", "kept"), [(0.75, "75"), (0.0075, "0.75")])
def test_a_cell_shown_as_a_percent_is_one_whatever_is_computed(cell: float, kept: str, ending: str) -> None:
    """Beside cash of 0.75 % of the plan, 0.75 typed alone would read as that percent."""
    made = {"xlsx": workbook_of_percents, "xls": old_workbook_of_percents, "xlsb": binary_workbook_of_percents}
    bring(made[ending](cell), f"свод.{ending}", facility=region())
    assert Absorption.objects.get(member__number=NUMBERS[0]).percent_year == kept


def workbook_of_percents(cell: float) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet, percent = book.add_worksheet("Освоение"), book.add_format({"num_format": "0.00%"})
        sheet.write_row(0, 0, ["Освоение бюджетных средств за 1 полугодие 2023 года, тенге"])
        sheet.write_row(2, 0, HEADER)
        sheet.write_row(3, 0, row(0, 1000, 500, 7.5))
        sheet.write(3, 7, cell, percent)
    return out.getvalue()


TITLE = ["Освоение бюджетных средств за 1 полугодие 2023 года, тенге"]


def binary_workbook_of_percents(cell: float) -> bytes:
    cells = row(0, 1000, 500, 7.5)[:7]
    return xlsb([TITLE, [], HEADER, [*cells, *[""] * (7 - len(cells)), ("%", cell)]])


def old_workbook_of_percents(cell: float) -> bytes:
    out, book = BytesIO(), xlwt.Workbook()
    sheet = book.add_sheet("Освоение")
    for at, cells in enumerate([TITLE, [], HEADER, row(0, 1000, 500, 7.5)[:7]]):
        for column, value in enumerate(cells):
            sheet.write(at, column, value)
    sheet.write(3, 7, cell, xlwt.easyxf(num_format_str="0.0%"))
    book.save(out)
    return out.getvalue()


def test_a_plan_without_cash_counts_once_in_its_district_and_in_the_whole() -> None:
    bring_rows([row(0, 1000, 500, 400), row(1, 2000, 1000, "–"), row(4, 100, 50, 60)])
    scope = of_facility(region(), 2023, with_branches=True)
    found = registry.get("absorption")(scope, FIRST, LAST)
    assert disagreements(found) == []
    plans = {str(one.cell("facility").value): one.cell("plan_year").value for one in found.main.rows
             if one.style == "subtotal"}  # fmt: skip
    assert plans == {DISTRICTS[0]: 3000, DISTRICTS[-1]: 100}
    assert found.main.total.cell("plan_year").value == 3100


def test_every_figure_that_differs_from_the_books_is_doubted() -> None:
    stated, own = (Absorbed(*map(Decimal, figures)) for figures in (("10", "5", "4"), ("11", "6", "3")))
    assert len(doubts_of_books("ЦРБ", stated, own)) == 3
    assert doubts_of_books("ЦРБ", stated, Absorbed(stated.plan_year)) == []
