"""A paper of two people entered on the command line waits, and another person approves it there or on its page."""

import io
import json
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from finance.models import AuditEvent, Document, Entry
from imports.models import Batch
from tests.ground import web_ground
from tests.ground.act_ground import CONTRACTS

MONTHS = "январь;февраль;март;апрель;май;июнь;июль;август;сентябрь;октябрь;ноябрь;декабрь"
PLAN = (
    f"План финансирования на 2025 год, тенге\nНаименование;Код;{MONTHS};Итого за год\n"
    f"Зарплата;111;100,50;200,00{';0' * 10};300,50\nПитание;141;10,00{';0' * 11};10,00\nИтого;;110,50;200,00{';0' * 10};310,50\n"
)
CASH = "Дата;Номер;Специфика;Сумма;Получатель;БИН\n09.01.2025;100;151;200,00;ТОО «Су»;991240999189\nИтого;;;200,00;;\n"


@pytest.fixture
def ground(settings, db) -> Iterator[web_ground.WebGround]:
    settings.SMETA_TODAY = "2025-12-15"
    with translation.override("en"):
        yield web_ground.empty()


@pytest.fixture
def plan(tmp_path):
    return written(tmp_path, PLAN)


def written(folder, text: str, name: str = "file.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def ask(*arguments):
    out = io.StringIO()
    call_command(*map(str, arguments), "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def refusal(*arguments) -> str:
    with pytest.raises(CommandError) as refused:
        call_command(*map(str, arguments))
    assert refused.value.returncode == 1
    return str(refused.value)


def test_it_waits_and_nothing_is_posted(ground, plan) -> None:
    said = ask("import_file", plan, "--as", "economist")
    assert (said["status"], said["rows"]["posted"], said["total"]) == ("waiting", 2, "310.50")
    assert not Entry.objects.exists()
    assert Batch.objects.get(pk=said["batch"]).entered_by.username == "economist"


def test_another_person_approves_it(ground, plan) -> None:
    waiting = ask("import_file", plan, "--as", "economist")
    done = ask("approve", waiting["batch"], "--as", "manager")
    assert (done["status"], done["total"]) == ("posted", "310.50")
    document = Document.objects.get()
    assert (document.entered_by.username, document.approved_by.username) == ("economist", "manager")
    # the number it had while it waited leads to what it became
    assert ask("undo_import", waiting["batch"], "--reason", "проба")["reversed"] == 3


def test_the_trail_tells_who_when_and_where(ground, plan) -> None:
    waiting = ask("import_file", plan, "--as", "economist")
    ask("approve", waiting["batch"], "--as", "manager")
    told = {
        event.action: (event.user.username, event.data["through"], event.data.get("approved_by"))
        for event in AuditEvent.objects.filter(action__startswith="imports.batch")
    }
    assert told == {
        "imports.batch.waits": ("economist", "command line", None),
        "imports.batch.posted": ("economist", "command line", "manager"),
        "imports.batch.approved": ("manager", "command line", "manager"),
    }


def test_it_stands_on_the_first_page_of_whoever_may_approve_it_and_in_the_words_of_the_command(ground, plan, capsys):
    call_command("import_file", plan, "--as", "economist")
    number = Batch.objects.get().pk
    assert f"approve {number} --as" in capsys.readouterr().out
    address = reverse("imports:batch", args=[number])
    shown = {name: address in to_do(ground, name) for name in ("manager", "economist", "accountant")}
    assert shown == {"manager": True, "economist": False, "accountant": False}


def to_do(ground, name: str) -> str:
    return str(ground.client(name).get(reverse("home")).context["to_approve"])


def test_it_may_be_approved_on_its_page_as_well(ground, plan) -> None:
    number = ask("import_file", plan, "--as", "economist")["batch"]
    client = ground.client("manager")
    seen = client.get(reverse("imports:batch", args=[number])).context["seen"]
    client.post(reverse("imports:post", args=[number]), {"seen": seen})
    assert Document.objects.get().approved_by.username == "manager"


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("economist", "Another person must approve"),
        ("nobody", "There is no account “nobody”"),
        ("accountant", "those who approve them: management"),
        ("auditor", "You have no right to approve plans"),
        ("operator", "an account of the program itself"),
        ("command-line", "an account of the program itself"),
    ],
)
def test_nobody_else_approves_it(ground, plan, who, why) -> None:
    number = ask("import_file", plan, "--as", "economist")["batch"]
    assert why in refusal("approve", number, "--as", who)
    assert not Entry.objects.exists()


def test_what_does_not_wait_is_not_approved(ground, plan, tmp_path) -> None:
    assert "There is no import 404" in refusal("approve", 404, "--as", "manager")
    posted = ask("import_file", written(tmp_path, CASH, "cash.csv"))
    assert "does not wait for approval: posted" in refusal("approve", posted["batch"], "--as", "manager")
    waiting = ask("import_file", plan, "--as", "economist")
    ask("approve", waiting["batch"], "--as", "manager")
    assert "does not wait for approval: posted" in refusal("approve", waiting["batch"], "--as", "manager")


def test_books_that_changed_meanwhile_are_told_and_nothing_is_posted(ground, plan) -> None:
    waiting = ask("import_file", plan, "--as", "economist")
    ground.plan(("111", 1, "40.50"))
    before = Entry.objects.count()
    said = refusal("approve", waiting["batch"], "--as", "manager")
    assert "code 111, January 2025, plan by contract: shown 0.00 → 100.50, now 40.50 → 100.50" in said
    assert Entry.objects.count() == before
    again = ask("import_file", plan, "--as", "economist")
    assert again["status"] == "waiting"
    assert ask("approve", waiting["batch"], "--as", "manager")["status"] == "posted"


def test_the_same_file_waits_once(ground, plan) -> None:
    ask("import_file", plan, "--as", "economist")
    ask("import_file", plan, "--as", "economist")
    assert Batch.objects.count() == 1


def test_a_refused_or_known_paper_keeps_nothing(ground, plan, tmp_path) -> None:
    wrong = written(tmp_path, PLAN.replace("310,50", "310,51"), "wrong.csv")
    with pytest.raises(SystemExit):
        call_command("import_file", wrong, "--as", "economist")
    assert not Batch.objects.exists()
    ask("import_file", plan)
    said = ask("import_file", plan, "--as", "economist")
    assert (said["status"], said["batch"], Batch.objects.count()) == ("already-imported", None, 1)


def test_what_one_person_may_post_is_posted_at_once(ground, tmp_path) -> None:
    assert ask("import_file", written(tmp_path, CASH), "--as", "accountant")["status"] == "posted"
    document = Document.objects.get()
    assert (document.entered_by.username, document.approved_by) == ("accountant", None)


def test_two_who_are_named_post_at_once_by_the_same_rule(ground, plan) -> None:
    assert "those who approve them: management" in refusal(
        "import_file", plan, "--as", "economist", "--approved-by", "accountant"
    )
    assert ask("import_file", plan, "--as", "economist", "--approved-by", "manager")["status"] == "posted"


def test_an_answer_to_a_row_leaves_it_waiting(ground, tmp_path) -> None:
    path = written(tmp_path, PLAN.replace("Питание;141", "Загадка;"))
    waiting = ask("import_file", path, "--as", "economist")
    assert waiting["rows"]["unresolved"] == 1
    answers = written(tmp_path, json.dumps({"aliases": {"Загадка": "141"}}), "answers.json")
    said = ask("resolve", waiting["batch"], answers, "--as", "economist")
    assert (said["status"], said["rows"]["unresolved"]) == ("waiting", 0)
    assert not Entry.objects.exists()


def test_whoever_corrected_a_paper_last_is_not_the_one_who_approves_it(ground, plan) -> None:
    number = ask("import_file", plan, "--as", "economist")["batch"]
    manager = ground.client("manager")
    assert (
        manager.post(reverse("imports:correct", args=[number]), {"kind": "plan", "unit": "thousand"}).status_code == 403
    )
    accountant = ground.client("accountant")
    accountant.post(reverse("imports:correct", args=[number]), {"kind": "plan", "unit": "thousand"})
    assert Batch.objects.get().entered_by.username == "accountant"


def test_a_file_of_contracts_waits_as_a_typed_contract_does(ground, tmp_path) -> None:
    number = ask("import_file", written(tmp_path, CONTRACTS), "--as", "economist")["batch"]
    assert reverse("imports:batch", args=[number]) in to_do(ground, "accountant")
    assert "You have no right" in refusal("approve", number, "--as", "auditor")
    assert ask("approve", number, "--as", "accountant")["status"] == "posted"


def test_the_second_is_told_to_be_the_same_whoever_sends_it_and_wherever(ground, plan, tmp_path) -> None:
    first = ask("import_file", plan, "--as", "economist")
    assert "waits_already" not in first
    resaved = written(tmp_path, PLAN.replace("\n", "\r\n"), "план (2).csv")
    for path, who in ((plan, "accountant"), (resaved, "accountant"), (resaved, "economist")):
        said = ask("import_file", path, "--as", who)
        assert (said["status"], said["batch"], said["waits_already"]) == ("waiting", first["batch"], True)
    for data, who in ((PLAN, "accountant"), (PLAN.replace("Итого;;", "Всего;;"), "economist")):
        files = SimpleUploadedFile("ещё.csv", data.encode())
        page = ground.client(who).post(reverse("imports:upload"), {"files": files}, follow=True)
        assert page.context["batch"].pk == first["batch"]
        assert page.context["sent_again"][0].username == who
    [waiting] = Batch.objects.all()
    assert waiting.entered_by.username == "economist"
    assert AuditEvent.objects.filter(action="imports.batch.waits").count() == 1
    assert ask("approve", first["batch"], "--as", "manager")["total"] == "310.50"
    assert ask("import_file", plan, "--as", "accountant")["status"] == "already-imported"


def test_another_plan_and_another_paper_of_like_figures_wait_beside_it(ground, plan, tmp_path) -> None:
    ask("import_file", plan, "--as", "economist")
    ask(
        "import_file",
        written(
            tmp_path,
            PLAN.replace("100,50;", "100,51;")
            .replace("300,50", "300,51")
            .replace("110,50;", "110,51;")
            .replace("310,50", "310,51"),
            "b.csv",
        ),
        "--as",
        "economist",
    )
    for number in ("17", "18"):
        contract = CONTRACTS.replace("17", number)
        ask("import_file", written(tmp_path, contract, f"c{number}.csv"), "--as", "economist")
    assert Batch.objects.filter(status="preview").count() == 4
