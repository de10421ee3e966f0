"""A report as of a moment: what was posted, undone or stated later is not in it."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.translation import override

from finance.ledger import reverse
from finance.models import CashBalance
from finance.months import Month
from tests.ground import web_ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> web_ground.WebGround:
    return web_ground.filled()


def report(name: str = "form2", *more: str) -> dict:
    out = StringIO()
    call_command("report", name, "--from", "2025-01", "--through", "2025-02", "--format", "json", *more, stdout=out)
    return json.loads(out.getvalue())


def now() -> str:
    return timezone.localtime(timezone.now()).isoformat()


@pytest.mark.parametrize("name", ["form2", "form2-estimate", "execution", "cash-reconciliation"])
def test_what_came_later_is_not_in_it(ground, name: str) -> None:
    before, moment = report(name), now()
    ground.post("cash", ("111", 2, "55.00"), number="9")
    ground.plan(("111", 1, "1.00"), ("141", 3, "2.00"))
    later = ground.document("balances", date(2025, 2, 28))
    CashBalance.objects.create(budget=ground.budget, date=date(2025, 2, 28), amount=Decimal(1), document=later)
    assert report(name)["rows"] != before["rows"]
    then = report(name, "--as-of", moment)
    assert (then["rows"], then["total"], then["checks"]) == (before["rows"], before["total"], before["checks"])


def test_what_was_undone_later_still_stands_in_it(ground) -> None:
    paid = ground.post("cash", ("111", 2, "55.00"), number="9")
    stated = CashBalance.objects.first().document
    before, moment = report(), now()
    for document in (paid, stated):
        reverse(document, user=ground.person("economist"), reason="mistake", day=Month(2025, 2).last_day)
    assert report()["rows"] != before["rows"]
    then = report("form2", "--as-of", moment)
    assert (then["rows"], then["cash_balance"]) == (before["rows"], before["cash_balance"])


def test_it_says_of_what_moment_it_is(ground) -> None:
    found = report("form2", "--as-of", "2025-07-15T12:00", "--language", "en")
    assert found["as_of"] == "2025-07-15T12:00:00+05:00"
    assert found["notes"][0].startswith("The books as they were known on 15.07.2025 12:00")
    assert found["rows"] == []


@pytest.mark.parametrize(("name", "moment"), [("payables", "2025-07-15T12:00"), ("form2", "2999-01-01T00:00")])
def test_what_cannot_be_shown_so_is_refused_clearly(ground, name: str, moment: str) -> None:
    with pytest.raises(CommandError) as refused:
        report(name, "--as-of", moment)
    assert refused.value.returncode == 1


def test_what_is_no_moment_is_said_in_words(ground) -> None:
    with override("en"), pytest.raises(CommandError, match="“вчера” is no moment; write it as 2025-07-15T12:00"):
        report("form2", "--as-of", "вчера")
