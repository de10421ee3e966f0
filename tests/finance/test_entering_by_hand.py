"""Entered by hand where there is no file: posted by Enter, corrected by reversal, never twice unasked, never into a closed month."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from finance.execution import figures
from finance.models import (
    AuditEvent,
    Budget,
    CashBalance,
    Document,
    Entry,
    FundingSource,
    IncomeItem,
    Measure,
    MonthState,
)
from finance.months import Month
from finance.scope import of_budget
from procurement.models import Supplier
from tests.ground import web_ground
from tests.ground.ledger_ground import broken_books

pytestmark = pytest.mark.django_db
PAYMENT = {"code": "141", "amount": "1 234,50", "date": "2025-03-05", "number": "17"}
NUMBER = "991240999288"


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-03-10", raising=False)
    return web_ground.empty()


def enter(ground, kind: str, by: str = "accountant", **typed: str):
    return ground.client(by).post(reverse("enter", args=[ground.budget.key, kind]), typed)


def standing(ground, measure: str) -> dict[tuple[str, int], str]:
    codes = {pk: code for code, pk in ground.code.items()}
    entries = Entry.objects.filter(measure=measure, reverses=None, reversed_by=None)
    return {(codes[e.code_id], e.month.number): str(e.amount) for e in entries}


def test_a_payment_is_posted_and_every_report_leads_to_it(ground) -> None:
    assert enter(ground, "cash", **PAYMENT).status_code == 302
    assert standing(ground, "cash") == {("141", 3): "1234.50"}
    execution = figures(of_budget(ground.budget), Month(2025, 1), Month(2025, 3))
    assert execution.total.cash == Decimal("1234.50")
    entry = Entry.objects.get()
    assert "entered by hand" in ground.client("auditor").get(reverse("entry", args=[entry.pk])).content.decode()
    assert broken_books() == []


@pytest.mark.parametrize("kind", ["funding", "actual"])
def test_money_received_and_accruals_take_the_month_that_is_named(ground, kind: str) -> None:
    enter(ground, kind, **PAYMENT | {"month": "февраль"})
    assert standing(ground, kind) == {("141", 2): "1234.50"}


def test_an_act_with_the_fund_is_accrued_withheld_and_set_off(ground) -> None:
    page = ground.client("accountant").get(reverse("enter", args=[ground.budget.key, "income"]))
    item = page.context["form"].fields["item"].choices[0][0]
    typed = {"item": item, "accrued": "1000", "withheld": "100", "date": "2025-02-28", "number": "А-2"}
    assert enter(ground, "income", **typed).context["form"].errors.keys() == {"reason"}
    assert enter(ground, "income", **typed | {"reason": "дефект", "set_off": "200"}).status_code == 302
    found = {entry.measure: str(entry.amount) for entry in Entry.objects.all()}
    assert found == {"income": "1000.00", "withheld": "100.00", Measure.SET_OFF: "200.00"}


def test_what_others_owe_does_not_stand_in_the_settlement_with_the_fund(ground) -> None:
    def offered(source: str) -> set[str]:
        found, _is_new = FundingSource.objects.get_or_create(key=source, defaults={"name_ru": source})
        Budget.objects.update(source=found)
        page = ground.client("accountant").get(reverse("enter", args=[ground.budget.key, "income"]))
        return {item.code for item in page.context["form"].items.values()}

    assert offered("guaranteed-volume") == offered("social-insurance") == {"guaranteed", "insurance"}
    for source in ("paid-services", "local-budget", "charity", "own"):
        assert offered(source) == {"paid", "training", "science", "charity", "rent", "other"}
    [paid] = IncomeItem.objects.filter(code="paid").values_list("pk", flat=True)
    offered("social-insurance")
    typed = {"item": str(paid), "accrued": "1000", "date": "2025-02-28"}
    assert enter(ground, "income", **typed).context["form"].errors.keys() == {"item"}


def test_a_balance_of_another_year_is_refused_at_its_day(ground) -> None:
    answer = enter(ground, "balances", amount="500", date="2024-12-31", account="")
    assert "1 January" in answer.context["form"].errors["date"][0]


def test_a_balance_is_stated_for_a_day_and_corrected_by_stating_anew(ground) -> None:
    enter(ground, "balances", amount="500", date="2025-02-28", account="")
    stated = Document.objects.get(kind="balances")
    sent = {"amount": "600,10", "date": "2025-02-28", "account": "", "why": "описка"}
    ground.client("accountant").post(reverse("correct", args=[stated.pk]), sent)
    standing_ = CashBalance.objects.filter(document__status="posted")
    assert [(str(one.amount), one.date) for one in standing_] == [("600.10", date(2025, 2, 28))]


def test_the_next_form_remembers_what_was_typed(ground) -> None:
    client = ground.client("accountant")
    address = reverse("enter", args=[ground.budget.key, "cash"])
    client.post(address, PAYMENT | {"counterparty_number": NUMBER, "counterparty_name": "ТОО Нан"})
    form = client.get(address).context["form"]
    assert {name: form[name].value() for name in ("code", "date", "number", "counterparty_name", "amount")} == {
        "code": "141", "date": "2025-03-05", "number": "18", "counterparty_name": "ТОО Нан", "amount": None
    }  # fmt: skip


def test_the_name_of_a_supplier_is_found_by_its_number(ground) -> None:
    Supplier.objects.create(number=NUMBER, name="ТОО Нан")
    said = ground.client("accountant").get(reverse("party", args=[ground.budget.key]), {"number": NUMBER}).json()
    assert said == {"name": "ТОО Нан", "is_valid": True}
    enter(ground, "cash", **PAYMENT | {"counterparty_number": "9912 4099 9288"})
    assert Entry.objects.get().counterparty_name == "ТОО Нан"


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"amount": "1.234"}, {"amount"}),
        ({"amount": "0"}, {"amount"}),
        ({"code": "110"}, {"code"}),
        ({"code": "777"}, {"code"}),
        ({"date": "2025-03-11"}, {"date"}),
        ({"date": "2024-12-31"}, {"date", "month"}),
        ({"month": "01.2024"}, {"month"}),
        ({"counterparty_number": "991240999289", "counterparty_name": "Х"}, {"counterparty_number"}),
        ({"counterparty_number": NUMBER}, {"counterparty_name"}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(ground, typed, fields) -> None:
    answer = enter(ground, "cash", **PAYMENT | typed)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, fields)
    assert Document.objects.count() == 0


def test_a_closed_month_takes_nothing_whatever_the_kind(ground) -> None:
    MonthState.objects.create(budget=ground.budget, month=Month(2025, 2), closed_by=ground.person("accountant"))
    for kind in ("cash", "funding", "actual"):
        answer = enter(ground, kind, **PAYMENT | {"date": "2025-02-05"})
        assert set(answer.context["form"].errors) == {"month"}
    answer = enter(ground, "balances", amount="1", date="2025-02-28", account="")
    assert set(answer.context["form"].errors) == {"date"}
    assert Document.objects.count() == 0


def test_the_same_payment_is_asked_about_and_posted_twice_where_it_comes_twice(ground) -> None:
    enter(ground, "cash", **PAYMENT)
    answer = enter(ground, "cash", **PAYMENT)
    assert (answer.status_code, answer.context["twin"]) == (422, Entry.objects.get())
    enter(ground, "cash", **PAYMENT | {"twice": "1"})
    assert Entry.objects.count() == 2


def test_the_same_act_is_asked_about_and_another_kind_of_care_is_another_line(ground) -> None:
    page = ground.client("accountant").get(reverse("enter", args=[ground.budget.key, "income"]))
    item = page.context["form"].fields["item"].choices[-1][0]
    act = {"item": item, "accrued": "1000", "date": "2025-01-31", "number": "А-1", "kind_of_care": "стационар"}
    assert enter(ground, "income", **act).status_code == 302
    assert enter(ground, "income", **act).status_code == 422
    assert enter(ground, "income", **act | {"kind_of_care": "дневной стационар"}).status_code == 302
    assert enter(ground, "income", **act | {"twice": "1"}).status_code == 302
    assert Entry.objects.count() == 3


def test_a_correction_takes_back_and_posts_anew_and_shows_before_and_after(ground) -> None:
    enter(ground, "actual", **PAYMENT)
    enter(ground, "actual", **PAYMENT | {"number": "18"})  # adds to the same month, so it keeps nothing back
    wrong = Document.objects.get(number="17")
    client = ground.client("accountant")
    page = client.get(reverse("correct", args=[wrong.pk]))
    assert page.context["form"]["amount"].value() == "1234.50"
    sent = PAYMENT | {"amount": "1000", "why": "описка"}
    assert client.post(reverse("correct", args=[wrong.pk]), PAYMENT).status_code == 422
    made = Document.objects.get(pk=int(client.post(reverse("correct", args=[wrong.pk]), sent).url.split("/")[-2]))
    wrong.refresh_from_db()
    assert (wrong.status, made.replaces) == ("undone", wrong)
    said = client.get(reverse("document", args=[made.pk])).content.decode()
    assert "141, March 2025, actual cost 1,234.50" in said
    assert "141, March 2025, actual cost 1,000.00" in said
    event = AuditEvent.objects.get(action="finance.entry.corrected")
    assert (event.reason, event.data["instead_of"]) == ("описка", wrong.pk)
    assert client.get(reverse("correct", args=[wrong.pk])).status_code == 404
    assert broken_books() == []


def test_it_is_taken_back_alone_and_nothing_stands(ground) -> None:
    enter(ground, "cash", **PAYMENT)
    document = Document.objects.get()
    ground.client("accountant").post(reverse("correct", args=[document.pk]), {"why": "не наш", "only": "1"})
    assert standing(ground, "cash") == {}


def test_only_economists_and_accountants_enter_and_strangers_find_nothing(ground) -> None:
    for name in ("manager", "auditor"):
        assert enter(ground, "cash", by=name, **PAYMENT).status_code == 403
    enter(ground, "cash", **PAYMENT)
    document = Document.objects.get()
    stranger = web_ground.stranger(ground)
    assert stranger.get(reverse("enter", args=[ground.budget.key])).status_code == 404
    assert stranger.get(reverse("party", args=[ground.budget.key])).status_code == 404
    assert stranger.post(reverse("correct", args=[document.pk]), {"why": "x", "only": "1"}).status_code == 404
    assert ground.client("manager").get(reverse("correct", args=[document.pk])).status_code == 403
    ground.post("cash", ("111", 1, "1.00"))
    imported = Document.objects.latest("pk")
    Document.objects.filter(pk=imported.pk).update(batch_number=1)
    assert ground.client("accountant").get(reverse("correct", args=[imported.pk])).status_code == 404
