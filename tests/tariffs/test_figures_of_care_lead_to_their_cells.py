"""From bed-days, bases, tariffs, quotas and costs of services to the rows of the files they were read from."""

import re
from fractions import Fraction
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client

from finance.reporting.report import Report
from tariffs.reports import bed_day_cost, daily_cost, sources, tariff_vs_cost, trace, volumes
from tests.ground.costing_ground import APRIL, JANUARY, JUNE, costed
from tests.ground.pages import element_of, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope():
    return costed()


def client() -> Client:
    opened = Client(headers={"accept-language": "en"})
    opened.force_login(User.objects.get(username="economist"))
    return opened


def links(report: Report) -> list[str]:
    rows = [row for table in report.tables for row in (*table.rows, *([table.total] if table.total else []))]
    return [cell.link for row in rows for cell in row.cells.values() if cell.link]


def test_every_link_of_the_reports_of_care_opens(scope) -> None:
    opened = client()
    for build in (bed_day_cost.build, daily_cost.build, tariff_vs_cost.build, volumes.build):
        report = build(scope, JANUARY, JUNE)
        # one of each kind of address: months and profiles differ only in what they limit
        kinds = {
            re.sub(r"2025-\d\d|neurology|somatic|orthopaedics|district=[^&]*|code=\d+", "", link): link
            for link in links(report)
        }
        assert kinds, f"{report.key} leads nowhere"
        assert {link: opened.get(link).status_code for link in kinds.values()} == dict.fromkeys(kinds.values(), 200)


def test_bed_days_of_a_profile_lead_to_the_cells_of_its_months(scope) -> None:
    row = bed_day_cost.build(scope, JANUARY, JUNE).main.row("neurology")
    page = client().get(row.cell("bed_days").link)
    shown = rows_of(page, "Bed-days done")
    assert [line["Value"] for line in shown] == ["3,805", "3,744", "4,307", "4,736", "4,587", "4,506", "25,685"]
    assert [line["Cell of the source"] for line in shown[:6]] == [f"line {row}" for row in (2, 5, 8, 11, 14, 17)]
    cells = [link for link in element_of(page, "Bed-days done").addresses if "/cell/?at=" in link]
    assert len(cells) == 6
    assert rows_of(client().get(cells[0]))[1]["F"] == "3805"
    report = sources.build(scope, JANUARY, JUNE, what="volumes", figure="bed_days_done", profile="neurology")
    assert report.main.total.cell("value").value == row.cell("bed_days").value
    assert client().get(unescape(report.main.rows[0].cell("cell").link)).status_code == 200


def test_a_base_a_quota_and_the_admitted_add_up_to_what_the_report_shows(scope) -> None:
    bases = bed_day_cost.build(scope, JANUARY, JUNE).table("bases")
    column = next(column for column in bases.columns if "занятия" in column.label)
    report = sources.build(scope, JANUARY, JUNE, what="drivers", driver="exercise_sessions", centre="NEU")
    assert report.main.total.cell("value").value == bases.row("NEU").cell(column.key).value
    district = volumes.build(scope, JANUARY, JUNE).table("districts").rows[0]
    name = str(district.cell("name").value)
    assert sources.build(scope, JANUARY, JUNE, what="quotas", district=name).main.total.cell("value").value == (
        district.cell("quota").value
    )


def test_the_cost_of_a_service_leads_to_its_codes_and_to_what_it_received(scope) -> None:
    steps = bed_day_cost.build(scope, JANUARY, JUNE).table("steps")
    report = trace.build(scope, JANUARY, JUNE, centre="KIT", language="ru")
    assert report.main.total.cell("full_cost").value == steps.row("KIT").cell("balance").value
    assert report.main.total.cell("direct").value == steps.row("KIT").cell("direct").value
    page = client().get(steps.row("KIT").cell("direct").link)
    sources_of_it = [line["What"] for line in rows_of(page, "Sources")]
    assert sources_of_it
    assert [said for said in sources_of_it if ":" in said] == [], "keys of the program are shown to nobody"


@pytest.mark.parametrize("method", ["reciprocal", "double-distribution", "step-down", "direct"])
def test_what_services_gave_of_a_code_and_its_direct_cost_make_the_whole(scope, method) -> None:
    """By every method the codes of what services gave add up with the direct cost to the cost of the profile."""
    report = trace.build(scope, APRIL, JUNE, profile="neurology", code="141", method=method)
    given = sum(Fraction(row.cell("of_it").value) for row in report.table("services").rows)
    assert abs(given - Fraction(report.main.rows[0].cell("overhead").value)) < 1
    assert given > 0


def test_a_figure_nobody_knows_is_not_found(scope) -> None:
    opened = client()
    for query in ("what=nothing", "what=volumes&figure=password", "what=volumes&from=июнь"):
        address = f"/costing/2025-fund/sources/?from=2025-01&through=2025-06&{query}"
        assert opened.get(address).status_code == 404, query
    stranger = Client()
    stranger.force_login(User.objects.create(username="stranger"))
    address = "/costing/2025-fund/sources/?from=2025-01&through=2025-06&what=volumes&figure=beds"
    assert stranger.get(address).status_code == 404
