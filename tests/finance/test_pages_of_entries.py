"""Entries behind a figure come a page at a time, each beginning where the one before it ended; none is left out or twice."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finance import entry_pages
from finance.drill import Drill
from finance.entry_pages import page_of
from finance.ledger import Posting, post
from finance.models import Entry
from finance.months import Month
from tests.ground import web_ground

pytestmark = pytest.mark.django_db
YEAR = (Month(2025, 1), Month(2025, 12))


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    """Twenty-five payments of one day and of several months, pages of seven."""
    made = web_ground.empty()
    monkeypatch.setattr(entry_pages, "ENTRIES_A_PAGE", 7)
    paper, day = made.document("cash", date(2025, 3, 31)), date(2025, 1, 31)
    post(paper, [Posting(made.code["111"], Month(2025, 1 + at % 3), day, "cash", Decimal(f"{at + 1}.00"))
                 for at in range(25)])  # fmt: skip
    return made


@pytest.mark.parametrize("few", [5000, 3])
def test_turning_the_pages_there_and_back_meets_every_entry_once(ground, monkeypatch, few) -> None:
    monkeypatch.setattr(entry_pages, "FEW", few)
    drill, ids = Drill(("cash",), *YEAR, budgets=(ground.budget.key,)), {ground.budget.pk}
    there, page = [], page_of(drill, ids)
    while True:
        there.append([entry.pk for entry in page])
        if page.after is None:
            break
        page = page_of(drill, ids, after=str(page.after))
    in_order = Entry.objects.order_by("month", "date", "pk").values_list("pk", flat=True)
    assert [pk for pks in there for pk in pks] == list(in_order)
    assert list(map(len, there)) == [7, 7, 7, 4]
    back = [there[-1]]
    while page.before is not None:
        page = page_of(drill, ids, before=str(page.before))
        back.append([entry.pk for entry in page])
    assert back[::-1] == there


def test_no_look_counts_all_of_them(ground) -> None:
    address = f"{reverse('entries')}?budget={ground.budget.key}&measure=cash&from=2025-01&through=2025-12"
    client = ground.client("economist")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(address)
    assert "7 entries are shown, there are more" in page.content.decode()
    of_entries = [one["sql"] for one in asked.captured_queries if 'FROM "finance_entry"' in one["sql"]]
    assert of_entries
    assert all("LIMIT" in sql for sql in of_entries)


@pytest.mark.parametrize("edge", ["after=x", "after=99999999999999999999", "before=-1", "after=0", "before=٣"])
def test_an_edge_that_is_none_begins_at_the_first_page(ground, edge) -> None:
    address = f"{reverse('entries')}?budget={ground.budget.key}&measure=cash&from=2025-01&through=2025-12&{edge}"
    page = ground.client("economist").get(address)
    assert next(entry.amount for entry in page.context["page"]) == 1
