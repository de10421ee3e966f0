"""Looking for a header costs what its cells are, not their square, and no more than any form has."""

import pytest

from imports.kinds.registry import kinds
from imports.readers.grid import Grid, Sheet
from imports.recognise.header_rows import SEARCHED_CELLS
from imports.recognise.headers import WIDEST
from imports.recognise.recognition import recognise
from imports.recognise.wording import wording


def looked_up(width, height, name):
    """How many headers were compared with the words of the kinds."""
    every = [kind for kind in kinds().values() if not kind.formats or "xlsx" in kind.formats]
    words = wording([kind.columns for kind in every])
    before = words.looked_up
    rows = [tuple(f"Сумма {name} {at} дата код" for at in range(width)) for _ in range(height)]
    recognise(Grid("xlsx", None, (Sheet("Лист1", rows),)), every)
    return words.looked_up - before


def test_a_header_is_compared_once_for_all_kinds():
    assert looked_up(40, 1, "один") == 40


def test_twice_as_wide_a_sheet_costs_twice_as_much():
    once, twice = looked_up(60, 1, "узкий"), looked_up(120, 1, "широкий")
    assert (once, twice) == (60, 120)


@pytest.mark.parametrize("width", [WIDEST + 1, 5000])
def test_a_row_wider_than_any_form_is_no_header(width):
    assert looked_up(width, 3, f"поле {width}") == 0


@pytest.mark.soak  # several seconds; the bound on look-ups that makes it end is held above
def test_the_search_ends_though_every_row_is_made_to_look_like_a_header():
    every = [kind for kind in kinds().values() if not kind.formats or "xlsx" in kind.formats]
    words = wording([kind.columns for kind in every])
    before = words.looked_up
    rows = [tuple(f"Сумма {row} {at} дата код" for at in range(200)) for row in range(80)]
    recognise(Grid("xlsx", None, (Sheet("Лист1", rows),)), every)
    # the last row that is looked at may go beyond, alone and as the upper of two
    assert words.looked_up - before <= 2 * SEARCHED_CELLS
