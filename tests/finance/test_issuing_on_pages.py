"""Issuing on pages: preview, explanations, another person's signature, the list, files that stay the same."""

import pytest
from django.urls import reverse

from finance.models import Issue
from tests.ground import web_ground

pytestmark = pytest.mark.django_db
SAID = {"no-plan-1": "An emergency.", "over-plan-2": "The roof leaked.", "check-cash-identity": "On the way."}


@pytest.fixture
def ground() -> web_ground.WebGround:
    return web_ground.filled()


def address(ground: web_ground.WebGround, name: str = "form2") -> str:
    return f"{reverse('prepare-issue', args=[ground.budget.key, name])}?from=2025-01&through=2025-02&unit=tenge"


def prepared(ground: web_ground.WebGround, **more: str) -> Issue:
    answer = ground.client("economist").post(address(ground), SAID | {"are_remarks_printed": "on"} | more)
    assert answer.status_code == 302
    return Issue.objects.latest("pk")


def test_the_preview_asks_for_each_explanation_and_freezes_nothing(ground) -> None:
    answer = ground.client("economist").get(address(ground))
    text = answer.content.decode()
    assert 'name="no-plan-1"' in text
    assert 'name="over-plan-2"' in text
    assert not Issue.objects.exists()


def test_what_is_not_explained_is_not_frozen_and_nothing_typed_is_lost(ground) -> None:
    answer = ground.client("economist").post(address(ground), {"no-plan-1": "An emergency."})
    assert answer.status_code == 422
    assert "An emergency." in answer.content.decode()
    assert not Issue.objects.exists()


def test_it_waits_in_the_to_do_of_the_other_person_alone(ground) -> None:
    issue = prepared(ground)
    link = reverse("issue", args=[issue.pk])
    assert link in ground.client("manager").get("/").content.decode()
    assert link not in ground.client("economist").get("/").content.decode()
    assert "waits for a signature" in ground.client("auditor").get(link).content.decode()


def test_another_person_signs_and_the_file_stays_the_same(ground) -> None:
    issue = prepared(ground)
    own = ground.client("economist").post(reverse("approve-issue", args=[issue.pk]), follow=True)
    assert "another person signs it" in own.content.decode()
    file = reverse("download-issue", args=[issue.pk, "xlsx"])
    assert ground.client("auditor").get(file).status_code == 404
    ground.client("manager").post(reverse("approve-issue", args=[issue.pk]))
    before = ground.client("auditor").get(f"{file}?language=kk").content
    ground.post("cash", ("111", 2, "9.00"), number="3")
    assert ground.client("auditor").get(f"{file}?language=kk").content == before


def test_the_list_shows_every_issue_and_what_it_corrects(ground) -> None:
    first = prepared(ground)
    ground.client("manager").post(reverse("approve-issue", args=[first.pk]))
    ground.post("cash", ("111", 2, "9.00"), number="3")
    second = prepared(ground)
    page = ground.client("auditor").get(reverse("issues", args=[ground.budget.key])).content.decode()
    assert page.count("issued</span>") == 1
    assert "waits for a signature" in page
    shown = ground.client("manager").get(reverse("issue", args=[second.pk])).content.decode()
    assert f"Changed since issue {first.pk}" in shown
    assert "7,001.25 → 7,010.25" in shown


def test_what_waits_can_be_taken_back_by_whoever_prepared_it(ground) -> None:
    issue = prepared(ground)
    ground.client("economist").post(reverse("withdraw-issue", args=[issue.pk]))
    assert "taken back" in ground.client("auditor").get(reverse("issue", args=[issue.pk])).content.decode()


def test_an_auditor_prepares_and_signs_nothing(ground) -> None:
    auditor = ground.client("auditor")
    assert auditor.get(address(ground)).status_code == 403
    issue = prepared(ground)
    assert auditor.post(reverse("approve-issue", args=[issue.pk])).status_code == 403


def test_a_stranger_sees_nothing_of_it(ground) -> None:
    issue = prepared(ground)
    other = web_ground.stranger(ground)
    for name, extra in (("issue", []), ("download-issue", ["json"])):
        assert other.get(reverse(name, args=[issue.pk, *extra])).status_code == 404


@pytest.mark.parametrize("name", ["nothing", "form2"])
def test_a_report_there_is_not_or_an_impossible_period_is_answered_with_a_sentence(ground, name: str) -> None:
    asked = address(ground, name).replace("2025-02", "2026-02")
    assert ground.client("economist").get(asked).status_code == 404
