"""Pages of the plan without any script: typed, refused with the cell, submitted, approved, compared, printed."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from finance import planning
from finance.ledger import reverse as reverse_entries
from finance.models import PlanDraft
from finance.months import Month
from tests.ground import web_ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-03-10", raising=False)
    made = web_ground.empty()
    made.plan(("111", 4, "1000.00"), ("141", 4, "200.00"))
    return made


def begin(ground, kind: str = "plan") -> PlanDraft:
    ground.client("economist").post(reverse("begin-plan", args=[ground.budget.key]), {"kind": kind})
    return PlanDraft.objects.get()


def save(ground, draft: PlanDraft, *cells: tuple[str, int, str], **sent):
    names = {f"c{ground.code[code]}-{month}": text for code, month, text in cells}
    body = {"revision": draft.revision, "unit": "tenge"} | names | sent
    return ground.client("economist").post(reverse("save-plan", args=[draft.pk]), body)


def sent_json(ground, draft: PlanDraft, cells: dict[str, str], revision: int):
    return ground.client("economist").post(
        reverse("save-plan", args=[draft.pk]),
        json.dumps({"revision": revision, "cells": cells}),
        content_type="application/json",
    )


def planned(ground, code: str, month: int) -> str:
    return str(planning.adjusted_by_month(ground.budget.pk, 2025).get((ground.code[code], Month(2025, month)), "0"))


def test_the_whole_way_as_a_plain_form(ground) -> None:
    draft = begin(ground)
    assert save(ground, draft, ("111", 4, "1 234,50"), ("141", 5, "1234.5"), ("149", 1, "")).status_code == 302
    paper = {"number": "5", "date": "2025-03-10", "reason": "", "submit": "1"}
    client = ground.client("economist")
    assert client.post(reverse("name-plan", args=[draft.pk]), paper).url == reverse("plan-draft", args=[draft.pk])
    manager = ground.client("manager")
    assert "waits for your approval" in manager.get("/").content.decode()
    shown = manager.get(reverse("plan-draft", args=[draft.pk]))
    manager.post(reverse("approve-plan", args=[draft.pk]), {"seen": shown.context["seen"]})
    assert (planned(ground, "111", 4), planned(ground, "141", 4), planned(ground, "141", 5)) == (
        "1234.50", "200.00", "1234.50"
    )  # fmt: skip


def test_a_figure_that_reads_two_ways_is_refused_with_its_cell_and_stays_typed(ground) -> None:
    draft = begin(ground)
    answer = save(ground, draft, ("111", 4, "1.234"), ("141", 5, "7"))
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "April 2025" in said
    assert "1.234” could be" in said
    assert 'value="1.234"' in said
    assert 'value="7"' in said
    assert not draft.cells.exists()


def test_in_thousands_the_exact_amount_is_kept_and_shown_so_that_it_is_read_back(ground) -> None:
    draft = begin(ground)
    save(ground, draft, ("111", 4, "1234,5678"), unit="thousand")
    assert {str(cell.amount) for cell in draft.cells.all()} == {"1234567.80"}
    page = ground.client("economist", "ru").get(reverse("plan-grid", args=[draft.pk]), {"unit": "thousand"})
    assert 'value="1\xa0234,5678"' in page.content.decode()
    ground.plan(("111", 6, "26786917.00"))
    page = ground.client("economist", "ru").get(reverse("plan-grid", args=[draft.pk]), {"unit": "thousand"})
    assert 'value="26\xa0786,9170"' in page.content.decode()


def test_json_tells_who_wrote_something_else_meanwhile(ground) -> None:
    draft = begin(ground)
    seen, name = draft.revision, f"c{ground.code['111']}-4"
    assert sent_json(ground, draft, {name: "5.00"}, seen).json()["clashes"] == {}
    answer = sent_json(ground, draft, {name: "6.00", f"c{ground.code['141']}-4": "1.00"}, seen).json()
    assert answer["clashes"][name]["stands"] == "5.00"
    assert "economist wrote 5.00" in answer["clashes"][name]["said"]
    assert answer["cells"][f"c{ground.code['141']}-4"] == "1.00"


def test_json_refuses_what_cannot_stand_and_keeps_nothing(ground) -> None:
    draft = begin(ground)
    for cells in ({"c999999-1": "1"}, {f"c{ground.code['111']}-13": "1"}, {f"c{ground.code['111']}-1": "-1"}):
        answer = sent_json(ground, draft, cells | {f"c{ground.code['141']}-1": "1"}, 0)
        assert (answer.status_code, bool(answer.json()["error"])) == (409, True)
    broken = ground.client("economist").post(
        reverse("save-plan", args=[draft.pk]), "{", content_type="application/json"
    )
    assert broken.status_code == 404
    assert not draft.cells.exists()


def test_a_row_is_filled_by_a_plain_form_and_by_script(ground) -> None:
    draft = begin(ground)
    asked = {"codes": ground.code["111"], "method": "even", "sum": "1200", "index": "100", "unit": "tenge"}
    client = ground.client("economist")
    answer = client.post(reverse("fill-plan", args=[draft.pk]), asked, headers={"Accept": "application/json"})
    assert set(answer.json()["cells"].values()) == {"100.00"}
    assert not draft.cells.exists()
    client.post(reverse("fill-plan", args=[draft.pk]), asked)
    assert draft.cells.count() == 12
    wrong = client.post(
        reverse("fill-plan", args=[draft.pk]), asked | {"method": "profile"}, headers={"Accept": "application/json"}
    )
    assert wrong.json()["error"].startswith("111")


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_certificate_prints_before_it_is_signed_and_after(ground, language: str) -> None:
    draft = begin(ground, "amendment")
    save(ground, draft, ("111", 4, "-100"), ("141", 4, "100"))
    client = ground.client("economist", language)
    assert client.get(reverse("plan-paper", args=[draft.pk, "pdf"])).content.startswith(b"%PDF")
    client.post(
        reverse("name-plan", args=[draft.pk]), {"number": "1", "date": "2025-03-10", "reason": "письмо", "submit": 1}
    )
    manager = ground.client("manager", language)
    seen = manager.get(reverse("plan-draft", args=[draft.pk])).context["seen"]
    manager.post(reverse("approve-plan", args=[draft.pk]), {"seen": seen})
    draft.refresh_from_db()
    assert draft.document is not None
    paper = client.get(reverse("certificate", args=[draft.document.pk, "pdf"]))
    assert paper.content.startswith(b"%PDF")
    assert client.get(reverse("certificate", args=[draft.document.pk, "doc"])).status_code == 404


def test_two_versions_stand_side_by_side_with_their_differences(ground) -> None:
    ground.plan(("111", 4, "1500.00"), ("141", 6, "1.00"))
    answer = ground.client("economist").get(reverse("plan-versions", args=[ground.budget.key]))
    years, months = answer.context["report"].tables
    found = {row.cell("code").value: row.cell("change").value for row in years.rows}
    assert found == {"111": Decimal("500.00"), "141": Decimal("1.00")}
    assert [str(row.cell("month").value) for row in months.rows] == ["2025-04", "2025-06"]
    file = ground.client("economist").get(reverse("plan-versions", args=[ground.budget.key]), {"format": "xlsx"})
    assert file.content.startswith(b"PK")


def test_a_stranger_finds_nothing_and_changes_nothing(ground) -> None:
    draft, stranger = begin(ground), web_ground.stranger(ground)
    key, pk = ground.budget.key, draft.pk
    for name, args in (("plan", [key]), ("plan-versions", [key]), ("plan-draft", [pk]), ("plan-grid", [pk])):
        assert stranger.get(reverse(name, args=args)).status_code == 404
    assert stranger.get(reverse("plan-paper", args=[pk, "pdf"])).status_code == 404
    for name in ("save", "fill", "name", "approve", "return", "take-back", "discard"):
        assert stranger.post(reverse(f"{name}-plan", args=[pk])).status_code == 404
    assert stranger.post(reverse("begin-plan", args=[key]), {"kind": "plan"}).status_code == 404
    assert PlanDraft.objects.count() == 1


def test_only_the_administrator_chooses_who_approves(ground) -> None:
    address = reverse("plan-approvers", args=[ground.budget.key])
    assert ground.client("economist").post(address, {"roles": ["economist"]}).status_code == 403
    admin = ground.client("admin")
    assert admin.post(address, {}).status_code == 422
    assert admin.post(address, {"roles": ["manager", "accountant"]}).status_code == 302
    assert (
        "accountant, management"
        in ground.client("economist").get(reverse("plan", args=[ground.budget.key])).content.decode()
    )


def test_an_approved_certificate_is_taken_back_unless_something_stands_on_it(ground) -> None:
    draft = begin(ground, "amendment")
    save(ground, draft, ("111", 4, "50"))
    economist, manager = ground.client("economist"), ground.client("manager")
    paper = {"number": "1", "date": "2025-03-10", "reason": "письмо", "submit": 1}
    economist.post(reverse("name-plan", args=[draft.pk]), paper)
    seen = manager.get(reverse("plan-draft", args=[draft.pk])).context["seen"]
    manager.post(reverse("approve-plan", args=[draft.pk]), {"seen": seen})
    draft.refresh_from_db()
    address = reverse("take-back", args=[draft.document_id])
    assert address in economist.get(reverse("document", args=[draft.document_id])).content.decode()
    assert economist.post(address, {"why": ""}).status_code == 422
    assert manager.post(address, {"why": "x"}).status_code == 403
    certificate = ground.document("amendment", date(2025, 3, 11), number="2")
    planning.approve_amendment(
        certificate, [planning.PlannedLine(ground.code["111"], Month(2025, 4), Decimal("-1050.00"))]
    )
    refused = economist.post(address, {"why": "ошибка"})
    assert (refused.status_code, "undo that first" in refused.content.decode()) == (422, True)
    reverse_entries(certificate, user=ground.person("economist"), reason="ошибка", day=date(2025, 3, 12))
    economist.post(address, {"why": "ошибка"})
    assert planned(ground, "111", 4) == "1000.00"
