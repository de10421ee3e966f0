"""Every figure of a page leads to entries that add up to it, and they to their documents."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from finance.models import Document, Entry
from tests.ground import web_ground
from tests.ground.pages import rows_of, table_of

pytestmark = pytest.mark.django_db
FIGURE = re.compile(r'<a href="(/entries/[^"]+)" aria-label="([^"]*)">([^<]*)</a>')
NEXT = re.compile(r'rel="next" href="([^"]+)"')
TOTAL = re.compile(r'<dl class="figure-total">\s*<dt>[^<]*</dt>\s*<dd>([^<]*)</dd>')


@pytest.fixture
def ground() -> web_ground.WebGround:
    return web_ground.filled()


def number(text: str) -> Decimal:
    return Decimal(unescape(text).replace(",", "").replace("\N{MINUS SIGN}", "-").replace("\xa0", ""))


@pytest.mark.parametrize("report", ["form2", "execution", "cash-reconciliation"])
@pytest.mark.parametrize("period", ["from=2025-01&through=2025-02", "from=2025-02&through=2025-02"])
def test_every_figure_is_the_total_of_its_entries(ground, report: str, period: str) -> None:
    client = ground.client("auditor")
    page = client.get(f"{reverse('report', args=[ground.budget.key, report])}?{period}&unit=tenge").content.decode()
    figures = FIGURE.findall(page)
    assert figures
    for link, spoken, text in figures:
        behind = client.get(unescape(link)).content.decode()
        assert number(TOTAL.search(behind)[1]) == number(text), spoken


def test_figures_are_named_for_those_who_listen(ground) -> None:
    page = ground.client("auditor").get(f"{reverse('report', args=[ground.budget.key, 'form2'])}?unit=tenge")
    spoken = [label for _link, label, _text in FIGURE.findall(page.content.decode())]
    assert any("111" in label and "7,001.25" in label and label.endswith("tenge") for label in spoken)


def test_spending_over_the_plan_is_said_in_words(ground) -> None:
    page = ground.client("auditor").get(f"{reverse('report', args=[ground.budget.key, 'execution'])}?unit=tenge")
    rows = table_of(page, "table-execution")
    over = {code: [column for column, text in row.items() if "over plan" in text] for code, row in rows.items()}
    assert {code: columns for code, columns in over.items() if columns} == {
        "160": ["Against plan"], "169": ["Against plan"],
    }  # fmt: skip


def test_a_long_list_of_entries_has_pages_and_one_total(ground) -> None:
    ground.post("cash", *[("151", 1, "10.10")] * 130)
    client = ground.client("auditor")
    address = f"{reverse('entries')}?budget={ground.budget.key}&code=151&measure=cash&from=2025-01&through=2025-12"
    first = client.get(address).content.decode()
    second = client.get(f"/entries/{unescape(NEXT.search(first)[1])}").content.decode()
    assert number(TOTAL.search(first)[1]) == number(TOTAL.search(second)[1]) == Decimal("1313.00")
    assert first.count('<th scope="row" class="first nowrap">') == 100
    assert second.count('<th scope="row" class="first nowrap">') == 30


def test_an_address_that_names_no_figure_is_refused_with_a_sentence(ground) -> None:
    answer = ground.client("auditor").get(f"{reverse('entries')}?budget={ground.budget.key}&from=January&through=2")
    assert answer.status_code == 404
    assert "2025-01" in answer.content.decode()


def test_an_address_without_months_speaks_of_the_year_that_is_looked_at(ground) -> None:
    client = ground.client("economist")
    page = client.get("/entries/", {"measure": "cash"}, follow=True)
    assert page.redirect_chain == [("/entries/?measure=cash&budget=2025-fund&from=2025-01&through=2025-12", 302)]
    assert page.context["total"] == Decimal("7151.25")
    assert client.get("/entries/", {"budget": "2031-none"}).status_code == 404


def test_an_entry_leads_to_its_document_and_back(ground) -> None:
    entry = web_ground.an_entry()
    client = ground.client("auditor")
    page = client.get(reverse("entry", args=[entry.pk])).content.decode()
    assert reverse("document", args=[entry.document_id]) in page
    assert (
        reverse("entry", args=[entry.pk]) in client.get(reverse("document", args=[entry.document_id])).content.decode()
    )


def test_a_plan_shows_before_and_after_of_every_month(ground) -> None:
    ground.plan(("111", 1, "9500.00"))
    newest = Document.objects.filter(kind="plan").first()
    page = ground.client("auditor").get(reverse("document", args=[newest.pk]))
    (january,) = [row for row in rows_of(page, "What it changed") if row["Month"] == "January 2025"]
    assert (january["Code"], january["Before"], january["Changed by"], january["After"]) == (
        "111", "9,000.00", "+500.00", "9,500.00",
    )  # fmt: skip


def test_a_reversal_and_what_it_reverses_name_each_other(ground) -> None:
    from finance.clock import today
    from finance.ledger import reverse as take_back

    entry = web_ground.an_entry()
    done = take_back(entry.document, user=ground.person("economist"), reason="Двойной ввод", day=today())
    client = ground.client("auditor")
    original = client.get(reverse("document", args=[entry.document_id])).content.decode()
    assert reverse("document", args=[done.document.pk]) in original
    assert "Двойной ввод" in original
    back = Entry.objects.get(reverses=entry)
    assert reverse("entry", args=[entry.pk]) in client.get(reverse("entry", args=[back.pk])).content.decode()


def test_text_of_a_payment_never_becomes_markup(ground) -> None:
    ground.post("cash", ("151", 1, "1.00"), purpose="<script>alert(1)</script>", counterparty_name="<b>ТОО</b>")
    address = f"{reverse('entries')}?budget={ground.budget.key}&code=151&measure=cash&from=2025-01&through=2025-12"
    said = ground.client("auditor").get(address).content.decode()
    assert "<script>alert" not in said
    assert "<b>ТОО" not in said
