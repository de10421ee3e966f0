"""The turn of the year in one press: what stands goes on, nothing is asked twice, a second press changes nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import models

from finance.cash import stated_balances
from finance.models import AuditEvent, Budget, CashBalance, Document, PlanDraft
from finance.months import Month
from finance.plan_drafts import amounts
from finance.views.reach import budget_of_day
from procurement.models import Contract, ControlRule
from tariffs.costing_inputs import centres_of, driver_figures, rules_of
from tariffs.facility_records import tariff_rows
from tariffs.models import Attribution, CareProfile, CostCentre, DriverValue, Tariff
from tests.ground import contract_web_ground, web_ground
from tests.ground.contract_web_ground import ContractGround
from tests.ground.pages import page_of

pytestmark = pytest.mark.django_db
START = "/set-up/991240999016/start-year/"
COUNTED: tuple[type[models.Model], ...] = (
    Budget, CashBalance, Document, PlanDraft, Contract, ControlRule, Attribution, CostCentre, DriverValue, Tariff,
    AuditEvent,
)  # fmt: skip


@pytest.fixture
def ground(settings) -> ContractGround:
    settings.SMETA_TODAY = "2026-01-10"
    ground = contract_web_ground.build()
    web = ground.web
    facility, code = web.budget.facility, web.code["159"]
    profile = CareProfile.objects.create(key="neurology", name_ru="Неврология")
    paper = {"document": web.document("costing", date(2025, 1, 1)), "facility": facility}
    CostCentre.objects.create(year=2025, key="NEU", name_ru="Неврология", kind="clinical", profile=profile, **paper)
    Attribution.objects.create(
        year=2025, code_id=code, target="centre:NEU", first_month=Month(2025, 1), last_month=Month(2025, 12), **paper
    )
    for month, value in ((Month(2025, 1), "10"), (Month(2025, 6), "12.5")):
        DriverValue.objects.create(month=month, centre="NEU", driver="positions", measure="stock", value=value, **paper)
    for first, amount in ((date(2025, 1, 1), "52000.00"), (date(2025, 7, 1), "53000.00")):
        Tariff.objects.create(profile=profile, amount=amount, applies_from=first, published_on=first, **paper)
    ControlRule.objects.create(budget=web.budget, mode="warn")
    stated = web.document("balances", date(2025, 12, 31))
    for account, amount in (("KZ1", "94000.00"), ("KZ2", "6.50")):
        CashBalance.objects.create(
            budget=web.budget, account=account, date=date(2025, 12, 31), amount=Decimal(amount), document=stated
        )
    ground.sign("81/2025", ground.line(11, "1000.00"), ground.line(12, "1000.00"))
    return ground


def press(ground: ContractGround, person: str = "economist", year: str = "2026") -> list[str]:
    answer = ground.web.client(person).post(START, {"year": year}, follow=True)
    return [str(message) for message in answer.context["messages"]]


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in COUNTED}


def test_one_press_carries_what_the_facility_keeps(ground: ContractGround) -> None:
    said = press(ground)
    new, old = Budget.objects.get(year=2026), ground.web.budget
    facility, months = old.facility, (Month(2026, 1), Month(2026, 12))
    assert (new.key, new.programme, new.source) == ("2026-fund", old.programme, old.source)
    assert [(c.key, c.profile) for c in centres_of(facility, 2026)] == [("NEU", "neurology")]
    [rule] = rules_of(facility, *months)
    assert (rule.target, rule.first, rule.last) == ("centre:NEU", *months)
    assert [(f.month, f.value) for f in driver_figures(facility, *months)] == [(Month(2026, 1), Decimal("12.5"))]
    carried = [t for t in tariff_rows(facility) if t.applies_from.year == 2026]
    assert [(t.amount, t.applies_from) for t in carried] == [(Decimal("53000.00"), date(2026, 1, 1))]
    assert ControlRule.objects.get(budget=new).mode == "warn"
    assert stated_balances([new], 2026)[new.pk] == {date(2025, 12, 31): Decimal("94006.50")}
    draft = PlanDraft.objects.get(budget=new)
    assert amounts(draft) == {(ground.web.code["159"], Month(2026, 1)): Decimal("100000.00")}
    assert (draft.stage, draft.kind) == ("draft", "plan")
    assert len(said) == 9


def test_contracts_wait_for_another_person(ground: ContractGround) -> None:
    press(ground)
    waiting = Contract.objects.get(carried_from__number="81/2025")
    assert (waiting.status, waiting.budget.year) == (Contract.Status.DRAFT, 2026)
    assert Contract.objects.get(number="81/2025", budget__year=2025).is_in_force


def test_a_second_press_changes_nothing(ground: ContractGround) -> None:
    press(ground)
    before = counts()
    assert len(press(ground)) == 1
    assert counts() == before


def test_what_was_missing_at_the_first_press_is_carried_by_the_next(ground: ContractGround, settings) -> None:
    settings.SMETA_TODAY = "2025-12-10"
    press(ground)
    new = Budget.objects.get(year=2026)
    assert not CashBalance.objects.filter(budget=new).exists()
    assert not Contract.objects.filter(budget=new).exists()
    settings.SMETA_TODAY = "2026-01-10"
    press(ground)
    assert CashBalance.objects.filter(budget=new).count() == 2
    assert Contract.objects.filter(budget=new).count() == 1


def test_what_stands_in_the_new_year_is_not_written_over(ground: ContractGround) -> None:
    press(ground)
    facility = ground.web.budget.facility
    paper = {"document": ground.web.document("costing", date(2026, 1, 2)), "facility": facility}
    profile = CareProfile.objects.get()
    Tariff.objects.create(
        profile=profile, amount="60000.00", applies_from=date(2026, 1, 1), published_on=date(2026, 1, 2), **paper
    )
    PlanDraft.objects.all().delete()
    press(ground)
    assert {t.amount for t in tariff_rows(facility) if t.applies_from.year == 2026} == {
        Decimal("53000.00"), Decimal("60000.00"),
    }  # fmt: skip


def test_an_administrator_begins_the_year_without_touching_money(ground: ContractGround) -> None:
    said = press(ground, "admin")
    new = Budget.objects.get(year=2026)
    left = ("drafts of plans", "opening balances", "contracts and payables", "cost centres", "tariffs")
    assert [what for what in left if what not in said[-1]] == []
    assert press(ground, "admin") == said[-1:]
    home = page_of(ground.web.client("economist").get("/", {"budget": new.key}, follow=True))
    assert [form.attributes["action"] for form in home.all("form") if form.all("button", name="year")] == [START]
    assert not PlanDraft.objects.exists()
    assert not Contract.objects.filter(budget=new).exists()
    assert not CashBalance.objects.filter(budget=new).exists()
    press(ground)
    assert PlanDraft.objects.filter(budget=new).exists()


@pytest.mark.parametrize("person", ["accountant", "manager", "auditor"])
def test_others_do_not_begin_a_year(ground: ContractGround, person: str) -> None:
    assert ground.web.client(person).post(START, {"year": "2026"}).status_code == 403
    assert not Budget.objects.filter(year=2026).exists()


@pytest.mark.parametrize("year", ["2028", "2025", "", "abc"])
def test_a_year_that_follows_none_is_not_begun(ground: ContractGround, year: str) -> None:
    assert ground.web.client("economist").post(START, {"year": year}).status_code == 404


def test_a_stranger_begins_nothing_here(ground: ContractGround) -> None:
    assert web_ground.stranger(ground.web).post(START, {"year": "2026"}).status_code == 404


def test_sign_in_opens_the_year_of_today_and_the_masthead_names_where_one_is(ground: ContractGround, settings) -> None:
    settings.SMETA_TODAY = "2025-12-20"
    press(ground)
    client = ground.web.client("economist", "ru")
    said = client.get("/").content.decode()
    head = said.split('<details class="menu book">', 1)[1].split("</summary>", 1)[0]
    for word in ("2025", ground.web.budget.facility.name_ru, ground.web.budget.source.name_ru):
        assert word in head
    settings.SMETA_TODAY = "2026-01-01"
    assert ground.web.client("economist").get("/").context["budget"].year == 2026


def test_the_nearest_year_is_opened_where_today_has_none() -> None:
    years = [Budget(year=year) for year in (2028, 2024, 2023)]
    chosen = {day: budget_of_day(years, date(day, 5, 1)) for day in (2020, 2024, 2026, 2030)}
    assert {day: budget.year for day, budget in chosen.items() if budget} == {
        2020: 2023,
        2024: 2024,
        2026: 2024,
        2030: 2028,
    }
    assert budget_of_day([], date(2026, 1, 1)) is None


def test_choosing_another_budget_leaves_a_table_of_the_set_up_for_a_page_there_is(ground: ContractGround) -> None:
    page = ground.web.client("admin").get("/set-up/991240999016/accounts/")
    links = [link for _facility, books in page.context["frame"].shelves for _budget, link in books]
    assert links
    assert all(ground.web.client("admin").get(link, follow=True).status_code == 200 for link in links)
