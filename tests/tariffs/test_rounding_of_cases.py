"""Laws of rounding costs of cases: cases, groups and components all add up, no case is off by more than it must."""

from fractions import Fraction
from math import lcm

from hypothesis import given
from hypothesis import strategies as st

from finance.money import round_half_up
from tariffs.case_rounding import by_largest_remainder, round_cases

AMOUNT = st.fractions(min_value=0, max_value=10**7, max_denominator=57489)
PARTS = st.dictionaries(st.sampled_from(["ward", "kitchen", "PHY", "drugs"]), AMOUNT, min_size=1)
GROUP = st.tuples(st.sampled_from(["neurology True", "neurology False", "somatic True"]), st.sampled_from("АБВ"))


@given(st.dictionaries(st.integers(), AMOUNT, min_size=1))
def test_largest_remainders_add_up_and_stay_within_a_tiyn(exact) -> None:
    whole = int(round_half_up(sum(exact.values(), Fraction(0)), 0))
    found = by_largest_remainder(exact, whole)
    assert sum(found.values()) == whole
    assert all(abs(found[key] - amount) < 1 for key, amount in exact.items())


@given(st.lists(st.tuples(PARTS, GROUP), min_size=1, max_size=12))
def test_cases_components_and_groups_add_up(cases) -> None:
    parts, groups = [parts for parts, _group in cases], [group for _parts, group in cases]
    exact = sum((sum(own.values(), Fraction(0)) for own in parts), Fraction(0))
    whole = int(round_half_up(exact, 0))
    scale = lcm(*(amount.denominator for own in parts for amount in own.values()))
    found = round_cases([{key: int(a * scale) for key, a in own.items()} for own in parts], groups, whole, scale)
    assert sum(sum(own.values()) for own in found) == whole
    assert all(own.keys() == said.keys() for own, said in zip(found, parts, strict=True))
    for side in (0, 1):
        for name in {group[side] for group in groups}:
            mine = [at for at, group in enumerate(groups) if group[side] == name]
            wanted = sum((sum(parts[at].values(), Fraction(0)) for at in mine), Fraction(0))
            assert abs(sum(sum(found[at].values()) for at in mine) - wanted) <= 2
    for own, said in zip(found, parts, strict=True):
        assert all(abs(own[key] - amount) <= 3 for key, amount in said.items())


def test_of_equal_remainders_the_first_are_rounded_up() -> None:
    assert by_largest_remainder({"a": Fraction(1, 2), "b": Fraction(1, 2)}, 1) == {"a": 1, "b": 0}
