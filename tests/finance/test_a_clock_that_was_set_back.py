"""A clock that was set back dates nothing before what was there, opens no month, keeps no session and removes no copy."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from finance import api_tokens, audit, backup, books, chain, closing, people, sessions
from finance.ledger import Posting, post
from finance.models import AuditEvent, CashBalance, ChainLink, Document, MonthState, Setting
from finance.money import ZERO
from finance.months import Month
from tests.ground import web_ground

NOW = datetime.now(tz=UTC)  # the database goes by the real date
AHEAD = NOW + timedelta(days=3)
JANUARY = Month(2025, 1)
pytestmark = pytest.mark.django_db(transaction=True)


def answered(*arguments: str) -> dict:
    out = StringIO()
    call_command(*arguments, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def rows() -> dict[str, int]:
    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed]
    return {one._meta.db_table: one._base_manager.count() for one in models}


@pytest.fixture
def ground() -> web_ground.WebGround:
    """Three days from now, January was closed, opened through today and has closed itself since."""
    made = web_ground.filled()
    with time_machine.travel(AHEAD, tick=False):
        accountant = made.person("accountant")
        balances = (date(2025, 1, 1), ZERO), (date(2025, 1, 31), Decimal("999.75"))
        for day, amount in balances:
            CashBalance.objects.create(
                budget=made.budget, date=day, amount=amount, document=made.document("balances", day)
            )
        closing.close(made.budget, JANUARY, user=accountant)
        MonthState.objects.update(reopened_until=timezone.localdate(NOW), reason="late act")
        chain.link_now()
        assert closing.calendar(made.budget)[0].is_closed
    return made


def into_the_month_that_was_open(ground: web_ground.WebGround) -> None:
    with transaction.atomic():
        document = Document.objects.filter(kind="cash")[0]
        post(document, [Posting(ground.code["111"], JANUARY, JANUARY.last_day, "cash", Decimal("1.00"))])


def into_an_open_month(ground: web_ground.WebGround) -> None:
    with transaction.atomic():
        ground.post("cash", ("111", 5, "1.00"))


def an_event(ground: web_ground.WebGround) -> None:
    with transaction.atomic():
        audit.record("facility.choice-made", user=ground.person("economist"))


def a_choice(ground: web_ground.WebGround) -> None:
    with transaction.atomic():
        Setting.objects.create(facility=ground.budget.facility, key="rounding", value=1)


def a_close(ground: web_ground.WebGround) -> None:
    closing.close(ground.budget, Month(2025, 2), user=ground.person("accountant"))


DEEDS = [into_the_month_that_was_open, into_an_open_month, an_event, a_choice, a_close]


def test_whatever_is_done_is_refused_whole_until_the_clock_is_right(ground) -> None:
    before, links = rows(), ChainLink.objects.count()
    with time_machine.travel(NOW, tick=False):
        for deed in DEEDS:
            with pytest.raises(chain.ClockError):
                deed(ground)
            assert rows() == before, deed.__name__
        accountant = ground.client("accountant")  # signing in and looking go on
        assert accountant.get(f"/budget/{ground.budget.key}/months/").status_code == 200
        answer = accountant.post(f"/budget/{ground.budget.key}/months/close/", {"month": "2025-02"})
        assert answer.status_code == 422
        assert "Set the clock right" in answer.content.decode()
        assert answered_behind()["is_behind"] is True
    assert ChainLink.objects.count() == links
    assert books.check().broken == []
    with time_machine.travel(AHEAD, tick=False):
        into_an_open_month(ground)
        assert closing.calendar(ground.budget)[0].is_closed
    assert books.check().broken == []


def answered_behind() -> dict:
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("clock", "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def test_a_clock_that_corrects_itself_by_seconds_keeps_the_order_and_closes_nothing_meanwhile(ground) -> None:
    with time_machine.travel(AHEAD - timedelta(seconds=40), tick=False):
        into_an_open_month(ground)
        with pytest.raises(chain.ClockError):
            a_close(ground)
    moments = list(ChainLink.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert books.check().broken == []


def test_who_finds_that_the_clock_had_been_ahead_says_so_in_the_trail(ground) -> None:
    with time_machine.travel(NOW, tick=False):
        with pytest.raises(CommandError, match="economist"):
            call_command("clock", "--accept", "battery", "--as", "economist")
        assert answered("clock", "--accept", "battery", "--as", "admin")["accepted"] is True
        into_an_open_month(ground)
        event = AuditEvent.objects.get(action="finance.clock.accepted")
        assert (event.user.username, event.reason) == ("admin", "battery")
        assert event.data["last"].startswith(f"{AHEAD:%Y-%m-%d %H:%M}")
    assert books.check().broken == []


def test_the_proof_names_what_was_dated_back_past_that_rule(ground, monkeypatch) -> None:
    point = chain.Point(*chain.last(connection))
    with time_machine.travel(NOW, tick=False), monkeypatch.context() as patch:
        patch.setattr("finance.chain.linking.after", lambda _last, now: now)
        into_an_open_month(ground)
    for found in (chain.faults(), chain.faults(point)):
        assert [(one.what, one.link > point.number) for one in found] == [("clock", True)]
    [sentence] = books.check().broken
    assert "часы перевели назад" in sentence
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        chain.accept_clock(ground.person("admin"), "battery")
    assert books.check().broken == []


def test_a_session_of_a_moment_to_come_is_over() -> None:
    seen = int(AHEAD.timestamp())
    session = {sessions.SEEN: seen, sessions.BEGUN: seen}
    with time_machine.travel(AHEAD + timedelta(minutes=1), tick=False):
        assert not sessions.is_over(session, idle=3600, longest=43200)
    with time_machine.travel(NOW, tick=False):
        assert sessions.is_over(session, idle=3600, longest=43200)


def test_tokens_and_links_whose_time_was_over_stay_so(ground, client) -> None:
    """What happened to the books last is known of the time, whatever the clock says."""
    economist = ground.person("economist")
    with time_machine.travel(AHEAD, tick=False):
        text, kept = api_tokens.make_token(economist, days=5)
        longer, _kept = api_tokens.make_token(economist, days=20)
        link = people.one_time_link(economist)
    with time_machine.travel(AHEAD + timedelta(days=7), tick=False):
        assert (api_tokens.token_of(text), api_tokens.held([kept])) == (None, [])
        into_an_open_month(ground)
    with time_machine.travel(AHEAD + timedelta(hours=1), tick=False):
        assert (api_tokens.token_of(text), api_tokens.held([kept])) == (None, [])
        assert client.get("/api/budgets", headers={"Authorization": f"Bearer {text}"}).status_code == 401
        assert client.get(link, follow=True).context["validlink"] is False
        assert api_tokens.token_of(longer) is not None
        assert client.get(people.one_time_link(economist), follow=True).context["validlink"] is True


@pytest.mark.once
def test_no_copy_is_removed_where_one_is_dated_after_that_of_now(ground, tmp_path) -> None:
    with time_machine.travel(AHEAD, tick=False):
        later = tmp_path / backup.name_of_now(timezone.localtime())
        backup.backup(later)
    with time_machine.travel(NOW, tick=False), pytest.raises(CommandError, match="верно ли идут часы"):
        call_command("backup", str(tmp_path), "--keep", "1")
    assert len(list(tmp_path.iterdir())) == 2
    assert later.exists()
