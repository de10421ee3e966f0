"""Where the database is busy or away, a page says so and asks to come again; nothing breaks."""

import pytest
from django.db import OperationalError
from django.urls import reverse

from tests.ground import long_ground, web_ground

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_busy_database_is_a_sentence_and_not_a_fault(client, monkeypatch, method) -> None:
    # else the client of tests passes the fault on
    client.raise_request_exception = False
    monkeypatch.setattr("finance.people.exist", locked)
    answer = getattr(client, method)(reverse("login"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "<h1>" in answer.content.decode()


def test_an_import_that_cannot_be_written_is_asked_for_again(monkeypatch, settings) -> None:
    settings.SMETA_TODAY = "2025-12-15"
    client = web_ground.empty().client("economist")
    client.raise_request_exception = False
    monkeypatch.setattr("imports.pipeline.previewing.settle", locked)
    answer = long_ground.send(client)
    assert answer.status_code == 503


def locked(*_args: object, **_kwargs: object) -> None:
    raise OperationalError("database is locked")
