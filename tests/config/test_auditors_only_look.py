"""The connection of an auditor's request writes no row of the books, even where a page forgot to ask for a right."""

import pytest
from django.db import connection
from django.urls import reverse

from config.views.auditors_look import refuse_writing
from finance.models import AuditEvent, Document, Membership, SavedView
from tests.ground import web_ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    made = web_ground.empty()

    def careless(*_args: object, **_kwargs: object) -> None:
        Document.objects.filter(pk=0).update(reason="x")
        raise RuntimeError("written")

    monkeypatch.setattr("config.views.home._of_budget", careless)
    return made


@pytest.mark.parametrize(
    ("name", "is_stopped"), [("auditor", True), ("manager", False), ("economist", False), ("admin", False)]
)
def test_a_careless_page_writes_for_no_auditor(ground, name: str, is_stopped: bool) -> None:
    client = ground.client(name)
    client.raise_request_exception = False
    assert client.get(reverse("home")).status_code == (403 if is_stopped else 500)
    assert refuse_writing not in connection.execute_wrappers


def test_who_also_works_is_no_mere_auditor(ground) -> None:
    person = ground.person("auditor")
    Membership.objects.create(user=person, facility=ground.budget.facility, role=Membership.Role.ACCOUNTANT)
    client = ground.client("auditor")
    client.raise_request_exception = False
    assert client.get(reverse("home")).status_code == 500


def test_views_of_ones_own_and_the_trail_are_kept(ground) -> None:
    client = ground.client("auditor")
    client.post(reverse("save-view"), {"name": "v", "query": "measure=cash"})
    assert SavedView.objects.filter(user__username="auditor").exists()
    asked = {"first": "2025-01", "through": "2025-12", "entries": "1", "way": "1", "size": "2", "seed": ""}
    assert client.post(reverse("draw-sample", args=["2025-fund"]), asked).status_code == 302
    assert AuditEvent.objects.filter(action="audit.sample-drawn").exists()


@pytest.mark.parametrize(
    "statement",
    ['INSERT INTO "finance_entry" (a) VALUES (1)', "UPDATE finance_document SET a = 1", "delete from finance_balance",
     'INSERT OR REPLACE INTO "finance_setting" (a) VALUES (1)', "UPDATE procurement_contract SET a = 1"],
)  # fmt: skip
def test_every_way_of_writing_is_seen(statement: str) -> None:
    with pytest.raises(Exception, match=r"(?i)auditor|аудитор"):
        refuse_writing(lambda *_all: None, statement, (), False, {})
