"""A doubt answered with a reason is kept apart everywhere, never lost, and comes back when what it says changes."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from finance import answered_doubts
from finance.models import AuditEvent, Budget, DoubtAnswer, FundingSource
from finance.months import Month
from finance.reporting.render import render
from finance.reporting.report import Remark
from finance.reports import registry
from finance.scope import Scope, of_budget, of_facility
from tests.ground import web_ground

pytestmark = pytest.mark.django_db
REASON = "Сверено с банком 03.03"


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)
    made = web_ground.filled()
    made.post("cash", ("111", 2, "200.00"))
    return made


def report(ground, language: str = "ru", through: int = 2):
    return registry.get("form2")(of_budget(ground.budget), Month(2025, 1), Month(2025, through), language=language)


def address(ground) -> str:
    return f"{reverse('doubts', args=[ground.budget.key, 'form2'])}?from=2025-01&through=2025-02"


def open_doubts(ground, person: str = "economist", language: str = "en") -> list[str]:
    page = ground.client(person, language).get(address(ground)).content.decode()
    return re.findall(r'name="doubt" value="([^"]*)"', page)


def answer(ground, text: str, person: str = "economist", reason: str = REASON, place: int = 0, language: str = "en"):
    told = {"doubt": text, f"{place}-reason": reason}
    return ground.client(person, language).post(address(ground), told, follow=True)


def differing_cash(ground) -> str:
    """The stated closing of February is two hundred below what the books say."""
    [doubt] = [one.text for one in report(ground, "en").doubts if one.key == "cash-differs"]
    return doubt


def test_an_answered_doubt_is_apart_in_every_language_and_rendering(ground) -> None:
    doubt = differing_cash(ground)
    answer(ground, doubt)
    for language in ("ru", "kk", "en"):
        made = report(ground, language)
        assert [one.key for one in made.doubts if one.key == "cash-differs"] == []
        assert [one.doubt.key for one in made.answered] == ["cash-differs"]
        for form in ("text", "html", "json"):
            assert REASON in render(made, form).decode()
    said = json.loads(render(report(ground, "en"), "json"))
    assert doubt not in said["doubts"]
    [kept] = said["doubts_answered"]
    assert (kept["doubt"], kept["reason"], kept["answered_by"]) == (doubt, REASON, "economist")


def test_the_command_keeps_it_apart_too(ground, capsys) -> None:
    answer(ground, differing_cash(ground))
    call_command("report", "form2", "--from", "2025-01", "--through", "2025-02", "--format", "json")
    assert len(json.loads(capsys.readouterr().out)["doubts_answered"]) == 1


def test_home_and_the_report_say_how_many_are_answered(ground) -> None:
    doubt = differing_cash(ground)
    client = ground.client("economist")
    assert doubt in client.get(reverse("home")).content.decode()
    answer(ground, doubt)
    assert doubt not in client.get(reverse("home")).content.decode()
    page = client.get(reverse("report", args=[ground.budget.key, "form2"]) + "?from=2025-01&through=2025-02")
    assert "1 answered doubt" in " ".join(page.content.decode().split())


def test_it_comes_back_when_its_figure_changes(ground) -> None:
    answer(ground, differing_cash(ground))
    ground.post("cash", ("111", 2, "5.00"))
    assert [one.key for one in report(ground).doubts] == ["cash-differs"]
    assert report(ground).answered == ()


def test_an_answer_is_taken_back(ground) -> None:
    doubt = differing_cash(ground)
    answer(ground, doubt)
    given_answer = DoubtAnswer.objects.get()
    back = reverse("take-back-answer", args=[ground.budget.key, "form2", given_answer.pk])
    ground.client("economist").post(f"{back}?from=2025-01&through=2025-02")
    assert doubt in open_doubts(ground)
    kinds = AuditEvent.objects.filter(action__startswith="finance.doubt").order_by("pk")
    assert [one.action for one in kinds] == ["finance.doubt.answered", "finance.doubt.answer-taken-back"]


@pytest.mark.parametrize("person", ["auditor", "stranger"])
def test_who_may_only_look_answers_nothing(ground, person) -> None:
    doubt = differing_cash(ground)
    client = web_ground.stranger(ground) if person == "stranger" else ground.client(person)
    assert client.post(address(ground), {"doubt": doubt, "0-reason": REASON}).status_code in (403, 404)
    assert not DoubtAnswer.objects.exists()


def test_a_reason_is_needed_and_a_doubt_that_is_gone_is_not_answered(ground) -> None:
    doubt = differing_cash(ground)
    said = ground.client("economist").post(address(ground), {"doubt": doubt, "0-reason": "  "})
    assert said.status_code == 422
    assert "Say why the doubt may stand." in said.content.decode()
    assert "not there any more" in answer(ground, doubt.replace("5", "6") + "!").content.decode()
    assert not DoubtAnswer.objects.exists()


def test_where_several_budgets_stand_together_only_the_same_place_is_answered(ground) -> None:
    doubt = differing_cash(ground)
    answer(ground, doubt)
    whole = of_facility(ground.budget.facility, 2025)
    made = registry.get("form2")(whole, Month(2025, 1), Month(2025, 2), language="en")
    assert len(made.answered) == 1
    old = ground.budget
    source = FundingSource.objects.exclude(pk=old.source_id)[0]
    other = Budget.objects.create(
        key="2025-paid", facility=old.facility, year=2025, programme=old.programme, source=source
    )
    both = Scope((old, other), old.facility)
    assert registry.get("form2")(both, Month(2025, 1), Month(2025, 2), language="en").answered == ()


TEXTS = st.sampled_from(["сумма 1", "сумма 2", "сумма 3"])
LINKS = st.sampled_from([None, "/a", "/b"])


@given(st.lists(st.tuples(TEXTS, LINKS)), st.lists(st.tuples(TEXTS, LINKS)), st.booleans())
def test_no_doubt_is_lost_and_none_is_answered_by_another(stated, answers, is_one) -> None:
    doubts = [Remark(text, "key", link) for text, link in stated]
    somebody, now = User(username="economist"), datetime(2025, 3, 3, tzinfo=UTC)
    given_answers = [
        DoubtAnswer(texts={"ru": text}, link=link or "", reason="да", answered_by=somebody, answered_at=now, pk=at)
        for at, (text, link) in enumerate(answers)
    ]
    still, answered = answered_doubts.parted(doubts, given_answers, is_one=is_one)
    whole = sorted([*still, *(one.doubt for one in answered)], key=repr)
    assert whole == sorted(doubts, key=repr)
    known = {(text, "" if is_one else link) for text, link in answers}
    assert all((one.doubt.text, "" if is_one else one.doubt.link) in known for one in answered)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_first_page_leads_to_doubts_in_the_readers_language(ground, language: str) -> None:
    leads = ground.client("economist", language).get("/").context["doubts_url"]
    assert leads
    assert "language=" not in leads
