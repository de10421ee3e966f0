"""A draft is given up by who entered it, or by who may enter or approve one; nothing of it stays in the books."""

import pytest

from finance.models import AuditEvent, Entry
from procurement import drafts
from procurement.models import Act, Contract
from tests.ground import contract_web_ground, import_ground, web_ground
from tests.ground.contract_web_ground import ContractGround

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(monkeypatch) -> ContractGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", import_ground.TODAY, raising=False)
    return contract_web_ground.build()


@pytest.fixture
def act(ground) -> Act:
    contract = ground.sign("81/2025", ground.line(3, "1000.00"))
    return ground.draft_act(contract, "А-1", ground.line(3, "700.00"))


def waits(ground: ContractGround, act: Act) -> bool:
    return "for 700.00 waits for another person" in ground.see("auditor", "contract", act.contract_id)


@pytest.mark.parametrize("person", ["economist", "accountant", "manager"])
def test_a_drafted_act_is_discarded(ground, act, person: str) -> None:
    assert waits(ground, act)
    assert ground.do(person, "discard-act", act.pk).status_code == 302
    assert not waits(ground, act)
    ground.do("accountant", "approve-act", act.pk)
    assert not Entry.objects.filter(measure="actual").exists()
    assert AuditEvent.objects.filter(action="procurement.act.discarded").count() == 1


def test_its_number_is_free_again(ground, act) -> None:
    ground.do("economist", "discard-act", act.pk)
    again = ground.draft_act(act.contract, "А-1", ground.line(3, "700.00"))
    ground.do("accountant", "approve-act", again.pk)
    assert str(Entry.objects.get(measure="actual").amount) == "700.00"


def test_who_may_only_look_discards_nothing(ground, act) -> None:
    assert ground.do("auditor", "discard-act", act.pk).status_code == 403
    assert "Discard the act" not in ground.see("auditor", "contract", act.contract_id)
    assert waits(ground, act)
    assert web_ground.stranger(ground.web).post(f"/acts/{act.pk}/discard/").status_code == 404


def test_an_act_in_the_books_is_no_draft(ground) -> None:
    contract = ground.sign("81/2025", ground.line(3, "1000.00"))
    act = ground.accept(contract, "А-1", ground.line(3, "700.00"))
    ground.do("economist", "discard-act", act.pk)
    act.refresh_from_db()
    assert act.document.status == "posted"
    assert str(Entry.objects.get(measure="actual").amount) == "700.00"


def test_a_drafted_agreement_is_discarded_on_its_page(ground) -> None:
    contract = ground.sign("81/2025", ground.line(3, "1000.00"))
    terms = ground.terms("81/1", ground.line(3, "-100.00"))
    draft = drafts.draft(ground.web.budget, terms, entered_by=ground.people.entered_by, root=contract)
    assert "Discard the draft" in ground.see("economist", "contract", draft.pk)
    assert ground.do("auditor", "discard", draft.pk).status_code == 403
    ground.do("manager", "discard", draft.pk)
    assert Contract.objects.get(pk=draft.pk).status == "cancelled"
    ground.do("accountant", "approve", draft.pk)
    assert Entry.objects.filter(measure="commitment").count() == 1
