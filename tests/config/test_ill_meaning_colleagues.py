"""Whoever means ill gets nowhere: past the second person, past their own facility, past the pages by the back doors."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from finance import api_tokens
from finance.models import Budget, DoubtAnswer, Membership
from tests.config.test_the_matrix_of_rights import SENT
from tests.ground import import_ground
from tests.ground.rights_ground import ROLES, RightsGround

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAYMENTS = b"date,number,code,amount\n2025-02-10,1,159,5.00\n"
# what may be said and remembered by anybody, and moves no money
OF_NO_WEIGHT = {"finance_auditevent", "finance_chaintouch", "finance_chainlink", "finance_signedin", "django_admin_log",
                "auth_user", "finance_checkedbooks", "axes_accessattempt", "axes_accesslog"}  # fmt: skip
# whoever entered everything presses what only another person may
OF_ANOTHER = ("procurement:approve", "procurement:approve-act", "procurement:approve-closing", "procurement:approve-carried",
              "approve-issue", "approve-plan", "approve-reopening", "imports:decide-undo")  # fmt: skip


def standing() -> dict[str, Any]:
    """Every row that weighs, as it is in the database."""
    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed]
    return {
        f"{one._meta.db_table}": sorted(map(repr, one._base_manager.values_list()))
        for one in models
        if one._meta.db_table not in OF_NO_WEIGHT
    }


@pytest.fixture
def ground(monkeypatch) -> RightsGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", import_ground.TODAY, raising=False)
    return RightsGround()


class Tries:
    """Each is taken back; `moved` says by its name what changed in spite of it, or what broke."""

    def __init__(self) -> None:
        self.before, self.count, self.moved = standing(), 0, dict[str, Any]()

    def press(self, name: str, client: Client, path: str, data: dict[str, Any]) -> None:
        client.raise_request_exception = False
        with transaction.atomic():
            status = client.post(path, data).status_code
            self.judge(f"{name} {path}", status >= 500)
            transaction.set_rollback(True)

    def command(self, *words: str) -> None:
        said = "done"
        with transaction.atomic():
            try:
                call_command(*words, stdout=StringIO(), stderr=StringIO())
            except SystemExit as ended:
                said = f"exit {ended.code}"
            except Exception as error:  # noqa: BLE001 - told below, whatever it is
                said = repr(error)
            self.judge(" ".join(map(str, words)), said == "done")
            transaction.set_rollback(True)

    def judge(self, name: str, is_wrong: bool) -> None:
        self.count += 1
        after = standing()
        changed = {table for table in after if after[table] != self.before[table]}
        if changed or is_wrong:
            self.moved[name] = sorted(changed) or "no refusal"


def everywhere(ground: RightsGround, place: str = "own") -> Client:
    """The economist who entered everything, with every role there is."""
    person = ground.web.person("economist")
    for role in ROLES:
        Membership.objects.get_or_create(user=person, facility=ground.facilities[place], role=role)
    return ground.web.client("economist")


def test_whoever_entered_a_paper_approves_none_of_them_whatever_roles_they_hold(ground) -> None:
    client = everywhere(ground)
    tries = Tries()
    for name in OF_ANOTHER:
        for data in ({}, {"approved_by": "manager"}, {"user": str(ground.web.person("manager").pk)}):
            tries.press(name, client, ground.path(name), {**SENT.get(name, {}), **data})
    assert tries.moved == {}
    assert tries.count == 3 * len(OF_ANOTHER)


def mixed(ground: RightsGround, own: dict[str, str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Addresses of one's own facility with an id of another's, and forms of one's own that name it."""
    key, number, sister = ground.budget.key, ground.budget.facility.number, own["number"]
    foreign = ground.named
    for name in ("procurement:assign", "approve-reopening", "give-up-reopening", "stop-proof", "tariffs:indicator"):
        yield name, reverse(name, kwargs={**foreign[name], "key": own["key"]}), {}
    yield "answer", reverse("take-back-answer", args=[own["key"], "form2", DoubtAnswer.objects.get().pk]), {}
    for role in ROLES:
        held = Membership.objects.filter(facility=ground.facilities["own"], role=role).first()
        if held is not None:
            for deed in ("end", "link", "telephone", "sign-out", "remove", ""):
                data = {"person": str(held.pk), "do": deed, "action": deed}
                yield f"{role} {deed}", reverse("change-person", kwargs={"number": sister}), data
    for said in ({"budget": key}, {"facility": number}):
        yield f"upload {said}", reverse("imports:upload"), said | {"files": SimpleUploadedFile("a.csv", PAYMENTS)}
    paper = {
        "date": "2025-02-10",
        "number": "1",
        "code": str(ground.web.code["159"]),
        "amount": "5.00",
        "month": "2025-02",
    }
    yield "by hand", reverse("enter", kwargs={"key": own["key"], "kind": "cash"}), paper | {"budget": key}
    contract = foreign["procurement:contract"]["pk"]
    yield "agreement", reverse("procurement:agreement", args=[contract]), {"number": "1", "budget": own["key"]}
    yield "act", reverse("procurement:act", args=[contract]), {"number": "1", "budget": own["key"]}
    yield "token", reverse("tokens"), {"facility": number, "days": "5"}
    yield "view of another", reverse("forget-view", kwargs=foreign["forget-view"]), {}
    yield "work", reverse("imports:work-cancel", kwargs=foreign["imports:work-cancel"]), {}
    yield "issue", reverse("approve-issue", kwargs=foreign["approve-issue"]), {"key": own["key"]}
    yield "together", reverse("imports:together"), {"file": str(foreign["imports:batch"]["number"]), "do": "post"}


def test_a_sister_facility_reaches_nothing_through_addresses_of_her_own(ground) -> None:
    sister = ground.facilities["sister"]
    same = {"programme": ground.budget.programme, "source": ground.budget.source}
    own = Budget.objects.create(key="sister-2025", facility=sister, year=2025, **same)
    client = ground.client("sister", *ROLES)
    tries = Tries()
    for name, path, data in mixed(ground, {"key": own.key, "number": sister.number}):
        tries.press(name, client, path, data)
    assert tries.moved == {}
    assert tries.count > 30


def test_a_program_of_a_sister_facility_reads_nothing_of_ours(ground) -> None:
    ground.client("sister", *ROLES)
    text, _kept = api_tokens.make_token(ground.web.person("sister-" + "-".join(ROLES)), days=5)
    key, number = ground.budget.key, ground.budget.facility.number
    for path in (f"reports/form2?budget={key}&from=2025-01&through=2025-06", f"entries?budget={key}&measure=cash",
                 f"reports/form2?facility={number}&year=2025&from=2025-01&through=2025-06", "budgets",
                 f"reports/form2?tree={number}&year=2025&from=2025-01&through=2025-06"):  # fmt: skip
        answer = Client().get(f"/api/{path}", headers={"Authorization": f"Bearer {text}"})
        assert answer.status_code < 500
        assert key not in answer.content.decode()
        assert ground.budget.facility.name_ru not in answer.content.decode()
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(Client(), method)(f"/api/entries?budget={key}", headers={"Authorization": f"Bearer {text}"})
        assert answer.status_code in (401, 403, 404, 405)


def test_commands_ask_for_the_rights_of_whom_they_name(ground, tmp_path) -> None:
    key, named = ground.budget.key, ground.named
    file = tmp_path / "a.csv"
    file.write_bytes(PAYMENTS)
    plan = tmp_path / "plan.csv"
    plan.write_text("number,date,code,month,amount\n9,2025-02-20,159,2025-09,9.00\n")
    for place, role in (("sister", "economist"), ("branch", "accountant")):
        ground.client(place, role)
    batch, issue = str(named["imports:batch"]["number"]), str(named["approve-issue"]["pk"])
    posted = str(named["imports:decide-undo"]["number"])
    tries = Tries()
    for person in (
        "auditor",
        "manager",
        "admin",
        "sister-economist",
        "branch-accountant",
        "nobody",
        "operator",
        "command-line",
    ):
        tries.command("import_file", str(file), "--budget", key, "--as", person)
        tries.command("undo_import", posted, "--reason", "r", "--as", person)
        if person not in ("manager", "admin"):
            tries.command("close_month", key, "2025-02", "--as", person)
    one = "economist"
    tries.command("import_file", str(plan), "--kind", "amendment", "--budget", key, "--as", one, "--approved-by", one)
    tries.command(
        "import_file", str(plan), "--kind", "amendment", "--budget", key, "--as", one, "--approved-by", "operator"
    )
    tries.command("undo_import", posted, "--reason", "r", "--as", one, "--approved-by", one)
    tries.command("approve_issue", issue, "--as", one)
    tries.command(
        "reopen_month", key, "2025-01", "--reason", "r", "--until", "2025-12-20", "--as", one, "--approved-by", one
    )
    tries.command("approve", batch, "--as", one)
    assert tries.moved == {}
    assert tries.count > 25


def test_the_administration_changes_no_money_and_gives_no_role(ground) -> None:
    root = User.objects.create_superuser("root-of-all", password="a long phrase of ours 7")
    client = Client()
    client.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
    tries = Tries()
    for app, model, pk in (("finance", "entry", "entry"), ("finance", "document", "document")):
        for deed in ("add/", f"{ground.named[pk]['pk']}/change/", f"{ground.named[pk]['pk']}/delete/"):
            tries.press(deed, client, f"/admin/{app}/{model}/{deed}", {"post": "yes", "amount": "1", "reason": "x"})
    held = Membership.objects.first()
    for model, pk in (
        ("membership", held.pk),
        ("monthstate", 1),
        ("askedreopening", 1),
        ("auditevent", 1),
        ("cashbalance", 1),
    ):
        for deed in ("add/", f"{pk}/change/", f"{pk}/delete/"):
            tries.press(
                deed, client, f"/admin/finance/{model}/{deed}", {"post": "yes", "role": "manager", "is_closed": ""}
            )
    contract = ground.named["procurement:contract"]["pk"]
    for deed in ("add/", f"{contract}/change/", f"{contract}/delete/"):
        tries.press(deed, client, f"/admin/procurement/contract/{deed}", {"post": "yes", "status": "signed"})
    assert tries.moved == {}
    for name in ("procurement:approve", "imports:post", "close-month", "approve-plan"):
        assert client.post(ground.path(name), SENT.get(name, {})).status_code == 403
