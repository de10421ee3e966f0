"""A report kept as text comes back as it was: every value exact, every rendering the same bytes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from finance.months import Month
from finance.reporting.changed import changes
from finance.reporting.formula import Constant, Ref, Round, Sum
from finance.reporting.frozen import canonical, freeze, thaw
from finance.reporting.render import FORMATS, render
from finance.reporting.report import Cell, Column, Report, ReportError, Row, Table
from tests.ground.ward_report import ward_report

values = st.one_of(
    st.none(), st.text(), st.booleans(), st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False, places=2), st.fractions(), st.dates(),
    st.builds(Month, st.integers(1900, 2999), st.integers(1, 13)),
)  # fmt: skip
formulas = st.recursive(
    st.one_of(st.builds(Ref, st.text()), st.builds(Sum, st.none() | st.tuples(st.text())), st.builds(Constant, st.fractions())),
    lambda inner: st.builds(lambda a, b: a / b, inner, inner) | st.builds(Round, inner, st.integers(-3, 3)),
    max_leaves=4,
)  # fmt: skip
cells = st.builds(Cell, values, st.none() | st.text(), st.text(), st.none() | formulas)


def report_of(*rows: Row, total: Row | None = None) -> Report:
    columns = (Column("name", "Name", "text"), Column("cash", "Cash", total="sum"))
    return Report("x", "X", Month(2025, 1), Month(2025, 2), (Table("x", columns, rows, total),))


@given(st.lists(cells, max_size=5), st.dictionaries(st.text(alphabet="abc"), values))
def test_what_is_frozen_thaws_to_the_same_report(drawn: list[Cell], extra: dict) -> None:
    rows = tuple(Row(str(i), {"name": cell, "cash": cell}, extra=extra) for i, cell in enumerate(drawn))
    report = replace(report_of(*rows), extra=extra)
    kept = freeze(report)
    assert thaw(kept) == report
    assert canonical(freeze(thaw(kept))) == canonical(kept)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_thawed_report_is_rendered_to_the_same_bytes(ending: str, language: str) -> None:
    report = ward_report(unit="thousand", language=language)
    assert render(thaw(freeze(report)), ending) == render(report, ending)


def test_a_float_is_never_kept() -> None:
    with pytest.raises(ReportError, match="float"):
        freeze(report_of(Row("a", {"cash": Cell(1.5)})))  # type: ignore[arg-type] # what must be refused


def test_numbers_of_one_value_and_different_kind_stay_what_they_were() -> None:
    row = Row("a", {"name": Cell(date(2025, 1, 2)), "cash": Cell(Decimal("1.10")), "x": Cell(Fraction(1, 3))})
    found = thaw(freeze(report_of(row))).main.rows[0]
    assert [str(found.cell(key).value) for key in ("name", "cash", "x")] == ["2025-01-02", "1.10", "1/3"]


def amount(key: str, name: str, tenge: str | None) -> Row:
    return Row(key, {"name": Cell(name), "cash": Cell(None if tenge is None else Decimal(tenge))})


def test_changes_name_every_cell_that_differs_with_before_and_after() -> None:
    before = report_of(
        amount("1", "Food", "5.00"), amount("2", "Water", "1.00"), total=amount("total", "Total", "6.00")
    )
    after = report_of(amount("1", "Food", "7.50"), amount("3", "Light", "2.00"), total=amount("total", "Total", "9.50"))
    found = [(c.where, c.printed_before, c.printed_after) for c in changes(before, after)]
    assert found == [
        ("Food, Cash", "5,00", "7,50"),
        ("Light", "", "Cash 2,00"),
        ("Total, Cash", "6,00", "9,50"),
        ("Water", "Cash 1,00", ""),
    ]


def test_a_column_or_a_table_that_only_one_of_the_two_has_is_named_once() -> None:
    before = report_of(*(amount(str(n), f"Line {n}", "5.00") for n in range(9)))
    table = before.main
    fewer = replace(before, tables=(replace(table, columns=table.columns[:1]),))
    with translation.override("en"):
        found = [(c.where, c.printed_before, c.printed_after) for c in changes(before, fewer)]
        gone = changes(before, replace(before, tables=(replace(table, key="other", title="Another"),)))
    assert found == [(f"{table.title or table.key}: column “Cash”", "was there", "is there no more")]
    assert [one.where for one in gone] == ["Another: table of 9 rows", f"{table.title or table.key}: table of 9 rows"]


def test_equal_reports_have_no_changes() -> None:
    assert changes(ward_report(), ward_report()) == ()
