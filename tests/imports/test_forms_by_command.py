"""A file that nobody knows, by command: what is asked, how it is answered, and who answers it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from finance.models import Entry
from imports.models import Batch
from tests.ground import web_ground

pytestmark = pytest.mark.django_db

REGISTER = "Wann;Posten;Betrag;Wer\n03.02.2025;141;1000,50;ТОО Нан\n"
FORM = {"kind": "cash", "header_row": 1, "columns": {"date": "A", "code": "B", "amount": "C", "counterparty_name": "D"}}
MONTHS = ";".join(f"M{number}" for number in range(1, 13))
PLAN = f"Schlüssel;{MONTHS}\n141;{';'.join(['10,00'] * 12)}\n"
PLAN_FORM = {
    "kind": "plan", "header_row": 1,
    "columns": {"code": "A", **{f"{number:02d}": "BCDEFGHIJKLM"[number - 1] for number in range(1, 13)}},
}  # fmt: skip


@pytest.fixture(autouse=True)
def ground(settings) -> web_ground.WebGround:
    settings.SMETA_TODAY = "2025-12-15"
    return web_ground.empty()


def run(*arguments: str) -> tuple[int, dict]:
    out = StringIO()
    try:
        call_command(*arguments, "--format", "json", stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def brought(tmp_path, text: str, *options: str) -> tuple[int, dict]:
    path = tmp_path / "bericht.csv"
    path.write_text(text, encoding="utf-8")
    return run("import_file", str(path), *options)


def resolved(tmp_path, batch: int, form: dict, *options: str) -> tuple[int, dict]:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"form": form}), encoding="utf-8")
    return run("resolve", str(batch), str(path), *options)


def test_a_refused_file_is_kept_and_its_form_is_named_by_resolve(tmp_path) -> None:
    code, found = brought(tmp_path, REGISTER)
    assert (code, found["status"], Batch.objects.get().pk) == (1, "refused", found["batch"])
    assert [one["form"] for one in found["asked"]] == ["kind", "header_row"]
    code, found = resolved(tmp_path, found["batch"], FORM)
    assert (code, found["status"], found["total"]) == (0, "posted", "1000.50")


def test_a_preview_keeps_nothing(tmp_path) -> None:
    code, found = brought(tmp_path, REGISTER, "--preview")
    assert (code, found["batch"], Batch.objects.exists()) == (1, None, False)


def test_a_form_that_is_not_enough_leaves_the_file_refused(tmp_path) -> None:
    _code, found = brought(tmp_path, REGISTER)
    code, found = resolved(tmp_path, found["batch"], {"kind": "cash", "header_row": 1})
    assert (code, found["status"], Entry.objects.exists()) == (1, "refused", False)


def test_a_plan_whose_form_one_person_named_waits_for_another(tmp_path) -> None:
    _code, found = brought(tmp_path, PLAN, "--as", "economist")
    code, found = resolved(tmp_path, found["batch"], PLAN_FORM, "--as", "economist")
    assert (code, found["status"], Entry.objects.exists()) == (0, "waiting", False)


def test_a_plan_whose_form_is_named_is_approved_only_by_who_may(tmp_path) -> None:
    _code, found = brought(tmp_path, PLAN, "--as", "economist")
    with pytest.raises(CommandError):
        resolved(tmp_path, found["batch"], PLAN_FORM, "--as", "economist", "--approved-by", "auditor")
    assert not Entry.objects.exists()
    code, found = resolved(tmp_path, found["batch"], PLAN_FORM, "--as", "economist", "--approved-by", "manager")
    assert (code, found["status"], found["total"]) == (0, "posted", "120.00")


@pytest.mark.parametrize("form", [{"kind": ["cash"]}, {"unit": {"a": 1}}, {"direction": [1]}, {"period": "март-май"}])
def test_a_form_that_cannot_be_is_refused_with_a_sentence(tmp_path, form) -> None:
    _status, told = brought(tmp_path, REGISTER)
    with pytest.raises(CommandError, match=r"\((kind|unit|direction|period)\)"):
        resolved(tmp_path, told["batch"], form)
