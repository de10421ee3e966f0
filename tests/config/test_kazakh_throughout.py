"""A page in Kazakh says no sentence in Russian, also not one that Django says where it lacks Kazakh."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from config import borrowed_texts
from finance.models import Budget, Facility
from finance.people import one_time_link
from tests.ground import web_ground

pytestmark = pytest.mark.django_db
SENTENCE = re.compile(r"[А-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]+(?:[\s,]+[А-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]+){2,}")


class Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_data(self, data: str) -> None:
        self.found |= {" ".join(text.split()) for text in SENTENCE.findall(data)}


def sentences(content: bytes) -> set[str]:
    page = Texts()
    page.feed(content.decode())
    return page.found


def said_in_both(client: Client, address: str, told: dict[str, Any] | None = None) -> set[str]:
    """Sentences that stand on the page in Kazakh and, word for word, in Russian."""
    found = []
    for language in ("ru", "kk"):
        client.cookies["django_language"] = language
        answer = client.get(address, follow=True) if told is None else client.post(address, told, follow=True)
        found.append(sentences(answer.content))
    assert found[1]
    return found[0] & found[1]


@pytest.mark.parametrize(
    "told",
    [None, {}, {"username": "Ким А.!", "full_name": "Ким", "password1": "12345", "password2": "54321"},
     {"username": "kim-kim", "full_name": "Ким", "password1": "kim-kim", "password2": "kim-kim"}],
)  # fmt: skip
def test_the_first_page(client: Client, told: dict[str, Any] | None) -> None:
    assert said_in_both(client, reverse("first-start"), told) == set()


@pytest.mark.parametrize("told", [None, {"username": "economist", "password": "нет"}])
def test_signing_in(client: Client, told: dict[str, Any] | None) -> None:
    web_ground.empty()
    assert said_in_both(client, reverse("login"), told) == set()


def test_choosing_a_password_by_a_link_and_changing_it() -> None:
    ground = web_ground.empty()
    person = ground.client("economist")
    wrong = {"old_password": "нет", "new_password1": "12345", "new_password2": "12345"}
    assert said_in_both(person, reverse("password_change")) == set()
    assert said_in_both(person, reverse("password_change"), wrong) == set()
    guest = Client()
    form = guest.get(one_time_link(ground.person("economist")), follow=True).redirect_chain[-1][0]
    assert said_in_both(guest, form) == set()
    assert said_in_both(guest, form, wrong) == set()


def test_what_a_model_refuses() -> None:
    ground = web_ground.empty()
    budget = ground.budget
    twin = Budget(key="x y", facility=budget.facility, year=1999, programme=budget.programme, source=budget.source)
    odd = Facility(number="12", name_ru="Ц" * 256, ownership="x", kind="x")
    said = []
    for language in ("ru", "kk"):
        with translation.override(language):
            said.append({text for one in (twin, odd) for text in refused(one)})
    assert said[1]
    assert said[0] & said[1] == set()


def refused(one: Any) -> list[str]:
    with pytest.raises(ValidationError) as wrong:
        one.full_clean()
    return [text for texts in wrong.value.message_dict.values() for text in texts]


def test_what_is_borrowed_is_said_in_either_language() -> None:
    """A text that Django has renamed would be translated for nobody."""
    from django.contrib.auth import password_validation

    with translation.override("kk"):
        rules = password_validation.password_validators_help_texts()
    assert len(rules) == 5
    assert all(re.search("[әғқңөұүһі]", rule) for rule in rules)
    assert borrowed_texts.SIGNING_IN


@pytest.mark.parametrize("table", ["", "finance/facility/add/", "auth/user/"])
def test_the_tables_of_the_administrator(client: Client, table: str) -> None:
    client.force_login(User.objects.create_superuser("администратор", password="x"))
    assert said_in_both(client, f"{reverse('admin:index')}{table}") == set()
