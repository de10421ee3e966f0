"""Laws that hold for any hospital: nothing is lost, nothing is made, whatever the method and the rounding."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tariffs.allocation import METHODS, AllocationInput, Rounding, allocate
from tariffs.allocation.proposal import propose_order
from tariffs.allocation.trace import trace_codes

CODES = ("111", "141", "142", "151")
tiyn = st.integers(0, 10**11).map(lambda units: Decimal(units) / 100)
roundings = st.builds(
    Rounding,
    share_decimals=st.none() | st.integers(0, 6),
    rate_decimals=st.none() | st.integers(0, 8),
    amount_decimals=st.none() | st.integers(-4, 4),
)


@st.composite
def hospitals(draw, largest: int = 40, costs=tiyn):
    """Direct costs and bases of up to 40 centres, where every service serves at least one final department."""
    size = draw(st.integers(2, largest))
    services = draw(st.integers(1, min(size - 1, 12)))
    keys = [f"C{number:02d}" for number in range(size)]
    quantity = st.integers(0, 9) | st.decimals("0.01", "99.99", places=2)
    bases = {}
    for giver in keys[:services]:
        bases[giver] = dict(zip(keys, draw(st.lists(quantity, min_size=size, max_size=size)), strict=True))
        bases[giver][draw(st.sampled_from(keys[services:]))] = draw(st.integers(1, 9))
    return dict(zip(keys, draw(st.lists(costs, min_size=size, max_size=size)), strict=True)), bases


def by_elimination(costs: dict, bases: dict) -> dict[str, Fraction]:
    """Reciprocal full costs by Gauss's elimination in fractions, straight from the definition."""
    services = list(bases)
    share = {}
    for giver, base in bases.items():
        total = sum(Fraction(q) for receiver, q in base.items() if receiver != giver)
        share[giver] = {r: Fraction(q) / total for r, q in base.items() if r != giver}
    rows = [
        [Fraction(s == t) - share[t].get(s, Fraction(0)) for t in services] + [Fraction(costs[s])] for s in services
    ]
    for pivot in range(len(rows)):
        swap = next(row for row in range(pivot, len(rows)) if rows[row][pivot])
        rows[pivot], rows[swap] = rows[swap], rows[pivot]
        rows[pivot] = [value / rows[pivot][pivot] for value in rows[pivot]]
        for row in range(len(rows)):
            if row != pivot:
                rows[row] = [a - rows[row][pivot] * b for a, b in zip(rows[row], rows[pivot], strict=True)]
    totals = {service: row[-1] for service, row in zip(services, rows, strict=True)}
    return {
        final: Fraction(costs[final]) + sum(share[s].get(final, Fraction(0)) * totals[s] for s in services)
        for final in costs
        if final not in bases
    }


@pytest.mark.parametrize("method", METHODS)
@given(hospital=hospitals(), rounding=roundings)
def test_it_conserves_the_total_to_the_last_unit(method, hospital, rounding) -> None:
    outcome = allocate(AllocationInput.of(*hospital, methods=(method,), rounding=rounding))[method]
    assert outcome.total_full == sum(Fraction(cost) for cost in hospital[0].values())
    assert all(check.holds for check in outcome.checks())


@given(hospital=hospitals(largest=12, costs=st.integers(-500, 500)))
@pytest.mark.parametrize("method", METHODS)
def test_it_conserves_the_total_beside_negative_balances(method, hospital) -> None:
    outcome = allocate(AllocationInput.of(*hospital, methods=(method,)))[method]
    assert outcome.total_full + outcome.total_unallocated == outcome.total_direct
    assert all(balance < 0 for balance in outcome.unallocated.values())
    assert all(distribution.balance > 0 for passed in outcome.passes for distribution in passed)


@given(hospital=hospitals(largest=20))
def test_it_solves_the_reciprocal_method_as_elimination_does(hospital) -> None:
    outcome = allocate(AllocationInput.of(*hospital, methods=("reciprocal",)))["reciprocal"]
    assert outcome.full_costs == by_elimination(*hospital)


@given(hospital=hospitals(largest=15))
def test_it_gives_one_answer_where_there_is_only_one_service(hospital) -> None:
    costs, bases = hospital
    only = next(iter(bases))
    outcomes = allocate(AllocationInput.of(costs, {only: bases[only]}, methods=METHODS))
    assert len({tuple(outcome.full_costs.items()) for outcome in outcomes.values()}) == 1


@given(hospital=hospitals(largest=15), data=st.data())
def test_it_asks_no_order_of_direct_and_reciprocal(hospital, data) -> None:
    costs, bases = hospital
    order = data.draw(st.permutations(list(bases)))
    for method in ("direct", "reciprocal"):
        one = allocate(AllocationInput.of(costs, bases, methods=(method,)))[method]
        other = allocate(AllocationInput.of(costs, bases, order, methods=(method,)))[method]
        assert one.full_costs == other.full_costs


@given(hospital=hospitals(largest=15))
def test_it_proposes_every_service_once(hospital) -> None:
    costs, bases = hospital
    steps = propose_order(list(bases), bases, costs)
    assert {step.service for step in steps} == set(bases)
    assert len(steps) == len(bases)
    assert [step.serves for step in steps] == sorted((step.serves for step in steps), reverse=True)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("residual", ["largest", "none"])
@given(hospital=hospitals(largest=10), rounding=roundings, data=st.data())
def test_it_traces_codes_exactly_in_both_margins(method, residual, hospital, rounding, data) -> None:
    costs, bases = hospital
    by_code = {}
    for centre, cost in costs.items():
        cuts = sorted(data.draw(st.lists(st.integers(0, int(cost * 100)), min_size=3, max_size=3)))
        edges = [0, *cuts, int(cost * 100)]
        by_code[centre] = {code: Decimal(b - a) / 100 for code, a, b in zip(CODES, edges, edges[1:], strict=False)}
    whole_tiyn = Rounding(
        rounding.share_decimals,
        rounding.rate_decimals,
        2 if rounding.amount_decimals is None else min(rounding.amount_decimals, 2),
        residual,
    )
    outcome = allocate(AllocationInput.of(costs, bases, methods=(method,), rounding=whole_tiyn))[method]
    trace = trace_codes(outcome, by_code)
    for department, full_cost in outcome.full_costs.items():
        assert sum(trace.full_costs[department].values()) == full_cost
    for code in CODES:
        found = sum(row.get(code, 0) for row in (*trace.full_costs.values(), *trace.unallocated.values()))
        assert found == sum(costs_of.get(code, 0) for costs_of in by_code.values())
    if residual == "largest":
        assert trace.unallocated == {}
