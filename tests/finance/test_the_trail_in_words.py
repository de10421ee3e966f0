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


@pytest.mark.django_db
def test_it_is_narrowed_by_who_what_and_place_on_the_page_and_in_its_files() -> None:
    """What the address asks for is what the page shows and what is downloaded; other facilities stay out of it."""
    ground = web_ground.empty()
    own, anna = ground.budget, ground.person("economist")
    User.objects.filter(pk=anna.pk).update(first_name="Анна", last_name="Ким")
    other = Facility.objects.create(number="991240999024", name_ru="Другая")
    last_year = Budget.objects.create(
        key="2024-fund", year=own.year - 1, facility=own.facility, programme=own.programme, source=own.source
    )
    closed, undone = "finance.month.closed", "imports.batch.undone"
    record(closed, user=anna, data={"budget": own.key, "month": "2025-01"})
    record(closed, user=ground.person("accountant"), data={"budget": last_year.key, "month": "2024-12"})
    record(undone, user=anna, reason="ошибка", data={"budget": own.key, "batch": 7, "name": "касса.csv"})
    record(closed, user=anna, data={"facility": other.number, "name": "касса.csv"})
    now = Month(today().year, today().month)
    page = f"/budget/{own.key}/trail"
    months = f"from={own.year}-01&through={now}&unit=tenge"
    client = ground.client("auditor", "ru")

    def shown(query: str) -> list[str]:
        answer = client.get(f"{page}.json?{months}&{query}")
        rows = answer.json()["rows"]
        assert answer.status_code == 200
        text = client.get(f"{page}/?{months}&{query}").content.decode()
        for row in rows:
            assert row["what"] in text
        assert text.count('<th scope="row"') >= len(rows)
        return [f"{row['who']}: {row['what']}" for row in rows]

    everything = shown("")
    assert len(everything) == 3
    assert shown("who=ким") == shown("who=ECONOMIST") == [everything[0], everything[2]]
    assert shown(f"what={undone}") == shown("place=касса") == shown("place=КАССА.CSV&who=анна") == [everything[2]]
    assert shown(f"who=accountant&what={closed}") == [everything[1]]
    assert shown("who=nobody") == []
    assert client.get(f"{page}/?{months}&what=nonsense").status_code == 404
    csv = client.get(f"{page}.csv?{months}&place=касса").content.decode("utf-8-sig")
    assert "касса.csv" in csv
    assert "accountant" not in csv
