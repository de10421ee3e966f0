"""The report as a workbook: typed figures, live formulas with their values, print set-up; same input, same bytes.

In thousands a cell holds the exact amount ÷ 1000 (up to five decimals) and shows the form's decimals, so that the
live SUM is the exact total (see docs/decisions).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Context, Decimal
from fractions import Fraction
from io import BytesIO
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from finance.months import Month
from finance.reporting.figures import Number, cell_text, line_text, scaled
from finance.reporting.figures import is_whole as is_whole_number
from finance.reporting.layout import header_rows, leading_columns, number_row, width_in_characters
from finance.reporting.periods import month_in_words, period_in_words
from finance.reporting.remarks import parts, unit_line
from finance.reporting.report import Caption, Cell, Column, Part, Report, ReportError, Row, Table
from finance.reporting.xlsx_charts import add_charts
from finance.reporting.xlsx_formula import FormulaWriter, TablePlace, sheet_names
from finance.reporting.xlsx_styles import Styles, pattern
from finance.reporting.xlsx_trends import add_trends

_A4 = 9
_LINE_HEIGHT = 12.0
_FIT = 1.15
"""Letters of the sheet's font in one unit of column width."""
_FORMULA_STARTS = ("=", "+", "-", "@", "{")
_DIGITS = Context(prec=17)


def render(report: Report) -> bytes:
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = Workbook(file, options)
    # a fixed date of creation, that of the period: the same report is the same file
    created = datetime.combine(report.last.last_day, time(), tzinfo=UTC).replace(tzinfo=None)
    workbook.set_properties({"title": report.title, "created": created})
    books = [_Book(report), *(_of_part(part) for part in report.parts if part.report)]
    titles = [title for book in books for title in book.titles]
    names = sheet_names([*titles, *([_("Charts")] if report.charts else [])])
    styles = Styles(workbook)
    left = iter(names)
    for book in books:
        sheets = [_Sheet(book.report, table, next(left), book.texts) for table in book.report.tables]
        places = {sheet.table.key: sheet.place for sheet in sheets}
        formulas = FormulaWriter(book.report, places)
        for sheet in sheets:
            sheet.write(workbook.add_worksheet(sheet.place.sheet), styles, formulas)
        if book.report.charts:
            add_charts(workbook, book.report, places, names[-1])
    workbook.close()
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class _Book:
    """A report whose tables stand on worksheets of one workbook; `number` that of its section, `texts` its words."""

    report: Report
    number: str = ""
    texts: tuple[str, ...] = ()

    @property
    def titles(self) -> list[str]:
        title = self.report.title if self.number else ""
        return [f"{self.number} {table.title or title or table.key}".strip() for table in self.report.tables]


def _of_part(part: Part) -> _Book:
    """A section of a document under its heading; what is to be remarked stands on the first worksheet."""
    if part.report is None:
        raise ReportError(f"the section {part.key} has no report")
    forms_title = (part.report.title,) if part.report.header else ()
    report = replace(part.report, title=part.heading, are_remarks_printed=False)
    return _Book(report, part.number, (*part.texts, *forms_title))


class _Sheet:
    """One table on its worksheet: the lines above it, the table, what stands below."""

    def __init__(self, report: Report, table: Table, name: str, texts: Sequence[str] = ()) -> None:
        self.report = report
        self.table = table
        self.is_main = table is report.main
        self.above = _lines_above(report, table, texts, is_main=self.is_main)
        self.head = header_rows(table)
        self.numbers = number_row(table)
        self.head_row = len(self.above)
        self.first_row = self.head_row + len(self.head) + (1 if self.numbers else 0)
        rows = {row.key: self.first_row + i for i, row in enumerate(table.all_rows)}
        self.place = TablePlace(name, rows, {column.key: i for i, column in enumerate(table.columns)})
        self.widths = [width_in_characters(report, table, column) for column in table.columns]
        self.last_column = max(len(table.columns) - 1, 0)
        self.formats: dict[tuple[Any, ...], Format] = {}

    def write(self, sheet: Worksheet, styles: Styles, formulas: FormulaWriter) -> None:
        self.sheet, self.styles, self.formulas = sheet, styles, formulas
        for column, width in enumerate(self.widths):
            sheet.set_column(column, column, width)
        for line, (text, style) in enumerate(self.above):
            self._across(line, text, style)
        self._head()
        for row in self.table.all_rows:
            self._row(row)
        next_row = self.first_row + len(self.table.all_rows) + 1
        self._heat()
        add_trends(sheet, self.report, self.table, self.place, styles.heading())
        if self.is_main:
            self._below(next_row)
        self._print_setup()

    def _across(self, row: int, text: str, style: str) -> None:
        """Text over the whole width; a merged cell does not grow by itself, so its height is set here."""
        cell_format = {
            "title": self.styles.title(),
            "bold": self.styles.line(bold=True),
            "right": self.styles.get(align="right", italic=True),
        }.get(style, self.styles.line())
        if self.last_column:
            self.sheet.merge_range(row, 0, row, self.last_column, "", cell_format)
        self.sheet.write_string(row, 0, text, cell_format)
        width = sum(self.widths) * (0.85 if style == "title" else _FIT)
        lines = sum(max(1, ceil(len(part) / width)) for part in text.split("\n"))
        self.sheet.set_row(row, lines * (_LINE_HEIGHT + (5 if style == "title" else 0)))

    def _head(self) -> None:
        heading = self.styles.heading()
        for offset, cells in enumerate(self.head):
            height = 1.0
            for cell in cells:
                top, left = self.head_row + offset, cell.column
                bottom, right = top + cell.rows - 1, left + cell.columns - 1
                if (top, left) != (bottom, right):
                    self.sheet.merge_range(top, left, bottom, right, "", heading)
                self.sheet.write_string(top, left, cell.label, heading)
                lines = _lines_in(cell.label, sum(self.widths[left : right + 1]))
                height = max(height, lines / cell.rows)
            self.sheet.set_row(self.head_row + offset, ceil(height * _LINE_HEIGHT) + 4)
        if self.numbers:
            for column, text in enumerate(self.numbers):
                self.sheet.write_string(self.first_row - 1, column, text, self.styles.number_row())

    def _row(self, row: Row) -> None:
        line = self.place.rows[row.key]
        lines = [
            _lines_in(cell_text(self.report, row, column), width * _FIT - 1 - row.level)
            for column, width in zip(self.table.columns, self.widths, strict=True)
            if not column.is_numeric
        ]
        self.sheet.set_row(line, max(lines, default=1) * _LINE_HEIGHT + 2)
        for place, column in enumerate(self.table.columns):
            self._cell(line, place, row, column)

    def _heat(self) -> None:
        """Each row shaded by its own figures, as the screen does."""
        places = [place for place, column in enumerate(self.table.columns) if column.is_heat]
        for row in self.table.rows if places else ():
            line = self.place.rows[row.key]
            shades = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#9CC9CF"}
            self.sheet.conditional_format(line, places[0], line, places[-1], shades)

    def _cell(self, line: int, place: int, row: Row, column: Column) -> None:
        cell = row.cell(column.key)
        cell_format = self._format(row, column, cell)
        declared = self.table.formula(row, column) if column.is_numeric else None
        formula = self.formulas.write(declared, (self.table.key, row.key, column.key)) if declared else None
        exact = cell.value if column.is_numeric and isinstance(cell.value, (Decimal, Fraction, int)) else None
        if formula is not None:
            held: Any = "" if exact is None else _held(self.report, exact, column)
            self.sheet.write_formula(line, place, formula, cell_format, held)
        elif exact is not None:
            self.sheet.write_number(line, place, _held(self.report, exact, column), cell_format)
        elif cell.value is None:
            self.sheet.write_blank(line, place, None, cell_format)
        elif isinstance(cell.value, date):
            self.sheet.write_datetime(line, place, cell.value, cell_format)
        elif isinstance(cell.value, Month):
            self.sheet.write_string(line, place, month_in_words(cell.value, self.report.language), cell_format)
        else:
            self.sheet.write_string(line, place, str(cell.value), cell_format)

    def _format(self, row: Row, column: Column, cell: Cell) -> Format:
        """The cell's format; kept, since a long table asks for the same few again and again."""
        is_whole = not isinstance(cell.value, (Decimal, Fraction, int)) or is_whole_number(cell.value)
        is_formula_like = isinstance(cell.value, str) and cell.value.startswith(_FORMULA_STARTS)
        style = "total" if row is self.table.total else row.style
        key = (column.key, style, row.level, cell.flag, is_whole, is_formula_like)
        if key not in self.formats:
            self.formats[key] = self.styles.cell(
                pattern(self.report, column, is_whole=is_whole),
                column,
                style=style,
                level=row.level,
                flag=cell.flag,
                is_formula_like=is_formula_like,
            )
        return self.formats[key]

    def _below(self, row: int) -> None:
        for line in self.report.summary:
            row = self._summary_line(row, line)
        row += 1
        said = parts(self.report)
        own = len(self.report.sections) if self.report.parts else 0
        words = [(part.heading, [*part.texts, part.missing]) for part in self.report.parts if not part.report]
        row = self._remarks(row, [*words, *said[:own]])
        for signature in self.report.signatures:
            self._across(row, f"{signature.position}  ____________________  {signature.name}".rstrip(), "line")
            row += 2
        row = self._remarks(row, said[own:])
        if self.report.generated:
            self._across(row, self.report.generated, "line")

    def _remarks(self, row: int, said: Iterable[tuple[str, list[str]]]) -> int:
        """Sentences, each part under its title; the row after them."""
        for title, remarks in said:
            self._across(row, title, "bold")
            for offset, remark in enumerate(filter(None, remarks), start=1):
                self._across(row + offset, remark, "line")
            row += 2 + len(remarks)
        return row

    def _summary_line(self, row: int, line: Caption) -> int:
        """Label in the first column, the typed amount under the first column of amounts."""
        column = next((c for c in self.table.columns if c.kind == line.kind), None)
        if column is None or not isinstance(line.value, (Decimal, Fraction, int)):
            self._across(row, f"{line.label}: {line_text(self.report, line)}", "line")
            return row + 1
        place = self.place.columns[column.key]
        cell_format = self.styles.get(num_format=pattern(self.report, column), align="right", bold=True)
        if place > 1:
            self.sheet.merge_range(row, 0, row, place - 1, "", self.styles.line())
        if place:
            self.sheet.write_string(row, 0, line.label, self.styles.line())
            height = _lines_in(line.label, sum(self.widths[:place]) * _FIT - 1) * _LINE_HEIGHT + 2
            self.sheet.set_row(row, height)
        self.sheet.write_number(row, place, _held(self.report, line.value, column), cell_format)
        return row + 1

    def _print_setup(self) -> None:
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.5, right=0.4, top=0.4, bottom=0.55)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        if not self.report.parts:
            sheet.repeat_rows(self.head_row, self.first_row - 1)
        sheet.freeze_panes(self.first_row, leading_columns(self.table))
        page = (_("Page %(page)s of %(pages)s") % {"page": "\0", "pages": "\1"}).replace("&", "&&")
        sheet.set_footer("&C&8" + page.replace("\0", "&P").replace("\1", "&N"))


def _lines_above(report: Report, table: Table, texts: Sequence[str], *, is_main: bool) -> list[tuple[str, str]]:
    """Texts over the table with their style."""
    lines: list[tuple[str, str]] = []
    if is_main:
        lines += [(report.title, "title"), (period_in_words(report.first, report.last, report.language), "line")]
        lines += [(text, "line") for text in texts]
        lines += [(f"{line.label}: {line_text(report, line)}", "line") for line in report.header]
    if table.title and len(report.tables) > 1:
        lines.append((table.title, "bold"))
    if not is_main:
        # A sheet printed by itself says what it belongs to.
        lines.append((f"{report.title}, {period_in_words(report.first, report.last, report.language)}", "line"))
    if unit := unit_line(report, table, is_alone=not is_main):
        lines.append((unit, "right"))
    return [*lines, ("", "line")]


def _held(report: Report, exact: Number, column: Column) -> Decimal:
    """The number a cell holds, as exact as a spreadsheet can be; it never passes through a binary float here."""
    value = scaled(exact, column.kind, report.unit)
    if isinstance(value, Decimal):
        return _DIGITS.plus(value)
    return _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))


def _lines_in(text: str, width: float) -> int:
    """Lines a text takes in a column so wide, word by word."""
    lines, used = 1, 0.0
    for word in text.replace("\n", " ").split(" "):
        need = len(word) + (1 if used else 0)
        if used and used + need > width:
            lines, used, need = lines + 1, 0.0, len(word)
        used += need
        while used > width > 1:
            lines, used = lines + 1, used - width
    return lines
