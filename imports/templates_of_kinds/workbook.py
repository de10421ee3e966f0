"""A template as a workbook: the table to fill in, the explanations, and a hidden sheet of what may be chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from imports.columns.column import AMOUNT, DATE, NUMBER, YEAR
from imports.recognise.template_marks import MARK
from imports.templates_of_kinds import explanations
from imports.templates_of_kinds.template import Template, TemplateColumn

# Rows below the header that offer lists and check what is typed.
CHECKED_ROWS = 2000
LONGEST_SHEET_NAME = 31
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_PATTERNS = {AMOUNT: "#,##0.00", DATE: "dd.mm.yyyy", NUMBER: "General", YEAR: "0"}
_WIDTHS = {AMOUNT: 16, DATE: 13, NUMBER: 14}
_WIDE, _WIDEST = {"name", "name_kk", "subject", "purpose", "reason", "counterparty_name", "supplier"}, 44


def workbook(made: Template) -> bytes:
    """The bytes of the XLSX; the same template is the same file."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with override(made.language), Workbook(file, options) as book:
        book.set_properties({"title": made.title, "created": datetime(2025, 1, 1)})  # noqa: DTZ001 - a fixed mark
        sheet = book.add_worksheet(_sheet_name(made))
        explanations.write(book, book.add_worksheet(_("Explanations")), made)
        lists = _Lists(book.add_worksheet(_("Lists")), made.kind.key)
        _write_table(book, sheet, made, lists)
    return file.getvalue()


def _sheet_name(made: Template) -> str:
    name = made.title.partition(",")[0]
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in name)[:LONGEST_SHEET_NAME].strip(" '")


class _Lists:
    """The hidden sheet: a column for each list, under the mark of a template."""

    def __init__(self, sheet: Worksheet, kind: str) -> None:
        self.sheet, self.places = sheet, dict[tuple[str, ...], str]()
        sheet.write_string(0, 0, MARK + kind)
        sheet.hide()

    def source(self, choices: tuple[str, ...]) -> str:
        """The cells that hold the list, as a validation names them."""
        if choices not in self.places:
            at = len(self.places)
            for row, text in enumerate(choices, 1):
                self.sheet.write_string(row, at, text)
            letter = xl_col_to_name(at, col_abs=True)
            self.places[choices] = f"='{self.sheet.get_name()}'!{letter}$2:{letter}${len(choices) + 1}"
        return self.places[choices]


def _write_table(book: Workbook, sheet: Worksheet, made: Template, lists: _Lists) -> None:
    sheet.write_string(0, 0, made.title, book.add_format({"bold": True, "font_size": 13}))
    top = 2
    if made.period:
        sheet.merge_range(1, 0, 1, 1, made.period, book.add_format({"bold": True, "bg_color": "#FFF4CC", "border": 1}))
        sheet.data_validation(1, 0, 1, 0, {"validate": "list", "source": lists.source(made.months)})
        top = 3
    first = top + (2 if made.has_groups else 1)
    for at, heading in enumerate(made.headings):
        pattern = _PATTERNS.get(heading.column.type, "@")
        sheet.set_column(at, at, _width(heading), book.add_format({"num_format": pattern}))
        sheet.data_validation(first, at, first + CHECKED_ROWS, at, _validation(made.kind.key, heading, lists))
    _write_header(book, sheet, made, top)
    keys = [heading.column.key for heading in made.headings]
    for row, cells in enumerate(made.rows, first):
        for key, text in zip(("code", "name"), cells, strict=True):
            sheet.write_string(row, keys.index(key), text)
    sheet.freeze_panes(first, 2 if made.rows else 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top, first - 1)


def _write_header(book: Workbook, sheet: Worksheet, made: Template, top: int) -> None:
    style = {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1}
    plain = book.add_format({**style, "bg_color": "#EEF2F5"})
    needed = book.add_format({**style, "bg_color": "#CFE0EC"})
    sheet.set_row(top, 32)
    at = 0
    while at < len(made.headings):
        heading = made.headings[at]
        how = needed if heading.column.must_be_filled else plain
        alike = [one for one in made.headings[at:] if one.group == heading.group] if heading.group else [heading]
        if heading.group:
            if len(alike) > 1:
                sheet.merge_range(top, at, top, at + len(alike) - 1, heading.group, plain)
            else:
                sheet.write_string(top, at, heading.group, plain)
            for place, one in enumerate(alike, at):
                sheet.write_string(top + 1, place, one.text, plain)
        elif made.has_groups:
            sheet.merge_range(top, at, top + 1, at, heading.text, how)
        else:
            sheet.write_string(top, at, heading.text, how)
        at += len(alike)


def _width(heading: TemplateColumn) -> int:
    if heading.column.key in _WIDE:
        return _WIDEST
    longest = max((len(text) for text in heading.choices), default=0)
    words = max(map(len, heading.text.split()), default=0)
    return max(_WIDTHS.get(heading.column.type, 12), words + 3, min(longest + 3, _WIDEST), len(heading.text) // 2 + 3)


def _validation(kind: str, heading: TemplateColumn, lists: _Lists) -> dict[str, Any]:
    """What Excel offers and refuses; a month or a code that no list holds is only warned of."""
    column = heading.column
    said = {"error_title": _("Check this cell"), "error_message": explanations.what_goes_in(kind, heading)[:250]}
    if heading.choices:
        return {"validate": "list", "source": lists.source(heading.choices), "error_type": "warning", **said}
    number: Callable[..., dict[str, Any]] = partial(dict, criteria=">=", value=0, error_type="warning", **said)
    if (kind, column.key) in explanations.SIGNED:
        return number(validate="decimal", value=-(10**15))
    if column.type == DATE:
        between = {"criteria": "between", "minimum": _FIRST_DAY, "maximum": _LAST_DAY}
        return {"validate": "date", **between, **said}
    if column.type == YEAR or (column.type == NUMBER and column.is_whole):
        return number(validate="integer")
    if column.type in (AMOUNT, NUMBER):
        return number(validate="decimal")
    return {"validate": "any"}
