"""`import_file`, `undo_import` and `resolve`: one JSON object on standard output, exit status, nothing half done."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from finance.models import AuditEvent, Document, Entry, Facility, Membership
from imports.models import Alias, Batch, Rule
from tests.ground import office_files
from tests.ground.import_ground import facility

pytestmark = pytest.mark.django_db

HEADER = ("Дата", "№ документа", "Специфика", "Сумма", "Получатель", "БИН", "Договор", "Назначение платежа")
ROW = (date(2025, 6, 3), "1", "141", Decimal("100.50"), "ТОО Сүт", "991240999288", "23", "за молоко")
IMPORT_KEYS = {
    "status", "batch", "kind", "source", "columns", "period", "rows", "total", "by_code", "by_month", "controls",
    "problems", "unresolved",
}  # fmt: skip


@pytest.fixture(autouse=True)
def budget(settings):
    settings.SMETA_TODAY = "2025-07-15"
    return facility()


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(office_files.text([[*HEADER], [*ROW]]))
    return path


def ask(*arguments, status=0):
    """The JSON object a command prints, and that it leaves with `status`."""
    out = io.StringIO()
    code = 0
    try:
        call_command(*map(str, arguments), "--format", "json", stdout=out)
    except SystemExit as end:
        code = end.code
    assert code == status
    return json.loads(out.getvalue())


def test_importing_prints_one_object_with_the_keys_that_were_agreed(register):
    found = ask("import_file", register)
    assert set(found) >= IMPORT_KEYS
    assert (found["status"], found["kind"], found["total"]) == ("posted", "cash", "100.50")
    assert found["columns"] == {
        "date": "A", "number": "B", "code": "C", "amount": "D", "counterparty_name": "E", "counterparty_number": "F",
        "contract_number": "G", "purpose": "H",
    }  # fmt: skip
    again = ask("import_file", register)
    assert (again["status"], again["rows"]["duplicate"]) == ("already-imported", 1)


def test_a_refused_file_leaves_with_one_and_prints_its_problems(tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(office_files.text([[*HEADER], [*ROW[:2], "999", *ROW[3:]]]))
    found = ask("import_file", path, status=1)
    assert (found["status"], found["batch"]) == ("refused", None)
    assert found["problems"][0] | {"message": ""} == {
        "cell": "2:Специфика", "row": 2, "value": "999", "problem": "unknown-code", "message": "", "severity": "error",
    }  # fmt: skip
    assert not Batch.objects.exists()
    assert not Document.objects.exists()


def test_text_for_people_names_cell_and_sum(register, capsys):
    call_command("import_file", register, "--preview")
    said = capsys.readouterr().out
    assert "100,50" in said
    assert not Entry.objects.exists()


def test_without_names_two_service_accounts_enter_and_approve(register):
    ask("import_file", register)
    document = Document.objects.get()
    assert (document.entered_by.username, document.approved_by.username) == ("command-line", "operator")
    assert not document.entered_by.has_usable_password()
    assert AuditEvent.objects.filter(action="imports.batch.posted").count() == 1


def test_one_person_may_not_enter_and_approve(register):
    with pytest.raises(CommandError) as refused:
        call_command("import_file", register, "--as", "economist", "--approved-by", "economist")
    assert refused.value.returncode == 1
    assert not Document.objects.exists()


def test_an_auditor_may_not_import(register):
    with pytest.raises(CommandError) as refused:
        call_command("import_file", register, "--as", "auditor", "--approved-by", "manager")
    assert refused.value.returncode == 1
    assert not Document.objects.exists()


def test_an_economist_enters_and_a_manager_approves(register):
    ask("import_file", register, "--as", "economist", "--approved-by", "manager")
    document = Document.objects.get()
    assert (document.entered_by.username, document.approved_by.username) == ("economist", "manager")


@pytest.mark.parametrize(
    "arguments", [["missing.csv"], ["{register}", "--facility", "1"], ["{register}", "--budget", "no"]]
)
def test_wrong_usage_leaves_with_two(register, arguments):
    with pytest.raises(CommandError) as wrong:
        call_command("import_file", *[str(register) if a == "{register}" else a for a in arguments])
    assert wrong.value.returncode == 2


def test_undoing_counts_what_was_reversed_and_asks_for_a_reason(register):
    batch = ask("import_file", register)["batch"]
    done = ask("undo_import", batch, "--reason", "не тот файл")
    assert done | {"batch": 0} == {"status": "undone", "batch": 0, "reversed": 1, "kept": []}
    with pytest.raises(CommandError) as twice:
        call_command("undo_import", batch, "--reason", "ещё раз")
    assert twice.value.returncode == 1
    assert AuditEvent.objects.get(action="imports.batch.undone").reason == "не тот файл"
    with pytest.raises(CommandError):
        call_command("undo_import", 999, "--reason", "нет такого")


def test_answers_that_no_row_needs_are_remembered_and_no_error(register, tmp_path):
    batch = ask("import_file", register)["batch"]
    answers = tmp_path / "answers.json"
    given = {
        "aliases": {"Командировачные расходы": "161"},
        "rules": [{"number": "991240999288", "words": "молоко", "code": "141"}],
        "rows": {"17": "141"},
    }
    answers.write_text(json.dumps(given), encoding="utf-8")
    found = ask("resolve", batch, answers)
    assert (found["status"], found["rows"]["posted"], found["posted_now"]) == ("posted", 1, 0)
    ask("resolve", batch, answers)
    assert (Alias.objects.count(), Rule.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("given", "status"),
    [({"aliases": {"Питание": "999"}}, 1), ({"rows": ["1"]}, 2), ({"rules": [{"code": "141"}]}, 2), ([], 2)],
)
def test_answers_that_cannot_be_taken_change_nothing(register, tmp_path, given, status):
    batch = ask("import_file", register)["batch"]
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(given), encoding="utf-8")
    with pytest.raises(CommandError) as wrong:
        call_command("resolve", batch, answers)
    assert wrong.value.returncode == status
    assert not Alias.objects.exists()
    assert not Rule.objects.exists()


def test_a_row_that_waits_is_a_doubt_on_every_report(tmp_path):
    months = ["янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
    rows = [["Наименование", *months], ["Питание младенцев", *["1.00"] * 12]]
    path = tmp_path / "plan.csv"
    path.write_bytes(office_files.text(rows))
    batch = ask("import_file", path, "--kind", "plan")["batch"]
    report = ask("report", "form2", "--from", "2025-01", "--through", "2025-06")
    assert any("1" in doubt and "plan.csv" in doubt for doubt in map(str, report["doubts"]))
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"rows": {"2": "141"}}))
    assert ask("resolve", batch, answers)["rows"]["unresolved"] == 0
    assert User.objects.filter(username="command-line").exists()


def test_who_is_named_needs_the_right_and_posts_alone_what_one_person_may(register):
    economist, auditor = (User.objects.create(username=name) for name in ("aigul", "bolat"))
    place = Facility.objects.get()
    Membership.objects.create(user=economist, facility=place, role=Membership.Role.ECONOMIST)
    Membership.objects.create(user=auditor, facility=place, role=Membership.Role.AUDITOR)
    with pytest.raises(CommandError) as refused:
        ask("import_file", register, "--as", "bolat")
    assert refused.value.returncode == 1
    assert ask("import_file", register, "--as", "aigul")["status"] == "posted"
    document = Document.objects.get()
    assert (document.entered_by.username, document.approved_by) == ("aigul", None)


def test_a_refusal_is_one_object_too():
    out = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("undo_import", "999", "--reason", "проба", "--format", "json", stdout=out)
    assert json.loads(out.getvalue()) == {"status": "refused", "problems": [{"message": str(refused.value)}]}
