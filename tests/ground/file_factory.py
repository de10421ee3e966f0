"""Files as the world makes them, and as it should not: workbooks of every format, texts in every encoding, PDF forms."""

import io
import struct
import zipfile
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import fontpkg_noto_sans
import xlsxwriter
import xlwt
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT = Path(fontpkg_noto_sans.ROOT) / "files" / "NotoSans[wdth,wght].ttf"
Rows = Sequence[Sequence[object]]
Merged = tuple[int, int, int, int]


def xlsx(sheets: Mapping[str, Rows] | Rows, merged: Sequence[Merged] = ()) -> bytes:
    """Typed cells; `merged` as (top, left, bottom, right) of the first sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    for number, (name, rows) in enumerate(_named(sheets).items()):
        sheet = book.add_worksheet(name)
        for area in merged if number == 0 else ():
            sheet.merge_range(*area[:2], *area[2:], "")
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(at, column, value, moment)
                elif isinstance(value, date):
                    sheet.write_datetime(at, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                elif isinstance(value, bool):
                    sheet.write_boolean(at, column, value)
                elif isinstance(value, str):
                    if value:
                        sheet.write_string(at, column, value)
                elif value is not None:
                    sheet.write_number(at, column, float(value))
    book.close()
    return target.getvalue()


def xls(sheets: Mapping[str, Rows] | Rows) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for name, rows in _named(sheets).items():
        sheet = book.add_sheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write(at, column, value, day)
                elif value not in (None, ""):
                    sheet.write(at, column, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def ods(sheets: Mapping[str, Rows] | Rows) -> bytes:
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in _named(sheets).items()
    )
    return raw_ods(tables)


def raw_ods(tables: str, styles: str = "") -> bytes:
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
        ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
        ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def delimited(rows: Rows, encoding: str = "utf-8", delimiter: str = ";", line_end: str = "\r\n") -> bytes:
    """Quoted where needed; every line ended, the last too."""
    return "".join(delimiter.join(_quoted(cell, delimiter) for cell in row) + line_end for row in rows).encode(encoding)


def client_bank(
    documents: Sequence[Mapping[str, object]],
    accounts: Sequence[Mapping[str, object]] = (),
    header: Mapping[str, object] | None = None,
    encoding: str = "utf-8",
    line_end: str = "\r\n",
) -> bytes:
    lines = ["1CClientBankExchange", *(f"{key}={value}" for key, value in (header or {}).items())]
    for account in accounts:
        lines += ["СекцияРасчСчет", *(f"{key}={value}" for key, value in account.items()), "КонецРасчСчет"]
    for document in documents:
        kind = document.get("СекцияДокумент", "ПлатежноеПоручение")
        fields = [f"{key}={value}" for key, value in document.items() if key != "СекцияДокумент"]
        lines += [f"СекцияДокумент={kind}", *fields, "КонецДокумента"]
    return line_end.join([*lines, "КонецФайла"]).encode(encoding)


def treasury_form(
    rows: Sequence[tuple[int, str, str, Sequence[str]]], day: str = "01.07.2025", lines_per_page: int = 40
) -> bytes:
    """Form 4-20 as a text-layer PDF; `rows` as (leading spaces, code, name, ten sums); long names wrap inside a word."""
    return pdf(treasury_pages(rows, day, lines_per_page))


def treasury_pages(
    rows: Sequence[tuple[int, str, str, Sequence[str]]], day: str = "01.07.2025", lines_per_page: int = 40
) -> list[list[str]]:
    """The lines of the form, page by page."""
    heading = [
        "Форма № 4-20",
        " ",
        "Сводный отчет по расходам",
        f"на {day}",
        "Бюджет: 000-Областной бюджет",
        "Единица измерения: тенге",
        'ГУ: 2530001-ГКП на ПХВ "Пример"',
        "Код и наименование      План на год | по обязательствам | по платежам",
        "  1        3      4      5      6      7      8      9      10     11     12",
    ]
    lines: list[str] = []
    for indent, code, name, sums in rows:
        label = " " * indent + f"{code} {name}"
        figures = "".join(f"{figure:>17}" for figure in sums)
        while len(label) > 52:
            lines.append(label[:52])
            label = " " * indent + label[52:]
        lines.append(label.ljust(52) + figures)
    pages = [heading + lines[:lines_per_page]]
    pages += [
        ["Форма № 4-20", *lines[at : at + lines_per_page]] for at in range(lines_per_page, len(lines), lines_per_page)
    ]
    pages[-1] += [" ", "Руководитель ____________      Главный бухгалтер ____________"]
    return pages


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(1190, 842))
    if "Noto" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Noto", str(FONT)))
    for lines in pages:
        canvas.setFont("Noto", 7)
        for number, line in enumerate(lines):
            canvas.drawString(31, 810 - 9 * number, line)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def archive(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return target.getvalue()


def raw_xlsx(sheet: str | bytes, extra: Mapping[str, str | bytes] | None = None, name: str = "Sheet1") -> bytes:
    """A workbook of one sheet whose XML is given as it is."""
    namespace = "http://schemas.openxmlformats.org"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{namespace}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{namespace}/package/2006/relationships"><Relationship Id="rId1"'
        f' Type="{namespace}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{namespace}/spreadsheetml/2006/main"'
        f' xmlns:r="{namespace}/officeDocument/2006/relationships"><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{namespace}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{namespace}/officeDocument/2006/relationships/worksheet"'
        ' Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{namespace}/officeDocument/2006/relationships/sharedStrings"'
        ' Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    return archive({**parts, **(extra or {})})


def sheet_xml(cells: str, before: str = "", after: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{before}<sheetData>{cells}</sheetData>{after}</worksheet>"
    )


def xlsb(
    rows: Rows, name: str = "Sheet1", *, since_1904: bool = False, is_computed_on_load: bool = False,
    hidden_rows: Collection[int] = (), hidden_columns: Collection[int] = (),
) -> bytes:  # fmt: skip
    """A binary workbook of one sheet; text as inline strings, numbers as doubles.

    `("=", value)` is a formula, `("%", value)` a number shown as a percent, `("#,##0,", value)` one shown by that code;
    `(">", text)` is set in.
    """
    codes = dict.fromkeys(
        cell[0] for row in rows for cell in row if isinstance(cell, tuple) and cell[0] not in ("=", "%", ">")
    )
    styles = {"%": 1, ">": 2} | {code: at for at, code in enumerate(codes, 3)}
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    extent = struct.pack("<4L", 0, max(len(rows) - 1, 0), 0, max((len(row) for row in rows), default=1) - 1)
    columns = [_record(60, struct.pack("<LLLLH", at, at, 2048, 0, 1)) for at in hidden_columns]
    about = [_record(390), *columns, _record(391)] if columns else []
    sheet = [_record(129), _record(148, extent), *about, _record(145)]
    for at, row in enumerate(rows):
        sheet.append(_record(0, struct.pack("<LLHBBBL", at, 0, 300, 0, 0x10 if at in hidden_rows else 0, 0, 0)))
        for column, value in enumerate(row):
            if isinstance(value, tuple) and value[0] == ">":
                sheet.append(_record(6, struct.pack("<LL", column, styles[">"]) + _wide(value[1])))
            elif isinstance(value, tuple) and value[0] != "=":
                sheet.append(_record(5, struct.pack("<LLd", column, styles[value[0]], value[1])))
            elif isinstance(value, tuple):
                sheet.append(_formula(column, value[1]))
            elif isinstance(value, str) and value:
                sheet.append(_record(6, struct.pack("<LL", column, 0) + _wide(value)))
            elif isinstance(value, (int, float)):
                sheet.append(_record(5, struct.pack("<LLd", column, 0, float(value))))
    sheet += [_record(146), _record(130)]
    book = [
        _record(131),
        _record(153, struct.pack("<LL", int(since_1904), 0) + _wide("")),
        _record(143),
        _record(156, struct.pack("<LL", 0, 1) + _wide("rId1") + _wide(name)),
        _record(144),
        _record(157, struct.pack("<LLLdLH", 0, 1, 100, 0.001, 1, int(is_computed_on_load))),
        _record(132),
    ]
    package = "http://schemas.openxmlformats.org/package/2006"
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1"'
            f' Type="{relation}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
            "xl/workbook.bin": b"".join(book),
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1"'
            f' Type="{relation}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
            "xl/styles.bin": _styles(tuple(codes)),
            "xl/worksheets/sheet1.bin": b"".join(sheet),
        }
    )


def _styles(codes: Sequence[str]) -> bytes:
    """A plain style, one of percents, one that sets in, and one for each code."""
    formats = [_record(44, struct.pack("<H", 164 + at) + _wide(code)) for at, code in enumerate(codes)]
    numbers = [(0, 0), (10, 0), (0, 2), *((164 + at, 0) for at in range(len(codes)))]
    styles = [_record(47, struct.pack("<HH7xBxx", 0, number, indent)) for number, indent in numbers]
    begin = [_record(278), *formats, _record(617, struct.pack("<L", len(styles)))]
    return b"".join([*begin, *styles, _record(618), _record(279)])


def _formula(column: int, value: object) -> bytes:
    """A reference to A1 that came to `value`; to nothing at all where it is an empty text."""
    is_text = isinstance(value, str)
    came_to = _wide(str(value)) if is_text else struct.pack("<d", value)
    reference = struct.pack("<HL", 0, 7) + b"\x44" + struct.pack("<LH", 0, 0)
    return _record(8 if is_text else 9, struct.pack("<LL", column, 0) + came_to + reference)


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    length = b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + body


def _wide(text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack("<L", len(encoded) // 2) + encoded


def _named(sheets: Mapping[str, Rows] | Rows) -> Mapping[str, Rows]:
    return sheets if isinstance(sheets, Mapping) else {"Лист1": sheets}


def _ods_row(row: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(value: object) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    if isinstance(value, (int, float)):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def _quoted(cell: object, delimiter: str) -> str:
    text = "" if cell is None else str(cell)
    if any(mark in text for mark in (delimiter, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text
