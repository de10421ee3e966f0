"""Guessing is slow for a name and for an address, familiar passwords are refused, pages of money are kept by no browser."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as program
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.base import UpdateError
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse

from config.views.client_address import client_address
from finance.models import SignedIn
from tests.ground import web_ground

PRODUCTION = os.environ | {
    "SMETA_PRODUCTION": "1", "SMETA_SECRET_KEY": "kx8-" * 20 + "Zq7w1Lm", "SMETA_HOSTS": "smeta.example.kz", "SMETA_TODAY": "",
}  # fmt: skip


@pytest.mark.parametrize(
    "password",
    [
        "парольпароль",
        "ҚұпияСөз2025",
        "qwertyuiop1",
        "йцукенгшщз",
        "смета2026",
        "1234567890",
        "зимазима",
        "aaaaaaaaaaaa",
    ],
)
def test_familiar_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", ["жёлтый-трактор-пьёт-кофе", "correct horse battery", "Ақ бота 7 су"])
def test_long_ones_of_ones_own_are_taken(password: str) -> None:
    validate_password(password)


@pytest.mark.parametrize(
    ("direct", "forwarded", "found"),
    [
        ("10.0.0.5", "1.2.3.4", "10.0.0.5"),
        ("127.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "x' OR 1=1", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_the_address_is_believed_of_the_stated_server_alone(settings, direct: str, forwarded: str, found: str) -> None:
    settings.PROXIES = ["127.0.0.1"]
    asked = RequestFactory().get("/", REMOTE_ADDR=direct, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(asked) == found


@pytest.mark.django_db
def test_guessing_many_names_from_one_address_ends_and_others_still_sign_in(settings) -> None:
    web_ground.empty()
    settings.MOST_FAILURES_OF_AN_ADDRESS = 4
    guesser = Client(REMOTE_ADDR="203.0.113.7")
    said = [guesser.post(reverse("login"), {"username": f"name{n}", "password": "x"}).status_code for n in range(6)]
    assert said == [200, 200, 200, 200, 429, 429]
    right = {"username": "economist", "password": "demo"}
    assert guesser.post(reverse("login"), right).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.8").post(reverse("login"), right).status_code == 302


@pytest.mark.django_db
def test_pages_of_who_is_signed_in_are_kept_by_no_browser() -> None:
    ground = web_ground.empty()
    for page in (reverse("home"), reverse("report", args=["2025-fund", "form2"]), reverse("entries")):
        assert "no-store" in ground.client("economist").get(page)["Cache-Control"]


@pytest.mark.django_db
def test_headers_of_every_page() -> None:
    client = web_ground.empty().client("economist")
    for answer in (Client().get(reverse("login")), client.get(reverse("home")), client.get("/nothing/")):
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert {"object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"


ASKED = (
    "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
)


@pytest.mark.once
def test_cookies_of_production_stay_with_this_host() -> None:
    said = {}
    for network in ("", "1"):
        environment = PRODUCTION | {"SMETA_CLOSED_NETWORK": network, "DJANGO_SETTINGS_MODULE": "config.settings"}
        command = [sys.executable, "-c", ASKED]
        done = subprocess.run(
            command, cwd=program.BASE_DIR, env=environment, capture_output=True, text=True, check=True
        )
        said[network] = done.stdout.split()
    assert said == {"": ["__Host-sessionid", "__Host-csrftoken", "True"], "1": ["sessionid", "csrftoken", "False"]}


@pytest.mark.once
def test_settings_of_production_pass_the_deployment_check() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], cwd=program.BASE_DIR,
        env=PRODUCTION | {"SMETA_SECOND_FACTOR": "everybody"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr


@pytest.mark.django_db
def test_a_page_is_shown_though_its_session_cannot_be_written_now_unless_it_has_ended(monkeypatch) -> None:
    ground = web_ground.filled()
    client = ground.client("economist")
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", _busy)
    assert client.get("/budget/2025-fund/form2/?from=2025-01&through=2025-02").status_code == 200
    session = client.session
    SignedIn.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()


def _busy(*_session: object) -> None:
    raise UpdateError
