"""Why a bed-day costs more than its tariff: the parts are the whole gap, each by what it is made of."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.contrib.auth.models import User
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from finance.money import display
from finance.reporting.json import as_object
from finance.scope import ScopeError
from tariffs.gap import PARTS, ProfileAccount, cut, spread_as, together
from tariffs.models import CostingRun, Scenario
from tariffs.reports import tariff_vs_cost, why
from tests.ground.costing_ground import ACTUAL, COSTING, JANUARY, JUNE, costed
from tests.ground.formulas import disagreements

SHARES = {"141": Decimal(1)}
PAY = {"111"}


def paid(**changes: object) -> ProfileAccount:
    """100 bed-days planned of 200 possible, 80 done, paid 10 each; pay 600 was planned 500, food 300 planned 250."""
    return ProfileAccount(**{
        "bed_days": 80, "bed_days_planned": 100, "capacity": 200, "revenue": Decimal("800.00"),
        "cost": {"111": Decimal("600.00"), "141": Decimal("300.00"), "159": Decimal("100.00")},
        "direct": {"111": Decimal("400.00"), "141": Decimal("300.00"), "159": Decimal("60.00")},
        "planned": {"111": Fraction(500), "141": Fraction(250), "159": Fraction(100)},
        "planned_direct": {"111": Fraction(350), "141": Fraction(250), "159": Fraction(40)},
    } | changes)  # fmt: skip


def test_each_part_is_what_its_name_says() -> None:
    gap = cut(paid(), SHARES, PAY)
    assert gap.whole == Decimal("200.00")
    assert gap.parts == {
        "tariff": Decimal("-360.00"),  # 600 fixed over 200 beds' days and 2.50 of food: 5.50 a day, 4.50 under the 10
        "empty-beds": Decimal("240.00"),  # a day planned carries 6.00 of fixed cost, 3.00 with every bed filled
        "volume": Decimal("120.00"),  # the 20 bed-days not done leave 6.00 each
        "staff": Decimal("50.00"),
        "use": Decimal("100.00"),  # 300 where 80 days allow 200
        "price": Decimal("20.00"),
        "overhead": Decimal("30.00"),  # pay of services 200 for 150, other 40 for 60
    }


def test_a_profile_without_a_plan_of_days_or_a_bed_has_no_part_of_them() -> None:
    gap = cut(paid(bed_days_planned=0, capacity=None), SHARES, PAY)
    assert (gap.parts["volume"], gap.parts["empty-beds"]) == (0, 0)
    nothing_done = cut(paid(bed_days=0, revenue=Decimal("0.00")), SHARES, PAY)
    assert nothing_done.parts["volume"] == Decimal("600.00")
    assert sum(nothing_done.parts.values()) == nothing_done.whole


def test_the_plan_goes_where_the_cost_went() -> None:
    own = {"111": Decimal("25.00"), "141": Decimal("5.00")}
    of_all = {"111": Decimal("100.00"), "141": Decimal("20.00")}
    plan = {"111": Decimal("80.00"), "322": Decimal("8.00")}
    assert spread_as(plan, own, of_all) == {"111": Fraction(20), "322": Fraction(2)}


money = st.integers(-(10**12), 10**12).map(lambda n: Decimal(n).scaleb(-2))
codes = st.dictionaries(st.sampled_from(["111", "141", "149", "159"]), money, max_size=4)
exact = st.dictionaries(
    st.sampled_from(["111", "141", "322"]), st.fractions(-(10**10), 10**10, max_denominator=97), max_size=3
)
profiles = st.builds(
    ProfileAccount,
    st.integers(0, 10**5),
    st.integers(0, 10**5),
    st.none() | st.integers(0, 10**5),
    money,
    codes,
    codes,
    exact,
    exact,
)


@settings(max_examples=40)
@given(
    st.lists(profiles, min_size=1, max_size=3),
    st.dictionaries(st.sampled_from(["111", "141"]), st.decimals(0, 1, places=3)),
)
def test_the_parts_are_the_whole_gap_to_the_tiyn(all_paid, shares) -> None:
    gaps = [cut(one, shares, PAY) for one in all_paid]
    for one, gap in zip(all_paid, gaps, strict=True):
        assert set(gap.parts) == set(PARTS)
        assert sum(gap.parts.values()) == gap.whole == sum(one.cost.values()) - one.revenue
        assert all(amount == amount.quantize(Decimal("0.01")) for amount in gap.parts.values())
    whole = together(gaps)
    assert sum(whole.parts.values()) == whole.whole == sum(gap.whole for gap in gaps)


def reported(language: str = "en"):
    files = (*COSTING, *ACTUAL, "plan-2025.xlsx", "plan-amendments-2025.xlsx", "contracts-2025.csv")
    scope = costed(files=files)
    return scope, why.build(scope, JANUARY, JUNE, language=language)


@pytest.mark.django_db
def test_the_report_is_the_gap_of_tariff_and_cost() -> None:
    scope, report = reported()
    beside = {row["profile"]: row for row in as_object(tariff_vs_cost.build(scope, JANUARY, JUNE))["rows"]}
    answer = as_object(report)
    assert {row["profile"] for row in answer["rows"]} == {"neurology", "somatic"}
    for row in answer["rows"]:
        assert Decimal(row["gap"]) == -Decimal(beside[row["profile"]]["margin"])
        assert sum(Decimal(row[part]) for part in PARTS) == Decimal(row["gap"])
    assert answer["total"]["gap"] == "14142501.72"
    assert disagreements(report) == []
    assert any("Ортопедия" in doubt.text for doubt in report.doubts)
    (neurology,) = [section for section in report.sections if section.key == "why-neurology"]
    assert neurology.remarks[0].text.replace("\xa0", " ") == (
        "A bed-day costs 13,091.60 ₸, the tariff pays 13,030.55 ₸: each loses 61.05 ₸, all 1,568,048.49 ₸."
    )
    assert any(remark.text.startswith("More patients than planned: 25,685") for remark in neurology.remarks)


@pytest.mark.django_db
def test_every_lever_opens_as_a_saved_what_if_that_says_the_figure_of_its_sentence(client) -> None:
    _scope, report = reported()
    client.force_login(User.objects.get(username="manager"))
    client.cookies["django_language"] = "en"
    rows = report.table("levers").rows
    assert {row.extra["kind"] for row in rows} == {"bed-days", "tariff", "positions", "prices", "beds"}
    asks = client.get(rows[0].cell("after").link)
    assert "Freeze the costing" in asks.content.decode()
    for row in rows:
        opened = client.post(row.cell("after").link, follow=True)
        assert opened.redirect_chain[-1][0].endswith(f"?scenario={Scenario.objects.latest('id').pk}")
        scenario = Scenario.objects.latest("id")
        assert scenario.name == row.cell("name").value
        margins = {one["profile"]: Decimal(one["margin"]) for one in scenario.results if one["margin"] is not None}
        profile = row.extra["profile"] if row.extra["kind"] not in ("prices", "beds") else ""
        assert row.cell("after").value == (margins[profile] if profile else sum(margins.values())), scenario.name
        figure = display(row.cell("after").value, "en")
        assert figure in row.cell("sentence").value
        assert figure in opened.content.decode()
    assert CostingRun.objects.count() == 1
    again = client.get(rows[0].cell("after").link)
    assert (again.status_code, "scenario=" in again["Location"]) == (302, True)


@pytest.mark.django_db
def test_a_lever_is_opened_by_whom_may_freeze_a_costing(client) -> None:
    _scope, report = reported()
    client.force_login(User.objects.get(username="auditor"))
    link = report.table("levers").rows[0].cell("after").link
    assert "Freeze" not in client.get(link).content.decode()
    assert client.post(link).status_code == 403
    assert not CostingRun.objects.exists()
    client.force_login(User.objects.create(username="stranger"))
    assert client.get(link).status_code == 404


@pytest.mark.django_db
def test_without_a_plan_nothing_is_explained() -> None:
    with pytest.raises(ScopeError, match="No plan"), translation.override("en"):
        why.build(costed(), JANUARY, JUNE, language="en")
