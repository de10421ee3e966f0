"""Invented books: as many entries as asked, the same for the same seed, spread as the sample's, and whole."""

import json
from collections import Counter
from decimal import Decimal
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from finance import books
from finance.models import Budget, CashBalance, Document, Entry, Facility
from finance.party_numbers import is_valid
from region.generating import NotEmptyError, WantedBooks, fill
from region.generating.filling import LINES_AT_ONCE, _in_reach
from region.generating.papers import shared, year_of_papers
from region.generating.shape import CODES, PAYMENTS


def filled(facilities: int = 2, years: int = 1, entries: int = 1500, seed: int = 5) -> list[tuple]:
    """What the books of a database filled so say, the database left as it was."""
    with transaction.atomic():
        fill(WantedBooks(facilities, years, entries, seed))
        found = list(
            Entry.objects.order_by("pk").values_list(
                "budget__key", "code__code", "measure", "month", "date", "amount", "document__number", "number",
                "counterparty_number", "counterparty_name", "purpose",
            )
        )  # fmt: skip
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_entries_and_another_others() -> None:
    once = filled()
    assert once == filled()
    assert once != filled(seed=6)
    assert len(once) == 1500


@pytest.mark.django_db
def test_made_up_books_prove_whole() -> None:
    found = fill(WantedBooks(3, 2, 2400, 1))
    assert (found.entries, Entry.objects.count()) == (2400, 2400)
    assert Budget.objects.count() == 6
    top = Facility.objects.get(parent=None)
    assert Facility.objects.filter(parent=top).count() == 3
    assert all(is_valid(number) for number in Facility.objects.values_list("number", flat=True))
    proved = books.check()
    assert proved.broken == []
    assert proved.doubts == ()
    assert "chain" in [one.name for one in proved.checks]
    assert CashBalance.objects.filter(amount__lt=0).count() == 0


@pytest.mark.django_db
def test_one_facility_stands_alone() -> None:
    fill(WantedBooks(1, 1, 50, 1))
    assert Facility.objects.get().parent is None
    assert Entry.objects.count() == 50


@pytest.mark.django_db
def test_a_database_that_holds_something_is_refused_and_left_as_it_is() -> None:
    Facility.objects.create(number="991240999016", name_ru="Больница")
    with pytest.raises(NotEmptyError):
        fill(WantedBooks(2, 1, 100, 1))
    assert (Facility.objects.count(), Document.objects.count(), Entry.objects.count()) == (1, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{"facilities": 0}, {"entries": 0}, {"years": 40}])
def test_what_cannot_be_made_is_wrong_usage(asked: dict[str, int]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("generate", **{"facilities": 1, "years": 1, "entries": 10} | asked)
    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_the_command_says_what_it_wrote() -> None:
    out = StringIO()
    call_command("generate", facilities=2, years=1, entries=400, seed=3, format="json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["facilities"], told["years"], told["entries"], told["seed"]) == (2, [2025], 400, 3)
    assert Entry.objects.count() == 400


@settings(max_examples=60)
@given(entries=st.integers(0, 4000), seed=st.integers(0, 10**6), size=st.sampled_from([14, 110, 1900]))
def test_a_year_has_as_many_lines_as_asked_and_every_line_is_some_money(entries: int, seed: int, size: int) -> None:
    papers = list(year_of_papers(str(seed), 2024, entries, size))
    lines = [line for paper in papers for line in paper.lines]
    assert len(lines) == entries
    assert all(line.tiyn > 0 for paper in papers if paper.kind != "amendment" for line in paper.lines)
    plan = Counter({(line.code, line.month): line.tiyn for line in papers[0].lines})
    for paper in papers:
        if paper.kind == "amendment":
            for line in paper.lines:
                plan[line.code, line.month] += line.tiyn
                assert paper.day.month <= line.month
    assert all(tiyn >= 0 for tiyn in plan.values())
    assert all(tiyn >= 0 for paper in papers for _day, tiyn in paper.balances)
    assert all(line.day.month == line.month for paper in papers if paper.kind == "cash" for line in paper.lines)


def test_codes_months_and_payees_are_spread_as_in_the_sample() -> None:
    lines = [line for paper in year_of_papers("7", 2025, 60_000, 650) if paper.kind == "cash" for line in paper.lines]
    spent = sum(one.cash for one in CODES)
    for at, one in enumerate(CODES):
        of_code = [line for line in lines if line.code == at]
        assert abs(len(of_code) / len(lines) - one.payments * 2 / PAYMENTS) < 0.001
        assert abs(sum(line.tiyn for line in of_code) / sum(line.tiyn for line in lines) - one.cash / spent) < 0.03
        for place, payee in enumerate(one.payees):
            share = sum(line.payee == place for line in of_code) / len(of_code)
            assert abs(share - payee.payments / one.payments) < 0.03
    by_month = Counter(line.month for line in lines)
    assert max(by_month.values()) < 1.1 * min(by_month.values())


def test_long_books_are_held_a_few_registers_at_a_time() -> None:
    held = [sum(len(one.lines) for one in some) for some in _in_reach(year_of_papers("7", 2025, 90_000, 650))]
    assert sum(held) == 90_000
    assert max(held) <= LINES_AT_ONCE
    assert all(one + other > LINES_AT_ONCE // 2 for one, other in pairwise(held))


@given(whole=st.integers(0, 10**15), weights=st.lists(st.integers(1, 10**6), min_size=1, max_size=40))
def test_shares_add_up(whole: int, weights: list[int]) -> None:
    parts = shared(whole, weights)
    assert sum(parts) == whole
    assert all(
        abs(Decimal(part) - Decimal(whole) * weight / sum(weights)) < len(weights)
        for part, weight in zip(parts, weights, strict=True)
    )
