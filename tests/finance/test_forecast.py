"""The forecast of 31 December: chosen by its own back-test, never from months to come, its parts adding up."""

import random
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.forecasting import KINDS, a_year
from finance.forecasting import METHODS, CodeHistory, errors_of, forecast
from finance.ledger import Posting, post
from finance.models import Budget, Entry
from finance.months import Month
from finance.reporting.json import as_object
from finance.reports import registry
from finance.scope import of_budget
from tests.ground import web_ground

tenge = st.decimals("0", "99999999.99", places=2)
months = st.lists(tenge, min_size=12, max_size=12).map(tuple)
HEATING = tuple(map(Decimal, (180, 170, 140, 100, 50, 30, 20, 20, 40, 100, 150, 190)))


def amounts(*values: int) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, values))


@given(months, months, months, months, st.integers(1, 11))
def test_a_later_month_changes_nothing(paid, plan, last_year, other, known) -> None:
    told = forecast(CodeHistory(paid, plan, last_year).until(known))
    assert forecast(CodeHistory(paid[:known] + other[known:], plan, last_year).until(known)) == told
    for method in METHODS:
        whole = errors_of(method, CodeHistory(paid[:known], plan, last_year))
        assert errors_of(method, CodeHistory(paid[:known] + other[known:], plan, last_year).until(known)) == whole


@given(months, months, st.integers(0, 12))
def test_the_year_is_what_was_paid_and_the_months_ahead(paid, plan, known) -> None:
    told = forecast(CodeHistory(paid, plan).until(known))
    assert told.total == sum(paid[:known]) + sum(told.months)
    assert told.low <= told.total <= told.high
    assert told.low >= sum(paid[:known])
    assert len(told.months) == 12 - known
    used = [sum([*paid[:known], *told.months][: at + 1]) for at in range(12)]
    assert told.runs_out == next((at + 1 for at, amount in enumerate(used) if amount > sum(plan)), None)


@given(months)
def test_a_year_that_is_over_is_what_was_paid(paid) -> None:
    told = forecast(CodeHistory(paid))
    assert (told.method, told.total, told.low, told.high) == ("known", sum(paid), sum(paid), sum(paid))


def test_even_payments_go_on_evenly() -> None:
    told = forecast(CodeHistory(amounts(100, 100, 100, 100), amounts(*[110] * 12)))
    assert (told.method, told.total, told.error, told.low, told.high) == ("even", 1200, 0, 1200, 1200)


def test_heating_is_told_by_last_years_months() -> None:
    told = forecast(CodeHistory(tuple(one * 2 for one in HEATING[:6]), amounts(*[100] * 12), HEATING))
    assert (told.method, told.total, told.error) == ("as-last-year", sum(HEATING) * 2, 0)


def test_without_last_year_it_is_told_by_the_plan_where_the_plan_has_months() -> None:
    told = forecast(CodeHistory(HEATING[:5], HEATING))
    assert (told.method, told.total, told.runs_out) == ("by-plan", sum(HEATING), None)


def test_one_month_alone_is_told_evenly_and_without_an_interval() -> None:
    told = forecast(CodeHistory(amounts(90), amounts(*[50] * 12)))
    assert (told.method, told.total, told.low, told.high, told.error, told.runs_out) == (
        "even",
        1080,
        1080,
        1080,
        None,
        7,
    )


def test_what_was_better_by_little_or_seldom_is_drawn_towards_even_pace() -> None:
    slightly = forecast(CodeHistory(amounts(100, 104, 98, 101, 103), amounts(*[100] * 5, *[200] * 7)))
    assert (slightly.method, slightly.share) == ("even", 0)
    halves = CodeHistory(amounts(100, 100, 200), amounts(*[100] * 2, *[190] * 10))
    drawn, planned = forecast(halves), forecast(CodeHistory(amounts(100, 100, 190), halves.plan))
    assert drawn.method in ("by-plan", "as-planned")
    assert 0 < drawn.share < 1
    assert forecast(CodeHistory(halves.paid, amounts(0))).total < drawn.total < planned.total


def test_on_generated_years_it_is_better_than_even_pace_and_its_interval_holds() -> None:
    """A small run of what `benchmarks/forecasting.py` measures on 200 years."""
    draw, ours, paces, held = random.Random(7), [], [], []
    for kind in KINDS * 3:
        whole = a_year(draw, kind).history
        mine = pace = Decimal(0)
        for known in range(3, 12, 2):
            then = whole.until(known)
            told, evenly = forecast(then), sum(then.paid) / known * 12
            mine, pace = mine + abs(told.total - sum(whole.paid)), pace + abs(evenly - sum(whole.paid))
            held.append(told.low <= sum(whole.paid) <= told.high)
        ours.append(mine)
        paces.append(pace)
    ratios = sorted(mine / pace for mine, pace in zip(ours, paces, strict=True))
    assert sum(ours) / sum(paces) < Decimal("0.8")
    assert ratios[len(ratios) // 2] <= Decimal("0.85")
    assert ratios[-1] < Decimal("1.4")
    assert 0.65 <= sum(held) / len(held) <= 0.97


def test_errors_are_shares_of_what_came_then() -> None:
    whole, two_thirds = errors_of("even", CodeHistory(amounts(100, 100, 50, 50)))
    assert (whole, round(two_thirds, 6)) == (1, Decimal("0.666667"))


@pytest.mark.django_db
def test_the_report_reads_nothing_later_than_it_is_asked_for() -> None:
    ground = web_ground.filled()
    ground.post("cash", ("111", 5, "777777.77"))
    scope = of_budget(Budget.objects.select_related("facility", "programme", "source").get(pk=ground.budget.pk))
    report = registry.get("forecast")(scope, Month(2025, 1), Month(2025, 2), language="en")
    told = as_object(report)
    rows = {row["code"]: row for row in told["rows"]}
    assert rows["111"]["cash"] == "7001.25"
    assert rows["111"] | {"name": ""} == {
        "code": "111", "name": "", "plan": "18000.00", "cash": "7001.25", "forecast": "42007.50", "low": "42007.50",
        "high": "42007.50", "method": "even", "backtest_percent": None, "deviation": "24007.50",
        "deviation_percent": "133.4", "runs_out_on": "2025-06",
    }  # fmt: skip
    assert (
        told["total"]["cash"]
        == f"{sum(Entry.objects.filter(measure='cash', month__lte=Month(2025, 2)).values_list('amount', flat=True)):.2f}"
    )
    assert told["total"]["forecast"] == f"{sum(Decimal(row['forecast']) for row in told['rows']):.2f}"


@pytest.mark.django_db
def test_last_year_is_that_of_the_same_programme_and_source(query_counts) -> None:
    ground = web_ground.filled()
    now = Budget.objects.select_related("facility", "programme", "source").get(pk=ground.budget.pk)
    before = Budget.objects.create(
        key="2024-fund", facility=now.facility, year=2024, programme=now.programme, source=now.source
    )
    paper = ground.document("cash", date(2024, 12, 31))
    paper.budget = before
    paper.save()
    food = ground.code["141"]
    post(paper, [
        Posting(food, Month(2024, month), date(2024, month, 28), "cash", Decimal(f"{month}0.00")) for month in range(1, 13)
    ])  # fmt: skip
    ground.post("cash", *(("141", month, f"{month}00.00") for month in range(1, 6)))
    told = registry.get("forecast")(of_budget(now), Month(2025, 1), Month(2025, 5), language="en")
    (eaten,) = [row for row in told.main.rows if row.cell("code").value == "141"]
    assert (eaten.extra["method"], eaten.cell("forecast").value) == ("as-last-year", Decimal("7800.00"))
    with query_counts("Forecast for 31 December"):
        registry.get("forecast")(of_budget(now), Month(2025, 1), Month(2025, 5), language="en")
