"""A facility made or completed from a file: what is there is left, what differs is refused by its place."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from finance.models import Budget, BudgetCode, Facility, Membership
from finance.setting_up import set_up
from tariffs.models import Beds, CareProfile

pytestmark = pytest.mark.django_db
NUMBER = "991240999016"


def hospital(**sections: Any) -> dict[str, Any]:
    return {
        "facilities": [{"number": NUMBER, "name_ru": "Центр", "accounts": ["KZ00 0000 0000 0000 0018"]}],
        "budgets": [
            {"key": "2026-fund", "facility": NUMBER, "year": 2026, "programme": "253/067", "source": "social-insurance"}
        ],
        "users": [{"username": "anna", "role": "economist", "facility": NUMBER}],
        "profiles": [
            {"key": "neurology", "name_ru": "Неврология", "beds": [{"from": "2026-01-01", "beds": "155"}]}
        ],
        "codes": [{"code": "112", "name_ru": "Доплаты", "name_kk": "Қосымша ақы"}],
    } | sections  # fmt: skip


def test_an_empty_database_becomes_a_hospital_and_a_second_time_changes_nothing() -> None:
    done = set_up(hospital())
    assert done.problems == []
    assert dict(done.created) == {
        "facilities": 1, "accounts": 1, "budgets": 1, "users": 1, "profiles": 1, "beds": 1, "codes": 1,
    }  # fmt: skip
    again = set_up(hospital())
    assert (dict(again.created), dict(again.completed), again.problems) == ({}, {}, [])
    assert again.unchanged["budgets"] == 1
    assert Budget.objects.get().facility.accounts.get().iik == "KZ000000000000000018"
    assert Beds.objects.get().beds == 155
    assert BudgetCode.objects.filter(code="111").exists()


def test_what_differs_is_refused_by_its_place_and_nothing_is_changed() -> None:
    set_up(hospital())
    renamed = [{"number": NUMBER, "name_ru": "Другой"}]
    done = set_up(hospital(facilities=renamed, profiles=[{"key": "somatic", "name_ru": "Соматика"}]))
    assert [(p.key, p.problem) for p in done.problems] == [("facilities[0].name_ru", "differs")]
    assert Facility.objects.get().name_ru == "Центр"
    assert not CareProfile.objects.filter(key="somatic").exists()


def test_what_was_left_empty_is_completed() -> None:
    set_up(hospital())
    done = set_up({"facilities": [{"number": NUMBER, "name_ru": "Центр", "name_kk": "Орталық"}]})
    assert (dict(done.completed), Facility.objects.get().name_kk) == ({"facilities": 1}, "Орталық")


def test_a_branch_may_stand_before_what_it_belongs_to() -> None:
    branch = {"number": "991240200016", "name_ru": "Филиал", "parent": NUMBER, "district": "Қаратал ауданы"}
    done = set_up({"facilities": [branch, {"number": NUMBER, "name_ru": "Центр"}]})
    assert done.problems == []
    assert Facility.objects.get(number="991240200016").parent == Facility.objects.get(number=NUMBER)


@pytest.mark.parametrize(
    ("sections", "place", "problem"),
    [
        ({"facilities": [{"number": "991240999017", "name_ru": "Ц"}]}, "facilities[0].number", "not-possible"),
        ({"facilities": [{"number": NUMBER}]}, "facilities[0].name_ru", "missing"),
        ({"facilities": {}}, "facilities", "not-a-list"),
        ({"wards": []}, "wards", "unknown-key"),
        (hospital(budgets=[{"key": "x", "year": 26, "programme": "253/067", "source": "social-insurance"}]),
         "budgets[0].year", "not-possible"),
        (hospital(budgets=[{"key": "x", "year": 2026, "programme": "999/999", "source": "social-insurance"}]),
         "budgets[0].programme", "unknown-programme"),
        (hospital(budgets=[{"key": "x", "year": 2026, "programme": "253/067", "source": "gold"}]),
         "budgets[0].source", "unknown-source"),
        (hospital(users=[{"username": "a", "role": "king"}]), "users[0].role", "unknown-role"),
        (hospital(codes=[{"code": "999", "name_ru": "Ничто"}]), "codes[0].code", "unknown-code"),
        (hospital(profiles=[{"key": "n", "name_ru": "Н", "beds": [{"from": "вчера", "beds": 1}]}]),
         "profiles[0].beds[0].from", "not-a-date"),
        (hospital(profiles=[{"key": "n", "name_ru": "Н", "beds": [{"from": "2026-01-01", "beds": "мало"}]}]),
         "profiles[0].beds[0].beds", "not-a-number"),
        ([], "", "not-an-object"),
    ],
)  # fmt: skip
def test_it_refuses_what_cannot_be_and_says_where(sections: Any, place: str, problem: str) -> None:
    done = set_up(sections)
    assert [(p.key, p.problem) for p in done.problems] == [(place, problem)]
    assert not Facility.objects.exists()


def test_a_person_chooses_a_password_by_a_link_that_works_once(client: Client) -> None:
    link = set_up(hospital()).links["anna"]
    form = client.get(link, follow=True)
    chosen = {"new_password1": "верблюд-идёт-домой", "new_password2": "верблюд-идёт-домой"}
    assert client.post(form.redirect_chain[-1][0], chosen).status_code == 302
    anna = User.objects.get(username="anna")
    assert anna.check_password("верблюд-идёт-домой")
    assert Membership.objects.get(user=anna).role == "economist"
    assert Client().get(link).context["validlink"] is False
    assert set_up(hospital()).links == {}


def test_the_command_prints_one_object_and_says_by_its_status_whether_it_was_done(tmp_path: Path) -> None:
    file = tmp_path / "setup.json"
    file.write_text(json.dumps(hospital(users=[])), encoding="utf-8")
    said = StringIO()
    call_command("setup", str(file), format="json", stdout=said)
    assert json.loads(said.getvalue())["created"]["facilities"] == 1
    file.write_text(json.dumps({"facilities": [{"number": NUMBER, "name_ru": "Другой"}]}), encoding="utf-8")
    said = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("setup", str(file), format="json", stdout=said)
    assert (left.value.code, json.loads(said.getvalue())["problems"][0]["key"]) == (1, "facilities[0].name_ru")
    file.write_text("{", encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("setup", str(file))
    assert refused.value.returncode == 2
