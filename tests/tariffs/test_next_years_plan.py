"""Next year's plan computed: each line by its formula, another sum only with a reason, the result a draft."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from finance import contribution_rates, new_year, plan_calculation, plan_drafts
from finance.models import AuditEvent, Budget, PlanDraft
from finance.money import total
from finance.months import Month
from finance.plan_calculation import Assumptions, Staff
from finance.plan_facts import PlanFacts
from tests.ground import web_ground
from tests.ground.costing_ground import costed

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-10", raising=False)
    made = web_ground.empty()
    made.plan(("111", 1, "1000.00"), ("149", 3, "100.00"), ("149", 6, "300.00"), ("161", 5, "50.00"))
    return made


def next_year(budget: Budget) -> Budget:
    return Budget.objects.create(
        key="2026-fund", facility=budget.facility, year=2026, programme=budget.programme, source=budget.source
    )


def lines(ground, known: PlanFacts | None = None, **told: Any) -> dict[str, tuple[str, list[str]]]:
    budget = Budget.objects.filter(key="2026-fund").first() or next_year(ground.budget)
    staff = told.pop("staff", ())
    assumed = Assumptions(tuple(staff), **{name: Decimal(value) for name, value in told.items()})
    year = plan_calculation.last_year(ground.budget)
    found = plan_calculation.computed(budget, assumed, known or PlanFacts(), year)
    return {line.code.code: (line.formula, [str(amount) for amount in line.months]) for line in found}


def staff(name: str, positions: str, pay: str | None) -> Staff:
    return Staff(name, Decimal(positions), None if pay is None else Decimal(pay))


def test_every_category_has_a_pay_of_its_own(ground) -> None:
    found = lines(ground, staff=[staff("Врачи", "10.5", "300000.01"), staff("Сёстры", "20", "150000")])
    assert found["111"][1] == ["6150000.11"] * 12  # 3 150 000,105 + 3 000 000
    assert found["116"][1] == ["215250.00"] * 12
    assert "Врачи" in found["111"][0]
    assert "150" in found["111"][0]


def test_while_the_pay_of_one_category_is_not_known_nothing_is_made_of_the_others(ground) -> None:
    found = lines(ground, staff=[staff("Врачи", "10", "300000"), staff("Сёстры", "20", None)])
    assert found["111"][1][0] == "1000.00"  # last year's plan
    assert "116" not in found


def test_the_pay_of_categories_is_typed_row_by_row_and_a_blank_row_follows(ground) -> None:
    budget = next_year(ground.budget)
    client, address = ground.client("economist"), reverse("compute-plan", args=[budget.key])
    told = {"price_index": "100"} | {
        f"staff-{at}-{name}": value
        for at, row in enumerate((("Doctors", "2", "100,50"), ("Nurses", "3", "50")))
        for name, value in zip(("name", "positions", "pay"), row, strict=True)
    }
    page = client.get(address, told)
    assert len(page.context["told"].staff) == 3
    [line] = [line for line in page.context["lines"] if line.code.code == "111"]
    assert (str(line.months[0]), line.formula) == (
        "351.00", "(Doctors: positions 2.00 × pay 100.50 + Nurses: positions 3.00 × pay 50.00) × 12 months",
    )  # fmt: skip
    wrong = client.get(address, told | {"staff-1-positions": ""})
    assert wrong.status_code == 422
    assert "Write the positions." in wrong.content.decode()
    assert "Nurses" in client.get(address, told | {"staff-1-pay": ""}).context["told"].without_pay


def test_the_next_year_is_planned_before_it_is_started(ground) -> None:
    client = ground.client("economist")
    assert "Plan of 2026" in client.get(reverse("plan", args=[ground.budget.key])).content.decode()
    answer = client.post(reverse("plan-ahead", args=[ground.budget.key]))
    budget = Budget.objects.get(year=2026)
    assert answer.url == reverse("compute-plan", args=[budget.key])
    client.post(reverse("plan-ahead", args=[ground.budget.key]))
    assert Budget.objects.count() == 2
    # the year itself is still to be started
    assert new_year.next_year(budget.facility) == 2026
    assert ground.client("manager").post(reverse("plan-ahead", args=[ground.budget.key])).status_code == 403


def test_pay_is_positions_by_pay_and_contributions_follow_it_by_the_rates_of_the_year(ground) -> None:
    found = lines(ground, staff=[staff("", "10.5", "200000.01")])
    assert found["111"][1] == ["2100000.11"] * 12  # 10,5 × 200 000,01 = 2 100 000,105
    assert found["116"][1] == ["73500.00"] * 12  # 3,5 % in 2026
    assert found["116"][0].startswith("3,5 %")


def test_a_rate_that_changes_within_the_year_counts_from_its_month(ground) -> None:
    next_year(ground.budget)
    client = ground.client("economist", "ru")
    sent = {"code": "116", "valid_from": "2026-07-01", "percent": "4", "source": "закон"}
    client.post(reverse("rates", args=[ground.budget.facility.number]), sent)
    found = lines(ground, staff=[staff("", "1", "100000")])
    assert found["116"][1] == ["3500.00"] * 6 + ["4000.00"] * 6
    assert AuditEvent.objects.get(action="finance.contribution-rate.set").data["before"] is None


def test_the_facilitys_own_rate_wins_and_the_shipped_ones_stand_by_year(ground) -> None:
    known = contribution_rates.rates(ground.budget.facility)
    by_year = [contribution_rates.rate_on(known, "116", date(year, 6, 1)) for year in range(2024, 2030)]
    assert [str(rate.percent) for rate in by_year if rate] == ["1.5", "2.5", "3.5", "4.5", "5", "5"]
    assert contribution_rates.rate_on(known, "116", date(2023, 12, 31)) is None


def test_food_is_bed_days_by_the_norm_and_the_price_index(ground) -> None:
    found = lines(ground, bed_days="365", food_norm="1000", price_index="110")
    assert total(map(Decimal, found["141"][1])) == Decimal("401500.00")
    assert found["141"][1][:2] == ["34100.00", "30800.00"]


def test_the_rest_is_last_years_plan_by_the_price_index_in_last_years_months(ground) -> None:
    months = lines(ground, price_index="108.33")["149"][1]
    assert (months[2], months[5], total(map(Decimal, months))) == ("108.33", "324.99", Decimal("433.32"))


def test_contracts_carried_over_stand_in_their_months_and_are_never_undercut(ground) -> None:
    pk = {code: ground.code[code] for code in ("149", "161")}
    contracts = {(pk["149"], Month(2026, 1)): Decimal("40.00"), (pk["161"], Month(2026, 2)): Decimal("70.00")}
    found = lines(ground, PlanFacts(contracts=contracts))
    assert found["149"][1][:6] == ["40.00", "0.00", "90.00", "0.00", "0.00", "270.00"]
    assert found["161"][1][:5] == ["0.00", "70.00", "0.00", "0.00", "0.00"]
    assert "70,00" in found["161"][0]


def test_what_is_not_known_is_not_assumed(ground) -> None:
    found = lines(ground)
    assert set(found) == {"111", "149", "161"}
    assert found["111"][0].startswith("план прошлого года") or "last year" in found["111"][0]


def test_the_page_makes_a_draft_and_takes_another_sum_only_with_a_reason(ground) -> None:
    budget = next_year(ground.budget)
    client, address = ground.client("economist"), reverse("compute-plan", args=[budget.key])
    page = client.get(address, {"price_index": "100", "staff-0-positions": "2", "staff-0-pay": "100"})
    assert {line.code.code for line in page.context["lines"]} >= {"111", "116", "149"}
    name = f"sum-{ground.code['149']}"
    asked = {"price_index": "100", "staff-0-positions": "2", "staff-0-pay": "100", name: "1 200"}
    assert client.post(address, asked).status_code == 422
    assert client.post(address, asked | {name: "1.234"}).status_code == 422
    assert PlanDraft.objects.count() == 0
    answer = client.post(address, asked | {f"reason-{ground.code['149']}": "новый корпус"})
    draft = PlanDraft.objects.get()
    assert answer.url == reverse("plan-grid", args=[draft.pk])
    cells = plan_drafts.amounts(draft)
    assert [str(cells[ground.code["149"], Month(2026, month)]) for month in (3, 6)] == ["300.00", "900.00"]
    note = draft.notes.get(code=ground.code["149"])
    assert (str(note.computed), str(note.taken), note.reason) == ("400.00", "1200.00", "новый корпус")
    said = client.get(reverse("plan-draft", args=[draft.pk])).content.decode()
    assert "новый корпус" in said
    assert "positions 2.00 × pay 100.00" in said


def test_only_whoever_plans_computes(ground) -> None:
    next_year(ground.budget)
    for name in ("accountant", "manager", "auditor"):
        assert ground.client(name).get(reverse("compute-plan", args=["2026-fund"])).status_code == 403
    assert web_ground.stranger(ground).get(reverse("compute-plan", args=["2026-fund"])).status_code == 404
    answer = ground.client("economist").get(reverse("compute-plan", args=[ground.budget.key]))
    assert answer.url == reverse("plan", args=[ground.budget.key])  # there is no year before


def test_the_sample_year_suggests_its_averages_and_knows_the_income_by_tariffs() -> None:
    before = costed().budgets[0]
    budget = next_year(before)
    known, year = plan_calculation.facts(budget, before), plan_calculation.last_year(before)
    codes = {code.code: pk for pk, code in plan_drafts.usable_codes(2026).items()}
    usual = plan_calculation.usual(known, year, codes)
    assert usual.bed_days == total(known.bed_days.values()) * 12 / len(known.bed_days)
    food, _months = year.actual_of(codes["141"])
    assert usual.food_norm is not None
    assert abs(usual.food_norm * total(known.bed_days.values()) - food) < total(known.bed_days.values())
    assert (plan_calculation.income(known, usual) or 0) > 0


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_what_no_public_source_settles_is_marked_beside_its_line(ground, year: int) -> None:
    known = contribution_rates.rates(ground.budget.facility)
    found = {code: contribution_rates.rate_on(known, code, date(year, 1, 1)) for code in ("116", "121", "122", "124")}
    is_known = year < 2027
    assert {code: (str(rate.percent), rate.is_certain) for code, rate in found.items() if rate} == {
        "116": ({2025: "2.5", 2026: "3.5", 2027: "4.5"}[year], True), "121": ("11" if year == 2025 else "6", is_known),
        "122": ("5", is_known), "124": ("3", is_known),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("year", "sums"),
    [
        # of 100 000: 9,5 % of 88 % less 3,5 % of 90 %; 11 % of 88 % less 5 % of 90 %; 6 % of 88 % since 2026
        (2024, {"121": "5210.00", "122": "3150.00", "124": "3000.00"}),
        (2025, {"121": "5180.00", "122": "4500.00", "124": "3000.00"}),
        (2026, {"121": "5280.00", "122": "4500.00", "124": "3000.00"}),
    ],
)
def test_contributions_are_taken_of_what_the_law_leaves_of_the_pay(ground, year: int, sums: dict[str, str]) -> None:
    budget = next_year(ground.budget)
    Budget.objects.filter(pk=ground.budget.pk).update(year=2020)
    Budget.objects.filter(pk=budget.pk).update(year=year)
    found = lines(ground, staff=[staff("", "1", "100000")])
    assert {code: found[code][1][0] for code in sums} == sums


def test_the_formula_says_which_rate_is_not_verified_until_somebody_confirms_it(ground) -> None:
    budget = next_year(ground.budget)
    for one, year in ((budget, 2027), (ground.budget, 2026)):
        Budget.objects.filter(pk=one.pk).update(year=year)
    client, address = ground.client("economist", "ru"), reverse("compute-plan", args=[budget.key])
    asked = {"price_index": "100", "staff-0-positions": "1", "staff-0-pay": "100000"}

    def formula() -> str:
        return next(line.formula for line in client.get(address, asked).context["lines"] if line.code.code == "121")

    assert formula() == "6 % (не проверено) × 88 % от оплаты труда (специфика 111)"
    sent = {"code": "121", "valid_from": "2027-01-01", "percent": "6", "base_percent": "88", "source": "НК РК"}
    page = reverse("rates", args=[budget.facility.number])
    for name, status in (("accountant", 403), ("auditor", 403), ("admin", 302)):
        assert ground.client(name).post(page, sent).status_code == status
    answer = ground.client("admin").post(page, sent | {"code": "999", "percent": "101"})
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["code", "percent"])
    assert formula() == "6 % × 88 % от оплаты труда (специфика 111)"


@pytest.mark.parametrize(("language", "word"), [("ru", "сверьте"), ("kk", "салыстырыңыз")])
def test_the_doubt_about_a_rate_is_said_in_the_readers_language_beside_what_the_books_say(ground, language, word):
    before = ground.budget
    ground.post("actual", ("111", 1, "1000.00"), ("121", 1, "55.80"))
    with translation.override(language):
        told = plan_calculation.Assumptions((staff("", "1", "100000"),))
        made = next_year(before)
        made.year = 2027
        known = plan_calculation.facts(made, before)
        found = plan_calculation.computed(made, told, known, plan_calculation.last_year(before))
    line = next(line for line in found if line.code.code == "121")
    assert word in line.doubt
    assert "5,58 %" in line.beside
