"""Projects made and edited on pages: funders with their budgets, sites, stages; and what stands of each."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finance.models import Budget
from projects.models import Funder, Project, Site
from tests.ground import web_ground
from tests.ground.register_pages import faults, fill
from tests.ground.web_ground import WebGround

pytestmark = pytest.mark.django_db
PROJECT = {"name_ru": "Центры", "name_kk": "Орталықтар", "amount": "1 000 000,00", "first": "2025-05", "last": "2026-03",
           "akimats": "Ақтөбе, Арал"}  # fmt: skip


@pytest.fixture
def ground() -> WebGround:
    return web_ground.empty()


def make(ground: WebGround) -> Project:
    client = ground.client("economist")
    assert fill(client, "projects", PROJECT).status_code == 302
    made = Project.objects.get()
    funder = {"project": made.pk, "name_ru": "Фонд", "role": "co-funder", "codes": "414, 159", "promised": "600000"}
    assert fill(client, "project-funders", funder).status_code == 302
    assert fill(client, "project-sites", {"project": made.pk, "name_ru": "Арал"}).status_code == 302
    return made


def test_a_project_with_its_funders_and_sites_is_made_and_its_budgets_open(ground: WebGround) -> None:
    made = make(ground)
    assert (made.akimats, made.key, f"{made.first} {made.last}") == (["Ақтөбе", "Арал"], "project-1", "2025-05 2026-03")
    assert [(one.codes, one.key, one.name_ru) for one in Funder.objects.all()] == [(["414", "159"], "funder-1", "Фонд")]
    assert [one.key for one in Site.objects.all()] == ["site-1"]
    opened = Budget.objects.filter(project=made.key).order_by("year")
    assert [(one.year, one.source.name_ru) for one in opened] == [(2025, "Фонд"), (2026, "Фонд")]


def test_what_cannot_be_is_refused_at_its_field(ground: WebGround) -> None:
    client = ground.client("economist")
    assert list(faults(fill(client, "projects", PROJECT | {"last": "2025-01"}))[0]) == ["last"]
    made = make(ground)
    wrong = {"project": made.pk, "name_ru": "Ещё", "role": "akimat", "codes": "414, 9999"}
    answer = fill(client, "project-funders", wrong)
    assert "9999" in str(faults(answer))


def test_the_page_lists_what_is_planned_paid_and_left_and_leads_to_tables_and_reports(ground: WebGround) -> None:
    make(ground)
    text = ground.client("economist").get("/projects/").content.decode()
    assert "Центры" in text
    assert "/set-up/991240999016/project-funders/" in text
    assert re.search(r"project-sites/?\?from=2025-05", text)
    seen = ground.client("auditor").get("/projects/").content.decode()
    assert "Центры" in seen
    assert "/set-up/991240999016/project-funders/" not in seen
    assert "Центры" not in web_ground.stranger(ground).get("/projects/").content.decode()


def test_the_money_of_all_projects_is_asked_for_at_once(ground: WebGround) -> None:
    make(ground)
    client = ground.client("economist")
    client.get("/projects/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/projects/").status_code == 200
        return len(asked)

    one = queries()
    for number in (2, 3):
        assert fill(client, "projects", PROJECT | {"name_ru": f"Центры {number}"}).status_code == 302
        of = Project.objects.order_by("-pk")[0]
        funder = {"project": of.pk, "name_ru": "Фонд", "role": "co-funder"}
        assert fill(client, "project-funders", funder).status_code == 302
    assert queries() == one
