"""A monitor learns without signing in whether the program can reach its database, and nothing else.

Asked over the network, as monitors do: the check is asynchronous and refuses a thread where a browser's loop runs.
"""

from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections


def ask(address: str) -> tuple[int, str]:
    try:
        with urlopen(Request(f"{address}/health/", headers={"Accept": "text/plain"})) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_a_monitor_asks_without_signing_in(live_server) -> None:
    status, text = ask(live_server.url)
    assert status == 200
    assert "Database" in text


def test_it_says_so_when_the_database_does_not_answer(live_server, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("no answer")

    monkeypatch.setattr(type(connections[DEFAULT_DB_ALIAS]), "cursor", silent)
    assert ask(live_server.url)[0] == 500
