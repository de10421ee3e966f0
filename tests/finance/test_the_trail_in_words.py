"""The trail for people: every event has words, says who, when, from where, before and after."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse

from finance.audit import record
from finance.clock import today
from finance.models import AuditEvent, Budget, Document, Facility, Membership
from finance.months import Month
from finance.reports import registry
from finance.scope import of_budget
from finance.service_accounts import service_accounts
from finance.trail_words import WORDS
from tests.ground import web_ground

ROOMS = ("config", "finance", "tariffs", "procurement", "projects", "region", "imports")
ACTION = re.compile(
    r"""record\(\s*"([a-z0-9.-]+)"|["']((?:finance|imports|people|procurement|tariffs)\.[a-z]+\.[a-z-]+)["']\s*,"""
)


def test_every_event_of_the_program_has_words() -> None:
    said = set()
    for room in ROOMS:
        for path in (Path(settings.BASE_DIR) / room).rglob("*.py"):
            said |= {one or other for one, other in ACTION.findall(path.read_text(encoding="utf-8"))}
    assert len(said) > 40
    assert sorted(said - set(WORDS)) == []


@pytest.mark.django_db
def test_a_change_says_who_from_where_before_and_after() -> None:
    ground = web_ground.empty()
    number = ground.budget.facility.number
    ground.client("admin").post(
        reverse("choices", args=[number]),
        {"choice": "individuals-seen-by", "individuals-seen-by-roles": "auditor", "roles": "auditor"},
    )
    record("facility.changed", user=ground.person("admin"), data={"facility": "991240999024", "before": "x"})
    event = AuditEvent.objects.get(action="facility.choice-made")
    assert event.address == "127.0.0.1"
    now = Month(today().year, today().month)
    table = registry.get("trail")(of_budget(ground.budget), now, now, language="en").tables[0]
    rows = [{key: cell.value for key, cell in row.cells.items()} for row in table.rows]
    assert [row["what"] for row in rows] == ["the facility chose"]
    assert (rows[0]["who"], rows[0]["where"], rows[0]["after"]) == ("admin", "127.0.0.1", "auditor")


@pytest.mark.django_db
def test_nobody_reads_what_was_done_at_another_facility() -> None:
    """Named or not: what another facility imported, or its people did, is not told, nor who they are."""
    ground = web_ground.empty()
    own = ground.budget
    stranger = User.objects.create(username="saule")
    other = Facility.objects.create(number="991240999024", name_ru="Другая")
    Membership.objects.create(user=stranger, facility=other, role=Membership.Role.ECONOMIST)
    theirs = Budget.objects.create(
        key="other", year=own.year, facility=other, programme=own.programme, source=own.source
    )
    for number, budget, person in ((11, own, ground.person("economist")), (12, theirs, stranger)):
        Document.objects.create(
            budget=budget, kind=Document.Kind.CASH, date=today(), entered_by=person, batch_number=number
        )
        record("imports.batch.posted", user=service_accounts().author, data={"batch": number, "name": f"{number}.csv"})
        record("people.session-ended", user=person, data={"address": "10.0.0.1"})
        record("procurement.act.discarded", user=person, data={"act": number})
        record("finance.month.closed", user=person, data={"budget": budget.key, "month": "2025-01"})
    now = Month(today().year, today().month)
    rows = registry.get("trail")(of_budget(own), now, now, language="en").tables[0].rows
    told = [(row.cell("who").value, row.cell("what").value, row.cell("more").value) for row in rows]
    assert told == [
        ("the command line", "an import was posted", "import: 11; name: 11.csv"),
        ("economist", "a session was ended", "10.0.0.1"),
        ("economist", "a draft of an act was thrown away", "act: 11"),
        ("economist", "a month was closed", "budget: 2025-fund; month: January 2025"),
    ]
