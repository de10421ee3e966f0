"""An act that is not paid in time: why is said on a page, and stands in the list of payables."""

from datetime import date

import pytest

from finance.models import AuditEvent
from finance.months import Month
from finance.reports import registry
from finance.scope import of_budget
from procurement import deliveries
from procurement.models import Act
from tests.ground import contract_web_ground
from tests.ground.contract_web_ground import ContractGround

pytestmark = pytest.mark.django_db
LINK = "Say why it is late"


@pytest.fixture
def ground(monkeypatch) -> ContractGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-06-15", raising=False)
    return contract_web_ground.build()


def accepted(ground: ContractGround, due_on: date | None) -> Act:
    contract = ground.sign("81/2025", ground.line(3, "1000.00"))
    delivery = deliveries.Delivery(
        "А-1", contract.supplier, date(2025, 3, 31), (ground.line(3, "700.00"),), due_on=due_on
    )
    return deliveries.accept(ground.web.budget, contract, delivery, ground.people).act


def reasons(ground: ContractGround) -> list[object]:
    payables = registry.get("payables")(of_budget(ground.web.budget), Month(2025, 1), Month(2025, 6), language="en")
    return [row.cells["reason"].value for row in payables.main.rows]


def test_the_reason_given_on_the_page_stands_in_the_list_of_payables(ground) -> None:
    act = accepted(ground, date(2025, 4, 30))
    assert LINK in ground.see("economist", "contract", act.contract_id)
    assert ground.do("economist", "overdue", act.pk, reason="Спор о качестве").status_code == 302
    assert reasons(ground) == ["Спор о качестве"]
    assert "Спор о качестве" in ground.see("economist", "contract", act.contract_id)
    assert AuditEvent.objects.get(action="procurement.act.overdue-explained").reason == "Спор о качестве"


@pytest.mark.parametrize("due_on", [None, date(2025, 6, 15)])
def test_before_it_is_due_there_is_nothing_to_say(ground, due_on) -> None:
    act = accepted(ground, due_on)
    assert LINK not in ground.see("economist", "contract", act.contract_id)
    answer = ground.do("economist", "overdue", act.pk, reason="Спор")
    assert answer.status_code == 422
    assert "This act is not due yet." in answer.content.decode()
    act.refresh_from_db()
    assert act.overdue_reason == ""


def test_a_blank_reason_is_refused(ground) -> None:
    act = accepted(ground, date(2025, 4, 30))
    assert ground.do("economist", "overdue", act.pk, reason="  ").status_code == 422


def test_who_may_only_look_is_told_so(ground) -> None:
    act = accepted(ground, date(2025, 4, 30))
    assert LINK not in ground.see("auditor", "contract", act.contract_id)
    assert ground.do("auditor", "overdue", act.pk, reason="Спор").status_code == 403
