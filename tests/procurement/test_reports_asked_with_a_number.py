"""Contracts that end within as many days as are asked for: on the page, in its files and from the command line."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from finance.months import Month
from finance.reports import registry
from finance.scope import of_budget
from tests.ground.contract_ground import Hospital
from tests.ground.web_ground import empty

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital() -> Hospital:
    hospital = Hospital()
    for number, day in (("soon", date(2025, 10, 20)), ("later", date(2025, 12, 31))):
        hospital.sign(number, hospital.line(9, "100.00"), ends_on=day)
    return hospital


def numbers(hospital: Hospital, **asked: int) -> list[str]:
    build = registry.get("contracts-ending", **asked)
    report = build(of_budget(hospital.budget), Month(2025, 1), Month(2025, 9), language="en")
    return [str(row.cells["number"].value) for row in report.tables[0].rows]


def test_thirty_days_are_looked_ahead_where_nothing_is_said(hospital) -> None:
    assert numbers(hospital) == ["soon"]
    assert numbers(hospital, days=19) == []
    assert numbers(hospital, days=20) == ["soon"]
    assert numbers(hospital, days=92) == ["soon", "later"]


def command(*more: str, name: str = "contracts-ending") -> None:
    call_command("report", name, "--from", "2025-01", "--through", "2025-09", "--format", "json", *more)


def test_the_command_takes_the_days(hospital, capsys) -> None:
    command("--days", "92", "--language", "en")
    found = json.loads(capsys.readouterr().out)
    assert [row["number"] for row in found["rows"]] == ["soon", "later"]


@pytest.mark.parametrize("days", ["0", "367", "сто", "-1", "1.5", "9" * 50])
def test_what_is_no_number_of_days_is_wrong_usage(hospital, days: str) -> None:
    with pytest.raises(CommandError) as error:
        command(f"--days={days}")
    assert error.value.returncode == 2


def test_a_report_that_takes_no_days_says_so(hospital) -> None:
    with pytest.raises(CommandError, match="days") as error:
        command("--days", "5", name="form2")
    assert error.value.returncode == 2


def test_the_page_keeps_the_days_in_its_address_and_in_its_files() -> None:
    client = empty().client("auditor")
    address = "/budget/2025-fund/contracts-ending/"
    said = client.get(address, {"days": "60"}).content.decode()
    assert 'name="days" value="60"' in said
    assert "within 60 days" in said
    assert "days=60" in said.split('class="toolbar"')[0], "the files are those of the page"
    assert client.get(address, {"days": "0"}).status_code == 404
    assert 'name="days" value="30"' in client.get(address).content.decode()
    assert 'name="days"' not in client.get("/budget/2025-fund/form2/").content.decode()
