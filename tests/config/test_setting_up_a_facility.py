"""A facility made or completed from a file: what is there is left, what differs is refused by its place."""

import json
from collections.abc import Iterator
from copy import copy
from datetime import date
from io import StringIO
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from finance import reference
from finance.models import AuditEvent, Budget, BudgetCode, Facility, Membership
from finance.setting_up import set_up
from tariffs.models import Beds, CareProfile
from tests.ground.samples import sample
from tests.ground.snapshots import built_once

pytestmark = pytest.mark.django_db
NUMBER = "991240999016"


@pytest.fixture(autouse=True)
def _codes_are_there(request: pytest.FixtureRequest) -> None:
    """As `migrate` leaves them; only what begins with an empty database brings them itself."""
    if "an_empty_database" not in request.node.name:
        built_once(("reference",), reference.load)


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


def asked(tmp_path: Path, text: str, **options: Any) -> tuple[int, dict[str, Any]]:
    """Exit status and the object the command prints."""
    file, said = tmp_path / "setup.json", StringIO()
    file.write_text(text, encoding="utf-8")
    try:
        call_command("setup", str(file), format="json", stdout=said, **options)
    except SystemExit as left:
        return int(left.code or 0), json.loads(said.getvalue())
    except CommandError as error:
        return error.returncode, json.loads(said.getvalue())
    return 0, json.loads(said.getvalue())


@pytest.mark.parametrize(
    ("text", "problem"),
    [("", "not-json"), ("{", "not-json"), ("[]", "wrong-type"), ("{" * 60_000, "not-json"),
     ('{"users": [], "users": []}', "repeated-key"),
     (f'{{"facilities": [{{"number": "{NUMBER}", "name_ru": "А", "name_ru": "Б"}}]}}', "repeated-key")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_or_says_a_thing_twice_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    status, said = asked(tmp_path, text)
    assert (status, [one["problem"] for one in said["problems"]]) == (1, [problem])
    assert not Facility.objects.exists()


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("setup", str(tmp_path / "nothing.json"))
    assert refused.value.returncode == 2


def test_nothing_to_do_is_done(tmp_path: Path) -> None:
    assert asked(tmp_path, "{}") == (0, {"created": {}, "completed": {}, "unchanged": {}, "problems": [], "links": {}})


FULL = hospital(
    facilities=[{
        "number": NUMBER, "name_ru": "Центр", "name_kk": "Орталық", "accounts": ["KZ000000000000000018"],
        "ownership": "state", "is_active": True, "signatories": [{"place": "head", "name": "Ахметов А."}],
    }],
    programmes=[{"administrator": "253", "programme": "998", "subprogramme": "100", "name_ru": "П"}],
    services=[{"service": "Электрофорез", "centre": "PHY", "units": "2"}],
    projects=[{
        "key": "early", "name_ru": "П", "from": "2022-05", "through": "2022-12", "amount": "870273144.00",
        "funders": [{"key": "fund", "number": NUMBER, "codes": ["414"], "promised": "5.00"}],
        "sites": [{"key": "s", "city": "Г", "places": 5}], "akimats": ["Алматы қ."],
        "stages": [{"key": "one", "name": "С", "from": "2022-05", "through": "2022-06"}],
    }],
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield (*path, key)
        yield from places(one, (*path, key))


def changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    made = copy(data)
    made[path[0]] = changed(data[path[0]], path[1:], value)
    return made


def test_whatever_stands_where_something_else_is_expected_is_refused_at_its_place(monkeypatch: Any) -> None:
    assert set_up(FULL).problems == []
    monkeypatch.setattr(reference, "load", lambda: None)  # what every other set-up reads in vain
    wrong = cycle(([{"a": [1]}], "\ud800\x00", {"b": None}))
    for path in places(FULL):
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)[1:]
        found = set_up(changed(FULL, path, next(wrong))).problems
        assert [problem.key for problem in found if problem.key.startswith(key)], (key, found)


def test_numbers_without_quotes_are_what_they_say() -> None:
    done = set_up({
        "facilities": [{"number": int(NUMBER), "name_ru": "Центр"}],
        "profiles": [{"key": "n", "name_ru": "Н", "beds": [{"from": "2026-06-01", "beds": 9}, {"from": "2026-01-01", "beds": 7}]}],
        "codes": [{"code": 112, "name_ru": "Доплаты"}],
    })  # fmt: skip
    assert (done.problems, Facility.objects.get().number) == ([], NUMBER)
    assert sorted(Beds.objects.values_list("since", "beds")) == [(date(2026, 1, 1), 7), (date(2026, 6, 1), 9)]


def test_facilities_that_stand_below_each_other_are_refused() -> None:
    one, other = (
        {"number": NUMBER, "name_ru": "А", "parent": "991240200016"},
        {"number": "991240200016", "name_ru": "Б"},
    )
    assert {p.key for p in set_up({"facilities": [one, other | {"parent": NUMBER}]}).problems} == {
        "facilities[0].parent", "facilities[1].parent",
    }  # fmt: skip
    assert set_up({"facilities": [one, other]}).problems == []
    [problem] = set_up({"facilities": [other | {"parent": NUMBER}]}).problems
    assert (problem.key, problem.problem) == ("facilities[0].parent", "not-possible")


def test_a_second_file_of_a_project_completes_it_and_a_third_changes_nothing() -> None:
    set_up(FULL)
    more = changed(FULL, ("projects", 0, "sites"), [*FULL["projects"][0]["sites"], {"key": "t", "city": "Д"}])
    assert dict(+set_up(more).completed) == {"projects": 1}
    assert (dict(+set_up(more).created), dict(+set_up(more).completed)) == ({}, {})


def test_what_is_completed_is_checked_as_what_is_made() -> None:
    set_up(hospital())
    done = set_up({"facilities": [{"number": NUMBER, "name_ru": "Центр", "name_kk": "Ө" * 256}]})
    assert [p.key for p in done.problems] == ["facilities[0].name_kk"]


def test_without_a_person_the_account_of_the_command_line_acts_and_the_trail_says_so(tmp_path: Path) -> None:
    assert asked(tmp_path, json.dumps(hospital()))[0] == 0
    event = AuditEvent.objects.get(action="facility.set-up")
    assert (event.user.username, event.data["through"]) == ("command-line", "command line")


def test_a_person_sets_up_what_is_theirs_to_set_up(tmp_path: Path) -> None:
    boss = User.objects.create_superuser("boss")
    status, said = asked(tmp_path, json.dumps(hospital(users=[{"username": "olga", "role": "admin"}])), user="boss")
    assert (status, list(said["links"])) == (0, ["olga"])
    assert AuditEvent.objects.get(action="facility.set-up").user == boss
    branch = {"number": "991240200016", "name_ru": "Филиал", "parent": NUMBER}
    status, said = asked(
        tmp_path,
        json.dumps({"facilities": [branch], "users": [{"username": "anna", "role": "economist", "facility": NUMBER}]}),
        user="olga",
    )
    assert (status, said["created"], list(said["links"])) == (0, {"facilities": 1, "users": 1}, ["anna"])


@pytest.mark.parametrize(
    ("who", "sections", "place"),
    [
        ("anna", {"budgets": [{"key": "x", "year": 2027, "programme": "253/067", "source": "social-insurance"}]},
         "budgets[0].facility"),
        ("anna", {"programmes": [{"administrator": "999", "name_ru": "П"}]}, "programmes[0]"),
        ("anna", {"users": [{"username": "eve", "role": "admin"}]}, "users[0].facility"),
        ("anna", {"facilities": [{"number": NUMBER, "name_ru": "Центр"}]}, "facilities[0].number"),
        ("olga", {"facilities": [{"number": "991240200016", "name_ru": "Чужая"}]}, "facilities[0].number"),
        ("olga", {"users": [{"username": "olga", "role": "economist"}]}, "users[0].username"),
    ],
)  # fmt: skip
def test_a_person_sets_nothing_up_that_is_not_theirs(tmp_path: Path, who: str, sections: Any, place: str) -> None:
    set_up(hospital(users=[*hospital()["users"], {"username": "olga", "role": "admin"}]))
    status, said = asked(tmp_path, json.dumps(sections), user=who)
    assert (status, [(p["key"], p["problem"]) for p in said["problems"]]) == (1, [(place, "no-right")])


@pytest.mark.parametrize("who", ["nobody", "command-line", "operator"])
def test_only_a_person_is_named(tmp_path: Path, who: str) -> None:
    set_up(hospital())
    assert asked(tmp_path, "{}", user=who)[0] == 1


@pytest.mark.parametrize("name", ["projects/setup-project", "years/setup-years"])
def test_every_bundled_set_up_file_runs_twice(name: str) -> None:
    data = json.loads(sample(f"{name}.json").read_text("utf-8"))
    first, second = set_up(data), set_up(data)
    assert (first.problems, dict(+second.created), dict(+second.completed), second.problems) == ([], {}, {}, [])
