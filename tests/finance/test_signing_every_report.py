"""Header lines and names of a facility stand on every report, or on the one they are for: on the page and in files."""

import io
import json
import zipfile
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from finance.models import HeaderLine, Signatory
from finance.months import Month
from finance.reporting.render import render
from finance.reports import registry
from finance.scope import of_budget
from tests.ground import web_ground
from tests.ground.register_pages import fill
from tests.ground.web_ground import WebGround

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(settings) -> WebGround:
    settings.SMETA_TODAY = "2025-03-10"
    return web_ground.filled()


def sign(ground: WebGround, place: str, name: str, **more: str) -> None:
    Signatory.objects.create(facility=ground.budget.facility, place=place, name=name, **more)


def report(ground: WebGround, name: str, language: str = "ru"):
    first, last = Month(2025, 1), Month(2025, 2)
    return registry.get(name)(of_budget(ground.budget), first, last, unit="tenge", language=language)


def signed(ground: WebGround, name: str, language: str = "ru") -> list[tuple[str, str]]:
    return [(one.position, one.name) for one in report(ground, name, language).signatures]


def test_who_signs_everything_signs_every_report(ground) -> None:
    sign(ground, "head", "А. Б. Ким", post_ru="Главный врач", post_kk="Бас дәрігер")
    assert signed(ground, "execution") == [("Главный врач", "А. Б. Ким")]
    assert signed(ground, "cash-reconciliation", "kk") == [("Бас дәрігер", "А. Б. Ким")]
    # the form itself prints a place for the other one, blank
    assert signed(ground, "form2") == [("Главный врач", "А. Б. Ким"), ("Экономист (бухгалтер)", "")]


def test_without_anybody_only_the_form_has_places_to_sign(ground) -> None:
    assert signed(ground, "execution") == []
    assert signed(ground, "form2") == [("Руководитель", ""), ("Экономист (бухгалтер)", "")]


def test_a_place_may_have_several_names(ground) -> None:
    sign(ground, "executor", "В. Г. Ли")
    sign(ground, "economist", "Д. Е. Пак", post_ru="Экономист")
    sign(ground, "economist", "Ж. З. Цой", post_ru="Главный бухгалтер")
    assert signed(ground, "execution") == [
        ("Экономист", "Д. Е. Пак"), ("Главный бухгалтер", "Ж. З. Цой"), ("Исполнитель", "В. Г. Ли"),
    ]  # fmt: skip


def test_who_signs_one_report_stands_there_alone_in_the_place(ground) -> None:
    sign(ground, "head", "А. Б. Ким")
    sign(ground, "head", "И. К. Югай", report="execution")
    assert signed(ground, "execution") == [("Руководитель", "И. К. Югай")]
    assert signed(ground, "cash-reconciliation") == [("Руководитель", "А. Б. Ким")]


def test_header_lines_of_all_reports_and_of_one(ground) -> None:
    facility = ground.budget.facility
    HeaderLine.objects.create(facility=facility, line="programme", text_ru="226067 Трансферты Фонду")
    HeaderLine.objects.create(facility=facility, line="organisation", text_ru="ГКП на ПХВ", report="execution")
    HeaderLine.objects.create(
        facility=facility, line="functional_group", text_ru="05 Здравоохранение", report="execution"
    )

    def header(name: str) -> dict[str, str]:
        return {line.key: str(line.value) for line in report(ground, name).header}

    assert header("form2")["programme"] == header("execution")["programme"] == "226067 Трансферты Фонду"
    assert header("execution")["organisation"] == "ГКП на ПХВ"
    assert next(iter(header("execution"))) == "functional_group"
    assert header("form2")["organisation"] == facility.name_ru
    assert header("form2")["functional_group"] == "Здравоохранение"


def test_they_are_printed_on_the_page_in_the_workbook_and_on_paper(ground) -> None:
    assert fill(ground.client("admin"), "signatories", {"place": "head", "name": "А. Б. Ким", "report": "execution"})
    page = ground.client("economist", "ru").get(reverse("report", args=["2025-fund", "execution"])).content.decode()
    assert "А. Б. Ким" in page
    made = report(ground, "execution")
    with zipfile.ZipFile(io.BytesIO(render(made, "xlsx"))) as book:
        assert "А. Б. Ким" in book.read("xl/sharedStrings.xml").decode()
    assert render(made, "pdf").startswith(b"%PDF")


def test_a_file_of_a_facility_names_several_and_their_report(ground, tmp_path) -> None:
    people = [
        {"place": "economist", "name": "Д. Е. Пак", "report": "execution"},
        {"place": "economist", "name": "Ж. З. Цой", "report": "execution"},
    ]
    facility = {
        "number": ground.budget.facility.number,
        "name_ru": ground.budget.facility.name_ru,
        "signatories": people,
    }
    path = tmp_path / "facility.json"
    path.write_text(json.dumps({"facilities": [facility]}), encoding="utf-8")
    for _again in range(2):
        call_command("setup", path, stdout=io.StringIO())
    assert [name for _post, name in signed(ground, "execution")] == ["Д. Е. Пак", "Ж. З. Цой"]
    facility["signatories"] = [{"place": "head", "name": "А", "report": "form3"}]
    path.write_text(json.dumps({"facilities": [facility]}), encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("setup", path, stdout=io.StringIO())
    assert not Signatory.objects.filter(place="head").exists()


def test_figures_stay_as_they_were(ground) -> None:
    before = report(ground, "execution").tables
    sign(ground, "head", "А. Б. Ким")
    assert report(ground, "execution").tables == before
    assert isinstance(before[0].total.cell("cash").value, Decimal)
