"""What is stated beside what stands: each row is new, known or changed, what is not stated is lacking."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.comparing import Papers, compare, to_add

SUMS = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.integers(-(10**15), 10**15).map(lambda tiyn: Decimal(tiyn) / 100) | st.just(Decimal("0.00")),
)


def test_it_tells_new_known_changed_and_lacking_apart():
    stated = {"141": Decimal(5), "142": Decimal(7), "149": Decimal(0), "151": Decimal(9)}
    standing = {"142": Decimal(7), "151": Decimal(8), "161": Decimal(3)}
    found = compare(stated, standing, None)
    assert [(row.key, row.before, row.after) for row in found.new] == [("141", None, 5), ("149", None, 0)]
    assert [row.key for row in found.known] == ["142"]
    assert [(row.key, row.before, row.after) for row in found.changed] == [("151", 8, 9)]
    assert found.lacking == {"161": 3}


def test_it_takes_a_new_row_that_says_nothing_for_known():
    assert compare({"141": Decimal(0)}, {}, Decimal(0)).new == []


def test_it_compares_by_the_rule_it_is_given():
    found = compare({"a": "Мука"}, {"a": "мука"}, "", alike=lambda a, b: a.lower() == b.lower())
    assert [row.is_same for row in found.rows] == [True]


@given(stated=SUMS, standing=SUMS)
def test_every_key_is_one_of_four(stated, standing):
    found = compare(stated, standing, None)
    parts = [[row.key for row in part] for part in (found.new, found.known, found.changed)] + [list(found.lacking)]
    assert sorted(key for part in parts for key in part) == sorted(stated.keys() | standing.keys())
    assert [row.key for row in found.rows] == list(stated), "in the order stated"
    assert sorted(row.key for row in found.moved) == sorted(parts[0] + parts[2])


@given(stated=SUMS, standing=SUMS, is_whole=st.booleans())
def test_what_is_added_makes_the_books_say_what_is_stated(stated, standing, is_whole):
    added = to_add(stated, standing, is_whole)
    after = {key: standing.get(key, 0) + added.get(key, 0) for key in stated.keys() | standing.keys()}
    assert 0 not in added.values()
    for key, amount in after.items():
        left = 0 if is_whole else standing.get(key, 0)
        assert amount == stated.get(key, left), key
    assert to_add(stated, after, is_whole) == {}, "stated again it is known"


@pytest.mark.parametrize(
    ("external_id", "number", "found"),
    [
        ("77", "9/24", "act 1"),  # by the portal's id, whatever its number
        ("", "5/24", "act 1"),
        ("88", "6/24", "act 2"),  # act 2 bears no id yet
        ("88", "5/24", None),  # a namesake of another id
        ("", "7/24", None),
    ],
)
def test_it_finds_a_paper_by_portal_id_else_by_number(external_id, number, found):
    papers = Papers()
    papers.add("act 1", "77", "5/24")
    papers.add("act 2", "", "6/24")
    assert papers.find(external_id, number) == found


def test_it_finds_a_contract_by_number_under_a_renewed_portal_id():
    contracts = Papers(are_ids_renewed=True)
    contracts.add("contract", "77", ("5", "990140000010"))
    assert contracts.find("88", ("5", "990140000010")) == "contract"
    assert contracts.find("88", ("5", "990140000021")) is None
