"""The administrator of a facility manages its people and no money; nobody gives rights to himself."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from finance import people, rights
from finance.models import AuditEvent, Facility, Membership
from finance.rights import Action
from tests.ground import web_ground
from tests.ground.web_ground import WebGround

pytestmark = pytest.mark.django_db
NUMBER = "991240999016"
OTHER = "991240999024"


@pytest.fixture
def ground() -> WebGround:
    return web_ground.empty()


@pytest.fixture
def admin(ground: WebGround) -> User:
    """The administrator of the facility, not of the program."""
    person = ground.person("admin")
    person.is_staff = person.is_superuser = False
    person.save()
    return person


def invite(client: Client, name: str, role: str, number: str = NUMBER):
    return client.post(f"/set-up/{number}/people/", {"username": name, "role": role}, follow=True)


def roles(name: str) -> set[str]:
    return set(Membership.objects.filter(user__username=name).values_list("role", flat=True))


def test_a_new_person_gets_a_link_that_is_shown_once(ground: WebGround, admin: User) -> None:
    client = ground.client("admin")
    said = invite(client, "aigul", "economist")
    [(name, link)] = said.context["links"]
    assert (name, roles("aigul")) == ("aigul", {"economist"})
    assert Client().get(link, follow=True).context["validlink"] is True
    assert client.get(f"/set-up/{NUMBER}/people/").context["links"] == []
    assert AuditEvent.objects.get(action="people.role-given").data["user"] == "aigul"


@pytest.mark.parametrize("name", ["economist", "accountant", "manager", "auditor"])
def test_only_an_administrator_gives_roles(ground: WebGround, name: str) -> None:
    assert invite(ground.client(name), "aigul", "economist").status_code == 403
    assert not User.objects.filter(username="aigul").exists()


def test_an_administrator_manages_no_money(ground: WebGround, admin: User) -> None:
    facility = ground.budget.facility
    assert {action for action in Action if rights.can(admin, action, facility)} == {Action.VIEW, Action.MANAGE}


def test_who_looks_after_the_program_manages_no_money_either(ground: WebGround) -> None:
    root = User.objects.create_superuser("root")
    facility = ground.budget.facility
    assert {action for action in Action if rights.can(root, action, facility)} == {Action.VIEW, Action.MANAGE}


def test_nobody_gives_a_role_to_himself(ground: WebGround, admin: User) -> None:
    answer = invite(ground.client("admin"), "admin", "economist")
    assert answer.status_code == 422
    assert roles("admin") == {"admin"}


def test_the_last_administrator_stays(ground: WebGround, admin: User) -> None:
    second = User.objects.create_superuser("root")
    held = Membership.objects.get(user=admin)
    with pytest.raises(people.PeopleError):
        people.take_role(second, held)
    with pytest.raises(people.PeopleError):
        people.switch(second, held.facility, admin, is_active=False)
    people.invite(second, held.facility, "economist", "admin")
    people.take_role(second, held)
    assert roles("admin") == set()


def test_an_administrator_of_another_facility_reaches_nobody_here(ground: WebGround) -> None:
    web_ground.stranger(ground)
    other = Facility.objects.get(number=OTHER)
    Membership.objects.filter(user__username="stranger").update(role="admin")
    client = ground.client("stranger")
    assert client.get(f"/set-up/{NUMBER}/people/").status_code == 404
    assert invite(client, "aigul", "economist").status_code == 404
    held = Membership.objects.get(user__username="economist")
    for told in ({"take": held.pk}, {"person": held.pk, "do": "link"}, {"person": held.pk, "do": "off"}):
        assert client.post(f"/set-up/{OTHER}/people/change/", told).status_code == 404
    assert invite(client, "economist", "economist", OTHER).status_code == 422
    assert roles("economist") == {"economist"}
    assert ground.person("economist").has_usable_password()
    assert other.pk not in {m.facility_id for m in Membership.objects.filter(user__username="economist")}


def test_a_facility_administrator_cannot_take_over_who_looks_after_the_program(ground: WebGround, admin: User) -> None:
    root = User.objects.create_superuser("root")
    held = Membership.objects.create(user=root, facility=ground.budget.facility, role="auditor")
    answer = ground.client("admin").post(f"/set-up/{NUMBER}/people/change/", {"person": held.pk, "do": "link"})
    assert answer.status_code == 403


def test_a_new_link_ends_the_old_password(ground: WebGround, admin: User) -> None:
    held = Membership.objects.get(user__username="economist")
    client = ground.client("admin")
    client.post(f"/set-up/{NUMBER}/people/change/", {"person": held.pk, "do": "link"})
    assert not User.objects.get(username="economist").has_usable_password()
    assert len(client.get(f"/set-up/{NUMBER}/people/").context["links"]) == 1


def test_who_is_switched_off_signs_in_no_more(ground: WebGround, admin: User) -> None:
    held = Membership.objects.get(user__username="economist")
    client = ground.client("admin")
    client.post(f"/set-up/{NUMBER}/people/change/", {"person": held.pk, "do": "off"})
    assert User.objects.get(username="economist").is_active is False
    client.post(f"/set-up/{NUMBER}/people/change/", {"person": held.pk, "do": "on"})
    assert User.objects.get(username="economist").is_active is True


def test_a_service_account_is_nobody_to_give_a_role_to(ground: WebGround, admin: User) -> None:
    assert invite(ground.client("admin"), "operator", "economist").status_code == 422
    assert roles("operator") == set()
