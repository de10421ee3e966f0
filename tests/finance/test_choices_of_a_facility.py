"""What a facility chooses for itself stands on a page: how bed-days are counted, how costing rounds, who sees persons."""

import pytest
from django.urls import reverse

from finance.choices import choices, value_of
from finance.ledger.posting import closed_in
from finance.models import AuditEvent, MonthState
from finance.months import Month
from tariffs.costing_inputs import rounding_of
from tests.ground import web_ground

pytestmark = pytest.mark.django_db
RULE, ROUNDING, INDIVIDUALS = "bed_day_rule", "costing_rounding", "individuals-seen-by"


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-10", raising=False)
    return web_ground.empty()


@pytest.fixture
def page(ground) -> str:
    return reverse("choices", args=[ground.budget.facility.number])


def send(ground, page: str, key: str, who: str = "admin", **told: object):
    return ground.client(who).post(page, {"choice": key} | {f"{key}-{name}": value for name, value in told.items()})


def test_an_administrator_chooses_and_the_trail_says_what_was_before(ground, page) -> None:
    facility = ground.budget.facility
    assert send(ground, page, RULE, rule="both").status_code == 302
    assert send(ground, page, ROUNDING, rate_decimals="2", amount_decimals="-3", residual="none").status_code == 302
    assert send(ground, page, INDIVIDUALS, roles=["accountant"]).status_code == 302
    assert value_of(facility, RULE) == "both"
    assert value_of(facility, INDIVIDUALS) == ["accountant"]
    rounding = rounding_of(facility)
    assert (rounding.rate_decimals, rounding.share_decimals, rounding.amount_decimals, rounding.residual) == (
        2,
        None,
        -3,
        "none",
    )
    told = AuditEvent.objects.filter(action="facility.choice-made").order_by("pk").first().data
    assert (told["choice"], told["before"], told["after"]) == (RULE, None, "both")


def test_blank_decimals_go_back_to_exact_figures(ground, page) -> None:
    send(ground, page, ROUNDING, rate_decimals="2", residual="largest")
    send(ground, page, ROUNDING, residual="largest")
    assert (value_of(ground.budget.facility, ROUNDING), rounding_of(ground.budget.facility).is_exact) == (None, True)


@pytest.mark.parametrize(
    ("key", "told"),
    [(RULE, {"rule": "three"}), (RULE, {}), (ROUNDING, {"rate_decimals": "21", "residual": "largest"}),
     (ROUNDING, {"amount_decimals": "1,5", "residual": "largest"}), (ROUNDING, {"residual": "x"}),
     (INDIVIDUALS, {"roles": ["king"]}), (INDIVIDUALS, {})],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(ground, page, key, told) -> None:
    assert send(ground, page, key, **told).status_code == 422
    assert value_of(ground.budget.facility, key) is None


@pytest.mark.parametrize("who", ["economist", "accountant", "manager", "auditor"])
def test_others_see_it_and_change_nothing(ground, page, who) -> None:
    shown = ground.client(who).get(page)
    assert all(field.disabled for form in shown.context["forms"] for field in form.fields.values())
    assert send(ground, page, RULE, who, rule="both").status_code == 403


def test_figures_of_a_closed_month_are_not_changed_by_a_choice(ground, page) -> None:
    MonthState.objects.create(budget=ground.budget, month=Month(2025, 1), closed_by=ground.person("accountant"))
    assert closed_in([ground.budget.pk])
    for key, told in ((RULE, {"rule": "both"}), (ROUNDING, {"rate_decimals": "2", "residual": "largest"})):
        answer = send(ground, page, key, **told)
        assert answer.status_code == 422
        assert "Months are closed" in answer.content.decode()
    assert send(ground, page, INDIVIDUALS, roles=["accountant"]).status_code == 302


def test_every_choice_begins_with_what_is_in_force(ground, page) -> None:
    for choice in choices():
        assert choice.kept(dict.fromkeys(choice.fields()) | dict(choice.shown(None))) in (
            None, "one", ["accountant", "economist"],
        )  # fmt: skip
