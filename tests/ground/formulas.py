"""Whether a report's formulas give its figures: what a live workbook recomputes must be what is printed."""

from dataclasses import dataclass
from fractions import Fraction

from finance.reporting.evaluate import Evaluation, number
from finance.reporting.report import NUMERIC, Report, Value


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A printed figure that its own formula does not give."""

    table: str
    row: str
    column: str
    value: Value
    recomputed: Fraction | None


def disagreements(report: Report) -> list[Disagreement]:
    """Cells whose formula does not give their value exactly. Empty for a report that is right."""
    evaluation = Evaluation(report)
    found = []
    for table in report.tables:
        for row in table.all_rows:
            for column in table.columns:
                formula = table.formula(row, column)
                if formula is None or column.kind not in NUMERIC:
                    continue
                value = row.cell(column.key).value
                recomputed = evaluation.formula(formula, (table.key, row.key, column.key))
                if number(value) != recomputed:
                    found.append(Disagreement(table.key, row.key, column.key, value, recomputed))
    return found
