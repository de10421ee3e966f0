"""Samples for the audit: the same seed draws the same, by money the larger are likelier, and the record keeps the seed."""

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from finance.models import AuditEvent, Entry
from finance.months import Month
from finance.reports import registry
from finance.sampling import Drawable, by_chance, by_money
from finance.scope import of_budget
from tests.ground import web_ground

AMOUNTS = st.lists(st.decimals("-1000.00", "1000.00", places=2), max_size=60)


def entries(amounts: list[Decimal]) -> list[Drawable]:
    return [Drawable(key, amount) for key, amount in enumerate(amounts, start=1)]


@given(AMOUNTS, st.integers(1, 80), st.integers(1, 1_000_000))
def test_the_same_seed_draws_the_same_and_never_more_than_there_is(amounts, size, seed) -> None:
    every = entries(amounts)
    for draw in (by_money, by_chance):
        found = draw(every, size, seed)
        assert found == draw(every, size, seed) == sorted(set(found))
        assert len(found) <= min(size, len(every))
    assert len(by_chance(every, size, seed)) == min(size, len(every))
    assert all(amounts[key - 1] for key in by_money(every, size, seed))


@given(AMOUNTS, st.integers(1, 80), st.integers(1, 1_000_000))
def test_by_money_takes_every_entry_that_is_an_interval_or_more(amounts, size, seed) -> None:
    whole = sum(map(abs, amounts), Decimal("0.00"))
    large = {key for key, amount in enumerate(amounts, start=1) if amount and abs(amount) * size >= whole}
    assert large <= set(by_money(entries(amounts), size, seed))


def test_by_money_the_larger_are_likelier_and_by_chance_they_are_not() -> None:
    every = entries([Decimal("9.00"), *[Decimal("1.00")] * 9])
    often = {draw: sum(1 in draw(every, 1, seed) for seed in range(1, 1001)) for draw in (by_money, by_chance)}
    assert 450 < often[by_money] < 550
    assert 60 < often[by_chance] < 140


@pytest.mark.django_db
def test_a_sample_is_kept_with_its_seed_and_drawn_again(client) -> None:
    ground = web_ground.filled()
    auditor, page = ground.client("auditor"), reverse("draw-sample", args=["2025-fund"])
    asked = {"first": "2025-01", "through": "2025-12", "entries": "1", "way": "1", "size": "2", "seed": ""}
    answer = auditor.post(page, asked)
    event = AuditEvent.objects.get(action="audit.sample-drawn")
    assert (event.user.username, event.data["of"], event.data["total"]) == ("auditor", 3, "7151.25")
    assert event.data["seal"]
    again = registry.get("sample", entries=1, way=1, size=2, seed=event.data["seed"])
    report = again(of_budget(ground.budget), Month(2025, 1), Month(2025, 12))
    assert [int(row.key) for row in report.tables[0].rows] == event.data["drawn"]
    assert Entry.objects.get(code__code="111", month=Month(2025, 1), measure="cash").pk in event.data["drawn"]
    assert f"seed={event.data['seed']}" in answer["Location"]
    assert auditor.get(answer["Location"]).status_code == 200
    assert answer["Location"] in auditor.get(page).content.decode().replace("&amp;", "&")
    assert auditor.post(page, asked | {"size": "0"}).status_code == 422


@pytest.mark.django_db
def test_lists_of_the_auditor_name_reversals_round_sums_and_twins() -> None:
    ground = web_ground.filled()
    twin = {"counterparty_number": "991240999723", "counterparty_name": "ТОО Прачечная"}
    ground.post("cash", ("111", 2, "500.00"), **twin)
    ground.post("cash", ("169", 2, "500.00"), **twin)
    ground.post("cash", ("111", 2, "2000000.00"))
    report = registry.get("audit-lists")(of_budget(ground.budget), Month(2025, 1), Month(2025, 12), language="en")
    amounts = {
        table.key: [row.cells["amount"].value for row in table.rows] for table in report.tables if table.key != "opened"
    }
    assert amounts["twins"] == [Decimal("500.00")] * 2
    assert amounts["round"] == [Decimal("2000000.00")]
    assert len(amounts["late"]) == Entry.objects.filter(measure__in=("cash", "funding", "actual")).count()
    assert amounts["reversals"] == []
