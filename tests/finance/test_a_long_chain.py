"""A million entries posted as imports post them: the chain over them is walked in a stream and raises no false alarm."""

from datetime import date
from decimal import Decimal

import pytest

from finance import chain
from finance.ledger import Posting, post
from finance.models import ChainLink
from finance.months import Month
from tests.ground.ledger_ground import Ground, build

pytestmark = pytest.mark.django_db
JANUARY = Month(2025, 1)


def posted(ground: Ground, documents: int, each: int) -> None:
    for number in range(documents):
        paid = [
            Posting(ground.code["141"], JANUARY, date(2025, 1, 1 + row % 31), "cash", Decimal(row + 1).scaleb(-2),
                    row=row, number=f"{number}/{row}", purpose="За\x1fтовары")
            for row in range(each)
        ]  # fmt: skip
        post(ground.document(), paid)
        chain.link_now()


def test_a_document_of_many_entries_is_one_link() -> None:
    posted(build(), documents=2, each=300)
    assert ChainLink.objects.filter(source="finance_entry").values_list("rows", flat=True)[::1] == [300, 300]
    assert chain.faults() == []


@pytest.mark.soak
def test_a_million_entries_raise_no_false_alarm() -> None:
    posted(build(), documents=100, each=10_000)
    assert chain.faults() == []
