"""What is spent too much is marked so, what is saved is not; people are told who did it, not the key of an account."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.utils.translation import override

from finance.reporting.report import Column
from finance.service_accounts import said as person
from finance.views.sheet import _classes


@pytest.mark.parametrize(("value", "mark"), [("35.70", "worse"), ("-900.00", "better"), ("0.00", "zero")])
def test_an_overspend_is_worse_and_a_saving_better(value, mark) -> None:
    assert _classes(Column("spending", "Spending", is_overspend=True), "", Decimal(value)) == ["num", mark]


def test_elsewhere_only_less_than_nothing_is_marked() -> None:
    assert _classes(Column("cash", "Cash"), "", Decimal("35.70")) == ["num"]
    assert _classes(Column("cash", "Cash"), "", Decimal("-0.01")) == ["num", "negative"]


def test_a_person_is_named_in_words() -> None:
    assert person(User(username="aliya", first_name="Әлия", last_name="Сапарова")) == "Әлия Сапарова"
    with override("en"):
        assert (person(User(username="aliya")), person("operator"), person(None)) == ("aliya", "the command line", "")
