"""Files made to break the program, and odd ones that are honest: each with the answer it must get."""

import zipfile
import zlib
from io import BytesIO

import pytest

from tests.ground import file_factory as make

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
ODS_ONE = '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def utf8(text: str) -> bytes:
    return text.encode()


def ods_table(rows: str) -> bytes:
    return make.raw_ods(f'<table:table table:name="Лист">{rows}</table:table>')


def far_cell() -> bytes:
    return make.raw_xlsx(make.sheet_xml(ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


def lying_string_count() -> bytes:
    strings = f'<sst xmlns="{MAIN}" count="4000000000" uniqueCount="4000000000"><si><t>a</t></si></sst>'
    return make.raw_xlsx(make.sheet_xml(ONE), {"xl/sharedStrings.xml": strings})


def lying_size() -> bytes:
    data = bytearray(make.raw_xlsx(make.sheet_xml(ONE * 2000)))
    at = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def repeated_names() -> bytes:
    target = BytesIO(make.raw_xlsx(make.sheet_xml(ONE)))
    with zipfile.ZipFile(target, "a") as container, pytest.warns(UserWarning, match="Duplicate name"):
        container.writestr("xl/worksheets/sheet1.xml", make.sheet_xml(ONE * 2))
    return target.getvalue()


def flipped_bit() -> bytes:
    data = bytearray(make.raw_xlsx(make.sheet_xml(ONE * 500)))
    at = data.find(b"xl/worksheets/sheet1.xml") + 60
    data[at] ^= 0x10
    return bytes(data)


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def locked_container() -> bytes:
    data = bytearray(make.raw_xlsx(make.sheet_xml(ONE)))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def pdf_of(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    return raw_pdf(objects)


def raw_pdf(objects: list[bytes]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
        len(objects) + 1,
        len(body),
    )


REFUSED = {
    "two cells at opposite corners": (far_cell, "too-large", "extent"),
    "a far cell in another cell's row": (
        lambda: make.raw_xlsx(make.sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>')),
        "too-large",
        "memory",
    ),
    "far cells in single quotation marks": (
        lambda: make.raw_xlsx(
            make.sheet_xml("<row r='1'><c r='A1'><v>1</v></c></row><row r='900000'><c r='XFD900000'><v>1</v></c></row>")
        ),
        "too-large",
        "extent",
    ),
    "a count of strings that asks for terabytes": (lying_string_count, "unreadable-file", "lying-sizes"),
    "a cell repeated over a whole open document": (
        lambda: ods_table(
            '<table:table-row table:number-rows-repeated="1048576">'
            + ODS_ONE.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="16384"')
            + "</table:table-row>"
        ),
        "too-large",
        "extent",
    ),
    "far cells of an old workbook": (
        lambda: make.xls([[1.0], *[[]] * 65534, [*[""] * 255, 2.0]]),
        "too-large",
        "memory",
    ),
    "far cells of a binary workbook": (
        lambda: make.xlsb([[1.0], *[[]] * 300_000, [*[""] * 9000, 2.0]]),
        "too-large",
        "extent",
    ),
    "three hundred megabytes of spaces": (
        lambda: make.raw_xlsx(make.sheet_xml(ONE + " " * 300_000_000)),
        "too-large",
        "ratio",
    ),
    "one text of three hundred megabytes": (
        lambda: make.raw_xlsx(
            make.sheet_xml(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 300_000_000}</t></is></c></row>')
        ),
        "too-large",
        "ratio",
    ),
    "seventy thousand parts": (
        lambda: make.archive({f"xl/a{number}.xml": "" for number in range(70_000)}, zipfile.ZIP_STORED),
        "too-large",
        "entries",
    ),
    "entities that expand": (
        lambda: make.raw_xlsx('<!DOCTYPE a [<!ENTITY b "bbbb">]>' + make.sheet_xml(ONE)),
        "unreadable-file",
        "doctype",
    ),
    "an entity outside": (
        lambda: make.raw_xlsx(make.sheet_xml(ONE), {"xl/styles.xml": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'}),
        "unreadable-file",
        "doctype",
    ),
    "an entity outside, in UTF-16": (
        lambda: make.raw_xlsx(make.sheet_xml(ONE), {"xl/styles.xml": '<!DOCTYPE a SYSTEM "x"><a/>'.encode("utf-16")}),
        "unreadable-file",
        "doctype",
    ),
    "an entity of an open document": (
        lambda: make.archive(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
            }
        ),
        "unreadable-file",
        "doctype",
    ),
    "a size that lies": (lying_size, "unreadable-file", "lying-sizes"),
    "two parts of one name": (repeated_names, "unreadable-file", "damaged"),
    "a flipped bit": (flipped_bit, "unreadable-file", None),
    "five million cells in a kilobyte": (
        lambda: make.raw_xlsx(make.sheet_xml("<row>" + "<c><v>1</v></c>" * 5_000_000 + "</row>")),
        "too-large",
        "ratio",
    ),
    "tags without an end": (
        lambda: make.raw_xlsx(make.sheet_xml('<c r="A1" ' * 900_000)),
        "unreadable-file",
        "damaged",
    ),
    "formulas without an end": (
        lambda: make.raw_xlsx(make.sheet_xml('<c r="A1"><f>aaa' * 600_000)),
        "unreadable-file",
        "damaged",
    ),
    "a workbook behind a password": (encrypted, "unreadable-file", "password"),
    "a container behind a password": (locked_container, "unreadable-file", "password"),
    "an old container of nothing": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5000 + "Workbook".encode("utf-16-le") + bytes(9000),
        "unreadable-file",
        "damaged",
    ),
    "a document whose days begin on none": (
        lambda: make.raw_ods(
            '<table:calculation-settings><table:null-date table:date-value="1899-13-40"/></table:calculation-settings>'
            f'<table:table table:name="Лист"><table:table-row>{ODS_ONE}</table:table-row></table:table>'
        ),
        "unreadable-file",
        "damaged",
    ),
    "a percent repeated a hundred million times": (
        lambda: ods_table(
            '<table:table-row table:number-rows-repeated="10000"><table:table-cell office:value-type="percentage" '
            'office:value="0.5" table:number-columns-repeated="10000"><text:p>50%</text:p></table:table-cell>'
            "</table:table-row>"
        ),
        "too-large",
        "extent",
    ),
    "another archive": (lambda: make.archive({"word/document.xml": "<a/>"}), "unreadable-file", "archive"),
    "a page of half a gigabyte": (lambda: pdf_of(b" " * 500_000_000), "unreadable-file", None),
    "a page of twenty million commands": (lambda: pdf_of(b"q " * 20_000_000), "too-large", None),
    "pages that hold themselves": (
        lambda: raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]),
        "no-table-found",
        None,
    ),
    "an array in an array in an array": (
        lambda: raw_pdf([b"<</Type/Catalog/Pages " + b"[" * 200_000 + b"]" * 200_000 + b">>"]),
        None,
        None,
    ),
    "sixty million delimiters": (lambda: b";" * 60_000_000, "no-table-found", "empty"),
    "twenty million cells": (lambda: b"1;2;3;4;5;6;7;8;9\n" + b"1;" * 20_000_000, "too-large", "cells"),
    "five million lines": (lambda: b"a;b\n" + b"1;2\n" * 5_000_000, "too-large", "rows"),
    "a quotation of fifty megabytes": (lambda: b'a;b\n"' + b"x" * 50_000_000, "unreadable-file", "quotes"),
    "a statement of a million documents": (
        lambda: utf8("1CClientBankExchange\n" + "СекцияДокумент=a\nКонецДокумента\n" * 1_000_000 + "КонецФайла"),
        "too-large",
        "rows",
    ),
    "a statement of a hundred thousand keys": (
        lambda: utf8(
            "1CClientBankExchange\nСекцияДокумент=a\n"
            + "".join(f"к{number}=1\n" for number in range(100_000))
            + "КонецДокумента\n"
            + "СекцияДокумент=a\nКонецДокумента\n" * 20_000
            + "КонецФайла"
        ),
        "unreadable-file",
        "damaged",
    ),
}

READ = {
    "twenty million rows that nobody sees": (
        lambda: ods_table(
            f"<table:table-row>{ODS_ONE}</table:table-row>"
            + '<table:table-row table:visibility="collapse" table:number-rows-repeated="10000"/>' * 2_000
        ),
        1,
    ),
    "a dimension that lies": (lambda: make.raw_xlsx(make.sheet_xml(ONE, '<dimension ref="A1:XFD1048576"/>')), 1),
    "a million empty rows": (
        lambda: make.raw_xlsx(make.sheet_xml(ONE + "".join(f'<row r="{row}"/>' for row in range(2, 1_000_000)))),
        1,
    ),
    "a million rows of formatted blanks": (
        lambda: make.raw_xlsx(
            make.sheet_xml(ONE + "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(2, 1_000_000)))
        ),
        1,
    ),
    "a gap of a million rows": (
        lambda: make.raw_xlsx(make.sheet_xml(ONE + '<row r="1000000"><c r="A1000000"><v>1</v></c></row>')),
        1_000_000,
    ),
    "blanks to the last cell of an open document": (
        lambda: ods_table(
            f"<table:table-row>{ODS_ONE}</table:table-row>"
            '<table:table-row table:number-rows-repeated="1048575">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        ),
        1,
    ),
    "half a million merges": (
        lambda: make.raw_xlsx(
            make.sheet_xml(
                ONE,
                after='<mergeCells count="500000">'
                + "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 500_001))
                + "</mergeCells>",
            )
        ),
        1,
    ),
    "a merge of everything": (
        lambda: make.raw_xlsx(make.sheet_xml(ONE, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
        1,
    ),
    "a cell in the last column": (
        lambda: make.raw_xlsx(make.sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>')),
        1,
    ),
    "nine megabytes of spaces": (lambda: make.raw_xlsx(make.sheet_xml(ONE + " " * 9_000_000)), 1),
}
