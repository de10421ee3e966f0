"""Which part of a zipped Excel workbook holds which sheet."""

from __future__ import annotations

import posixpath
import struct
from xml.etree import ElementTree as ET

from imports.readers.containers import Container, unpack
from imports.readers.grid import TOO_LARGE, UNREADABLE, ReadError

_MAX_PART = 5_000_000
_BUNDLE_SHEET = 156


def sheet_names(container: Container) -> dict[str, str]:
    """`{"xl/worksheets/sheet1.xml": "Реестр"}`; empty for OpenDocument, which names sheets where they stand."""
    if container.format == "ods":
        return {}
    is_binary = container.format == "xlsb"
    workbook = "xl/workbook.bin" if is_binary else "xl/workbook.xml"
    targets = {
        element.get("Id"): posixpath.normpath(posixpath.join("xl", element.get("Target", ""))).lstrip("/")
        for element in _xml(container, f"xl/_rels/{posixpath.basename(workbook)}.rels")
    }
    names = _binary_names(_content(container, workbook)) if is_binary else _names(_xml(container, workbook))
    # An absolute target (/xl/worksheets/…) survives the join as it is
    return {targets[identity]: name for identity, name in names.items() if identity in targets}


def _names(root: ET.Element) -> dict[str, str]:
    names = {}
    for element in root.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            identity = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            names[identity] = element.get("name", "")
    return names


def _binary_names(data: bytes) -> dict[str, str]:
    from imports.readers.binary_scan import records  # noqa: PLC0415 - only .xlsb pays for it

    names = {}
    for kind, body in records(data):
        if kind == _BUNDLE_SHEET and len(body) > 12:
            identity, at = _wide_string(body, 8)
            names[identity] = _wide_string(body, at)[0]
    return names


def _wide_string(body: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<L", body, at)
    end = at + 4 + 2 * length
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _content(container: Container, name: str) -> bytes:
    part = container.parts.get(name)
    if part is None:
        raise ReadError(UNREADABLE, "damaged")
    if part.size > _MAX_PART:
        raise ReadError(TOO_LARGE, "unpacked", limit=_MAX_PART // 1_000_000)
    return b"".join(unpack(part))


def _xml(container: Container, name: str) -> ET.Element:
    content = _content(container, name)
    if b"<!" in content.replace(b"<!--", b"") or b"\x00" in content:
        raise ReadError(UNREADABLE, "doctype")
    try:
        return ET.fromstring(content)  # noqa: S314 - document types are refused above, so nothing can expand
    except (ET.ParseError, LookupError, ValueError) as error:
        raise ReadError(UNREADABLE, "damaged") from error
