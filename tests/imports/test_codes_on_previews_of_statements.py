"""A preview of a statement shows each payment with its code, the reason and how sure it is; a person may change it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from finance.models import Document, Entry
from imports.models import Batch, RowReason, Rule
from imports.pipeline.seen import digest
from procurement.models import Contract, Supplier
from tests.ground import web_ground
from tests.ground.import_ground import answer, bring
from tests.ground.samples import sample
from tests.imports.test_bank_statements import RULES

pytestmark = pytest.mark.django_db

STATEMENT = sample("bank-2025-06.txt")


@pytest.fixture
def ground(settings) -> web_ground.WebGround:
    settings.SMETA_TODAY = "2025-12-15"
    made = web_ground.empty()
    for order, rule in enumerate(RULES):
        Rule.objects.create(facility=made.budget.facility, order=order, **rule)
    return made


def upload(client, data: bytes | None = None):
    data = STATEMENT.read_bytes() if data is None else data
    return client.post(reverse("imports:upload"), {"files": SimpleUploadedFile("june.txt", data)}, follow=True)


def newest() -> Batch:
    return Batch.objects.order_by("-pk")[0]


def shown_code(client, row: int) -> str:
    page = client.get(reverse("imports:batch", args=[newest().pk]))
    return next(payment.code for payment in page.context["payments"] if payment.row == row)


def test_the_import_object_tells_each_payment_with_its_reason(ground) -> None:
    told = bring(STATEMENT, preview=True)["payments"]
    food = next(payment for payment in told if payment["payment_number"] == "263")
    assert (food["code"], food["sign"], food["confidence"], food["contract"]) == ("141", "rule", 1.0, "17")
    assert "продукты питания" in food["reason"]
    assert len(told) == 32


def test_the_page_shows_code_reason_and_confidence(ground) -> None:
    page = upload(ground.client("economist")).content.decode()
    assert page.count("Your rule “") == 32
    assert page.count("Confidence 100%") == 32


@pytest.mark.parametrize("has_moved_on", [False, True])
def test_every_payment_of_a_long_statement_is_seen_and_changed(ground, monkeypatch, has_moved_on) -> None:
    monkeypatch.setattr("imports.bank.reasons.MOST_TOLD", 5)
    monkeypatch.setattr("imports.pipeline.keeping.PAYMENTS_A_PAGE", 10)
    monkeypatch.setattr("imports.views.coded.PAYMENTS_A_PAGE", 10)
    client = ground.client("economist")
    upload(client)
    if has_moved_on:
        ground.post("cash", ("111", 1, "1.00"))
    pages = [client.get(reverse("imports:batch", args=[newest().pk]), {"payments": n}) for n in (1, 2, 3, 4)]
    rows = [payment.row for page in pages for payment in page.context["payments"]]
    assert (len(rows), len(set(rows)), len(newest().result.get("payments", []))) == (32, 32, 0)
    told = {"payment": [str(rows[-1])], f"payment-code-{rows[-1]}": "149", f"payment-was-{rows[-1]}": "141",
            "payments-page": "4"}  # fmt: skip
    page = client.post(reverse("imports:answer", args=[newest().pk]), told, follow=True)
    assert page.redirect_chain[-1][0].endswith("?payments=4#payments")
    assert {payment.row: payment.code for payment in page.context["payments"]}[rows[-1]] == "149"


def test_a_code_changed_on_the_preview_stays_and_is_what_is_posted(ground) -> None:
    client = ground.client("economist")
    upload(client)
    row = bring(STATEMENT, preview=True)["payments"][0]["row"]
    told = {"payment": [str(row), "60"], f"payment-code-{row}": "149", f"payment-was-{row}": "141"}
    page = client.post(reverse("imports:answer", args=[newest().pk]), told, follow=True).content.decode()
    assert "A person chose 149." in page
    assert shown_code(client, row) == "149"
    preview = newest()
    shown = {"seen": digest(preview.result)}
    client.post(reverse("imports:post", args=[preview.pk]), shown)
    entry = Entry.objects.get(row=row, measure="cash")
    assert entry.code.code == "149"
    assert "A person chose 149. Confidence 100%." in client.get(reverse("entry", args=[entry.pk])).content.decode()
    assert "A person chose 149." in client.get(reverse("imports:batch", args=[newest().pk])).content.decode()


def test_a_code_that_does_not_exist_changes_nothing(ground) -> None:
    client = ground.client("economist")
    upload(client)
    preview = newest()
    told = {"payment": "35", "payment-code-35": "999", "payment-was-35": "141"}
    page = client.post(reverse("imports:answer", args=[preview.pk]), told, follow=True).content.decode()
    assert "These are no budget codes: 999." in page
    assert newest() == preview


def test_a_reader_sees_reasons_and_no_field(ground) -> None:
    upload(ground.client("economist"))
    page = ground.client("auditor").get(reverse("imports:batch", args=[newest().pk])).content.decode()
    assert "Your rule “" in page
    assert "payment-code-" not in page


def test_the_posted_entry_tells_why_in_the_language_of_its_reader(ground) -> None:
    bring(STATEMENT)
    entry = Entry.objects.filter(measure="cash").order_by("row")[0]
    page = ground.client("economist", "ru").get(reverse("entry", args=[entry.pk])).content.decode()
    assert "продукты питания" in page
    assert "Уверенность 100%" in page


def test_reasons_are_kept_by_reason_and_not_by_row(ground) -> None:
    found = bring(STATEMENT)
    reasons = RowReason.objects.filter(batch=found["batch"])
    assert sum(len(reason.rows) for reason in reasons) == 32
    assert reasons.count() < 20


def test_what_is_answered_after_posting_keeps_its_reason_too(ground) -> None:
    Rule.objects.all().delete()
    found = bring(STATEMENT)
    first = found["unresolved"][0]
    answer(found["batch"], {"rows": {str(first["row"]): "141"}})
    entry = Entry.objects.get(row=first["row"], measure="cash")
    page = ground.client("economist").get(reverse("entry", args=[entry.pk])).content.decode()
    assert "A person chose 141." in page


def contract(ground, number: str, supplier: str) -> None:
    known, _made = Supplier.objects.get_or_create(number=supplier, defaults={"name": f"ТОО {supplier}"})
    document = ground.document(Document.Kind.CONTRACT, date(2025, 1, 6))
    Contract.objects.create(
        budget=ground.budget, number=number, supplier=known, signed_on=date(2025, 1, 6), document=document,
        ends_on=date(2025, 12, 31), amount_with_vat="1.00",
    )  # fmt: skip


def test_a_payment_that_cites_a_contract_of_another_supplier_is_doubted(ground) -> None:
    contract(ground, "17", "991240999604")
    found = bring(STATEMENT, preview=True)
    doubted = [payment for payment in found["payments"] if payment["doubt"]]
    assert {payment["contract"] for payment in doubted} == {"17"}
    assert all("991240999604" in payment["doubt"] for payment in doubted)
    assert [doubt for doubt in found["doubts"] if "991240999604" in doubt]


def test_a_contract_number_that_the_payee_has_too_is_no_doubt(ground) -> None:
    contract(ground, "17", "991240999604")
    contract(ground, "17", "991240999248")
    assert not [payment for payment in bring(STATEMENT, preview=True)["payments"] if payment["doubt"]]
