"""What the trail keeps is told to the system's log too, which carries it to another machine."""

import json
import logging
import logging.config
import socket
from collections.abc import Iterator

import pytest
from django.conf import settings

from config.system_log import with_syslog
from finance.audit import record
from tests.ground import web_ground

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def received() -> Iterator[socket.socket]:
    """A log of the system, as rsyslog listens by UDP."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as log:
        log.bind(("127.0.0.1", 0))
        log.settimeout(10)
        place = f"127.0.0.1:{log.getsockname()[1]}"
        logging.config.dictConfig(with_syslog(settings.LOGGING, place))
        yield log
        logging.config.dictConfig(settings.LOGGING | {"loggers": {"smeta.trail": {"level": "NOTSET", "handlers": []}}})


def test_an_event_of_the_trail_goes_there_as_one_line(received) -> None:
    ground = web_ground.empty()
    made = record(
        "finance.month.closed", user=ground.person("accountant"), reason="срок\nвышел", data={"month": "2025-01"}
    )
    said = received.recv(65_536).decode().rstrip("\0")
    told = json.loads(said[said.index("{") :])
    assert "\n" not in said
    assert (told["event"], told["user"], told["action"]) == (made.pk, "accountant", "finance.month.closed")
    assert (told["reason"], told["data"]) == ("срок\nвышел", {"month": "2025-01"})


def test_what_was_taken_back_is_not_told_and_warnings_are(received) -> None:
    logging.getLogger("django.request").warning("Forbidden")
    assert "Forbidden" in received.recv(65_536).decode()


def test_a_socket_of_this_machine_is_named_by_its_path() -> None:
    assert with_syslog(settings.LOGGING, "/dev/log")["handlers"]["syslog"]["address"] == "/dev/log"
