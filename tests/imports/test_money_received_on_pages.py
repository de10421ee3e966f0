"""The page of a statement shows money received, how it is split, and takes another answer before it is posted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from finance.models import CashBalance, Entry, Setting
from imports.models import Batch, Rule
from imports.pipeline.seen import digest
from tests.ground import web_ground
from tests.ground.import_ground import TODAY
from tests.ground.pages import rows_of
from tests.ground.statements_of_accounts import FUND_OF_HEALTH, SHOP
from tests.imports.test_money_received_by_statements import FUND, PAID, funding, statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(settings) -> web_ground.WebGround:
    settings.SMETA_TODAY = TODAY
    made = web_ground.empty()
    made.plan(("111", 6, "200.00"), ("141", 6, "100.00"))
    Rule.objects.create(facility=made.budget.facility, number=SHOP[1], code="141")
    return made


def upload(client, *rows) -> str:
    file = SimpleUploadedFile("bank.csv", statement(*rows, opening="30.00"))
    return client.post(reverse("imports:upload"), {"files": file}, follow=True).content.decode()


def newest() -> Batch:
    return Batch.objects.order_by("-pk")[0]


def say(client, at: int = 0, **said: str) -> str:
    """What a person says about one sum, the rest of its fields as the page shows them."""
    page = client.get(reverse("imports:batch", args=[newest().pk]))
    shown = page.context["receipts"][at]
    row = shown.row
    fields = {"as": shown.what, "split": shown.split, "code": shown.code, "parts": shown.typed, "number": shown.number,
              "was": shown.stamp} | said  # fmt: skip
    told = {f"receipt-{key}-{row}": value for key, value in fields.items() if key != "keep"} | {"receipt": str(row)}
    if "keep" in said:
        told[f"split-remember-{row}"] = "1"
    return client.post(reverse("imports:answer", args=[newest().pk]), told, follow=True).content.decode()


def post(client) -> None:
    batch = newest()
    shown = {"seen": digest(batch.result)}
    client.post(reverse("imports:post", args=[batch.pk]), shown)


def test_the_split_by_plan_is_proposed_and_posted_as_it_was_shown(ground) -> None:
    client = ground.client("economist")
    page = upload(client, FUND, PAID)
    assert "Split over codes by the adjusted plan of the month." in page
    assert [tuple(row.values()) for row in rows_of(page, "The sum by code")] == [("111", "66.67"), ("141", "33.34")]
    post(client)
    assert funding() == {"111": "66.67", "141": "33.34"}
    assert CashBalance.objects.count() == 2
    assert Entry.objects.get(measure="cash").code.code == "141"


def test_another_way_of_splitting_is_kept_with_the_preview(ground) -> None:
    ground.post("actual", ("149", 6, "10.00"))
    client = ground.client("economist")
    upload(client, FUND, PAID)
    assert "by what is accrued since January and not paid yet" in say(client, split="unpaid")
    post(client)
    assert funding() == {"149": "100.01"}
    assert not Setting.objects.filter(key="funding_split").exists()


def test_sums_typed_by_code_are_kept_even_while_they_do_not_add_up(ground) -> None:
    client = ground.client("economist")
    upload(client, FUND, PAID)
    page = say(client, parts="111 60,00\n149\t40,00")
    assert "add up to 100.00: 0.01 of the sum is left" in page
    assert newest().result["receipts"][0]["status"] == "unresolved"
    say(client, parts="111 60,00\n149 40,01")
    post(client)
    assert funding() == {"111": "60.00", "149": "40.01"}


def test_a_way_of_splitting_is_remembered_when_asked_to(ground) -> None:
    client = ground.client("economist")
    upload(client, FUND, PAID)
    say(client, split="unpaid", keep="1")
    assert Setting.objects.get(key="funding_split").value == "unpaid"


def test_other_money_is_asked_and_answered_on_the_page(ground) -> None:
    client = ground.client("economist")
    back = (8, "6", "in", "4.00", SHOP, "Возврат")
    page = upload(client, FUND, PAID, back)
    assert "waits for an answer" in page
    say(client, at=1, **{"as": "return", "code": "141"})
    post(client)
    assert sorted(str(e.amount) for e in Entry.objects.filter(measure="cash")) == ["-4.00", "30.00"]


def test_a_payer_is_remembered_when_asked_to(ground) -> None:
    client = ground.client("economist")
    upload(client, (8, "6", "in", "4.00", SHOP, "Аренда"), PAID)
    say(client, **{"as": "other", "remember": "1"})
    assert Rule.objects.get(received_as="other").number == SHOP[1]


def test_a_posted_statement_still_takes_the_answer_it_waits_for(ground) -> None:
    client = ground.client("economist")
    upload(client, (8, "6", "in", "4.00", FUND_OF_HEALTH, "Оплата"), (9, "7", "in", "1.00", SHOP, "Аренда"), PAID)
    post(client)
    assert newest().result["receipts_waiting"] == 1
    say(client, at=1, **{"as": "other"})
    assert newest().result["receipts_waiting"] == 0


def test_a_reader_sees_the_money_and_no_field(ground) -> None:
    upload(ground.client("economist"), FUND, PAID)
    page = ground.client("auditor").get(reverse("imports:batch", args=[newest().pk])).content.decode()
    assert "Money that came in" in page
    assert "receipt-as-" not in page
