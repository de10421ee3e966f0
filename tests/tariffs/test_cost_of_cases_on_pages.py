"""Costs of cases on pages: paged and searched, from a case to the cells it was read from, for those who may see it."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from finance.models import Facility
from finance.service_accounts import service_accounts
from tariffs import runs
from tests.ground.case_ground import DRUGS, REGISTER, SERVICES, with_cases
from tests.ground.costing_ground import JANUARY, JUNE
from tests.ground.snapshots import sample_budget

pytestmark = pytest.mark.django_db
PERIOD = "from=2025-01&through=2025-06&unit=tenge"


@pytest.fixture
def client(client: Client) -> Client:
    with_cases(REGISTER, f"few {SERVICES}", f"few {DRUGS}")
    client.force_login(User.objects.get(username="economist"))
    return client


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode().replace("\xa0", " "))


def test_a_long_report_is_paged_and_found_by_diagnosis(client: Client) -> None:
    page = text(client.get(f"/budget/2025-fund/cost-by-case/?{PERIOD}"))
    assert page.count("case=C0") >= 100
    assert "C00200" not in page
    found = text(client.get(f"/budget/2025-fund/cost-by-case/?{PERIOD}&find-cost-by-case=M13.0"))
    assert "M13.0" in found
    assert "G80.0" not in found.split("<table", 1)[1].split("</table>", 1)[0]


def test_a_diagnosis_leads_to_its_cases_and_a_case_to_its_components_and_cells(client: Client) -> None:
    page = client.get(f"/budget/2025-fund/cost-by-diagnosis/?{PERIOD}").content.decode()
    address = re.search(r'href="([^"]*find-cost-by-case=G80.0[^"]*)"', page)
    assert address is not None
    cases = client.get(address[1].replace("&amp;", "&")).content.decode()
    one = re.search(r'href="([^"]*/case/[^"]*case=C00001[^"]*)"', cases)
    assert one is not None
    case = client.get(one[1].replace("&amp;", "&"))
    shown = text(case)
    for figure in ("18 051,47", "16 968,26", "16 069,13", "7 950,00", "481,37", "G80.0"):
        assert figure in shown
    cell = re.search(r'href="(/imports/\d+/cell/[^"]*)"', case.content.decode())
    assert cell is not None
    assert client.get(cell[1].replace("&amp;", "&")).status_code == 200


def test_a_kept_run_gives_the_same_case(client: Client) -> None:
    address = f"/costing/2025-fund/case/?{PERIOD}&case=C00001&on=2025-01-03"
    before = text(client.get(address))
    run = runs.run(sample_budget(), JANUARY, JUNE, user=service_accounts().author)
    after = text(client.get(address))
    figures = r"\d[\d ]*,\d\d\b"
    assert re.findall(figures, before) == re.findall(figures, after) != []
    assert "cost-by-case" in text(client.get(f"/costing/runs/{run.pk}/"))


@pytest.mark.parametrize("query", ["case=C99999&on=2025-01-03", "case=C00001&on=yesterday", "on=2025-01-03"])
def test_a_case_that_is_not_there_is_not_found(client: Client, query: str) -> None:
    assert client.get(f"/costing/2025-fund/case/?{PERIOD}&{query}").status_code == 404


def test_who_has_no_right_to_the_facility_sees_no_case(client: Client) -> None:
    stranger = User.objects.create_user("stranger", password="x")
    other = Facility.objects.create(number="991240999024", name_ru="Другая")
    stranger.memberships.create(facility=other, role="economist")
    client.force_login(stranger)
    for address in ("/budget/2025-fund/cost-by-case/", "/costing/2025-fund/case/"):
        assert client.get(f"{address}?{PERIOD}&case=C00001&on=2025-01-03").status_code in (403, 404)
