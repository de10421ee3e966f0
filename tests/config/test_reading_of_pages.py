"""What the tests themselves read out of a page: a reader that finds everything everywhere would prove nothing."""

import pytest

from tests.ground.pages import element_of, notices, page_of, rows_of, table_of

PAGE = """<html lang="en"><ul class="messages"><li class="success">Saved &amp; posted</li></ul>
<table><caption>Codes</caption><thead>
<tr><th rowspan="2">Code</th><th colspan="2">Half-year</th></tr><tr><th>Plan</th><th>Cash</th></tr></thead>
<tbody><tr><th>141</th><td>1&nbsp;000.00</td><td><a href="/entries/?code=141">900.00</a></td></tr>
<tr><th>142</th><td colspan="2">nothing</td></tr></tbody><tfoot><tr><th>Total</th><td>1</td><td>2</td></tr></tfoot></table>
<table id="plain"><tr><td>a<br>b</td><td></td></tr></table><p class="notice over">Over the plan</p></html>"""


def test_a_cell_is_found_by_its_row_and_its_column() -> None:
    assert table_of(PAGE, "Codes") == {
        "141": {"Code": "141", "Plan": "1 000.00", "Cash": "900.00"},
        "142": {"Code": "142", "Plan": "nothing", "Cash": ""},
        "Total": {"Code": "Total", "Plan": "1", "Cash": "2"},
    }


def test_a_head_that_stands_twice_is_said_with_the_head_above_it() -> None:
    table = """<table><thead><tr><th rowspan="2">Profile</th><th colspan="2">Cost</th><th>Beds</th></tr>
    <tr><th>base</th><th>scenario</th><th>base</th></tr></thead><tr><th>A</th><td>1</td><td>2</td><td>3</td></tr></table>"""
    assert rows_of(table) == [{"Profile": "A", "Cost: base": "1", "scenario": "2", "Beds: base": "3"}]


def test_a_table_without_heads_has_its_columns_by_number() -> None:
    assert rows_of(PAGE, "plain") == [{"1": "a b", "2": ""}]


def test_a_table_that_is_not_there_and_rows_that_begin_alike_are_faults() -> None:
    with pytest.raises(AssertionError, match="no table of 'Suppliers'"):
        table_of(PAGE, "Suppliers")
    with pytest.raises(AssertionError, match="two rows begin with 'x'"):
        table_of("<table><tr><td>x</td></tr><tr><td>x</td></tr></table>")


def test_links_and_notices_are_read_by_their_words() -> None:
    assert element_of(PAGE, "Codes").links == {"900.00": "/entries/?code=141"}
    assert page_of(PAGE).only("html").attributes["lang"] == "en"
    assert notices(PAGE) == ["Saved & posted", "Over the plan"]
