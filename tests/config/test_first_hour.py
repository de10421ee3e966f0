"""The first page: a short tour on the training year, what was done last, and a warning on an open line."""

import pytest
from django.contrib.auth.models import User

from config import tour
from tests.ground import web_ground
from tests.ground.web_ground import WebGround

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> WebGround:
    return web_ground.filled()


def test_every_step_leads_to_a_page_and_the_tour_leaves_when_all_are_taken(ground: WebGround) -> None:
    client = ground.client("economist")
    assert [one.is_done for one in client.get("/").context["tour"]] == [False] * len(tour.STEPS)
    for step in tour.STEPS:
        answer = client.post(f"/first-hour/{step.key}/", follow=True)
        assert answer.redirect_chain[0][0] == step.address(ground.budget)
        assert answer.status_code in (200, 422)  # a bed-day has no cost before there is care
    assert client.get("/").context["tour"] == []


def test_a_step_taken_is_marked_and_the_rest_can_be_put_aside(ground: WebGround) -> None:
    client = ground.client("economist")
    client.post("/first-hour/months/")
    assert [one.step.key for one in client.get("/").context["tour"] if one.is_done] == ["months"]
    assert client.post("/first-hour/all/")["Location"] == "/"
    assert client.get("/").context["tour"] == []
    assert client.post("/first-hour/nothing/")["Location"] == "/"


def test_a_real_facility_is_shown_no_tour(ground: WebGround) -> None:
    assert web_ground.stranger(ground).get("/").context["tour"] == []


def test_the_last_actions_name_the_paper_its_state_and_who(ground: WebGround) -> None:
    said = ground.client("economist").get("/").content.decode()
    panel = said.split('id="last-actions"', 1)[1].split("</section>", 1)[0]
    assert "Plan by contract 12/2025" in panel
    assert "economist" in panel


@pytest.mark.parametrize(("name", "is_warned"), [("admin", True), ("economist", False)])
def test_an_administrator_is_warned_of_an_open_line(ground: WebGround, settings, name: str, is_warned: bool) -> None:
    words = "go over this network unprotected"
    assert words not in ground.client(name).get("/").content.decode()
    settings.PRODUCTION = settings.CLOSED_NETWORK = True
    assert (words in ground.client(name).get("/").content.decode()) == is_warned


def test_who_looks_after_the_program_is_led_to_the_set_up_while_there_is_no_budget() -> None:
    ground = web_ground.empty()
    ground.budget.delete()
    User.objects.filter(username="admin").update(is_superuser=True)
    assert ground.client("admin").get("/")["Location"] == "/set-up/"
    assert ground.client("economist").get("/").status_code == 200


def test_roles_are_not_given_in_the_administration(ground: WebGround) -> None:
    client = ground.client("admin")
    assert client.get("/admin/finance/membership/").status_code == 200
    assert client.get("/admin/finance/membership/add/").status_code == 403
    facility = f"/admin/finance/facility/{ground.budget.facility_id}/change/"
    assert "membership_set-0-role" not in client.get(facility).content.decode()
    assert "membership_set-TOTAL_FORMS" not in client.get(facility).content.decode()
