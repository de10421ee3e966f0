"""The second factor: a telephone's code after the password, recovery codes once, for the roles that the facility names."""

import base64
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from finance import proving_oneself, second_factor, sessions
from finance.checks import second_factor_of_everybody
from finance.models import AuditEvent, Facility, Membership, Setting, SignedIn
from procurement import drafts
from tests.ground import contract_web_ground, web_ground
from tests.ground.pages import errors_of, fields_of, page_of
from tests.ground.web_ground import WebGround

pytestmark = pytest.mark.django_db
NOW = 1_765_800_000


@pytest.fixture
def ground() -> WebGround:
    return web_ground.empty()


def require_of(ground: WebGround, *roles: str) -> None:
    Setting.objects.create(facility=ground.budget.facility, key=second_factor.REQUIRED_OF, value=list(roles))


def sign_in(name: str = "accountant") -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.post(reverse("login"), {"username": name, "password": "demo"})
    return client


def code_of_now() -> str:
    device = TOTPDevice.objects.latest("pk")
    return f"{totp(device.bin_key):06}"


def set_up(name: str = "accountant") -> list[str]:
    """The recovery codes of somebody who has a telephone since a minute before `NOW`."""
    with time_machine.travel(NOW - 60, tick=False):
        client = sign_in(name)
        page = client.get(reverse("set-up-factor"))
        shown = page_of(page).only("code").text.replace(" ", "")
        code = f"{totp(base64.b32decode(shown)):06}"
        sent = {"telephone": fields_of(page)["telephone"], "code": code}
        said = client.post(reverse("set-up-factor"), sent).content.decode()
    return re.findall(r"<code>([a-z2-7-]{29})</code>", said)


def test_a_telephone_is_kept_once_its_first_code_is_right_and_only_for_whom_it_was_offered(ground) -> None:
    client, page = sign_in(), reverse("set-up-factor")
    offered = fields_of(client.get(page))["telephone"]
    assert TOTPDevice.objects.count() == 0
    again = client.post(page, {"telephone": offered, "code": "000000"})
    assert (again.status_code, set(errors_of(again))) == (422, {"code"})
    # the picture that was read stays the one that counts
    device = second_factor.offered_again(ground.person("accountant"), fields_of(again)["telephone"])
    assert device is not None
    code = f"{totp(device.bin_key):06}"
    for foreign in (sign_in("economist").post(page, {"telephone": offered, "code": code}),
                    client.post(page, {"telephone": offered[:-1], "code": code}),
                    client.post(page, {"code": code})):  # fmt: skip
        assert foreign.status_code == 422
    assert TOTPDevice.objects.count() == 0
    assert "Recovery codes" in client.post(page, {"telephone": offered, "code": code}).content.decode()
    assert TOTPDevice.objects.get().user.username == "accountant"


def test_a_required_role_sees_nothing_before_it_is_set_up(ground) -> None:
    require_of(ground, "accountant")
    client = sign_in()
    for page in (reverse("home"), reverse("entries"), reverse("report", args=["2025-fund", "form2"])):
        assert client.get(page)["Location"].startswith(reverse("set-up-factor"))
    assert sign_in("economist").get(reverse("home")).status_code == 200


def test_who_owes_it_is_told_nothing_of_the_books_where_it_is_set_up(ground) -> None:
    require_of(ground, "accountant")
    names = [ground.budget.facility.name_ru, reverse("entries"), reverse("search")]
    for client, is_told in ((sign_in(), False), (sign_in("economist"), True)):
        said = client.get(reverse("set-up-factor")).content.decode()
        assert [name in said for name in names] == [is_told] * len(names)


@pytest.mark.parametrize("who_asks", ["installation", "facility", "branch of the facility"])
@pytest.mark.parametrize("name", ["accountant", "admin", "auditor"])
def test_everybody_sets_one_up_before_seeing_anything(ground, settings, who_asks: str, name: str) -> None:
    facility = ground.budget.facility
    if who_asks == "installation":
        settings.SECOND_FACTOR_OF_EVERYBODY = True
    elif who_asks == "facility":
        require_of(ground, second_factor.EVERYBODY)
    else:
        below = Facility.objects.create(number="991240999032", name_ru="Филиал", parent=facility)
        Setting.objects.create(facility=below, key=second_factor.REQUIRED_OF, value=[second_factor.EVERYBODY])
    ground.person(name)
    assert sign_in(name).get(reverse("home"))["Location"].startswith(reverse("set-up-factor"))
    assert len(set_up(name)) == second_factor.CODES
    with time_machine.travel(NOW, tick=False):
        client = sign_in(name)
        assert client.get(reverse("home"))["Location"].startswith(reverse("second-factor"))
        client.post(reverse("second-factor"), {"code": code_of_now()})
        assert client.get(reverse("home")).status_code == 200
        client.post(reverse("change-factor"), {"do": "none"})
    assert TOTPDevice.objects.filter(user=ground.person(name)).exists()


def test_the_page_of_choices_asks_everybody_or_roles_and_the_deployment_check_warns_until_everybody_is(ground) -> None:
    facility, key = ground.budget.facility, second_factor.REQUIRED_OF
    page, warnings = reverse("choices", args=[facility.number]), []
    for told, kept in (
        ({}, None), ({"roles": ["accountant"]}, ["accountant"]),
        ({"roles": ["accountant"], "everybody": "on"}, [second_factor.EVERYBODY]),
    ):  # fmt: skip
        asked = {"choice": key} | {f"{key}-{name}": value for name, value in told.items()}
        assert ground.client("admin").post(page, asked).status_code == 302
        assert [one.value for one in Setting.objects.filter(key=key)] == ([] if kept is None else [kept])
        warnings.append([one.id for one in second_factor_of_everybody()])
    assert warnings == [["finance.W002"], ["finance.W002"], []]
    Facility.objects.create(number="991240999040", name_ru="Соседний центр")
    assert second_factor_of_everybody() != []


@time_machine.travel(NOW, tick=False)
def test_the_code_of_now_opens_the_pages_once(ground) -> None:
    codes = set_up()
    assert len(set(codes)) == second_factor.CODES
    first, second = sign_in(), sign_in()
    assert first.get(reverse("home"))["Location"].startswith(reverse("second-factor"))
    now = code_of_now()
    assert first.post(reverse("second-factor"), {"code": now, "next": "/imports/"})["Location"] == "/imports/"
    assert first.get(reverse("home")).status_code == 200
    # the same code again, and a wrong one
    assert second.post(reverse("second-factor"), {"code": now}).status_code == 422
    assert second.post(reverse("second-factor"), {"code": "000000"}).status_code == 422
    assert second.get(reverse("home")).status_code == 302


def test_a_recovery_code_works_once_and_only_its_digest_is_kept(ground) -> None:
    codes = set_up()
    assert not {code.replace("-", "") for code in codes} & {one.token.lower() for one in StaticToken.objects.all()}
    client = sign_in()
    assert client.post(reverse("second-factor"), {"code": codes[0].upper()}).status_code == 302
    assert client.get(reverse("home")).status_code == 200
    assert second_factor.codes_left(ground.person("accountant")) == second_factor.CODES - 1
    assert sign_in().post(reverse("second-factor"), {"code": codes[0]}).status_code == 422


def test_wrong_codes_make_the_next_try_wait(ground) -> None:
    codes = set_up()
    client = sign_in()
    for _try in range(3):
        client.post(reverse("second-factor"), {"code": "wrong-code"})
    assert client.post(reverse("second-factor"), {"code": codes[0]}).status_code == 422


def test_a_lost_telephone_is_taken_away_by_who_manages_the_facility(ground) -> None:
    set_up()
    facility, person = ground.budget.facility, ground.person("accountant")
    asked = {"person": Membership.objects.get(user=person).pk, "do": "telephone"}
    address = reverse("change-person", args=[facility.number])
    assert ground.client("economist").post(address, asked).status_code == 403
    page = ground.client("admin").get(reverse("people", args=[facility.number]))
    assert [one.user.username for one in page.context["colleagues"] if one.has_factor] == ["accountant"]
    ground.client("admin").post(address, asked)
    assert sign_in().get(reverse("home")).status_code == 200
    assert list(AuditEvent.objects.filter(action__startswith="people.second").values_list("action", "user__username")) == [
        ("people.second-factor-taken-away", "admin"), ("people.second-factor-set-up", "accountant"),
    ]  # fmt: skip


def test_where_one_is_signed_in_is_listed_and_ended(ground) -> None:
    here, elsewhere = sign_in(), sign_in()
    page = here.get(reverse("account"))
    assert len(page.context["sessions"]) == 2
    assert here.session.session_key not in page.content.decode()
    other = next(name for name, _one, is_this in page.context["sessions"] if not is_this)
    session = here.session
    session[sessions.PROVEN] -= 700
    session.save()
    assert here.post(reverse("end-session"), {"session": other})["Location"].startswith(reverse("prove"))
    here.post(reverse("prove"), {"password": "demo"})
    sign_in("economist").post(reverse("end-session"), {"session": other})
    assert elsewhere.get(reverse("home")).status_code == 200
    here.post(reverse("end-session"), {"session": other})
    assert elsewhere.get(reverse("home"))["Location"].startswith(reverse("login"))
    assert here.get(reverse("home")).status_code == 200


def test_who_manages_the_facility_signs_a_person_out_everywhere(ground) -> None:
    facility, person = ground.budget.facility, ground.person("accountant")
    here, elsewhere = sign_in(), sign_in()
    address, asked = reverse("change-person", args=[facility.number]), {"do": "sessions"}
    asked["person"] = str(Membership.objects.get(user=person).pk)
    assert ground.client("economist").post(address, asked).status_code == 403
    assert here.get(reverse("home")).status_code == 200
    ground.client("admin").post(address, asked)
    for signed_out in (here, elsewhere):
        assert signed_out.get(reverse("home"))["Location"].startswith(reverse("login"))
    event = AuditEvent.objects.get(action="people.sessions-ended")
    assert (event.user.username, event.data["user"], event.data["count"]) == ("admin", "accountant", 2)


@pytest.mark.parametrize(("left_alone", "is_in"), [(3500, True), (3700, False)])
def test_a_session_left_alone_is_over(ground, left_alone: int, is_in: bool) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in()
        clock.move_to(NOW + left_alone)
        assert (client.get(reverse("home")).status_code == 200) == is_in


def test_no_session_lasts_longer_than_a_working_day(ground) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in()
        for half_hour in range(1, 24):
            clock.move_to(NOW + half_hour * 1800)
            assert client.get(reverse("home")).status_code == 200
        clock.move_to(NOW + 12 * 3600 + 60)
        assert client.get(reverse("home")).status_code == 302
    assert not SignedIn.objects.filter(user=ground.person("accountant")).exists()


def test_a_large_sum_asks_for_the_password_again(ground) -> None:
    facility = ground.budget.facility
    Setting.objects.create(facility=facility, key=proving_oneself.ABOVE, value="99.00")
    sums = {"99.00": False, "99.01": True}
    papers = contract_web_ground.ContractGround(ground)
    ground.plan(("159", 1, "1000.00"))
    for amount, is_asked in sums.items():
        with time_machine.travel(NOW, tick=False) as clock:
            client = sign_in("manager")
            draft = drafts.draft(
                ground.budget, papers.terms(amount, papers.line(4, amount)), entered_by=ground.person("economist")
            )
            clock.move_to(NOW + proving_oneself.LASTS + 1)
            page, approve = (
                reverse("procurement:contract", args=[draft.pk]),
                reverse("procurement:approve", args=[draft.pk]),
            )
            answer = client.post(approve, headers={"referer": f"http://testserver{page}"})
            assert (reverse("prove") in answer["Location"]) == is_asked
            if is_asked:
                asked = answer["Location"]
                assert client.post(asked, {"password": "wrong"}).status_code == 422
                assert client.post(asked, {"password": "demo"})["Location"] == f"http://testserver{page}"
                client.post(approve)
            draft.refresh_from_db()
            assert draft.status == "signed"
