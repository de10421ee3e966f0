"""The report for a terminal: an aligned table about 160 columns wide. Figures are never cut, names wrap."""

from textwrap import wrap

from finance.reporting.figures import cell_text, line_text
from finance.reporting.periods import period_in_words
from finance.reporting.remarks import parts, unit_line
from finance.reporting.report import Column, Report, Row, Table

WIDTH = 160
_GAP = "  "
_NARROWEST_TEXT = 16


def render(report: Report) -> str:
    lines = [report.title, period_in_words(report.first, report.last, report.language)]
    lines += [f"{line.label}: {line_text(report, line)}" for line in report.header]
    lines += _tables(report)
    for part in report.parts:
        lines += ["", part.heading.upper()]
        lines += [line for text in (*part.texts, part.missing) for line in wrap(text, WIDTH)]
        if part.report:
            lines += [f"{line.label}: {line_text(part.report, line)}" for line in part.report.header]
            lines += _tables(part.report)
    for title, remarks in parts(report):
        lines += ["", f"{title}:"]
        lines += [part for remark in remarks for part in _bullet(remark)]
    if report.generated:
        lines += ["", report.generated]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _tables(report: Report) -> list[str]:
    lines: list[str] = []
    for table in report.tables:
        unit = unit_line(report, table)
        lines += ["", *([table.title] if table.title else []), *([unit] if unit else []), *table_lines(report, table)]
        if table is report.main and report.summary:
            lines += [""] + [f"{line.label}: {line_text(report, line)}" for line in report.summary]
    return lines


def table_lines(report: Report, table: Table) -> list[str]:
    """Header, rows and total, aligned; a rule of dashes between them."""
    texts = {row.key: [_cell(report, row, column) for column in table.columns] for row in table.all_rows}
    widths = _widths(table, list(texts.values()))
    rule = _GAP.join("-" * width for width in widths)
    lines = _wrapped([_heading(column) for column in table.columns], widths, table.columns, is_heading=True)
    if any(column.number for column in table.columns):
        lines.append(
            _GAP.join(column.number.center(width) for column, width in zip(table.columns, widths, strict=True))
        )
    lines.append(rule)
    for row in table.rows:
        lines += _wrapped(texts[row.key], widths, table.columns, level=row.level)
    if table.total is not None:
        lines += [rule, *_wrapped(texts[table.total.key], widths, table.columns)]
    return lines


def _cell(report: Report, row: Row, column: Column) -> str:
    return cell_text(report, row, column).replace("\n", " ")


def _heading(column: Column) -> str:
    return f"{column.group}: {column.label}" if column.group else column.label


def _widths(table: Table, rows: list[list[str]]) -> list[int]:
    """Figures get what they need; text columns share what is left of the line."""
    widths = []
    for place, column in enumerate(table.columns):
        longest = max([len(row[place]) for row in rows] + [len(column.number), 1])
        words = max([len(word) for word in _heading(column).split()] + [1])
        widths.append(max(longest, min(words, 14)))
    texts = [i for i, column in enumerate(table.columns) if column.kind == "text"]
    spare = WIDTH - sum(widths) - len(_GAP) * (len(widths) - 1)
    for place in sorted(texts, key=lambda i: -widths[i]):
        if spare < 0:
            narrowed = max(_NARROWEST_TEXT, widths[place] + spare) if widths[place] > _NARROWEST_TEXT else widths[place]
            spare += widths[place] - narrowed
            widths[place] = narrowed
    return widths


def _wrapped(
    texts: list[str], widths: list[int], columns: tuple[Column, ...], level: int = 0, *, is_heading: bool = False
) -> list[str]:
    columns_of_lines = []
    for place, (text, width, column) in enumerate(zip(texts, widths, columns, strict=True)):
        indent = "  " * level if place == 0 and column.kind == "text" else ""
        if column.is_numeric and not is_heading:
            columns_of_lines.append([text])
        else:
            columns_of_lines.append(wrap(text, width, initial_indent=indent, subsequent_indent=indent) or [""])
    height = max(len(part) for part in columns_of_lines)
    lines = []
    for number in range(height):
        cells = []
        for part, width, column in zip(columns_of_lines, widths, columns, strict=True):
            # headings stand on the last line, so that a short one touches its figures
            at = number - (height - len(part)) if is_heading else number
            text = part[at] if 0 <= at < len(part) else ""
            cells.append(text.rjust(width) if column.is_numeric else text.ljust(width))
        lines.append(_GAP.join(cells))
    return lines


def _bullet(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="  - ", subsequent_indent="    ") or ["  -"]
