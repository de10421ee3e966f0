"""What changed between two reports of one kind, cell by cell. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from finance.reporting.figures import line_text, shown
from finance.reporting.layout import leading_columns
from finance.reporting.report import CellKind, Column, Report, Row, Table, Value


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
    """Every cell and every line under the table that differs, in the order of the later report, then what is gone.

    Sentences are in the active language.
    """
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
    """Figures one by one; a table, a column or a row that only one of the two has is named as a whole."""
    if was is None or now is None:
        yield from _whole_table(was, now)
        return
    columns = _columns(was, now)
    for column in {**_by_key(now), **_by_key(was)}.values():
        if column.key not in columns:
            where = f"{_titled(now)}: {_('column “%(label)s”') % {'label': _label(column)}}"
            yield _came_or_went(now.key, "", column.key, where, is_now=column.key in _by_key(now))
    rows_before, rows_after = ({row.key: row for row in table.all_rows} for table in (was, now))
    for key in dict.fromkeys([*rows_after, *rows_before]):
        old, new = rows_before.get(key), rows_after.get(key)
        if old is None or new is None:
            yield from _whole_row(before, was, old) if new is None else _whole_row(after, now, new, is_now=True)
            continue
        for column in columns.values():
            held, holds = old.cell(column.key).value, new.cell(column.key).value
            if held != holds:
                where = f"{_name(after, now, new)}, {_label(column)}"
                texts = (shown(before, held, column.kind, column), shown(after, holds, column.kind, column))
                yield Changed(now.key, key, column.key, column.kind, where, held, holds, *texts)


def _by_key(table: Table) -> dict[str, Column]:
    return {column.key: column for column in table.columns}


def _columns(was: Table, now: Table) -> dict[str, Column]:
    """Those that both have."""
    known = _by_key(was)
    return {key: column for key, column in _by_key(now).items() if key in known}


def _titled(table: Table) -> str:
    return table.title or table.key


def _whole_table(was: Table | None, now: Table | None) -> Iterator[Changed]:
    table = now or was
    if table is not None and table.all_rows:
        where = ngettext("%(title)s: table of %(count)s row", "%(title)s: table of %(count)s rows", len(table.rows))
        said = where % {"title": _titled(table), "count": len(table.rows)}
        yield _came_or_went(table.key, "", "", said, is_now=now is not None)


def _whole_row(report: Report, table: Table, row: Row | None, *, is_now: bool = False) -> Iterator[Changed]:
    """Its figures in one line; nothing for a heading."""
    figures = [
        f"{_label(column)} {shown(report, row.cell(column.key).value, column.kind, column)}"
        for column in table.columns
        if column.is_numeric and row is not None and row.cell(column.key).value is not None
    ]
    if row is not None and figures:
        text = "; ".join(figures)
        before, after = (None, text) if is_now else (text, None)
        where = _name(report, table, row)
        yield Changed(table.key, row.key, "", "text", where, before, after, before or "", after or "")


def _came_or_went(table: str, row: str, column: str, where: str, *, is_now: bool) -> Changed:
    before, after = (_("was not there"), _("is there")) if is_now else (_("was there"), _("is there no more"))
    return Changed(table, row, column, "text", where, before, after, before, after)


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
