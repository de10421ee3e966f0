"""What other programs read: the report of the command to the letter, entries by cursor, and nothing beyond their rights."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from finance import api_tokens
from finance.models import ApiToken, AuditEvent, Budget, Entry, Facility
from tests.ground import web_ground
from tests.ground.pages import page_of, rows_of

pytestmark = pytest.mark.django_db
PERIOD = "from=2025-01&through=2025-02"


@pytest.fixture
def ground() -> web_ground.WebGround:
    return web_ground.filled()


def program(username: str = "auditor", facility: Facility | None = None) -> Client:
    text, _kept = api_tokens.make_token(User.objects.get(username=username), days=1, facility=facility)
    return Client(headers={"authorization": f"Bearer {text}"})


def told(capsys, *arguments: str) -> str:
    call_command(*arguments)
    return capsys.readouterr().out


def test_it_gives_the_report_to_the_letter_as_the_command_does(ground, capsys) -> None:
    answer = program().get(f"/api/reports/form2?budget={ground.budget.key}&{PERIOD}")
    said = told(capsys, "report", "form2", "--from", "2025-01", "--through", "2025-02", "--format", "json")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "application/json",
        "no-store",
    )
    assert answer.content.decode() == said
    in_thousands = program().get(f"/api/reports/form2?budget={ground.budget.key}&{PERIOD}&unit=thousand").json()
    assert (answer.json()["unit"], in_thousands["unit"]) == ("tenge", "thousand")


def test_entries_come_by_cursor_and_none_is_lost(ground) -> None:
    found, after = [], 0
    while after is not None:
        address = f"/api/entries?budget={ground.budget.key}&measure=cash&limit=2&after={after}"
        page = program().get(address).json()
        found += page["entries"]
        after = page["next"]
    wanted = Entry.objects.filter(budget=ground.budget, measure="cash").order_by("pk")
    assert [(one["id"], one["amount"]) for one in found] == [(one.pk, f"{one.amount:.2f}") for one in wanted]
    assert len(found) > 2


def test_entries_of_a_heading_are_those_below_it(ground) -> None:
    def codes(query: str) -> set[str]:
        answer = program().get(f"/api/entries?budget={ground.budget.key}&{query}").json()
        return {one["code"] for one in answer["entries"]}

    assert codes("code=111") == {"111"}
    assert "111" in codes("code=110")
    assert codes("code=111&from=2030-01&through=2030-02") == set()


def test_names_of_individuals_are_told_only_to_who_needs_them(ground) -> None:
    ground.post(
        "cash", ("169", 2, "5.00"), counterparty_name="Иванова Анна Петровна", purpose="Ивановой А. П. за проезд"
    )

    def payee(name: str) -> tuple[str, str]:
        address = f"/api/entries?budget={ground.budget.key}&measure=cash&code=169"
        last = program(name).get(address).json()["entries"][-1]
        return last["counterparty_name"], last["purpose"]

    assert payee("economist") == ("Иванова Анна Петровна", "Ивановой А. П. за проезд")
    assert payee("auditor") == ("•••", "••• за проезд")


@pytest.mark.parametrize("path", ["/api/budgets", "/api/reports", "/api/reports/form2", "/api/entries"])
def test_nobody_reads_without_a_token_that_holds(ground, path) -> None:
    user = User.objects.get(username="auditor")
    text, kept = api_tokens.make_token(user, days=1)
    expired = Client(headers={"authorization": f"Bearer {text}"})
    assert expired.get("/api/budgets").status_code == 200
    ApiToken.objects.filter(pk=kept.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    for client in (Client(), Client(headers={"authorization": "Bearer no-such"}), expired, ground.client("auditor")):
        assert client.get(path).status_code == 401


def test_a_token_of_a_person_switched_off_or_withdrawn_ends_at_once(ground) -> None:
    client, user = program(), User.objects.get(username="auditor")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/api/budgets").status_code == 401
    User.objects.filter(pk=user.pk).update(is_active=True)
    assert client.get("/api/budgets").status_code == 200
    assert api_tokens.withdraw_tokens(user) == 1
    assert client.get("/api/budgets").status_code == 401


def test_what_is_another_facilitys_is_not_found(ground) -> None:
    web_ground.stranger(ground)
    for path in ("reports/form2", "entries"):
        answer = program("stranger").get(f"/api/{path}?budget={ground.budget.key}&{PERIOD}")
        assert (answer.status_code, set(answer.json())) == (404, {"detail"})
    assert [one["key"] for one in program("stranger").get("/api/budgets").json()] == ["other-2025"]


def test_a_token_for_a_branch_reads_the_branch_alone(ground) -> None:
    branch = Facility.objects.create(number="991240999024", name_ru="Филиал", parent=ground.budget.facility)
    Budget.objects.create(
        key="branch", facility=branch, year=2025, programme=ground.budget.programme, source=ground.budget.source
    )
    narrow = program(facility=branch)
    assert {one["key"] for one in program().get("/api/budgets").json()} == {"branch", ground.budget.key}
    assert [one["key"] for one in narrow.get("/api/budgets").json()] == ["branch"]
    assert narrow.get(f"/api/reports/form2?budget={ground.budget.key}&{PERIOD}").status_code == 404
    upwards = narrow.get(f"/api/reports/form2?budget=branch&{PERIOD}&scope=tree").json()
    assert upwards["total"]["cash"] == "0.00"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written(ground, method) -> None:
    assert getattr(program(), method)("/api/entries").status_code == 405


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (f"budget=KEY&{PERIOD}&unit=dollar", 422),
        ("budget=KEY&from=2025-14&through=2025-02", 422),
        ("budget=KEY&from=2025-02&through=2025-01", 404),
        ("budget=KEY&from=2024-01&through=2024-02", 404),
        (f"{PERIOD}", 422),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(ground, query, status) -> None:
    answer = program().get(f"/api/reports/form2?{query.replace('KEY', ground.budget.key)}")
    assert answer.status_code == status
    assert isinstance(answer.json()["detail"], str)
    assert answer.json()["detail"]


def test_the_command_prints_a_token_once_and_keeps_only_its_digest(ground, capsys) -> None:
    text = told(capsys, "api_token", "auditor", "--days", "30").strip()
    assert Client(headers={"authorization": f"Bearer {text}"}).get("/api/budgets").status_code == 200
    assert text not in str(list(ApiToken.objects.values()) + list(AuditEvent.objects.values()))
    made = json.loads(told(capsys, "api_token", "auditor", "--days", "1", "--format", "json"))
    assert set(made) == {"token", "expires"}
    assert json.loads(told(capsys, "api_token", "auditor", "--withdraw", "--format", "json")) == {"withdrawn": 2}


def test_a_token_made_on_its_page_is_shown_once_and_withdrawn_there(ground) -> None:
    client = ground.client("auditor")
    number = ground.budget.facility.number
    made = page_of(client.post("/tokens/", {"facility": number, "days": "7"})).only("code", id="token").text
    outside = Client(headers={"authorization": f"Bearer {made}"})
    assert outside.get("/api/budgets").json()[0]["key"] == ground.budget.key
    listed = client.get("/tokens/")
    assert made not in listed.content.decode()
    assert "no-store" in listed["Cache-Control"]
    assert [row["State"] for row in rows_of(listed, "Your tokens")] == ["holds"]
    kept = ApiToken.objects.get()
    assert ground.client("economist").post(f"/tokens/{kept.pk}/withdraw/").status_code == 404
    client.post(f"/tokens/{kept.pk}/withdraw/")
    assert outside.get("/api/budgets").status_code == 401
    assert [row["State"] for row in rows_of(client.get("/tokens/"), "Your tokens")] == ["withdrawn"]


@pytest.mark.parametrize("asked", [{"days": "0"}, {"days": "367"}, {"days": "7", "facility": "991240999024"}, {}])
def test_a_token_beyond_ones_reach_is_refused_on_the_page(ground, asked) -> None:
    web_ground.stranger(ground)
    answer = ground.client("auditor").post("/tokens/", asked)
    assert (answer.status_code, ApiToken.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    "arguments", [("nobody", "--days", "1"), ("auditor", "--days", "0"), ("auditor", "--days", "9999"),
                  ("operator", "--days", "1"), ("auditor", "--days", "1", "--facility", "000000000000")]
)  # fmt: skip
def test_a_token_that_could_not_be_is_refused(ground, arguments) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("api_token", *arguments)
    assert refused.value.returncode == 1


def test_its_description_names_every_address_and_asks_for_a_token(ground) -> None:
    described = Client().get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.")
    assert set(described["paths"]) == {"/api/budgets", "/api/reports", "/api/reports/{name}", "/api/entries"}
    for path in described["paths"].values():
        assert list(path) == ["get"]
        assert path["get"]["security"] == [{"Token": []}]
        assert {"200", "401", "404", "429"} <= set(path["get"]["responses"])


ASKED = ["budget", "from", "through", "unit", "language", "scope", "code", "measure", "after", "limit"]
WORDS = st.text(max_size=30) | st.sampled_from(["2025-01", "2025-06", "cash", "111", "tenge", "0", "-1", "1e9", "٣"])


class WhateverIsAsked(TestCase):
    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(st.dictionaries(st.sampled_from(ASKED), WORDS))
    def test_it_answers_as_it_describes(self, asked: dict[str, str]) -> None:
        ground = web_ground.filled()
        asked.setdefault("budget", ground.budget.key)
        client = program()
        for path in ("/api/entries", "/api/reports/form2", "/api/reports/cash-reconciliation"):
            assert client.get(path, asked).status_code in {200, 404, 422}
