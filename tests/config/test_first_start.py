"""The very first start: who looks after the program is made on a page, once, and signs in."""

import threading
from itertools import product

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client

from config.places import kept_secret
from finance import people
from finance.models import AuditEvent
from finance.service_accounts import SERVICE_ACCOUNTS, service_accounts

PASSWORD = "верблюд-идёт-домой"
PERSON = {"username": "root", "full_name": "Ким А.", "password1": PASSWORD, "password2": PASSWORD}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/entries/", "/set-up/", "/admin/", "/admin/login/", "/sign-in/"])
def test_every_address_leads_to_the_page_that_makes_the_administrator(client: Client, address: str) -> None:
    service_accounts()
    assert client.get(address, follow=True).redirect_chain[-1][0] == "/first-start/"


@pytest.mark.django_db
def test_the_administrator_is_signed_in_and_led_to_the_first_step(client: Client) -> None:
    answer = client.post("/first-start/", PERSON, follow=True)
    assert answer.redirect_chain[-1][0] == "/set-up/new/"
    made = User.objects.get(username="root")
    assert (made.is_superuser, made.first_name, made.check_password(PASSWORD)) == (True, "Ким А.", True)
    assert AuditEvent.objects.get().action == "people.first-administrator"


@pytest.mark.django_db
def test_the_page_opens_once(client: Client) -> None:
    client.post("/first-start/", PERSON)
    second = Client().post("/first-start/", PERSON | {"username": "other"})
    assert (second.status_code, second["Location"]) == (302, "/sign-in/")
    assert not User.objects.filter(username="other").exists()


@pytest.mark.django_db
def test_a_weak_password_is_refused_beside_its_field(client: Client) -> None:
    answer = client.post("/first-start/", PERSON | {"password1": "12345", "password2": "12345"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["password2"]
    assert not people.exist()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_becomes_the_administrator() -> None:
    start, outcomes = threading.Barrier(2), []

    def press(name: str) -> None:
        start.wait()
        try:
            outcomes.append(people.make_first_administrator(name, name, PASSWORD).username)
        except people.PeopleError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[name]) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("refused") == 1
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_over_http_the_sign_in_says_what_to_do_when_cookies_need_https(client: Client, settings) -> None:
    people.make_first_administrator("root", "", PASSWORD)
    client.cookies["django_language"] = "en"
    assert "SMETA_CLOSED_NETWORK=1" not in client.get("/sign-in/").content.decode()
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    assert "SMETA_CLOSED_NETWORK=1" in client.get("/sign-in/").content.decode()
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post("/sign-in/", {"username": "root", "password": PASSWORD})
    assert refused.status_code == 403
    assert "SMETA_CLOSED_NETWORK=1" in refused.content.decode()


def test_no_second_copy_of_the_key_is_left_where_it_cannot_be_kept(tmp_path, monkeypatch) -> None:
    def refuse(*_args: object) -> None:
        raise PermissionError(1, "links are not allowed here")

    monkeypatch.setattr("config.places.os.link", refuse)
    with pytest.raises(ImproperlyConfigured, match="links are not allowed"):
        kept_secret(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_no_account_comes_with_the_program() -> None:
    """The two of the command line, made at its first use, have no password that anybody could say."""
    assert not User.objects.exists()
    service_accounts()
    assert not any(user.has_usable_password() or user.is_superuser for user in User.objects.all())
    for name, password in product(("root", "admin", *SERVICE_ACCOUNTS), ("", "admin", "demo", "!", "root")):
        answer = Client().post("/sign-in/", {"username": name, "password": password})
        assert "_auth_user_id" not in answer.client.session
