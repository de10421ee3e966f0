"""Months on their page: what keeps one open, closing it, asking for a closed one and another person's approval."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from finance import closing, rooms
from finance.ledger import ClosedMonthError
from finance.models import AskedReopening, AuditEvent, CashBalance, Facility, Membership, MonthState
from finance.months import Month
from finance.reporting.report import Remark
from tests.ground import web_ground
from tests.ground.pages import buttons_of, errors_of, headings_of, notices, page_of, table_of
from tests.ground.web_ground import WebGround

NEXT_WEEK = timezone.localdate() + timedelta(days=7)  # of the real clock, by which the database goes
pytestmark = pytest.mark.django_db
PAGE = "/budget/2025-fund/months/"
JANUARY = Month(2025, 1)
# Who may press which button.
CLOSE, ASK, APPROVE = {"accountant"}, {"economist", "accountant", "manager"}, {"accountant", "manager"}
EVERYBODY = ("economist", "accountant", "manager", "auditor")


@pytest.fixture
def ground(monkeypatch) -> WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)
    return web_ground.filled()


def close(ground: WebGround, month: str = "2025-01", by: str = "accountant"):
    return ground.client(by).post(f"{PAGE}close/", {"month": month})


def ask(ground: WebGround, by: str = "economist", **fields: str):
    sent = {"month": "2025-01", "until": str(NEXT_WEEK), "reason": "late act"} | fields
    return ground.client(by).post(f"{PAGE}open/", sent)


def decide(ground: WebGround, by: str, how: str = "approve"):
    return ground.client(by).post(f"{PAGE}open/{AskedReopening.objects.get().pk}/{how}/", follow=True)


def see(ground: WebGround, by: str = "accountant", query: str = "") -> str:
    return ground.client(by).get(PAGE + query).content.decode()


def is_open(ground: WebGround) -> bool:
    try:
        ground.post("cash", ("111", 1, "0.01"))
    except ClosedMonthError:
        return False
    return True


def test_the_page_shows_thirteen_periods_and_the_checklist_of_the_first_open_one(ground) -> None:
    said = see(ground)
    months = table_of(said, "Months of the year")
    assert len(months) == 13
    assert {row["State"] for row in months.values()} == {"open"}
    assert "To close: January 2025" in headings_of(said)
    lines = closing.checklist(ground.budget, JANUARY)
    assert lines
    shown = [line.text for line in page_of(said).only("ul", id="checklist").all("li")]
    assert [line.startswith(f"{due.label}:") for line, due in zip(shown, lines, strict=True)] == [True] * len(lines)
    assert [line for line in shown if "not true, keeps the month open" in line] == []
    close(ground)
    assert "To close: February 2025" in headings_of(see(ground))


def test_the_button_closes_the_month_in_the_database(ground) -> None:
    answer = close(ground)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert not is_open(ground)
    assert MonthState.objects.get().closed_by == ground.person("accountant")
    assert AuditEvent.objects.get(action="finance.month.closed").user == ground.person("accountant")
    january = table_of(see(ground, "auditor"), "Months of the year")["January 2025"]
    assert (january["State"], january["Closed by"]) == ("closed", "accountant")


def test_a_refusal_is_shown_with_the_lines_that_keep_the_month_open(ground) -> None:
    stated = ground.document("balances", date(2025, 1, 31))
    CashBalance.objects.create(
        budget=ground.budget, date=date(2025, 1, 31), amount=Decimal("1099.76"), document=stated
    )  # fmt: skip
    answer = close(ground)
    assert answer.status_code == 422
    assert [said for said in notices(answer) if "The stated closing balance equals the books" in said]
    (line,) = [one for one in page_of(answer).all("li", class_="over") if "stated closing balance" in one.text]
    assert "difference 0.01" in line.text
    assert "/budget/2025-fund/cash-reconciliation/?from=2025-01&through=2025-01" in line.addresses
    assert not MonthState.objects.exists()


def test_a_month_after_an_open_one_is_refused_with_its_own_checklist(ground) -> None:
    answer = close(ground, "2025-02")
    assert "To close: February 2025" in headings_of(answer)
    kept = [line.text for line in page_of(answer).only("ul", id="checklist").all("li", class_="over")]
    assert kept
    assert [line for line in kept if "not true, keeps the month open" not in line] == []


def test_rows_that_wait_lead_to_their_import_and_the_first_ten_are_shown(ground, monkeypatch) -> None:
    waiting = [Remark(f"Row {row} waits", "unresolved-rows", "/imports/7/") for row in range(1, 13)]
    monkeypatch.setattr(rooms, "blockers", lambda budget, month: waiting)
    said = see(ground)
    (line,) = [one for one in page_of(said).only("ul", id="checklist").all("li") if "/imports/7/" in one.addresses]
    assert [text for text in line.links if text.startswith("Row ")] == [f"Row {row} waits" for row in range(1, 11)]
    assert "12 in all; the first 10 are shown." in line.text


@pytest.mark.parametrize("text", ["", "2025-14", "январь", "2025-1"])
def test_what_is_no_month_is_not_found(ground, text) -> None:
    assert close(ground, text).status_code == 404
    assert ask(ground, month=text).status_code == 404


def test_a_month_of_another_year_is_refused(ground) -> None:
    assert close(ground, "2024-12").status_code == 422


@pytest.mark.parametrize("person", EVERYBODY)
def test_the_server_refuses_who_has_no_right(ground, person) -> None:
    assert (close(ground, by=person).status_code == 403) == (person not in CLOSE)
    close(ground)
    assert (ask(ground, by=person).status_code == 403) == (person not in ASK)
    AskedReopening.objects.all().delete()
    ask(ground, by="economist")
    expected = 200 if person in APPROVE or person == "economist" else 403
    assert decide(ground, person).status_code == (403 if person not in APPROVE else 200)
    if AskedReopening.objects.exists():
        assert decide(ground, person, "give-up").status_code == expected


@pytest.mark.parametrize("person", EVERYBODY)
def test_a_button_is_offered_to_those_with_the_right(ground, person) -> None:
    assert ("Close January 2025" in buttons_of(see(ground, person))) == (person in CLOSE)
    close(ground)
    assert (f"{PAGE}?open=2025-01#open" in page_of(see(ground, person)).addresses) == (person in ASK)
    ask(ground, by="economist")
    assert ("Approve and open the month" in buttons_of(see(ground, person))) == (person in APPROVE)


def test_a_stranger_finds_no_months(ground) -> None:
    close(ground)
    ask(ground)
    asked = AskedReopening.objects.get().pk
    stranger = web_ground.stranger(ground)
    assert stranger.get(PAGE).status_code == 404
    posts = ("close/", "open/", f"open/{asked}/approve/", f"open/{asked}/give-up/")
    assert {stranger.post(PAGE + post, {"month": "2025-02"}).status_code for post in posts} == {404}
    other = "/budget/other-2025/months/"
    Membership.objects.create(
        user=User.objects.get(username="stranger"), role="manager", facility=Facility.objects.get(number="991240999024")
    )
    assert stranger.post(f"{other}open/{asked}/approve/").status_code == 404
    assert not is_open(ground)


def test_a_closed_month_opens_only_when_another_person_approves(ground) -> None:
    close(ground)
    assert ask(ground, by="accountant").status_code == 302
    assert not is_open(ground)
    said = see(ground, "manager")
    assert "late act" in said
    assert "Asked to open again: January 2025" in said
    assert "A second person approves" in decide(ground, "accountant").content.decode()
    assert not is_open(ground)
    decide(ground, "manager")
    assert is_open(ground)
    event = AuditEvent.objects.get(action="finance.month.reopened")
    assert (event.user, event.data["approved_by"]) == (ground.person("accountant"), "manager")
    said = see(ground, "auditor")
    assert (
        "asked by accountant, approved by manager"
        in table_of(said, "Months of the year")["January 2025"]["Opened again"]
    )
    assert "To close: January 2025" in headings_of(said)
    assert not AskedReopening.objects.exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"until": ""}, "Choose a day."),
        ({"until": "2025-12-14"}, "Choose today or a later day."),
        ({"reason": "  "}, "Say why the month is opened."),
        ({"reason": "х" * 501}, "At most 500 characters."),
    ],
)
def test_a_refusal_stands_at_its_field_and_nothing_is_asked(ground, fields, message) -> None:
    close(ground)
    answer = ask(ground, **fields)
    [name] = fields
    assert answer.status_code == 422
    assert errors_of(answer) == {name: message}
    assert not AskedReopening.objects.exists()


def test_an_open_month_and_one_asked_for_already_cannot_be_asked_for(ground) -> None:
    assert "January 2025 cannot be opened again. Not true yet: The month is closed." in ask(ground).content.decode()
    close(ground)
    ask(ground)
    assert "Somebody asked to open January 2025 already" in ask(ground, by="manager").content.decode()
    assert AskedReopening.objects.count() == 1


def test_what_is_given_up_leaves_the_month_closed_and_its_trace(ground) -> None:
    close(ground)
    ask(ground)
    decide(ground, "economist", "give-up")
    assert not AskedReopening.objects.exists()
    assert not is_open(ground)
    left = AuditEvent.objects.filter(action__startswith="finance.month.reopening").order_by("pk")
    assert [(event.action.split(".")[-1], event.reason) for event in left] == [
        ("reopening-asked", "late act"),
        ("reopening-given-up", "late act"),
    ]


def test_whoever_left_since_asking_opens_nothing(ground) -> None:
    close(ground)
    ask(ground)
    Membership.objects.filter(user__username="economist").delete()
    assert "may not work in this budget any more" in decide(ground, "manager").content.decode()
    assert not is_open(ground)


def test_the_first_page_names_the_month_to_close_and_what_waits_for_approval(ground) -> None:
    home = ground.client("accountant").get("/").content.decode()
    assert "January 2025 is over and not closed" in home
    assert "is over and not closed" not in ground.client("auditor").get("/").content.decode()
    close(ground)
    ask(ground)
    assert "Somebody asks to open January 2025 again" in ground.client("manager").get("/").content.decode()
    assert "Somebody asks to open" not in ground.client("economist").get("/").content.decode()


def test_the_page_costs_as_many_queries_whatever_is_closed(ground, query_counts) -> None:
    # PostgreSQL keeps the functions of triggers apart from them: one question more
    name = {"sqlite": "page of months on sqlite", "postgresql": "page of months on postgresql"}[connection.vendor]
    client = ground.client("accountant")
    client.get(PAGE)
    with query_counts(name):
        client.get(PAGE)
    close(ground)
    ask(ground)
    client.get(PAGE)
    with query_counts(name):
        client.get(PAGE)
