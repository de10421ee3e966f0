"""Rules for payments and money received are a table that people see and change."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from finance.models import AuditEvent, Entry, Setting
from imports.models import Batch, BatchRow, Rule
from tests.ground import web_ground
from tests.ground.import_ground import TODAY, bring
from tests.ground.pages import notices
from tests.ground.statements_of_accounts import SHOP
from tests.imports.test_money_received_by_statements import FUND, PAID, statement

pytestmark = pytest.mark.django_db

PAGE = "/imports/rules/"


@pytest.fixture
def ground(settings) -> web_ground.WebGround:
    settings.SMETA_TODAY = TODAY
    made = web_ground.empty()
    Rule.objects.create(facility=made.budget.facility, order=10, number=SHOP[1], code="141")
    return made


def save(client, at: int = 0, split: str = "", **changed: str):
    """The page's form sent back with some fields of one row changed."""
    formset = client.get(PAGE).context["table"]
    told = {"budget": "2025-fund", "split": split}
    told |= {field.html_name: field.initial or field.value() or 0 for field in formset.management_form}
    for form in formset:
        told |= {field.html_name: field.value() or "" for field in form}
    told |= {f"row-{at}-{name}": value for name, value in changed.items()}
    return client.post(PAGE, told, follow=True)


def upload(client, data: bytes, name: str) -> str:
    """The address of the preview that an uploaded file became."""
    return client.post("/imports/upload/", {"files": SimpleUploadedFile(name, data)}).url


def test_a_rule_is_changed_and_holds_for_the_next_statement(ground) -> None:
    client = ground.client("economist")
    assert "1 rule was changed." in save(client, code="149").content.decode()
    assert Rule.objects.get().code == "149"
    assert bring(statement(PAID, opening="30.00"), "bank.csv")["by_code"] == {"149": "30.00"}
    assert AuditEvent.objects.filter(action="imports.rules.changed").count() == 1


def test_a_new_rule_says_what_money_received_is(ground) -> None:
    save(ground.client("economist"), at=1, number="99 1240 999 041", received_as="funding")
    made = Rule.objects.get(received_as="funding")
    assert (made.number, made.code) == ("991240999041", "")


def test_a_rule_that_goes_is_out_of_use(ground) -> None:
    save(ground.client("economist"), DELETE="on")
    assert not Rule.objects.get().is_active


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "999"}, "is no budget code"),
        ({"number": "12"}, "twelve digits"),
        ({"number": "", "words": ""}, "would hold for every payment"),
        ({"code": ""}, "Say the code"),
        ({"received_as": "funding"}, "Only a returned payment has a code"),
    ],
)
def test_what_cannot_be_a_rule_is_refused_beside_its_field(ground, wrong, said) -> None:
    answer = save(ground.client("economist"), **wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Rule.objects.get().code == "141"


def test_a_row_that_another_person_changed_is_not_overwritten(ground) -> None:
    client = ground.client("economist")
    formset = client.get(PAGE).context["table"]
    Rule.objects.update(code="149")
    told = {"budget": "2025-fund", "split": "", "row-TOTAL_FORMS": 1, "row-INITIAL_FORMS": 1}
    told |= {field.html_name: field.value() or "" for field in formset[0]}
    assert "Another person has changed this row" in client.post(PAGE, told | {"row-0-code": "159"}).content.decode()
    assert Rule.objects.get().code == "149"


def test_the_way_of_splitting_is_chosen_for_good_and_taken_back(ground) -> None:
    client = ground.client("economist")
    save(client, split="unpaid")
    assert Setting.objects.get(key="funding_split").value == "unpaid"
    save(client)
    assert Setting.objects.get(key="funding_split").value == ""


def test_a_reader_sees_and_cannot_change(ground) -> None:
    client = ground.client("auditor")
    assert SHOP[1] in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"budget": "2025-fund"}).status_code == 403


def test_the_list_of_imports_leads_to_it(ground) -> None:
    assert f'href="{PAGE}"' in ground.client("economist").get(reverse("imports:list")).content.decode()


def test_rows_of_posted_statements_that_wait_are_matched_again_at_once(ground) -> None:
    """What a rule tells now is posted and named; money received waits for a person still."""
    Rule.objects.all().delete()
    found = bring(statement(FUND, PAID), "bank.csv")
    assert (found["rows"]["unresolved"], found["receipts"][0]["status"]) == (1, "unresolved")
    said = save(ground.client("economist"), number=SHOP[1], code="141").content.decode()
    assert "bank.csv: 1 row was posted." in said
    batch = Batch.objects.get(pk=found["batch"])
    assert (batch.result["by_code"], batch.result["unresolved"]) == ({"141": "30.00"}, [])
    assert [row.measure for row in batch.rows.filter(state=BatchRow.State.UNRESOLVED)] == ["funding"]
    assert "row was posted" not in save(ground.client("economist"), code="149").content.decode()


def test_a_preview_is_matched_again_and_says_what_a_changed_rule_changed(ground) -> None:
    client = ground.client("economist")
    made = upload(client, statement(PAID, opening="30.00"), "bank.csv")
    before = client.get(made).context
    assert before["said"]["by_code"] == {"141": "30.00"}
    save(client, code="149")
    after = client.get(made)
    assert after.context["said"]["by_code"] == {"149": "30.00"}
    assert list(after.context["look"].differs) == [
        "code 141, June 2025, cash execution: shown 0.00 → 30.00, now no change",
        "code 149, June 2025, cash execution: shown no change, now 0.00 → 30.00",
    ]
    assert [one for one in notices(after) if all(changed in one for changed in after.context["look"].differs)]
    refused = client.post(f"{made}post/", {"seen": before["seen"]}, follow=True)
    assert not Entry.objects.exists()
    assert [one for one in notices(refused) if "code 149, June 2025" in one]
    client.post(f"{made}post/", {"seen": after.context["seen"]})
    assert Entry.objects.get().code.code == "149"
