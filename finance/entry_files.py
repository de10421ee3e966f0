"""A list of entries as a file: CSV written as it is read, a workbook of typed figures with a live total."""

import csv
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from io import StringIO
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from finance.entry_list import texts_seen
from finance.models import Entry
from finance.money import ZERO, as_text
from finance.reporting.csv import BYTE_ORDER_MARK, safe
from finance.reporting.periods import month_in_words

AMOUNT = 5
# a worksheet holds 1 048 576 rows
ROWS_A_SHEET = 1_000_000
LINES_AT_ONCE = 500


def header() -> list[str]:
    return [
        _("Date"), _("Month"), _("Code"), _("Name"), _("Measure"), _("Amount, tenge"), _("Counterparty"),
        _("BIN or IIN of the counterparty"), _("Contract"), _("Purpose"), _("Payment number"), _("Document"),
        _("Budget"), _("Source"), _("Entry"),
    ]  # fmt: skip


def _row(entry: Entry, seen: Collection[int], language: str) -> list[Any]:
    name, number, purpose = texts_seen(entry, seen)
    document = f"{entry.document.get_kind_display()} {entry.document.number}".strip()
    return [
        entry.date, month_in_words(entry.month, language), entry.code.shown, entry.code.name,
        entry.get_measure_display(), entry.amount, name, number, entry.contract_number, purpose, entry.number, document,
        entry.budget.key, entry.cell, entry.pk,
    ]  # fmt: skip


def as_csv(entries: Iterable[Entry], seen: Collection[int], language: str) -> Iterator[str]:
    """Semicolons, decimal comma in ru and kk, the total last."""
    text, added = StringIO(), ZERO
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    text.write(BYTE_ORDER_MARK)
    writer.writerow(map(safe, header()))
    for number, entry in enumerate(entries, 1):
        added += entry.amount
        writer.writerow([_field(value, language) for value in _row(entry, seen, language)])
        if not number % LINES_AT_ONCE:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    writer.writerow([_("Total"), *[""] * (AMOUNT - 1), _field(added, language)])
    yield text.getvalue()


def _field(value: Any, language: str) -> str:
    if isinstance(value, Decimal):
        text = as_text(value) or ""
        return text if language == "en" else text.replace(".", ",")
    return value if isinstance(value, str) and not value else safe(str(value))


def as_workbook(entries: Iterable[Entry], seen: Collection[int], language: str) -> IO[bytes]:
    """A temporary file, open at its beginning; rows are written out as they come."""
    file = TemporaryFile()  # noqa: SIM115 # whoever sends it closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(file, options)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    money, day = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "dd.mm.yyyy"})
    strong = book.add_format({"num_format": "#,##0.00", "bold": True})
    sheet, line, added = None, 0, ZERO
    for entry in entries:
        if sheet is None or line > ROWS_A_SHEET:
            if sheet is not None:
                _end(sheet, line, added, strong, bold)
            sheet, line, added = _begin(book, bold), 1, ZERO
        added += entry.amount
        for place, value in enumerate(_row(entry, seen, language)):
            if isinstance(value, Decimal):
                sheet.write_number(line, place, value, money)
            elif isinstance(value, int):
                sheet.write_number(line, place, value)
            elif isinstance(value, str):
                sheet.write_string(line, place, value)
            else:
                sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 # a day of no zone
        line += 1
    _end(sheet or _begin(book, bold), max(line, 1), added, strong, bold)
    book.close()
    file.seek(0)
    return file


def _begin(book: Workbook, bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for place, width in enumerate((11, 16, 9, 30, 16, 18, 34, 15, 18, 60, 12, 24, 14, 18, 10)):
        sheet.set_column(place, place, width)
    for place, text in enumerate(header()):
        sheet.write_string(0, place, text, bold)
    return sheet


def _end(sheet: Any, line: int, added: Decimal, strong: Any, bold: Any) -> None:
    sheet.write_string(line, 0, _("Total"), bold)
    if line > 1:
        first, last = xl_rowcol_to_cell(1, AMOUNT), xl_rowcol_to_cell(line - 1, AMOUNT)
        sheet.write_formula(line, AMOUNT, f"=SUM({first}:{last})", strong, added)
    else:
        sheet.write_number(line, AMOUNT, added, strong)
    sheet.autofilter(0, 0, max(line - 1, 0), len(header()) - 1)
