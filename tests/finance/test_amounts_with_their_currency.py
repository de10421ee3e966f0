"""An amount outside a table says its currency; it is quantized to the tiyn before it becomes money."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from finance.money import MoneyError, as_money, display_money


@pytest.mark.parametrize(
    ("language", "shown"), [("ru", "−1\xa0234\xa0567,50\xa0₸"), ("kk", "−1\xa0234\xa0567,50\xa0₸"), ("en", "−1,234,567.50\xa0₸")]
)  # fmt: skip
def test_it_is_written_as_its_reader_writes_amounts(language: str, shown: str) -> None:
    assert display_money(as_money(Decimal("-1234567.5")), language) == shown
    with translation.override(language):
        assert (
            Template("{% load figures %}{{ amount|money }}").render(Context({"amount": Decimal("-1234567.5")})) == shown
        )


def test_what_is_finer_than_a_tiyn_is_no_money() -> None:
    with pytest.raises(MoneyError):
        as_money(Decimal("0.005"))
