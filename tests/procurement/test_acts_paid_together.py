"""Which acts together make the sum of a payment: the fewest, found as if every set had been tried."""

from datetime import date
from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from procurement.matching import MOST_ACTS_TOGETHER, OpenAct, OpenContract, PaidEntry, match

amounts = st.integers(1, 30).map(lambda tiyn: Decimal(tiyn).scaleb(-2))


@given(st.lists(amounts, max_size=8), amounts)
def test_the_smallest_set_of_acts_is_taken_where_it_is_the_only_one(unpaid, paid) -> None:
    acts = tuple(OpenAct(n, f"А-{n}", date(2025, 1, 1 + n), amount) for n, amount in enumerate(unpaid))
    contract = OpenContract(1, "81", "991240999723", date(2025, 1, 1), Decimal(1000), acts)
    found = match(PaidEntry(1, paid, date(2025, 3, 1), "991240999723", "", "услуги"), [contract])
    for count in range(1, MOST_ACTS_TOGETHER + 1):
        sets = [chosen for chosen in combinations(acts, count) if sum(act.unpaid for act in chosen) == paid]
        if sets:
            break
    if len(sets) > 1:
        assert found is None
    elif found is not None and sets:
        assert [part.act for part in found.parts] == [act.act for act in sets[0]]
        assert found.reason == ("act-sum" if count == 1 else "acts-sum")
    else:
        assert found is not None
        assert found.reason == "only-contract"


def test_thousands_of_payments_of_a_supplier_with_many_acts_take_no_time() -> None:
    """Twenty acts have 60 459 sets of up to six; none of them needs to be tried where no sum can be reached."""
    acts = tuple(OpenAct(n, f"А-{n}", date(2025, 1, 1), Decimal(2 * n + 2)) for n in range(20))
    contract = OpenContract(1, "81", "991240999723", date(2025, 1, 1), Decimal(10**9), acts)
    for number in range(2000):
        payment = PaidEntry(number, Decimal(1000 + number), date(2025, 3, 1), "991240999723", "", "услуги")
        assert match(payment, [contract]).reason == "only-contract"
