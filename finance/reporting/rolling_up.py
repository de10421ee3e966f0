"""A report with some of its sums rolled up: the rows below them left out, every figure as it was. Pure."""

from collections.abc import Collection
from dataclasses import replace

from finance.reporting.report import Report, Row, Table


def name_of(row: Row) -> str:
    """What an address calls the row by: its code where it has one."""
    code = row.cell("code").value
    return code if isinstance(code, str) and code else row.key


def with_rows_below(table: Table) -> dict[str, str]:
    """Name by key of the rows that others roll up into, in their order."""
    above = {row.parent for row in table.rows if row.parent is not None}
    return {row.key: name_of(row) for row in table.rows if row.key in above}


def rolled_up(report: Report, closed: Collection[str]) -> Report:
    """With the rows named in `closed` in place of what lies below them; a name no row has changes nothing.

    A row that stands for others is a plain one: its figures are what the rows left out added up to.
    """
    tables = tuple(_rolled_up(table, closed) for table in report.tables)
    return report if tables == report.tables else replace(report, tables=tables)


def _rolled_up(table: Table, closed: Collection[str]) -> Table:
    shut = {key for key, name in with_rows_below(table).items() if name in closed}
    if not shut:
        return table
    parents = {row.key: row.parent for row in table.rows}

    def is_hidden(row: Row) -> bool:
        above = row.parent
        while above is not None:
            if above in shut:
                return True
            above = parents.get(above)
        return False

    shown = [replace(row, style="normal") if row.key in shut else row for row in table.rows if not is_hidden(row)]
    return replace(table, rows=tuple(shown))
