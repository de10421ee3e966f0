"""From bytes to a grid of cells: the one entry to all readers."""

from __future__ import annotations

from imports.readers import (
    camt_statement,
    client_bank,
    delimited,
    json_records,
    package,
    swift_statement,
    treasury_pdf,
    treasury_sheet,
    web_table,
    workbook,
)
from imports.readers.detect import detect
from imports.readers.grid import Grid
from region.packages.sealed import is_package


def read(data: bytes, name: str = "") -> Grid:  # noqa: ARG001 - callers have the name at hand; content alone decides
    """Read a file of any supported format; raises ReadError when it is refused as a whole."""
    kind = detect(data)
    if kind == "client-bank":
        return client_bank.read(data)
    if kind == "mt940":
        return swift_statement.read(data)
    if kind == "camt053":
        return camt_statement.read(data)
    if kind == "json":
        return json_records.read(data)
    if kind == "html":
        return treasury_sheet.as_form(web_table.read(data))
    if kind == "text":
        return treasury_sheet.as_form(delimited.read(data))
    if kind == "zip" and is_package(data):
        return package.read(data)
    if kind == "pdf":
        return treasury_pdf.read(data)
    return treasury_sheet.as_form(workbook.read(data, kind))
