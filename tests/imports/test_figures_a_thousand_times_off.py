"""A figure a thousand times off the plan, the month before or what stood is a doubt: in the preview and in reports."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.months import Month
from finance.reports import registry
from finance.scope import of_budget
from finance.thousandfold import Against, Monthly, is_off, off_figures
from tests.ground import web_ground
from tests.ground.import_ground import bring, undo

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AMOUNTS = st.decimals("0.01", "9999999999.99", places=2)
HEADERS = {
    "cash": "Дата;Номер;Специфика;Сумма;Контрагент",
    "funding": "Дата;Номер;Специфика;Получено;Источник",
}


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)
    made = web_ground.empty()
    made.plan(*[("141", month, "1000000.00") for month in range(1, 13)])
    return made


def off(said: dict) -> list[str]:
    return [doubt for doubt in said["doubts"] if "в тысячу раз" in doubt]


def of_events(kind: str, amount: str) -> bytes:
    return f"{HEADERS[kind]}\n10.02.2025;7;141;{amount};ТОО Нан\nИтого;;;{amount};\n".encode()


def of_actual(amount: str) -> bytes:
    return f"Фактические расходы за февраль 2025 года\nСпецифика;Факт\n141;{amount}\nИтого;{amount}\n".encode()


def of_plan(amount: str) -> bytes:
    months = "январь;февраль;март;апрель;май;июнь;июль;август;сентябрь;октябрь;ноябрь;декабрь"  # fmt: skip
    return f"План финансирования на 2025 год\nСпецифика;{months}\n141{f';{amount}' * 12}\n".encode()


def of_amendment(amount: str) -> bytes:
    return f"Дата;Номер;Специфика;Месяц;Сумма\n09.10.2025;1;141;11.2025;{amount}\n".encode()


FILES = {
    "cash": lambda amount: of_events("cash", amount), "funding": lambda amount: of_events("funding", amount),
    "actual": of_actual, "amendment": of_amendment,
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize(("amount", "count"), [("900,00", 1), ("800000,00", 0), ("1200000000,00", 1), ("40000,00", 0)])
def test_the_preview_of_every_kind_doubts_it_both_ways(ground, kind, amount, count) -> None:
    said = bring(FILES[kind](amount), f"{kind}.csv", kind=kind, preview=True)
    assert said["status"] == "preview", said["problems"]
    assert len(off(said)) == count


def test_it_is_held_against_the_month_before_where_there_is_no_plan(ground) -> None:
    ground.post("cash", ("142", 1, "500000.00"))
    said = bring(of_events("cash", "500,00").replace(b"141", b"142"), "cash.csv", preview=True)
    assert len(off(said)) == 1


@pytest.mark.parametrize("amount", ["1000,00", "1000000000,00"])
def test_a_plan_is_held_against_what_stood_and_what_was_spent(ground, amount) -> None:
    assert len(off(bring(of_plan(amount), "plan.csv", preview=True))) == 1
    ground.post("cash", ("141", 1, "900000.00"))
    assert len(off(bring(of_plan(amount), "plan.csv", preview=True))) == 1
    assert off(bring(of_plan("1100000,00"), "plan.csv", preview=True)) == []


@pytest.mark.parametrize("report", ["form2", "execution"])
def test_reports_doubt_it_as_long_as_it_stands(ground, report) -> None:
    def doubts() -> list[str]:
        made = registry.get(report)(of_budget(ground.budget), Month(2025, 1), Month(2025, 3), language="ru")
        return [one.text for one in made.doubts if one.key == "thousandfold"]

    assert doubts() == []
    posted = bring(of_events("cash", "900,00"), "cash.csv")
    [doubt] = doubts()
    assert "Специфика 141" in doubt or "141" in doubt
    assert "900,00" in doubt
    undo(posted["batch"])
    assert doubts() == []


def test_nothing_else_keeps_the_doubt(ground) -> None:
    """A report finds it for itself, so it is not said twice."""
    bring(of_events("cash", "900,00"), "cash.csv")
    made = registry.get("form2")(of_budget(ground.budget), Month(2025, 1), Month(2025, 3), language="ru")
    assert sum("900,00" in one.text for one in made.doubts) == 1


@given(AMOUNTS, AMOUNTS)
def test_being_off_is_mutual_and_knows_no_sign(one, other) -> None:
    assert is_off(one, other) == is_off(other, one) == is_off(-one, other)
    ratio = max(one, other) / min(one, other)
    assert is_off(one, other) == (ratio * ratio >= 10**5)


@given(st.dictionaries(st.integers(1, 12), AMOUNTS, min_size=1), st.sampled_from([Decimal(1000), Decimal(1) / 1000]))
def test_a_whole_year_in_another_unit_is_off_in_every_month(months, factor) -> None:
    even = sum(months.values(), Decimal(0)) / len(months)
    rows = [(1, "plan", Month(2025, month), even) for month in range(1, 13)]
    rows += [(1, "cash", Month(2025, month), even * factor) for month in months]
    found = off_figures(Monthly.of(rows), [("cash", 1, Month(2025, month)) for month in months])
    assert [one.month.number for one in found] == sorted(months)
    assert {one.against for one in found} == {Against.PLAN}
