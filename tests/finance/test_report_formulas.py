"""What a report says its figures are made of must give these figures, exactly."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from finance.months import Month
from finance.reporting.evaluate import fill
from finance.reporting.formula import FormulaError, Ref, Round, Sum, difference, ratio
from finance.reporting.report import Cell, Column, Report, Row, Table, sum_row
from tests.ground.formulas import disagreements
from tests.ground.ward_report import ward_report


def one_table(*rows: Row, columns: tuple[Column, ...]) -> Report:
    table = Table("t", columns, rows, sum_row("total", columns, rows, {}))
    return Report("r", "R", Month(2025, 1), Month(2025, 1), (table,))


def test_it_finds_no_disagreement_in_a_report_that_is_right() -> None:
    assert disagreements(ward_report()) == []


def test_it_names_the_cell_whose_formula_gives_another_figure() -> None:
    report = ward_report()
    total = report.main.total
    assert total is not None
    wrong = replace(total, cells={**total.cells, "plan": Cell(Decimal("1010115.01"))})
    broken = replace(report, tables=(replace(report.main, total=wrong), *report.tables[1:]))
    found = disagreements(broken)
    # the total itself, and what is computed from it
    assert ("total", "plan") in {(d.row, d.column) for d in found}
    assert found[0].recomputed == Fraction(1010115)


def test_it_adds_only_the_rows_of_the_first_level() -> None:
    columns = (Column("a", "A", total="sum"),)
    report = one_table(
        Row("140", {"a": Cell(Decimal("3.00"))}, style="subtotal"),
        Row("141", {"a": Cell(Decimal("1.00"))}, parent="140"),
        Row("149", {"a": Cell(Decimal("2.00"))}, parent="140"),
        Row("159", {"a": Cell(Decimal("5.00"))}),
        columns=columns,
    )
    assert report.main.total is not None
    assert report.main.total.cell("a").value == Decimal("8.00")
    assert disagreements(report) == []


def test_it_leaves_a_share_of_nothing_blank_and_what_follows_from_it() -> None:
    columns = (
        Column("plan", "P", total="sum"),
        Column("cash", "C", total="sum"),
        Column("percent", "%", "percent", formula=ratio("cash", "plan"), total="formula"),
        Column("twice", "2", "percent", formula=Ref("percent") * 2),
        Column("left", "L", formula=difference("plan", "cash")),
    )
    report = fill(one_table(Row("a", {"plan": Cell(Decimal(0)), "cash": Cell(Decimal(5))}), columns=columns))
    row = report.main.rows[0]
    assert row.cell("percent").value is None
    assert row.cell("twice").value is None
    assert row.cell("left").value == Decimal("-5.00")


def test_it_rounds_half_up_and_keeps_fractions_exact() -> None:
    columns = (Column("a", "A"), Column("third", "1/3", formula=Ref("a") / 3))
    columns += (Column("rounded", "R", formula=Round(Ref("a") / 8, 2)),)
    row = fill(one_table(Row("x", {"a": Cell(Decimal("1.00"))}), columns=columns)).main.rows[0]
    assert row.cell("third").value == Fraction(1, 3)
    assert row.cell("rounded").value == Decimal("0.13")


@pytest.mark.parametrize("formula", [Ref("lost"), Ref("a", row="lost"), Sum(rows=("lost",)), Ref("a", table="lost")])
def test_it_refuses_a_formula_over_a_cell_that_is_not_there(formula: Ref) -> None:
    report = one_table(Row("x", {"a": Cell(None, formula=formula)}), columns=(Column("a", "A"),))
    with pytest.raises(FormulaError, match="lost"):
        fill(report)


def test_it_refuses_a_cell_that_depends_on_itself() -> None:
    report = one_table(Row("x", {"a": Cell(None, formula=Ref("a") + 1)}), columns=(Column("a", "A"),))
    with pytest.raises(FormulaError, match="depends on itself"):
        fill(report)
