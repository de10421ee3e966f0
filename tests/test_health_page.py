"""A monitor learns without signing in whether the program can reach its database, and nothing else."""

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.test import Client


@pytest.mark.django_db(transaction=True)
def test_a_monitor_asks_without_signing_in(client: Client) -> None:
    answer = client.get("/health/", headers={"accept": "text/plain"})
    assert answer.status_code == 200
    assert "Database" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_it_says_so_when_the_database_does_not_answer(client: Client, monkeypatch) -> None:
    def silent(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("no answer")

    monkeypatch.setattr(type(connections[DEFAULT_DB_ALIAS]), "cursor", silent)
    assert client.get("/health/", headers={"accept": "text/plain"}).status_code == 500
