"""A name to sign in with is one person's, however it is typed; an upgrade refuses two that were told apart by capitals."""

import importlib
import io
import json

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client

from config.views.signing_in import FirstAdministrator
from finance import people
from finance.models import Membership
from tests.ground import web_ground

pytestmark = pytest.mark.django_db
NUMBER = "991240999016"


@pytest.fixture
def ground() -> web_ground.WebGround:
    return web_ground.empty()


def fold() -> None:
    step = importlib.import_module("finance.migrations.0028_names_without_capitals")
    step.fold(apps, connection.schema_editor())


@pytest.mark.parametrize("typed", ["Aigul", " AIGUL ", "aigul", "ａｉｇｕｌ"])
def test_however_it_is_typed_one_person_signs_in(ground, typed: str) -> None:
    User.objects.create_user("AiguL", password="a long enough password")
    client = Client()
    refused = client.post("/sign-in/", {"username": typed, "password": "A long enough password"})
    assert "различаются только в пароле" in refused.content.decode()
    client.post("/sign-in/", {"username": typed, "password": "a long enough password"})
    assert client.session["_auth_user_id"] == str(User.objects.get(username="aigul").pk)


def test_wrong_passwords_count_for_one_person_however_the_name_is_typed(ground, settings) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    User.objects.create_user("aigul", password="a long enough password")
    tries = [Client().post("/sign-in/", {"username": n, "password": "?"}) for n in ("aigul", "Aigul", "AIGUL")]
    assert [answer.status_code for answer in tries] == [200, 200, 429]


@pytest.mark.parametrize(("first", "second"), [("aigul", "Aigul"), ("Айгүл", "АЙГҮЛ")])
def test_a_page_a_file_and_a_command_mean_the_same_person(ground, tmp_path, first: str, second: str) -> None:
    admin = ground.client("admin")
    admin.post(f"/set-up/{NUMBER}/people/", {"username": first, "role": "economist"})
    admin.post(f"/set-up/{NUMBER}/people/", {"username": second, "role": "accountant"})
    path, out = tmp_path / "setup.json", io.StringIO()
    users = [
        {"username": name, "role": role, "facility": NUMBER}
        for name, role in ((first.upper(), "economist"), (second, "manager"))
    ]
    path.write_text(json.dumps({"users": users}), encoding="utf-8")
    call_command("setup", str(path), "--format", "json", stdout=out)
    said = json.loads(out.getvalue())
    assert (said["created"].get("users"), said["unchanged"].get("users")) == (1, 1)
    [person] = {one.user for one in Membership.objects.filter(user__username__startswith=first.lower()[:3])}
    assert set(Membership.objects.filter(user=person).values_list("role", flat=True)) == {
        "economist",
        "accountant",
        "manager",
    }
    call_command("api_token", second.upper(), "--days", "1", stdout=io.StringIO())
    assert person.api_tokens.count() == 1


def test_names_of_the_program_itself_are_nobodys_in_any_spelling(ground) -> None:
    said = ground.client("admin").post(f"/set-up/{NUMBER}/people/", {"username": "Operator", "role": "economist"})
    assert said.status_code == 422
    form = FirstAdministrator(
        {"full_name": "А", "username": "Command-Line", "password1": "длинный пароль 7", "password2": "длинный пароль 7"}
    )
    assert "username" in form.errors


def test_the_administration_refuses_a_second_spelling_at_the_field(ground) -> None:
    User.objects.create_user("Айгүл")
    sent = {"username": "АЙГҮЛ", "usable_password": "false"}
    page = ground.client("admin").post("/admin/auth/user/add/", sent)
    assert page.context["adminform"].form.errors["username"]
    assert User.objects.filter(username__icontains="йг").count() == 1


def test_an_upgrade_keeps_names_without_capitals_and_refuses_two_of_one_name(ground) -> None:
    one = User.objects.create(username="Saule")
    fold()
    assert User.objects.get(pk=one.pk).username == "saule"
    User.objects.create(username="SAULE")
    with pytest.raises(CommandError, match=r"“SAULE”, “saule”"):
        fold()
    assert set(User.objects.filter(username__istartswith="saule").values_list("username", flat=True)) == {
        "saule",
        "SAULE",
    }


def test_the_first_administrator_is_kept_the_same_way(db) -> None:
    assert people.make_first_administrator(" Bas ", "А", "длинный пароль 7").username == "bas"
