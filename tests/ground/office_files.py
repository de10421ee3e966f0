"""Writers of the files that offices send: workbooks, delimited text, client-bank text. Cells are str, Decimal, int, date."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt


class Fault(str):
    """A cell that shows an error, such as `#REF!`; a formula that was never computed begins with `=`."""

    __slots__ = ()


Cell = str | Decimal | int | date | None
Rows = Sequence[Sequence[Cell]]
Merged = Sequence[tuple[int, int, int, int]]


def xlsx(sheets: dict[str, Rows], merged: Merged = (), hidden: Sequence[str] = ()) -> bytes:
    """A workbook; `merged` ranges (top, left, bottom, right) are those of its last sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if isinstance(value, Fault):
                    is_error = not value.startswith("=")
                    sheet.write_formula(i, j, "=NA()" if is_error else value, None, value if is_error else "")
                elif isinstance(value, date):
                    sheet.write_datetime(i, j, value, day)
                elif isinstance(value, (Decimal, int)):
                    sheet.write_number(i, j, float(value))
                elif value:
                    sheet.write_string(i, j, value)
        if name in hidden:
            sheet.hide()
        if name == list(sheets)[-1]:
            for top, left, bottom, right in merged:
                sheet.merge_range(top, left, bottom, right, rows[top][left] or "")
    book.close()
    return target.getvalue()


def xls(sheets: dict[str, Rows]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if isinstance(value, Fault):
                    sheet.write(i, j, xlwt.Formula(value[1:])) if value[0] == "=" else sheet.row(i).set_cell_error(
                        j, value
                    )
                elif isinstance(value, date):
                    sheet.write(i, j, value, day)
                elif isinstance(value, (Decimal, int)):
                    sheet.write(i, j, float(value))
                elif value:
                    sheet.write(i, j, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def ods(sheets: dict[str, Rows]) -> bytes:
    tables = []
    for name, rows in sheets.items():
        width = max(len(row) for row in rows)
        body = "".join(
            f"<table:table-row>{''.join(_ods_cell(v) for v in [*row, *[None] * (width - len(row))])}</table:table-row>"
            for row in rows
        )
        tables.append(f'<table:table table:name="{escape(name)}">{body}</table:table>')
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _ODS.format("".join(tables)), zipfile.ZIP_DEFLATED)
        archive.writestr("META-INF/manifest.xml", _ODS_MANIFEST, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _ods_cell(value: Cell) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, Fault) and value.startswith("="):
        return f'<table:table-cell table:formula="of:{escape(value)}"/>'
    if isinstance(value, Fault):
        return (
            '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
            f'calcext:value-type="error"><text:p>{escape(value)}</text:p></table:table-cell>'
        )
    if isinstance(value, date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{value:%Y-%m-%d}">'
            f"<text:p>{value:%d.%m.%Y}</text:p></table:table-cell>"
        )
    if isinstance(value, (Decimal, int)):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def text(
    rows: Rows, *, encoding: str = "utf-8", delimiter: str = ";", decimal: str = ",", day: str = "%d.%m.%Y"
) -> bytes:
    """Delimited text as a program exports it; amounts with two decimals."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_written(value, decimal, day) for value in row])
    return target.getvalue().encode(encoding)


# One table as each kind of file holds it.
WRITERS: dict[str, Callable[[Rows], bytes]] = {
    "xlsx": lambda rows: xlsx({"Лист1": rows}),
    "xls": lambda rows: xls({"Лист1": rows}),
    "ods": lambda rows: ods({"Лист1": rows}),
    "csv": text,
}


def _written(value: Cell, decimal: str, day: str) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime(day)
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", decimal)
    return str(value)


def client_bank(
    header: dict[str, str], accounts: Sequence[dict[str, str]], documents: Sequence[dict[str, str]], *,
    encoding: str = "utf-8", upper: bool = False, indent: str = "", section: str = "ПлатежноеПоручение",
) -> bytes:  # fmt: skip
    """`1CClientBankExchange`; each dict is a section's keys and values in order."""

    def lines(pairs: dict[str, str]) -> list[str]:
        return [f"{indent}{key.upper() if upper else key}={value}" for key, value in pairs.items()]

    def mark(word: str) -> str:
        return f"{indent}{word.upper() if upper else word}"

    out = ["1CClientBankExchange", *lines(header)]
    for account in accounts:
        out += [mark("СекцияРасчСчет"), *lines(account), mark("КонецРасчСчет")]
    for document in documents:
        out += [f"{mark('СекцияДокумент')}={section}", *lines(document), mark("КонецДокумента")]
    out.append(mark("КонецФайла"))
    return ("\r\n".join(out) + "\r\n").encode(encoding, errors="replace")
