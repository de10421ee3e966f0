"""Naming the form of a file on its page: no guess answers a question, and what was named can be changed and forgotten."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from finance.models import AuditEvent
from imports.models import Batch, Layout
from imports.pipeline.seen import digest
from tests.ground import web_ground

pytestmark = pytest.mark.django_db

# two columns that nobody knows, and no column of days that is known
UNKNOWN = "Wann;Posten;Betrag;Rest;Wer\n{day}.02.2025;141;1000,50;7,00;ТОО Нан\n"
NAMED = {
    "kind": "cash", "header_row": "1",
    "column-date": "A", "column-code": "B", "column-amount": "C", "column-counterparty_name": "E",
}  # fmt: skip
# the day has no header that is known, and two sums could be the amount
TWO_SUMS = "Wann;Специфика;Сумма оплаты;Сумма платежа;Получатель\n03.02.2025;141;10,00;11,00;ТОО Нан\n"


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)
    return web_ground.empty()


def send(client, text: str, name: str = "bericht.csv") -> str:
    file = SimpleUploadedFile(name, text.encode())
    return client.post(reverse("imports:upload"), {"files": file}, follow=True).content.decode()


def newest() -> Batch:
    return Batch.objects.order_by("-pk")[0]


def name(client, **fields: str) -> str:
    return client.post(reverse("imports:correct", args=[newest().pk]), fields, follow=True).content.decode()


def post(client) -> None:
    batch = newest()
    client.post(reverse("imports:post", args=[batch.pk]), {"seen": digest(batch.result)}, follow=True)


def fields_of(said: str) -> dict[str, str]:
    """What the page's form would send if nobody touched it."""
    form = re.search(r'<form method="post" action="[^"]*/correct/" class="stack">.*?</form>', said, re.DOTALL)[0]
    sent = dict(re.findall(r'<input type="hidden" name="(was-[^"]+)" value="([^"]*)"', form))
    for key, options in re.findall(r'<select\s+id="[^"]+"\s+name="([^"]+)">(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option\s+value="([^"]*)" selected', options)
        sent[key] = chosen[1] if chosen else ""
    return sent


def test_the_page_asks_for_the_kind_and_the_header_then_for_the_columns(ground) -> None:
    client = ground.client("economist")
    said = send(client, UNKNOWN.format(day="03"))
    assert "Name the form of this file" in said
    said = name(client, kind="cash", header_row="1")
    assert fields_of(said)["kind"] == "cash"
    assert {"column-date", "column-amount"} <= set(fields_of(said))
    assert "C · Betrag" in " ".join(said.split())
    name(client, **NAMED)
    assert (newest().status, newest().result["total"]) == (Batch.Status.PREVIEW, "1000.50")


def test_the_next_file_of_the_form_is_read_as_the_first_was(ground) -> None:
    client = ground.client("economist")
    send(client, UNKNOWN.format(day="03"))
    name(client, **NAMED)
    assert not Layout.objects.exists()
    post(client)
    assert Layout.objects.get().source_name == "bericht.csv"
    said = send(client, UNKNOWN.format(day="04"), "bericht-2.csv")
    assert (newest().status, newest().result["asked"]) == (Batch.Status.PREVIEW, [])
    assert "bericht.csv" in said


def test_sending_the_form_untouched_answers_nothing(ground) -> None:
    client = ground.client("economist")
    said = send(client, TWO_SUMS)
    assert fields_of(said)["column-date"] == ""
    # the day is named, the question of the two sums comes only now and is not answered by what stood in the form
    said = name(client, **{**fields_of(said), "column-date": "A"})
    asked = [one["form"] for one in newest().result["asked"]]
    assert (newest().status, asked) == (Batch.Status.REFUSED, ["columns.amount"])
    assert fields_of(said)["column-amount"] == ""
    said = name(client, **fields_of(said))
    assert (newest().status, asked) == (Batch.Status.REFUSED, ["columns.amount"])
    name(client, **{**fields_of(said), "column-amount": "D"})
    assert (newest().status, newest().result["total"]) == (Batch.Status.PREVIEW, "11.00")


def remembered(ground) -> Layout:
    client = ground.client("economist")
    send(client, UNKNOWN.format(day="03"))
    name(client, **NAMED)
    post(client)
    return Layout.objects.get()


def test_a_remembered_form_is_changed_on_its_page(ground) -> None:
    layout, client = remembered(ground), ground.client("economist")
    assert "Betrag" in client.get(reverse("imports:forms")).content.decode()
    columns = {f"column-{key}": letter for key, letter in layout.corrections["columns"].items()}
    client.post(reverse("imports:forms"), {"form": layout.pk, **columns, "column-amount": "D", "unit": "thousand"})
    send(client, UNKNOWN.format(day="04"))
    assert newest().result["total"] == "7000.00"
    assert AuditEvent.objects.filter(action="imports.form.changed").exists()


def test_a_column_cannot_be_remembered_as_two_things(ground) -> None:
    layout, client = remembered(ground), ground.client("economist")
    said = client.post(
        reverse("imports:forms"), {"form": layout.pk, "column-amount": "D", "column-date": "D"}, follow=True
    )
    assert "named more than once" in said.content.decode()
    layout.refresh_from_db()
    assert layout.corrections["columns"]["amount"] == "C"


def test_a_form_that_was_forgotten_is_asked_about_again(ground) -> None:
    layout, client = remembered(ground), ground.client("economist")
    client.post(reverse("imports:forms"), {"form": layout.pk, "forget": "1"})
    send(client, UNKNOWN.format(day="04"))
    assert (newest().status, Layout.objects.count()) == (Batch.Status.REFUSED, 0)


def test_forms_are_those_of_the_facility_and_are_changed_by_who_may_import(ground) -> None:
    forget = {"form": remembered(ground).pk, "forget": "1"}
    stranger, auditor, address = web_ground.stranger(ground), ground.client("auditor"), reverse("imports:forms")
    assert "bericht.csv" not in stranger.get(address).content.decode()
    assert stranger.post(address, forget).status_code == 404
    assert auditor.post(address, forget).status_code == 403
    assert Layout.objects.exists()


def test_a_file_that_is_almost_of_a_known_form_is_proposed_what_is_the_same(ground) -> None:
    remembered(ground)
    client = ground.client("economist")
    said = send(client, UNKNOWN.format(day="04").replace("Rest", "Übrig").replace("Posten", "Art"))
    sent = fields_of(said)
    assert "Almost a form that is remembered" in said
    assert newest().status == Batch.Status.REFUSED
    assert {key: sent[f"column-{key}"] for key in ("date", "code", "amount", "counterparty_name")} == {
        "date": "A", "code": "", "amount": "C", "counterparty_name": "E"}  # fmt: skip
    name(client, **{**sent, "header_row": "1", "column-code": "B"})
    assert (newest().status, newest().result["total"]) == (Batch.Status.PREVIEW, "1000.50")


def test_a_question_of_a_title_is_answered_on_the_page_and_asked_no_more(ground) -> None:
    client = ground.client("economist")
    draft = "Черновик реестра\n\nДата;№;Специфика;Сумма оплаты\n{day}.02.2025;{day};141;10,00\n"
    said = send(client, draft.format(day="03"))
    assert newest().result["asked"][0]["cell"] == "1:Дата"
    assert fields_of(said)["title"] == ""
    name(client, **fields_of(said))
    assert newest().status == Batch.Status.REFUSED
    said = name(client, **{**fields_of(said), "title": "counts"})
    assert (newest().status, newest().result["total"]) == (Batch.Status.PREVIEW, "10.00")
    post(client)
    send(client, draft.format(day="04"))
    assert (newest().status, newest().result["asked"]) == (Batch.Status.PREVIEW, [])
