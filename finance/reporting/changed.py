"""What changed between two reports of one kind, cell by cell. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from finance.reporting.figures import line_text, shown
from finance.reporting.layout import leading_columns
from finance.reporting.report import BLANK, CellKind, Column, Report, Row, Table, Value


@dataclass(frozen=True, slots=True)
class Changed:
    """One figure before → after. `where` names it in the later report's language; texts are as printed."""

    table: str
    row: str
    column: str
    kind: CellKind
    where: str
    before: Value
    after: Value
    printed_before: str
    printed_after: str


def changes(before: Report, after: Report) -> tuple[Changed, ...]:
    """Every cell and every line under the table that differs, in the order of the later report, then what is gone."""
    found: list[Changed] = []
    earlier = {table.key: table for table in before.tables}
    later = {table.key: table for table in after.tables}
    for key in dict.fromkeys([*later, *earlier]):
        found += _of_table(before, after, earlier.get(key), later.get(key))
    return (*found, *_of_summary(before, after), *_of_parts(before, after))


def _of_parts(before: Report, after: Report) -> Iterator[Changed]:
    """Of a document: texts, and the figures of each section; what came or went the table of contents tells."""
    earlier = {part.key: part for part in before.parts}
    for part in after.parts:
        was = earlier.get(part.key)
        if was is None:
            continue
        if was.texts != part.texts:
            held, holds = ("\n".join(one.texts) for one in (was, part))
            yield Changed(part.key, "", "texts", "text", part.heading, held or None, holds or None, held, holds)
        if was.report and part.report:
            for one in changes(was.report, part.report):
                yield replace(one, table=f"{part.key}/{one.table}", where=f"{part.heading}: {one.where}")


def _of_table(before: Report, after: Report, was: Table | None, now: Table | None) -> Iterator[Changed]:
    rows_before = {row.key: row for row in was.all_rows} if was else {}
    rows_after = {row.key: row for row in now.all_rows} if now else {}
    columns = {c.key: c for table in (was, now) if table for c in table.columns}
    named = now or was
    if named is None:
        return
    for key in dict.fromkeys([*rows_after, *rows_before]):
        old, new = rows_before.get(key), rows_after.get(key)
        for column in columns.values():
            held = old.cell(column.key).value if old else BLANK.value
            holds = new.cell(column.key).value if new else BLANK.value
            if held == holds:
                continue
            row = new or old
            where = f"{_name(after, named, row)}, {_label(column)}" if row else column.label
            texts = (shown(before, held, column.kind, column), shown(after, holds, column.kind, column))
            yield Changed(named.key, key, column.key, column.kind, where, held, holds, *texts)


def _name(report: Report, table: Table, row: Row) -> str:
    leading = table.columns[: max(leading_columns(table), 1)]
    texts = [shown(report, row.cell(column.key).value, column.kind, column) for column in leading]
    return " ".join(text for text in texts if text) or row.key


def _label(column: Column) -> str:
    return f"{column.group}: {column.label}" if column.group else column.label


def _of_summary(before: Report, after: Report) -> Iterator[Changed]:
    earlier = {line.key: line for line in before.summary}
    for line in after.summary:
        old = earlier.get(line.key)
        held = old.value if old else None
        if held != line.value:
            was = line_text(before, old) if old else ""
            yield Changed("", "", line.key, line.kind, line.label, held, line.value, was, line_text(after, line))
