"""An alert is raised once while it stands, ends when it is gone, and is sent by one letter."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from finance import alerts
from finance.models import Facility, RaisedAlert
from finance.months import Month
from tests.ground import web_ground

pytestmark = pytest.mark.django_db
FEBRUARY = Month(2025, 2)


@pytest.fixture
def ground() -> web_ground.WebGround:
    return web_ground.filled()


def told(found: tuple[RaisedAlert, ...]) -> set[str]:
    return {one.text for one in found}


def test_an_alert_is_the_same_while_its_figures_and_its_language_change(ground) -> None:
    (before,) = (one for one in alerts.look(ground.budget, FEBRUARY).standing if one.subject == "169")
    assert (before.key, before.facts["month"]) == ("runs-out", "2025-02")
    ground.budget.facility.language = "kk"
    ground.budget.facility.save()
    ground.post("cash", ("169", 2, "1000.00"))
    found = alerts.look(ground.budget, FEBRUARY)
    (after,) = (one for one in found.standing if one.subject == "169")
    assert (after.pk, after in found.raised) == (before.pk, False)
    assert after.text != before.text
    assert Decimal(after.facts["forecast"]) > Decimal(before.facts["forecast"])


def test_it_is_raised_once_and_ends_when_it_is_gone(ground) -> None:
    first = alerts.look(ground.budget, FEBRUARY)
    over = {text for text in told(first.standing) if text.startswith("169")}
    assert over
    again = alerts.look(ground.budget, FEBRUARY)
    assert (again.raised, again.ended, told(again.standing)) == ((), (), told(first.standing))
    ground.document("plan", date(2025, 1, 1), number="12-2/2025")
    ground.post("amendment", ("169", 2, "100000.00"))
    later = alerts.look(ground.budget, FEBRUARY)
    assert over <= told(later.ended)
    assert RaisedAlert.objects.filter(ended_at=None).count() == len(later.standing)


def test_a_letter_goes_once_to_the_addresses_that_were_set(ground, settings, capsys) -> None:
    settings.ALERTS_TO, settings.SMETA_TODAY = ["head@example.kz"], "2025-03-10"
    call_command("alerts", "--send", "--format", "json")
    answer = json.loads(capsys.readouterr().out)["budgets"][0]
    (letter,) = mail.outbox
    assert answer["sent"] == len(answer["standing"]) > 0
    assert all(one["text"] in letter.body for one in answer["standing"])
    call_command("alerts", "--send", "--format", "json")
    assert (len(mail.outbox), json.loads(capsys.readouterr().out)["budgets"][0]["sent"]) == (1, 0)


def test_a_name_of_several_lines_adds_no_header_to_a_letter(ground, settings) -> None:
    settings.ALERTS_TO, settings.SMETA_TODAY = ["head@example.kz"], "2025-03-10"
    Facility.objects.update(name_ru="Центр\nBcc: other@example.kz", name_kk="Центр\nBcc: other@example.kz")
    call_command("alerts", "--send")
    (letter,) = mail.outbox
    assert "\n" not in letter.subject
    assert letter.recipients() == ["head@example.kz"]


def test_a_letter_that_does_not_go_is_tried_again(ground, settings, monkeypatch) -> None:
    settings.ALERTS_TO, settings.SMETA_TODAY = ["head@example.kz"], "2025-03-10"

    def broken(*_letter: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("finance.alerts.send_mail", broken)
    with pytest.raises(CommandError) as refused:
        call_command("alerts", "--send")
    assert refused.value.returncode == 1
    assert not RaisedAlert.objects.exclude(sent_at=None).exists()
