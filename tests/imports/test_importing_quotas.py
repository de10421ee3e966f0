"""Files of quotas by profile, group and year: every figure and every rounding of the source, others like it, refusals."""

import csv as tables
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from finance.months import Month
from finance.reporting.json import as_object
from finance.scope import of_budget
from tariffs.declaring import standing
from tariffs.models import Quota
from tariffs.quota_records import Figures, QuotaLine
from tariffs.reports import quotas
from tests.ground.costing_ground import COSTING, JANUARY, JUNE, costed, csv, facility
from tests.ground.import_ground import bring, undo
from tests.ground.samples import sample
from tests.ground.walking_facts import MORE, differences

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SOURCE = "quotas-by-profile-2025-h1.xlsx"
PROFILES = {"quota all": "all", "quota neurology": "neurology", "quota somatic": "somatic",
            "quota orthopaedics 2 months": "orthopaedics"}  # fmt: skip
SHEETS = {"all": "Барлығы", "neurology": "Неврология", "somatic": "Соматика", "orthopaedics": "Соматика"}
# Checked there against the printed sums of groups, and a blank as zero; here against the rows, and a blank says nothing.
OTHER_METHOD = {("orthopaedics", "total admitted_2025_h1"), ("orthopaedics", "subtotal-districts low_income_2024"),
                ("orthopaedics", "total low_income_2024"), ("orthopaedics", "Қала бойынша 2025")}  # fmt: skip


def held() -> dict[tuple[Any, ...], tuple[Any, ...]]:
    rows = [row for group in standing(Quota, facility().facility).values() for row in group]
    return {(r.referred_by, r.group, r.profile and r.profile.key, f"{r.first_month}/{r.last_month}"):
            (r.quota, r.admitted) for r in rows if isinstance(r, Quota) and r.referred_by}  # fmt: skip


def checked() -> Iterator[tuple[str, str, dict[str, str]]]:
    """(profile, what is checked, the row) of the list of recomputed figures of the source."""
    with sample("checks-of-the-sources.csv").open(encoding="utf-8", newline="") as lines:
        for row in tables.DictReader(lines):
            if row["table"] in PROFILES:
                yield PROFILES[row["table"]], row["what"], row


def test_the_four_tables_of_the_source_come_back_with_every_figure() -> None:
    budget = facility()
    answer = bring(sample(SOURCE))
    assert (answer["status"], answer["kind"], answer["total"]) == ("posted", "quotas", None), answer["problems"]
    assert answer["rows"]["posted"] == MORE[SOURCE]["posted"]
    assert differences(MORE[SOURCE]["reports"][0], of_budget(budget)) == []


def test_every_percent_of_the_source_is_equal_cut_off_rounded_up_or_different_as_its_check_says() -> None:
    budget = facility()
    bring(sample(SOURCE))
    said = as_object(quotas.build(of_budget(budget), JANUARY, JUNE))
    rows = {(row["profile"], row["organisation"], row["group"]): row for row in said["rows"]}
    by_name = {(profile, name): row for (profile, name, _group), row in rows.items() if name}
    sums = {"Қала бойынша": "city", "Аудан бойынша": "district", "Барлығы": None}
    expected = {"": "equal", "rounded up": "rounded-up", "truncated instead of rounded": "truncated"}
    seen = 0
    for profile, what, row in checked():
        name, _space, year = what.rpartition(" ")
        if not year.isdecimal() or (profile, what) in OTHER_METHOD:
            continue
        line = rows[profile, None, sums[name]] if name in sums else by_name[profile, name]
        figures = line if year == "2025" else line["previous"]
        assert figures["percent_rounding"] == expected.get(row["note"], "different"), (profile, what)
        seen += 1
    assert seen > 130


def test_every_count_of_the_source_that_misses_its_rows_is_a_doubt_and_no_other() -> None:
    facility()
    answer = bring(sample(SOURCE))
    wrong = sorted((c["expected"], c["found"]) for c in answer["controls"] if not c["holds"])
    named = [(profile, what, row) for profile, what, row in checked() if not what.rpartition(" ")[2].isdecimal()]
    failing = sorted((f"{row['stated']}.00", f"{row['computed']}.00") for profile, what, row in named
                     if row["holds"] == "NO" and (profile, what) not in OTHER_METHOD)  # fmt: skip
    assert wrong == failing
    assert len(answer["doubts"]) == len(wrong) == 4
    assert len(answer["controls"]) > 60


def test_it_takes_a_file_once_and_again_after_an_undo() -> None:
    facility()
    answer = bring(sample(SOURCE))
    assert held()["Кентау ҚЕ", "city", "orthopaedics", "2025-01/2025-02"] == (15, 11)
    assert bring(sample(SOURCE), name="again.xlsx")["status"] == "already-imported"
    undo(answer["batch"])
    assert held() == {}


def test_it_reads_a_russian_table_with_sums_below_and_years_above_the_figures() -> None:
    facility()
    book = openpyxl.Workbook()
    for row in (
        ["Исполнение квот по направившим организациям за 9 месяцев 2025 года"],
        ["№", "Наименование МО", "2024 год", None, None, "2025 год", None, None],
        [None, None, "Квота", "Принято", "%", "Квота", "Принято", "%"],
        [1, "ЦРБ Сарыагаш", 10, 9, 0.9, 12, 13, 13 / 12], [2, "ЦРБ Арыс", 5, 5, 1, 6, "-", None],
        ["Итого по районам", "Итого по районам", 15, 14, None, 18, 13, None],
        [1, "ГП №1", 20, 21, 1.05, 20, 18, 0.9], [None, "Итого по городам", 20, 21, None, 20, 18, None],
        [None, "Всего", 35, 35, None, 38, 31, None], ["Статист", None, "________"],
    ):  # fmt: skip
        book.active.append(row)
    made = BytesIO()
    book.save(made)
    answer = bring(made.getvalue(), "квоты.xlsx")
    assert (answer["status"], answer["rows"]["posted"], answer["doubts"]) == ("posted", 3, []), answer["problems"]
    assert held()["ЦРБ Арыс", "district", None, "2025-01/2025-09"] == (6, None)
    assert held()["ГП №1", "city", None, "2024-01/2024-09"] == (20, 21)
    said = as_object(quotas.build(of_budget(facility()), JANUARY, Month(2025, 9)))
    assert next(row["percent_stated"] for row in said["rows"] if row["organisation"] == "ЦРБ Сарыагаш") == "108.3"


def test_it_reads_english_keys_with_group_profile_and_the_year_before() -> None:
    facility()
    answer = bring(
        csv("Quotas for the first half of 2025", "organisation,group,profile,places,admitted,disabled,low_income,"
            "previous_places,previous_admitted", "Kentau,city,neurology,306,372,114,7,300,360",
            "Arys,district,all,45,47,20,5,45,38"), "quotas.csv",
    )  # fmt: skip
    assert answer["status"] == "posted", answer["problems"]
    assert held() == {
        ("Kentau", "city", "neurology", "2025-01/2025-06"): (306, 372),
        ("Kentau", "city", "neurology", "2024-01/2024-06"): (300, 360),
        ("Arys", "district", None, "2025-01/2025-06"): (45, 47), ("Arys", "district", None, "2024-01/2024-06"): (45, 38),
    }  # fmt: skip


def test_it_reads_a_kazakh_table_of_one_year_named_by_its_title() -> None:
    facility()
    answer = bring(
        csv("Ортопедия бейіні бойынша бөлінген орындардың 2025 жылғы 1 тоқсанға орындалуы;;;",
            "№;Ұйымның атауы;Бөлінген орын;Қабылданған бала саны", ";Қала бойынша;27;33", "1;Кентау ҚЕ;15;12",
            "2;Түркістан ҚЕ;12;21", ";Барлығы;27;33"), "квота.csv",
    )  # fmt: skip
    assert (answer["status"], answer["doubts"]) == ("posted", []), answer["problems"]
    assert held()["Кентау ҚЕ", "city", "orthopaedics", "2025-01/2025-03"] == (15, 12)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (("1;Кентау ҚЕ;-1;12",), ("3:Бөлінген орын", "negative-number")),
        (("1;Кентау ҚЕ;1,5;12",), ("3:Бөлінген орын", "not-a-whole-number")),
        (("1;Кентау ҚЕ;көп;12",), ("3:Бөлінген орын", "not-an-amount")),
        (("1;Кентау ҚЕ;15;12", "2;Кентау ҚЕ;15;13"), ("4:Бөлінген орын", "duplicate-row")),
    ],
)
def test_it_refuses_what_cannot_be_a_count_with_its_cell(rows: tuple[str, ...], problem: tuple[str, str]) -> None:
    facility()
    head = "№;Ұйымның атауы;Бөлінген орын;Қабылданған бала саны"
    answer = bring(csv("Квоталар, 2025 жылғы 1 тоқсан;;;", head, *rows), "квота.csv")
    assert problem in [(p["cell"], p["problem"]) for p in answer["problems"]]
    assert held() == {}


def test_a_profile_that_nobody_knows_is_refused_and_not_taken_for_all() -> None:
    facility()
    answer = bring(csv("Кардиология профилі бойынша квота, 2025 жылғы 1 тоқсан;;;",
                       "№;Ұйымның атауы;Бөлінген орын;Қабылданған бала саны", "1;Кентау ҚЕ;15;12"), "квота.csv")  # fmt: skip
    assert [p["problem"] for p in answer["problems"]] == ["unknown-profile"]


def test_the_admitted_are_counted_from_the_register_where_no_source_says_them() -> None:
    scope = costed(files=(*COSTING, "stays-2025-h1.csv"))
    said = as_object(quotas.build(scope, JANUARY, JUNE))
    assert (said["total"]["places"], said["total"]["admitted"], said["total"]["percent"]) == ("1440", "1536", "106.7")
    assert next(row["admitted"] for row in said["rows"] if row["organisation"] == "Кентау ҚЕ") == "372"


def test_a_report_costs_as_many_queries_with_four_tables_as_with_one(query_counts) -> None:
    budget = facility()
    head = "№;Ұйымның атауы;Бөлінген орын;Қабылданған бала саны"
    bring(csv("Квоталар, 2025 жылғы 2 тоқсан;;;", head, "1;Кентау ҚЕ;15;12"), "квота2.csv")
    for name in ("", SOURCE):
        if name:
            bring(sample(name))
        with query_counts("quotas of a half-year"):
            quotas.build(of_budget(budget), JANUARY, JUNE)


def test_a_title_cut_in_cells_by_its_comma_and_rows_of_profiles_are_read() -> None:
    facility()
    answer = bring(csv("Quotas by profile, first half of 2025,,,", "Organisation,Profile,Places,Admitted,Percent",
                       "Kentau,neurology,306,360,117.6", "Kentau,orthopaedics,15,11,73.3", "Total,,321,371,115.6"),
                   "quotas.csv")  # fmt: skip
    assert (answer["status"], answer["doubts"]) == ("posted", []), answer["problems"]
    assert held()["Kentau", "", "orthopaedics", "2025-01/2025-06"] == (15, 11)


def test_profiles_are_held_against_all_of_them_only_where_both_say_the_figure() -> None:
    def line(profile: str, name: str, quota: int | None, admitted: int | None = None) -> QuotaLine:
        return QuotaLine(profile, "", name, Figures(quota, admitted))

    def doubts(*lines: QuotaLine) -> list[str]:
        return [one.text.partition(": ")[2] for one in quotas._profiles_beside_all(lines, "Total")]

    counted = [line("all", "ЦРБ", 50, 37), line("all", "Горбольница", 9, 4)]
    assert doubts(*counted, line("neurology", "ЦРБ", 50), line("neurology", "Горбольница", 9)) == []
    [said] = doubts(*counted, line("neurology", "ЦРБ", None, 37), line("neurology", "", None))
    assert said.endswith("Горбольница: 0 ≠ 4; Total: 37 ≠ 41.")
