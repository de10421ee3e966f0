"""What waits for approval stands on the first page of who may approve it, not of who entered it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procurement import carrying_over, closing_contracts, drafts
from tests.ground import contract_web_ground, web_ground

pytestmark = pytest.mark.django_db

AMENDMENT = "Дата;Номер;Специфика;Месяц;Сумма\n09.10.2025;1;159;11.2025;1000,50\n"


@pytest.fixture
def ground(monkeypatch) -> contract_web_ground.ContractGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)
    return contract_web_ground.build()


def to_do(ground, person: str) -> str:
    page = ground.web.client(person).get(reverse("home")).content.decode()
    return " ".join(page.partition('id="todo"')[2].partition("</ul>")[0].split())


def upload(ground, person: str = "economist") -> None:
    sent = SimpleUploadedFile("izmenenie.csv", AMENDMENT.encode())
    ground.web.client(person).post(reverse("imports:upload"), {"files": sent})


def test_a_file_that_changes_the_plan_waits_for_who_may_approve_it(ground) -> None:
    upload(ground)
    said = "izmenenie.csv"
    assert said in to_do(ground, "manager")
    assert said not in to_do(ground, "accountant")
    assert said not in to_do(ground, "economist")
    assert said not in to_do(ground, "auditor")


def test_it_waits_for_nobody_at_another_facility(ground) -> None:
    upload(ground)
    page = web_ground.stranger(ground.web).get(reverse("home")).content.decode()
    assert "izmenenie.csv" not in page


def test_contracts_agreements_acts_and_closings_wait(ground) -> None:
    economist, budget = ground.web.person("economist"), ground.web.budget
    root = ground.sign("5", ground.line(11, "1000.00"))
    drafts.draft(budget, ground.terms("6", ground.line(12, "10.00")), entered_by=economist)
    drafts.draft(budget, ground.terms("5/1", ground.line(12, "20.00")), entered_by=economist, root=root)
    other = ground.sign("7", ground.line(11, "30.00"))
    closing_contracts.draft_closing(other, day=date(2025, 12, 10), reason="исполнен", entered_by=economist)
    ground.draft_act(root, "А-1", ground.line(11, "5.00"))
    said = to_do(ground, "manager")
    for paper in ("Contract 6 ", "Agreement 5/1 ", "The closing of contract 7 ", "Act А-1 under contract 5 "):
        assert f"{paper}waits for your approval" in said
    assert "for your approval" not in to_do(ground, "economist")


def test_carried_over_contracts_wait_together_in_the_new_year(ground) -> None:
    into = ground.next_year(("159", "5000.00"))
    root = ground.sign("5", ground.line(11, "1000.00"))
    line = ground.line(1, "1000.00", year=2026)
    carrying_over.draft_carried(root, into, [line], reason="не исполнен", entered_by=ground.web.person("economist"))
    client = ground.web.client("manager")
    page = client.get(f"{reverse('home')}?budget={into.key}", follow=True).content.decode()
    assert "1 contract carried over from last year waits for your approval" in " ".join(page.split())
    assert f"{reverse('procurement:carry-over', args=[ground.web.budget.key])}?into=2026-fund" in page


def test_what_waits_costs_a_few_queries_however_much_there_is(ground) -> None:
    economist, budget = ground.web.person("economist"), ground.web.budget
    drafts.draft(budget, ground.terms("Ч", ground.line(12, "1.00")), entered_by=economist)
    to_do(ground, "manager")
    with CaptureQueriesContext(connection) as before:
        to_do(ground, "manager")
    for number in range(11):
        drafts.draft(budget, ground.terms(f"Ч-{number}", ground.line(12, "1.00")), entered_by=economist)
    with CaptureQueriesContext(connection) as after:
        said = to_do(ground, "manager")
    assert len(after) == len(before)
    assert "4 more wait for your approval" in said
