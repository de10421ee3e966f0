"""Looking for anything with one field: words, numbers, sums, case-blind and one letter off, within one's rights."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from finance import search_index
from finance.models import Entry
from finance.searching import Query, amount_words, words_of
from procurement.models import Contract, Supplier
from tests.finance.test_individuals_are_hidden import number_of_person
from tests.ground import web_ground

pytestmark = pytest.mark.django_db
MILK, LAUNDRY = "ТОО Сүт өнімдері", "ТОО Прачечная"


@pytest.fixture
def ground() -> web_ground.WebGround:
    ground = web_ground.filled()
    for name, number, amount, purpose in (
        (MILK, "991240999288", "541923.69", "Оплата по дог. 23/2025 за молоко и йогурт"),
        (LAUNDRY, "991240999723", "12000.00", "Стирка белья, счёт-фактура 77"),
        ("Иванова Анна Петровна", "", "900.00", "Возмещение Ивановой А. П. за проезд"),
    ):
        ground.post("cash", ("169", 2, amount), counterparty_name=name, counterparty_number=number, purpose=purpose)
    return ground


def found(ground, text: str, who: str = "economist", kind: str = "payment") -> list[str]:
    answer = ground.client(who).get(reverse("search"), {"q": text, "format": "json"}).json()
    return [one["title"] for group in answer["groups"] if group["kind"] == kind for one in group["results"]]


@pytest.mark.parametrize(
    "text",
    ["сүт", "СҮТ ӨНІМДЕРІ", "сут онимдери", "молоко", "малоко", "молоок", "молок", "йогурт 23/2025", "541 923,69", "541923.69", "541923",
     "541 923,69 ₸", "991240999288", "өнімдері молоко",
     "молоко 2", "за молоко и"],
)  # fmt: skip
def test_a_payment_is_found_by_its_words_numbers_and_sum(ground, text) -> None:
    assert found(ground, text) == [MILK]


@pytest.mark.parametrize(
    "text",
    [
        "масло",
        "суп",
        "молоко 7",
        "молоко у",
        "991240999289",
        "541923,70",
        "стирка молоко",
        "23/2026",
        '" OR 1',
        "b_1",
        "%",
    ],
)
def test_nothing_is_found_by_what_it_does_not_say(ground, text) -> None:
    assert MILK not in found(ground, text)


def test_what_was_posted_since_the_last_look_is_found(ground) -> None:
    assert found(ground, "простыни") == []
    ground.post("cash", ("169", 2, "1.00"), counterparty_name=LAUNDRY, purpose="Простыни")
    assert found(ground, "простыни") == [LAUNDRY]


def test_an_index_of_another_database_is_made_anew(ground) -> None:
    search_index.catch_up()
    last = Entry.objects.order_by("-pk").first()
    search_index._keep([Entry(pk=last.pk + 100, budget_id=1, amount=Decimal(1), purpose="чужое")])
    assert search_index.catch_up() == 0
    assert found(ground, "чужое") == []
    assert found(ground, "молоко") == [MILK]


def test_a_name_that_may_not_be_seen_is_not_found_by_it(ground) -> None:
    assert found(ground, "иванова") == ["Иванова Анна Петровна"]
    assert found(ground, "иванова", who="auditor") == []
    assert found(ground, "проезд", who="auditor") == ["•••"]


def test_nothing_of_another_facility_is_found(ground) -> None:
    web_ground.stranger(ground)
    for text in ("молоко", "2025", "план"):
        answer = ground.client("stranger").get(reverse("search"), {"q": text, "format": "json"}).json()
        assert [group["kind"] for group in answer["groups"] if group["kind"] != "code"] == []


def test_codes_and_documents_are_found_too(ground) -> None:
    codes = ground.client("economist", "ru").get(reverse("search"), {"q": "заработная", "format": "json"}).json()
    assert [group["kind"] for group in codes["groups"]] == ["code"]
    assert found(ground, "12/2025", kind="document") == ["Plan by contract 12/2025"]


def test_a_suppliers_payments_of_the_year_are_one_click_away(ground) -> None:
    address = f"/entries/?budget={ground.budget.key}&measure=cash&from=2025-01&through=2025-12&party=991240999288"
    page = ground.client("economist").get(address)
    assert page.context["total"] == Decimal("541923.69")
    assert [entry.counterparty_name for entry in page.context["page"].rows] == [MILK]


def test_the_answer_for_machines_has_amounts_as_text(ground) -> None:
    answer = json.loads(ground.client("economist").get(reverse("search"), {"q": "молоко", "format": "json"}).content)
    (group,) = answer["groups"]
    (one,) = group["results"]
    assert (answer["query"], group["kind"], one["amount"]) == ("молоко", "payment", "541923.69")
    assert set(one) == {"title", "detail", "amount", "url"}
    assert ground.client("economist").get(one["url"]).status_code == 200


@pytest.mark.parametrize(
    "text", ["", "   ", "«»", "\0", "x" * 100_000, "<script>", "'; DROP TABLE", "* * *", "NEAR(a b)", "٣"]
)
def test_whatever_is_typed_is_answered(ground, text) -> None:
    answer = ground.client("economist").get(reverse("search"), {"q": text})
    assert answer.status_code == 200
    assert b"<script>" not in answer.content.replace(b"<script src", b"")


@given(st.decimals("-9999999999999.99", "9999999999999.99", places=2))
def test_every_amount_is_found_as_people_write_it(amount: Decimal) -> None:
    whole, _point, tiyn = f"{abs(amount):.2f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", " ")
    for text in (f"{whole}.{tiyn}", f"{grouped},{tiyn}", grouped, whole, f"{grouped},{tiyn} тенге"):
        assert Query(text).is_met_by(amount_words(amount))


@given(st.text(alphabet="абвгқңөүұһіё", min_size=4, max_size=12), st.integers(0, 11))
def test_one_letter_off_is_forgiven_and_two_are_not_in_short_words(word: str, at: int) -> None:
    at %= len(word)
    assert Query(word[:at] + word[at + 1 :]).is_met_by(words_of(word)) or len(word) == 4
    assert Query(word[:at] + "ж" + word[at + 1 :]).is_met_by(words_of(word))
    assert not Query("жж" + word[2:]).is_met_by(words_of(word))


def test_a_supplier_or_contract_of_an_individual_is_not_found_by_a_name_that_may_not_be_seen(ground) -> None:
    person = Supplier.objects.create(number=number_of_person(), name="Сейтқали Айдос Маратұлы")
    document = ground.document("contract", date(2025, 1, 9))
    of = {"budget": ground.budget, "supplier": person, "signed_on": date(2025, 1, 9), "ends_on": date(2025, 12, 31)}
    Contract.objects.create(**of, number="гпх-1", amount_with_vat=1, document=document)
    Contract.objects.create(**of, number="гпх-2", amount_with_vat=1, status=Contract.Status.DRAFT)
    for kind in ("supplier", "contract"):
        assert len(found(ground, "сейтқали", kind=kind)) == 1
        assert found(ground, "сейтқали", who="auditor", kind=kind) == []
    assert found(ground, "гпх-1", who="auditor", kind="contract") == ["Contract гпх-1"]
    assert found(ground, "гпх-2", kind="contract") == []
    address = f"/entries/?budget={ground.budget.key}&measure=cash&from=2025-01&through=2025-12&party={person.number}"
    assert "Сейтқали" in ground.client("economist").get(address).content.decode()
    assert "Сейтқали" not in ground.client("auditor").get(address).content.decode()
