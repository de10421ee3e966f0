"""A set-up file is told all its faults at once, each once and at its own place, and leaves nothing behind."""

from typing import Any

import pytest

from finance.models import Budget, Facility, Membership
from finance.setting_up import set_up
from tariffs.models import Beds
from tests.browser.test_a_first_year import NUMBER

pytestmark = pytest.mark.django_db
ACCOUNT = "KZ000000000000000018"


def sound() -> dict[str, Any]:
    """A file of every section."""
    return {
        "facilities": [{"number": NUMBER, "name_ru": "Центр", "accounts": [ACCOUNT], "ownership": "state"}],
        "budgets": [
            {"key": "2026-fund", "facility": NUMBER, "year": 2026, "programme": "253/067", "source": "social-insurance"}
        ],
        "users": [{"username": "айгүл", "role": "economist", "facility": NUMBER}],
        "profiles": [{"key": "neurology", "name_ru": "Неврология", "beds": [{"from": "2026-01-01", "beds": "40"}]}],
        "codes": [{"code": "112", "name_ru": "Доплаты"}],
        "services": [{"service": "Электрофорез", "centre": "PHY", "units": "2"}],
        "projects": [{"key": "p", "name_ru": "П", "from": "2026-01", "through": "2026-02", "amount": "5.00",
                      "funders": [{"key": "f", "codes": ["414"], "promised": "1"}]}],
    }  # fmt: skip


def told(data: object) -> dict[str, str]:
    """The key of each problem by its place."""
    problems = set_up(data).problems
    assert len({problem.key for problem in problems}) == len(problems)
    return {problem.key: problem.problem for problem in problems}


def put(data: Any, place: str, value: object) -> None:
    """`budgets 0 year` becomes the value."""
    *above, last = [int(part) if part.isdigit() else part for part in place.split()]
    for part in above:
        data = data[part]
    data[last] = value


WRONG = {
    "facilities 0 ownership": ("чужая", "not-possible"),
    "facilities 0 accounts 0": ("KZ99", "not-possible"),
    "budgets 0 year": (26, "not-possible"),
    "budgets 0 source": ("кредит", "unknown-source"),
    "users 0 role": ("boss", "unknown-role"),
    "profiles 0 beds 0 from": ("2026-13-01", "not-a-date"),
    "codes 0 code": ("999", "unknown-code"),
    "services 0 units": ("два", "not-a-number"),
    "projects 0 amount": ("1e5", "not-an-amount"),
    "projects 0 from": ("2026-13", "not-a-date"),
    "projects 0 funders 0 codes": (["41x"], "unknown-code"),
    "projects 0 funders 0 promised": ("-5", "not-an-amount"),
    "projects 0 funders 0 number": ("991240999017", "not-possible"),
}


def key_of(place: str) -> str:
    words = place.split()
    key = "".join(f"[{word}]" if word.isdigit() else f".{word}" for word in words)[1:]
    return key + ".iik" if "accounts" in words else key


def test_every_fault_is_told_once_at_its_own_place_whatever_else_is_wrong() -> None:
    data = sound()
    for place, (value, _problem) in WRONG.items():
        put(data, place, value)
    expected = {key_of(place): problem for place, (_value, problem) in WRONG.items()}
    for place in ("facilities 0 colour", "budgets 0 colour", "profiles 0 beds 0 since", "projects 0 funders 0 colour"):
        put(data, place, "нет")
        expected[key_of(place)] = "unknown-key"
    data["budgets"].append({**data["budgets"][0], "key": "2027-fund", "facility": "000000000000", "colour": None})
    expected |= {"budgets[1].facility": "unknown-facility", "budgets[1].year": "not-possible", "budgets[1].source": "unknown-source",
                 "budgets[1].colour": "unknown-key"}  # fmt: skip
    assert told(data) == expected
    assert not Facility.objects.exists()
    assert not Budget.objects.exists()


@pytest.mark.parametrize(
    ("place", "value", "key"),
    [
        ("facilities 0 number", "991240999017", "facilities[0].number"),
        ("facilities 0 number", None, "facilities[0].number"),
        ("facilities 0 name_ru", ["Центр"], "facilities[0].name_ru"),
        ("facilities 0 parent", "990340001230", "facilities[0].parent"),
        ("facilities 0 parent", NUMBER, "facilities[0].parent"),
        ("facilities 0 is_active", "да", "facilities[0].is_active"),
    ],
)
def test_what_leans_on_a_refused_facility_is_no_fault_of_its_own(place: str, value: object, key: str) -> None:
    data = sound()
    put(data, place, value)
    if key.endswith("number") and value:
        put(data, "budgets 0 facility", value)
        put(data, "users 0 facility", value)
    assert set(told(data)) == {key}


def test_a_second_budget_of_one_year_programme_and_source_names_the_first() -> None:
    data = sound()
    data["budgets"].append({**data["budgets"][0], "key": "2026-again"})
    assert told(data) == {"budgets[1]": "not-possible"}


def test_an_administrator_may_be_called_so() -> None:
    data = sound()
    put(data, "users 0 role", "administrator")
    assert told(data) == {}
    assert [one.role for one in Membership.objects.all()] == ["admin"]
    assert told(data) == {}
    assert Membership.objects.count() == 1


def test_what_names_no_facility_is_of_the_one_above_the_others() -> None:
    data = sound()
    branch = {"number": "980540001305", "name_ru": "Филиал", "name_kk": "Филиал", "parent": NUMBER}
    data["facilities"].insert(0, branch)
    data["profiles"].append(
        {
            "key": "surgery",
            "name_ru": "Хирургия",
            "facility": branch["number"],
            "beds": [{"from": "2026-01-01", "beds": "5"}],
        }
    )
    assert told(data) == {}
    assert set(Beds.objects.values_list("facility__number", "beds")) == {(NUMBER, 40), (branch["number"], 5)}
    data["facilities"].append({"number": "980540001404", "name_ru": "Другая"})
    assert told(data)["codes[0].facility"] == "facility-needed"
