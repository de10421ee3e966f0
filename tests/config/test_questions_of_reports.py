"""What each report of the half-year, of years, cases and projects asks the books: little, and no more of ten times the entries."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finance import kept
from finance.ledger import Posting, post
from finance.models import Document, Entry, Measure
from finance.money import TIYN
from finance.months import Month
from finance.reports import registry
from finance.scope import Scope, choose, of_project
from finance.setting_up import set_up
from imports import sample_files
from tests.ground.case_ground import SERVICES, few, price_list
from tests.ground.costing_ground import JANUARY, JUNE
from tests.ground.half_year_ground import reporting
from tests.ground.import_ground import bring
from tests.ground.project_ground import FIRST, LAST, paid, project
from tests.ground.project_ground import SAMPLES as PROJECTS
from tests.ground.query_counting import NOT_COUNTED
from tests.ground.samples import sample

pytestmark = pytest.mark.django_db
YEARS = Path(__file__).parents[1] / "imports" / "samples" / "years"
MOST = 8
TIMES = 10
Ground = tuple[Scope, Month, Month]


def of_care() -> Ground:
    """The half-year with every section of its paper, its stays and the services of some of them."""
    scope = reporting()

    price_list()
    for path in (sample_files.FOLDER / "stays-2025-h1.csv", few(SERVICES), sample("medical-2025-h1.xlsx")):
        assert bring(path, SERVICES if isinstance(path, bytes) else "")["status"] == "posted"
    return scope, JANUARY, JUNE


def of_years() -> Ground:
    """The national centre: resources by programme and year, income and cost, indicators of five years."""
    done = set_up(json.loads((YEARS / "setup-years.json").read_text(encoding="utf-8")))
    assert done.problems == []
    for name in ("resources-2023-2027.xlsx", "income-2023-2026.csv", "actual-2023-2026.csv"):
        assert bring(YEARS / name)["status"] == "posted"
    assert bring(sample("indicators-2023-2027.xlsx"))["status"] == "posted"
    return choose(range(2023, 2028)), Month(2023, 1), Month(2027, 12)


def of_a_project() -> Ground:
    project()
    assert bring(PROJECTS / "project-2022.xlsx")["status"] == "posted"
    for measure in (Measure.FUNDING, Measure.CASH, Measure.COMMITMENT):
        paid("site-1", "1200.00", measure)
    return of_project("early-2022", range(FIRST.year, LAST.year + 1)), FIRST, LAST


CARE = ("half-year", "indicators", "quotas", "staff", "structure", "medical-tables",
        "cost-by-case", "cost-by-diagnosis", "cost-by-referrer")  # fmt: skip
SEVERAL_YEARS = ("resources", "result", "years", "indicators-years")
OF_PROJECT = ("project", "project-stages", "project-sites", "funder-report")


def multiply_entries() -> None:
    """Beside every entry ten more of a tiyn that add up to nothing, of the same code, centre, month and measure."""
    before = Entry.objects.count()
    by_document: dict[int, list[Posting]] = {}
    for one in Entry.objects.order_by("pk"):
        more = Posting(one.code_id, one.month, one.date, one.measure, TIYN, one.centre, number=one.number)
        by_document.setdefault(one.document_id, []).extend([more, more._replace(amount=-TIYN)] * (TIMES // 2))
    for document in Document.objects.filter(pk__in=by_document):
        post(document, by_document[document.pk])
    assert Entry.objects.count() >= before * TIMES


def asked(name: str, ground: Ground) -> list[str]:
    kept.forget()
    with CaptureQueriesContext(connection) as captured:
        made = registry.get(name)(*ground, unit="tenge", language="ru")
    assert made.main.rows, name
    return [one["sql"] for one in captured.captured_queries if not one["sql"].startswith(NOT_COUNTED)]


@pytest.mark.parametrize(
    ("build", "names"),
    [(of_care, CARE), (of_years, SEVERAL_YEARS), (of_a_project, OF_PROJECT)],
    ids=("care", "years", "project"),
)
def test_a_report_asks_eight_questions_at_most_and_no_more_of_ten_times_the_entries(
    build: Callable[[], Ground], names: tuple[str, ...], settings: Any
) -> None:
    settings.SMETA_TODAY = "2026-12-15"
    ground = build()
    few_entries = {name: asked(name, ground) for name in names}
    assert {name: len(found) for name, found in few_entries.items() if len(found) > MOST} == {}
    multiply_entries()
    assert {name: len(asked(name, ground)) for name in names} == {name: len(few_entries[name]) for name in names}
