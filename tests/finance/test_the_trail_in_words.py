"""The trail for people: every event has words, says who, when, from where, before and after."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from finance.audit import record
from finance.clock import today
from finance.models import AuditEvent
from finance.months import Month
from finance.reports import registry
from finance.scope import of_budget
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
