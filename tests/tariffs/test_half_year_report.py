"""The half-year report: every room's sections in their order, their figures untouched, nothing missing left out."""

import csv
import io
import json
import re

import pytest
from django.db import transaction

from finance import rooms
from finance.models import HeaderLine, SectionText
from finance.months import Month
from finance.reporting.changed import changes
from finance.reporting.render import render
from finance.reporting.report import LANGUAGES, Report
from finance.reports import registry
from finance.scope import Scope
from tests.ground import costing_ground, web_ground
from tests.ground.half_year_ground import half_year, reporting

pytestmark = pytest.mark.django_db
IN_ORDER = ["legal-grounds", "structure", "staff", "volumes", "bed-day-cost", "daily-cost", "tariff-vs-cost", "quotas",
            "medical-tables", "indicators", "form-2"]  # fmt: skip


@pytest.fixture
def scope() -> Scope:
    return reporting()


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker) -> dict[str, Report]:
    """The report in each language, built once for all tests of this file that only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        of = reporting()
        found = {language: half_year(of, language) for language in LANGUAGES}
        transaction.set_rollback(True)
    return found


def test_its_sections_stand_in_the_order_of_the_paper(made) -> None:
    report = made["en"]
    assert [part.key for part in report.parts] == IN_ORDER
    assert [part.number for part in report.parts] == [str(number) for number in range(1, len(IN_ORDER) + 1)]
    assert [row.key for row in report.main.rows] == [*IN_ORDER, "explanations"]


@pytest.mark.parametrize("key", ["bed-day-cost", "quotas", "form-2"])
def test_every_figure_is_that_of_the_sections_own_report(scope, made, key: str) -> None:
    for part in (part for part in made["ru"].parts if part.key == key):
        known = rooms.reports()[part.report.key]
        own = known.build(scope, part.report.first, part.report.last, unit="thousand", language="ru")
        assert all(table == own.table(table.key) for table in part.report.tables)
        assert part.report.main == own.main


def test_machines_read_a_report_within_each_row(made) -> None:
    read = json.loads(render(made["en"], "json"))
    assert {"report", "unit", "from", "through", "rows", "total", "checks", "notes", "doubts"} <= set(read)
    by_key = {row["key"]: row for row in read["rows"]}
    assert by_key["form-2"]["report"]["total"]["actual"] == "373844.00"
    assert by_key["staff"]["report"]["total"]["approved"] == "195.0"
    assert (
        by_key["legal-grounds"] | {"texts": ["Приказ № 268", "Приказ № 437"], "report": None} == by_key["legal-grounds"]
    )
    assert any("bed" in note.lower() for note in read["notes"])


def test_a_section_that_lacks_its_data_says_so_and_where_to_bring_it() -> None:
    scope = costing_ground.costed(files=())
    SectionText.objects.all().delete()
    report = half_year(scope)
    missing = {part.key: part for part in report.parts if part.missing}
    assert set(missing) == set(IN_ORDER)
    assert missing["staff"].missing == "There are no positions in the period. Import them."
    assert missing["staff"].link == "/imports/"
    assert missing["legal-grounds"].link.endswith("/section-texts/")
    text = render(report, "text").decode()
    assert all(part.missing.split(".")[0] in text for part in missing.values())
    rows = list(csv.reader(io.StringIO(render(report, "csv").decode("utf-8-sig")), delimiter=";"))
    assert ["3. Positions and people"] in rows


def test_a_text_stands_in_the_language_of_the_report(made) -> None:
    grounds = {language: report.parts[0].texts for language, report in made.items()}
    assert grounds == {
        "ru": ("Приказ № 268", "Приказ № 437"), "kk": ("№ 268 бұйрық",), "en": ("Приказ № 268", "Приказ № 437")
    }  # fmt: skip


def test_doubts_and_checks_of_its_sections_are_said_once(made) -> None:
    report = made["en"]
    for said in (report.doubts, report.notes, report.checks):
        assert len(said) == len(set(said))
    own = {doubt for part in report.parts if part.report for doubt in part.report.doubts}
    assert set(report.doubts) == own


def test_what_changed_is_told_by_section_and_a_text_may_stand_above_a_table(scope, made) -> None:
    SectionText.objects.filter(section="legal-grounds").update(text_ru="Приказ № 500")
    SectionText.objects.create(facility=scope.facility, section="form-2", text_ru="По состоянию на 1 июля")
    found = {(one.table, one.printed_before, one.printed_after) for one in changes(made["en"], half_year(scope))}
    assert found == {
        ("legal-grounds", "Приказ № 268\nПриказ № 437", "Приказ № 500"),
        ("form-2", "", "По состоянию на 1 июля"),
    }


def test_its_form_stands_under_the_header_lines_of_the_facility(scope) -> None:
    HeaderLine.objects.create(facility=scope.facility, line="organisation", text_ru="ГКП «Центр»")
    report = half_year(scope, "ru")
    form = next(part.report for part in report.parts if part.key == "form-2")
    assert "ГКП «Центр»" in [line.value for line in form.header]
    assert "ГКП «Центр»" in [line.value for line in report.header]


def test_it_may_be_asked_for_a_quarter(scope) -> None:
    report = half_year(scope, first=Month(2025, 4), through=Month(2025, 6))
    assert {part.key for part in report.parts if part.missing} == {"quotas", "medical-tables", "indicators"}


def test_it_costs_what_its_sections_cost(scope, query_counts) -> None:
    with query_counts("half-year report"):
        half_year(scope)


def test_the_structure_is_beds_and_departments(scope) -> None:
    report = registry.get("structure")(scope, costing_ground.JANUARY, costing_ground.JUNE, language="en")
    beds = {row.key: (row.cell("first").value, row.cell("last").value) for row in report.main.all_rows}
    assert beds == {"neurology": (120, 155), "orthopaedics": (25, 0), "somatic": (15, 5), "total": (160, 160)}
    assert len(report.table("departments").rows) == 9


def test_it_is_a_page_whose_figures_lead_on() -> None:
    ground = web_ground.filled()
    page = ground.client("economist").get("/budget/2025-fund/half-year/?from=2025-01&through=2025-02")
    text = page.content.decode()
    assert page.status_code == 200
    assert 'id="part-form-2"' in text
    assert 'href="#part-form-2"' in text
    assert "/entries/?" in text[text.index('id="part-form-2"') :]
    assert 'href="/imports/">Where to bring it' in text
    assert text.count('id="') == len(set(re.findall(r'id="[^"]*"', text)))


def test_texts_are_written_on_their_page(scope) -> None:
    ground = web_ground.WebGround(scope.budgets[0], {})
    client = ground.client("economist")
    address = f"/set-up/{scope.facility.number}/section-texts/"
    page = client.get(address).content.decode()
    assert "Приказ № 268" in page
    assert "<textarea" in page
    assert ground.client("auditor").post(address, {}).status_code == 403
