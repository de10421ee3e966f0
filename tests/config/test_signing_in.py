"""Signing in and out, languages, light and dark, and pages that say what went wrong without a traceback."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.ground import web_ground

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground() -> None:
    web_ground.empty()


@pytest.mark.parametrize(("language", "word"), [("ru", 'lang="ru"'), ("kk", 'lang="kk"'), ("en", "Sign in")])
def test_it_asks_to_sign_in_in_the_readers_language(language: str, word: str) -> None:
    client = Client()
    client.cookies["django_language"] = language
    answer = client.get("/", follow=True)
    assert answer.redirect_chain[0][0].startswith(reverse("login"))
    assert word in answer.content.decode()


def test_it_signs_in_and_out() -> None:
    client = Client()
    answer = client.post(reverse("login"), {"username": "economist", "password": "demo"}, follow=True)
    assert answer.status_code == 200
    assert answer.wsgi_request.user.username == "economist"
    client.post(reverse("logout"))
    assert client.get("/").status_code == 302


def test_it_signs_out_by_post_alone() -> None:
    assert web_ground.empty().client("economist").get(reverse("logout")).status_code == 405


def test_a_wrong_password_is_said_without_saying_which_part_is_wrong() -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    answer = client.post(reverse("login"), {"username": "economist", "password": "wrong"})
    assert "This name and this password do not go together" in answer.content.decode()


def test_too_many_wrong_passwords_lock_the_name_for_a_while(settings) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    client = Client()
    client.cookies["django_language"] = "en"
    for _ in range(3):
        answer = client.post(reverse("login"), {"username": "economist", "password": "wrong"})
    assert answer.status_code == 429
    assert "Sign-in is locked for a while" in answer.content.decode()
    assert client.post(reverse("login"), {"username": "economist", "password": "demo"}).status_code == 429


def test_the_language_can_be_changed_before_signing_in() -> None:
    client = Client()
    client.post(reverse("set_language"), {"language": "kk", "next": reverse("login")})
    assert '<html lang="kk"' in client.get(reverse("login")).content.decode()


def test_light_and_dark_are_remembered_without_scripts() -> None:
    client = Client()
    answer = client.post(reverse("theme"), {"theme": "dark", "next": reverse("login")}, follow=True)
    assert 'data-theme="dark"' in answer.content.decode()


def test_changing_the_theme_never_leads_to_another_site() -> None:
    answer = Client().post(reverse("theme"), {"theme": "dark", "next": "https://example.org/"})
    assert answer["Location"] == reverse("home")


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_page_that_is_not_there_says_so(language: str) -> None:
    answer = web_ground.empty().client("economist", language).get("/nothing/here/")
    assert answer.status_code == 404
    said = answer.content.decode()
    assert f'lang="{language}"' in said
    assert "Resolver404" not in said
    assert "Traceback" not in said


def test_a_form_sent_without_its_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("login"), {"username": "economist", "password": "demo"})
    assert answer.status_code == 403
    assert "Traceback" not in answer.content.decode()


def test_an_error_of_the_program_shows_no_traceback(monkeypatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("config.views.home._of_budget", broken)
    client = web_ground.empty().client("economist")
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    said = answer.content.decode()
    assert "Something broke" in said
    assert "secret detail" not in said
