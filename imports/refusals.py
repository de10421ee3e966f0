"""Why a file, amount or date was not taken, in the user's language: where, what is wrong and what to do."""

from collections.abc import Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from finance.amounts import Refusal
from finance.refusals import AMOUNT_REASONS, in_words, shown
from imports.readers.grid import Broken, ReadError

SHOWN_CODES = 8
DATE_REASONS: dict[str, str | Promise] = {
    "empty": _("The date is missing. Enter it as 31.01.2025."),
    "not-a-date": _("“%(value)s” is not a date. Write it as 31.01.2025."),
    "no-such-day": _("“%(value)s” is no day of the calendar. Check the day and the month."),
    "day-or-month": _("“%(value)s” could begin with the day or with the month. Write it as 31.01.2025."),
    "two-digit-year": _("The year of “%(value)s” has two digits only. Write it as 31.01.2025."),
    "number": _("“%(value)s” is a number, not a date. Format the cell as a date."),
    "not-a-month": _("“%(value)s” is not a month. Write it as 01.2025 or as a name."),
    "no-year": _("“%(value)s” names a month without its year. Write it as 01.2025."),
    "day-inside-month": _("“%(value)s” is a day, but a month is expected. Write it as 01.2025."),
}
# Of counts, shares and other figures that are no money.
NUMBER_REASONS: dict[str, str | Promise] = {
    **AMOUNT_REASONS,
    "empty": _("The number is missing. Enter it; write 0 where there is none."),
    "not-a-number": _("“%(value)s” is not a number. Write it in figures, as 12,5."),
    "exponent": _("“%(value)s” is written with an exponent. Write the number in full, as 100 000."),
    "boolean": _("“%(value)s” is a yes or no, not a number."),
    "date": _("“%(value)s” is a date or time, not a number. Format the cell as a number."),
    "too-large": _("“%(value)s” is ten trillion or more, which no facility counts. Check the cell."),
    "line-break": _("“%(value)s” has a line break and could be two numbers. Write one number on one line."),
}
FILE_REASONS: dict[str, str | Promise] = {
    "empty": _("The file is empty. Export it again from the program it comes from."),
    "damaged": _("The file is damaged. Open it in Excel, save it again as .xlsx and import that."),
    "half-container": _("The file breaks off or is damaged: only a part of it arrived. Export or send it again."),
    "half-text": _("Line %(line)s, the last, is not ended: this may be half a file. Export it again."),
    "damaged-text": _("Some letters of the text are damaged, so it may have lost more. Export the file again."),
    "half-section": _("The section that ends near line %(line)s is not whole: this is half a file. Export it again."),
    "no-end-mark": _("The file ends at line %(line)s without “КонецФайла”: this is half a file. Export it again."),
    "after-end": _("Line %(line)s stands after “КонецФайла”: two files may be joined. Import each by itself."),
    "key-twice": _("Line %(line)s gives “%(key)s” a second time, with another value. Export the file again."),
    "sums-missing": _("A row of form 4-20 does not have its ten sums: this is half a form. Export it again."),
    "form-total": _("The total of form 4-20 is not the sum of its rows: this is half a form. Export it again."),
    "order-without-line": _(
        "The order in line %(line)s has no line of the statement, though other orders of the file have one: it may not "
        "have been carried out. Export the statement without orders, or delete this one."
    ),
    "form-as-sheet": _(
        "This is form 4-20 as a sheet, and its columns or the levels of its rows cannot be told. Import its PDF."
    ),
    "password": _("The file is protected by a password. Save it without the password and import that."),
    "html": _("This is a web page without a table. Export the table itself, as .xlsx or .csv."),
    "xml": _("This is an XML file, not a table. Open it in Excel, save it as .xlsx and import that."),
    "json": _("This JSON file holds no records. Export the data as .xlsx or .csv."),
    "page-of-several": _(
        "The file holds %(found)s records and says that there are more of them. Export all pages into one file."
    ),
    "program": _("This is a program, not a table. It was not opened."),
    "picture": _("This is a picture. Import the table itself, as .xlsx, .csv or a PDF with text."),
    "archive": _("This is an archive or another kind of document. Unpack it and import the table inside."),
    "document": _("This is a document, not a table. Import the table itself, as .xlsx or .csv."),
    "binary": _("The file holds neither a table nor text. Export it again as .xlsx or .csv."),
    "encoding": _("The encoding of the text cannot be told for sure. Save the file as “CSV UTF-8” and import that."),
    "quotes": _("Quotation marks are not closed, so rows run together. Save the file as .xlsx and import that."),
    "doctype": _("The file holds a document type declaration, which no table needs. It was not opened."),
    "lying-sizes": _("The file says less about its size than it holds. It was not opened."),
    "cells-lost": _("Some cells of this .xlsb cannot be read. Open it in Excel, save it as .xlsx and import that."),
    "pages": _("The document has more pages than a form 4-20. Import the form alone."),
    "no-text-layer": _("The PDF is a picture without text. Ask for the form with text, or enter it as a table."),
    "pdf-without-form": _("No form 4-20 was found in this PDF. Of PDF files only that form can be imported."),
    "bytes": _("The file is larger than %(limit)s MB. Import it in parts."),
    "entries": _("The container holds more than %(limit)s parts, which no workbook does. It was not opened."),
    "unpacked": _("Unpacked, the file is larger than %(limit)s MB. Import it in parts."),
    "ratio": _("The file unpacks to more than %(limit)s times its size, as only harmful files do. It was not opened."),
    "extent": _("The sheet reaches to %(corner)s, almost all of it empty. Delete the far cells and save it again."),
    "rows": _("The file has more than %(limit)s rows. Import it in parts."),
    "cells": _("The file has more than %(limit)s cells. Import it in parts."),
    "memory": _("The file takes more memory than allowed. Import it in parts, or save it again in Excel as .xlsx."),
    "package-half": _("The package is damaged: only a part of it arrived. Ask the facility to send it again."),
    "package-unsigned": _("The package has no signature. Ask the facility to make it anew with the command “package”."),
    "package-altered": _(
        "The package was altered after it was signed: its signature does not fit what it says. Ask the facility to "
        "send it again."
    ),
    "package-foreign": _("This is no package that the command “package” makes, or one that is not whole."),
    "package-version": _("The package is of version %(version)s, made by a newer program. Bring this one up to date."),
    "package-sums": _(
        "The package says %(stated)s for “%(name)s”, its rows add up to %(found)s. Ask the facility to make it anew."
    ),
    "time": _("Reading the file takes too long. Import it in parts, or save it again in Excel as .xlsx."),
}
WARNINGS: dict[str, str | Promise] = {
    "formula-without-value": _("The formula was never computed. Open the file in Excel, save it and import it again."),
    "two-alphabets": _(
        "“%(value)s” could be written in Kazakh or in Ukrainian letters. If it is not what the file says, save it as "
        "“CSV UTF-8” and import that."
    ),
    "error-value": _("The cell shows the error %(value)s. Correct it, or write the value itself, and import again."),
}


def explain(refusal: Refusal | ReadError) -> str:
    """One or two sentences in the active language."""
    if isinstance(refusal, ReadError):
        told = ("line", "key", "limit", "corner", "version", "name", "stated", "found")
        values = {**dict.fromkeys(told, ""), **refusal.details}
        return in_words(FILE_REASONS.get(refusal.reason, FILE_REASONS["damaged"]), **values)
    if isinstance(refusal.value, Broken):
        return explain_warning(refusal.value.reason, refusal.value.shown)
    if refusal.problem == "not-a-date":
        return in_words(DATE_REASONS.get(refusal.reason, DATE_REASONS["not-a-date"]), value=shown(refusal.value))
    return in_words(AMOUNT_REASONS.get(refusal.reason, AMOUNT_REASONS["not-a-number"]), value=shown(refusal.value))


def explain_number(refusal: Refusal) -> str:
    """Why a cell is no count, share or other figure that is no money, in the active language."""
    if isinstance(refusal.value, Broken):
        return explain(refusal)
    return in_words(NUMBER_REASONS.get(refusal.reason, NUMBER_REASONS["not-a-number"]), value=shown(refusal.value))


def other_day(own: date, named: date) -> str:
    """Why a row of another day than the one named for all rows is refused."""
    message = _("The row is of %(own)s, and %(day)s was named for all rows. Leave the day out, or correct the row.")
    return in_words(message, own=f"{own:%d.%m.%Y}", day=f"{named:%d.%m.%Y}")


def no_code(text: str, day: date, of_class: Sequence[str]) -> str:
    """Why a row has no code: its cell is empty, names a class with the codes `of_class`, or nothing known."""
    if not text:
        return str(_("The budget code is missing. Write the code of this row."))
    if of_class:
        few = ", ".join([*of_class[:SHOWN_CODES], *(["…"] if len(of_class) > SHOWN_CODES else [])])
        message = _("“%(code)s” is a class of budget codes, none itself. Write the code: %(codes)s.")
        return in_words(message, code=text, codes=few)
    message = _("“%(code)s” is no budget code on %(day)s. Correct it, or add the code to the list of codes.")
    return in_words(message, code=text, day=f"{day:%d.%m.%Y}")


def explain_warning(problem: str, value: str = "") -> str:
    """What a `CellWarning` says, in the active language."""
    return in_words(WARNINGS[problem], value=value)
