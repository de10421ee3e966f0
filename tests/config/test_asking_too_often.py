"""Whoever asks more within a minute than a hand can is told to wait; others are not."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.ground import web_ground

pytestmark = pytest.mark.django_db
NOW = 1_765_800_000


def test_one_person_is_held_up_and_nobody_else(settings) -> None:
    ground = web_ground.empty()
    page = reverse("guides")
    with time_machine.travel(NOW, tick=False):
        hasty, other = ground.client("economist"), ground.client("manager")
        stranger = Client()
        settings.REQUESTS_A_MINUTE = 3
        assert [hasty.get(page).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
        # another browser of the same person is the same person
        answer = ground.client("economist").get(page)
        assert (answer.status_code, answer["Retry-After"]) == (429, "60")
        assert "<h1>" in answer.content.decode()
        assert other.get(page).status_code == 200
        assert [stranger.get(reverse("login")).status_code for _ in range(4)] == [200, 200, 200, 429]
    with time_machine.travel(NOW + 60, tick=False):
        assert hasty.get(page).status_code == 200


def test_a_held_up_form_saves_nothing(settings) -> None:
    ground = web_ground.empty()
    with time_machine.travel(NOW, tick=False):
        client = ground.client("economist")
        settings.REQUESTS_A_MINUTE = 1
        assert client.get(reverse("account")).status_code == 200
        assert client.post(reverse("save-view"), {"name": "v", "query": "measure=cash"}).status_code == 429
    assert not ground.person("economist").saved_views.exists()
