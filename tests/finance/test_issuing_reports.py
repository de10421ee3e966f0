"""Issued reports: two people sign, nothing changes them afterwards, a corrected one names what changed."""

import json
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from finance import issues, issuing
from finance.issues import IssueError
from finance.ledger import reverse
from finance.models import AuditEvent, Issue, IssueSignature
from finance.months import Month
from finance.reporting.render import FORMATS, render
from finance.rights import Approval
from finance.scope import of_budget
from tests.ground import web_ground

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = Month(2025, 1), Month(2025, 2)


@pytest.fixture
def ground() -> web_ground.WebGround:
    return web_ground.filled()


def wanted(ground: web_ground.WebGround, name: str = "form2", **fields: object) -> issuing.WantedIssue:
    return issuing.WantedIssue(name, of_budget(ground.budget), JANUARY, FEBRUARY, **fields)


def issued(ground: web_ground.WebGround, **fields: object) -> Issue:
    people = Approval(ground.person("economist"), ground.person("manager"))
    return Issue.objects.get(pk=issuing.issue_now(wanted(ground, **fields), people).pk)


def asked(*arguments: object) -> dict:
    out = StringIO()
    call_command(*arguments, "--format", "json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def pay(ground: web_ground.WebGround, tenge: str) -> None:
    ground.post("cash", ("111", 2, tenge), number="9")


@pytest.mark.parametrize("ending", FORMATS)
def test_it_is_the_same_bytes_whatever_is_posted_later(ground, ending: str) -> None:
    issue = issued(ground)
    before = {language: render(issues.issued_report(issue, language), ending) for language in ("ru", "kk", "en")}
    document = ground.post("cash", ("111", 2, "500.00"), number="8")
    reverse(document, user=ground.person("economist"), reason="mistake", day=FEBRUARY.last_day)
    pay(ground, "12.34")
    again = Issue.objects.get(pk=issue.pk)
    assert {language: render(issues.issued_report(again, language), ending) for language in before} == before


def test_one_person_never_signs_twice(ground) -> None:
    economist = ground.person("economist")
    with pytest.raises(IssueError):
        issuing.issue_now(wanted(ground), Approval(economist, economist))
    assert not Issue.objects.exists()


def test_without_a_second_person_it_waits_and_is_not_shown_as_issued(ground) -> None:
    issue = issuing.prepare(wanted(ground), user=ground.person("economist"))
    assert issues.status_of(issue) == "prepared"
    with pytest.raises(IssueError):
        issues.get_issue(issue.pk, "form2")
    issuing.approve(issue, user=ground.person("manager"))
    assert issues.status_of(issues.get_issue(issue.pk, "form2")) == "approved"


def test_what_was_taken_back_is_never_issued(ground) -> None:
    issue = issuing.prepare(wanted(ground), user=ground.person("economist"))
    issuing.withdraw(issue, user=ground.person("economist"))
    with pytest.raises(IssueError):
        issuing.approve(issue, user=ground.person("manager"))


def test_figures_that_moved_since_are_not_signed(ground) -> None:
    issue = issuing.prepare(wanted(ground), user=ground.person("economist"))
    pay(ground, "1.00")
    with pytest.raises(IssueError, match=r"2"):
        issuing.approve(issue, user=ground.person("manager"))


def test_an_auditor_neither_prepares_nor_signs(ground) -> None:
    auditor = ground.person("auditor")
    with pytest.raises(PermissionDenied):
        issuing.prepare(wanted(ground), user=auditor)
    issue = issuing.prepare(wanted(ground), user=ground.person("economist"))
    with pytest.raises(PermissionDenied):
        issuing.approve(issue, user=auditor)


@pytest.mark.parametrize("table", [Issue, IssueSignature])
def test_the_database_lets_nobody_change_or_take_away_an_issue(ground, table) -> None:
    issued(ground)
    for act in (lambda: table.objects.update(id=99), lambda: table.objects.all()._raw_delete("default")):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_what_must_be_explained_is_printed_with_its_explanation(ground) -> None:
    subjects = issuing.to_explain(wanted(ground).build("en"))
    assert [subject.key for subject in subjects] == ["no-plan-1", "over-plan-2"]
    people = Approval(ground.person("economist"), ground.person("manager"))
    issue = issuing.issue_now(wanted(ground), people, {"over-plan-2": "The roof leaked."})
    said = json.loads(render(issues.issued_report(issue, "en"), "json"))["explanations"]
    assert said[0].endswith("— not explained")
    assert said[1].endswith("— The roof leaked.")


def test_an_explanation_of_nothing_is_refused(ground) -> None:
    with pytest.raises(IssueError, match="weather"):
        issuing.prepare(wanted(ground), user=ground.person("economist"), explanations={"weather": "bad"})


def test_a_corrected_issue_names_what_changed_since_the_last(ground) -> None:
    first = issued(ground)
    pay(ground, "5.00")
    second = issued(ground)
    assert second.corrects == first
    found = json.loads(render(issues.issued_report(second, "en"), "json"))
    assert found["issue"]["changes"] == [
        {"table": "form2", "row": str(ground.code["111"]), "column": "cash",
         "where": "Заработная плата 111, Cash execution", "before": "7001.25", "after": "7006.25"},
        {"table": "form2", "row": "total", "column": "cash",
         "where": "Total, Cash execution", "before": "7151.25", "after": "7156.25"},
    ]  # fmt: skip
    assert found["corrections"][0].endswith("Cash execution: 7,001.25 → 7,006.25")


def test_another_period_corrects_nothing(ground) -> None:
    issued(ground)
    people = Approval(ground.person("economist"), ground.person("manager"))
    other = issuing.WantedIssue("form2", of_budget(ground.budget), JANUARY, JANUARY)
    assert issuing.issue_now(other, people).corrects is None


def test_checks_and_doubts_are_left_off_the_paper_by_choice_and_never_off_the_json(ground) -> None:
    bare = issues.issued_report(issued(ground, are_remarks_printed=False), "en")
    assert b"Opening + funding" not in render(bare, "html")
    assert b"Opening + funding" in render(bare, "json")
    assert b"Opening + funding" in render(issues.issued_report(issued(ground), "en"), "html")


def test_who_signed_stands_in_the_trail(ground) -> None:
    issue = issued(ground)
    found = list(AuditEvent.objects.filter(action__startswith="finance.issue").order_by("id"))
    assert [(event.action, event.user.username) for event in found] == [
        ("finance.issue.prepared", "economist"), ("finance.issue.approved", "manager"),
    ]  # fmt: skip
    assert found[0].data["fingerprint"] == issue.fingerprint


def test_the_command_issues_and_the_report_is_drawn_by_its_number(ground) -> None:
    months = ("--from", "2025-01", "--through", "2025-02")
    found = asked("issue_report", "form2", *months, "--as", "economist", "--approved-by", "manager")
    assert (found["status"], len(found["fingerprint"])) == ("issued", 64)
    before = asked("report", "form2", "--issue", found["issue"])
    assert before["rows"] == asked("report", "form2", *months)["rows"]
    pay(ground, "100.00")
    assert asked("report", "form2", "--issue", found["issue"]) == before


def test_the_command_waits_for_another_person(ground) -> None:
    months = ("--from", "2025-01", "--through", "2025-02")
    found = asked("issue_report", "form2", *months, "--as", "economist")
    assert found["status"] == "waiting"
    with pytest.raises(CommandError) as refused:
        asked("report", "form2", "--issue", found["issue"])
    assert refused.value.returncode == 1
    assert asked("approve_issue", found["issue"], "--as", "manager")["status"] == "issued"
    assert asked("report", "form2", "--issue", found["issue"])["issue"]["fingerprint"] == found["fingerprint"]


def test_an_issue_is_asked_for_with_its_own_report_and_months(ground) -> None:
    number = issued(ground).pk
    for other in (("execution",), ("form2", "--from", "2025-02"), ("form2", "--unit", "thousand")):
        with pytest.raises(CommandError) as refused:
            asked("report", *other, "--issue", number)
        assert refused.value.returncode == 1


def test_content_that_was_tampered_with_is_refused(ground) -> None:
    issue = issued(ground)
    issue.content = issue.content.replace("7001.25", "9001.25")
    with pytest.raises(IssueError):
        issues.issued_report(issue, "ru")


def test_a_person_is_named_as_they_were_called_then(ground) -> None:
    issue = issued(ground)
    before = render(issues.issued_report(issue, "ru"), "json")
    User.objects.filter(username="economist").update(first_name="Other", last_name="Name")
    assert render(issues.issued_report(Issue.objects.get(pk=issue.pk), "ru"), "json") == before
