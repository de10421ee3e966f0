"""Figures of a source beside the computed ones: which rounding makes them equal, and when they differ."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from finance.stated import Stated, StatedRounding, remarks, rounding_of


@pytest.mark.parametrize(
    ("stated", "part", "whole", "rounding"),
    [
        ("115.7", 750, 648, "equal"),
        ("95", 752, 792, "equal"),
        ("106.6", 1536, 1440, "truncated"),
        ("117.7", 360, 306, "rounded-up"),
        ("100.3", 748, 648, "different"),
        ("44.1", 393, 890, "truncated"),
        ("100", 75, 75, "equal"),
        ("100.0", 7500, 7501, "equal"),
    ],
)
def test_it_names_the_rounding_of_a_printed_percent(stated: str, part: int, whole: int, rounding: str) -> None:
    assert rounding_of(Decimal(stated), Fraction(part * 100, whole)) == rounding


def test_a_mean_of_bed_work_is_cut_off_and_a_difference_stays_one() -> None:
    assert rounding_of(Decimal("165.9"), Fraction(26553, 160)) == StatedRounding.TRUNCATED
    assert rounding_of(Decimal("167.9"), Fraction(27201, 160)) == StatedRounding.DIFFERENT


@given(st.fractions(), st.integers(0, 4))
def test_a_figure_within_one_printed_unit_is_one_of_the_three_and_no_other_is(
    computed: Fraction, decimals: int
) -> None:
    unit = Fraction(1, 10**decimals)
    below = Fraction((computed / unit).__floor__()) * unit
    near = {below} if below == computed else {below, below + unit}
    for value in (below - unit, below, below + unit, below + 2 * unit):
        stated = (Decimal(value.numerator) / value.denominator).quantize(Decimal(1).scaleb(-decimals)) \
            if abs(value) < 10**20 else None  # fmt: skip
        if stated is not None:
            assert (rounding_of(stated, computed) == StatedRounding.DIFFERENT) == (value not in near)


def test_roundings_are_one_note_each_and_every_difference_a_doubt() -> None:
    with translation.override("en"):
        notes, doubts = remarks([
            Stated("Kentau", Decimal("121.5"), Fraction(372 * 100, 306)),
            Stated("Turkistan", Decimal("109.3"), Fraction(374 * 100, 342)),
            Stated("Arys", Decimal("84.5"), Fraction(38 * 100, 45)),
            Stated("Cities", Decimal("100.3"), Fraction(748 * 100, 648)),
            Stated("Somatic", Decimal("53.3"), None),
            Stated("Saran", Decimal(400), Fraction(400)),
        ])  # fmt: skip
    assert [(note.key, note.text.count(";")) for note in notes] == [("truncated", 1), ("rounded-up", 0)]
    assert "Kentau: 121.5 (121.57)" in notes[0].text
    assert [doubt.text for doubt in doubts] == [
        "Cities: 100.3 is stated, 115.4 is computed.",
        "Somatic: 53.3 is stated where nothing can be computed.",
    ]
