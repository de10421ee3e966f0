"""A report as pandas tables, for those who reckon on: exact figures, no float among them.

    from finance.reporting.frames import frames
    frames(report)["form2"].groupby("code")["cash"].sum()

pandas is read in only here, when it is asked for: loading it costs as much as a whole report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finance.months import Month
from finance.reporting.report import Report, Row, Table, Value

if TYPE_CHECKING:
    from pandas import DataFrame


def frames(report: Report) -> dict[str, DataFrame]:
    """By key of the table, its rows without the total, indexed by their keys; columns are those of the report.

    Amounts are exact tenge as `Decimal` whatever the report's unit, codes stay text (`011`), months become
    `2025-01`, blanks None. `attrs` name the report, its months and, by column, its label.
    """
    return {table.key: _frame(report, table) for table in report.tables}


def _frame(report: Report, table: Table) -> DataFrame:
    from pandas import DataFrame  # noqa: PLC0415 - half a second that only this needs

    keys = [column.key for column in table.columns]
    rows = [row for row in table.rows if row.style == "normal"]
    # dtype object, since pandas would make floats of amounts and NaN of blanks
    found = DataFrame([_values(row, keys) for row in rows], index=[row.key for row in rows], columns=keys, dtype=object)
    found.attrs = {
        "report": report.key,
        "from": str(report.first),
        "through": str(report.last),
        "labels": {column.key: column.label for column in table.columns},
    }
    return found


def _values(row: Row, keys: list[str]) -> list[Value]:
    values = [row.cell(key).value for key in keys]
    return [str(value) if isinstance(value, Month) else value for value in values]
