"""What counts in which column: the year's plan, the period's money, changes by their own date, period 13 in December."""

from collections import defaultdict
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from finance.figures import CodeFigures, by_code, total
from finance.months import Month

FOOD = 141
MEASURES = ("plan", "amendment", "funding", "commitment", "cash", "actual")


def month(number: int) -> Month:
    return Month(2025, number)


def figures(*rows: tuple, first: int = 1, through: int = 6, entered: dict | None = None) -> CodeFigures:
    """Rows are (measure, month, amount) or (measure, month, amount, month of the date); a plan is dated January."""
    own = {r: 1 if r[0] == "plan" else min(r[1], 12) for r in rows}
    amounts = [(FOOD, r[0], month(r[1]), month(r[3] if len(r) > 3 else own[r]), Decimal(r[2])) for r in rows]
    return by_code(amounts, month(first), month(through), entered)[FOOD]


def test_the_plan_is_the_whole_years_whatever_the_period() -> None:
    found = figures(("plan", 2, "10"), ("plan", 11, "5"), first=3, through=3)
    assert (found.plan_contract, found.plan_period) == (Decimal(15), Decimal(10))


def test_a_plan_posted_after_a_close_counts_from_the_first_open_month() -> None:
    later = ("plan", 9, "7", 4)
    assert figures(("plan", 1, "1"), later, through=3).plan_contract == 1
    assert figures(("plan", 1, "1"), later, through=4).plan_contract == 8


def test_a_change_counts_from_the_month_of_its_date_on() -> None:
    change = ("amendment", 9, "7", 4)
    assert figures(("plan", 1, "1"), change, through=3).plan_adjusted == 1
    assert figures(("plan", 1, "1"), change, through=4).plan_adjusted == 8
    assert figures(("plan", 1, "1"), change, through=8).plan_period == 1
    assert figures(("plan", 1, "1"), change, through=9).plan_period == 8


def test_money_is_the_periods_own() -> None:
    found = figures(("cash", 1, "1"), ("cash", 2, "2"), ("cash", 3, "4"), first=2, through=2)
    assert (found.cash, found.cash_year) == (Decimal(2), Decimal(3))


def test_period_13_counts_with_december() -> None:
    found = figures(("cash", 13, "5"), ("cash", 12, "1"), first=12, through=12)
    assert found.cash == 6
    assert figures(("cash", 13, "5"), ("cash", 1, "1"), through=11).cash == 1


def test_a_commitment_counts_once_it_is_signed_for_all_its_months() -> None:
    rows = (("plan", 1, "100"), ("commitment", 5, "30", 2), ("commitment", 11, "40", 2), ("commitment", 11, "9", 7))
    assert figures(*rows, through=1).committed == 0
    assert figures(*rows, through=2).committed == 70
    assert figures(*rows, through=2).available == 30


def test_what_was_accrued_without_a_contract_is_the_larger_of_entered_and_unexplained() -> None:
    rows = (("plan", 1, "100"), ("commitment", 1, "30"), ("actual", 2, "45"))
    assert figures(*rows).accrued_without_contract == 15
    assert figures(*rows, entered={FOOD: Decimal(20)}).accrued_without_contract == 20
    assert figures(*rows, entered={FOOD: Decimal(20)}).available == 50
    assert figures(("plan", 1, "100"), ("commitment", 1, "50"), ("actual", 2, "45")).accrued_without_contract == 0


def test_the_code_159_of_the_half_year_leaves_what_the_form_says() -> None:
    found = figures(("plan", 1, "23000000"), ("amendment", 5, "106000", 5), ("actual", 3, "16350000"))
    assert found.available == 6756000


def test_it_tells_cash_over_the_plan_from_spending_without_one() -> None:
    assert figures(("plan", 1, "10"), ("cash", 2, "11")).is_over_plan
    assert not figures(("plan", 1, "10"), ("cash", 2, "10")).is_over_plan
    assert figures(("actual", 2, "1")).is_spent_without_plan
    assert figures(("plan", 1, "10")).percent == 0
    assert figures(("cash", 1, "10")).percent is None


amounts = st.lists(
    st.tuples(
        st.sampled_from((111, 141, 149)),
        st.sampled_from(MEASURES),
        st.integers(1, 13).map(month),
        st.integers(1, 12).map(month),
        st.decimals(-(10**6), 10**6, places=2),
    ),
    max_size=30,
)


@given(amounts, st.integers(1, 12), st.integers(1, 12))
def test_every_amount_stands_in_the_columns_it_belongs_to(rows, one, other) -> None:
    first, last = sorted((one, other))
    found = total(by_code(rows, month(first), month(last)).values())
    expected: defaultdict[str, Decimal] = defaultdict(Decimal)
    for _code, measure, at, dated, amount in rows:
        number = min(at.number, 12)
        if measure == "plan" and dated.number <= last:
            expected["plan_contract"] += amount
        if measure == "amendment" and dated.number <= last:
            expected["amendment"] += amount
        if measure == "commitment" and dated.number <= last:
            expected["committed"] += amount
        if measure in ("funding", "cash", "actual") and first <= number <= last:
            expected[measure] += amount
        if measure in ("cash", "actual") and number <= last:
            expected[f"{measure}_year"] += amount
        if measure in ("plan", "amendment") and dated.number <= last and number <= last:
            expected["plan_period"] += amount
    assert {key: getattr(found, key) for key in expected} == expected


@given(amounts)
def test_periods_of_a_year_add_up_to_the_year(rows) -> None:
    year = total(by_code(rows, month(1), month(12)).values())
    parts = [total(by_code(rows, month(n), month(n)).values()) for n in range(1, 13)]
    for measure in ("funding", "cash", "actual"):
        assert sum(getattr(part, measure) for part in parts) == getattr(year, measure)
