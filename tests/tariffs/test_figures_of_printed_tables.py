"""A figure of a printed table follows from others where no rounding to its digits tells them apart: exactly, in integers."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from finance.stated import StatedRounding, rounding_of
from tariffs.medical_sums import check
from tariffs.medical_tables import ColumnHeading, Printed, PrintedLine

FIGURES = st.decimals(-(10**6), 10**6, places=2).map(str) | st.integers(-(10**6), 10**6).map(str)


@given(FIGURES, st.integers(-(10**8), 10**8), st.integers(1, 10**4))
def test_a_figure_follows_where_it_is_no_different(stated: str, over: int, under: int) -> None:
    table = Printed("", (ColumnHeading("число"),), (PrintedLine("row", (stated,)),))
    is_near = rounding_of(Decimal(stated), Fraction(over, under)) is not StatedRounding.DIFFERENT
    assert table.follows(0, 0, over * table.scale, under) == is_near
    assert table.follows(0, 0, -over * table.scale, -under) == is_near


def test_the_rule_that_most_lines_follow_is_found_and_who_breaks_it() -> None:
    heads = ("Отделение", "Больных", "Процедур на 1", "Процедур", "Доля больных, %")
    rows = [("А", "10", "3", "30", "25"), ("Б", "20", "2", "40", "50"), ("В", "10", "4", "41", "25")]
    table = Printed("", tuple(map(ColumnHeading, heads)), tuple(PrintedLine("row", row) for row in rows))
    found = {(one.line, one.column): (one.stated, one.computed) for one in check(table).findings}
    assert found[2, 3] == (41, 40)
    assert found[0, 3] == (30, 30)
