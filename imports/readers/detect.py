"""The format of a file by its content; the name plays no part, since banks call HTML `.xls`."""

from __future__ import annotations

import re

from imports.readers.camt_statement import OPENING as CAMT
from imports.readers.grid import NO_TABLE, UNREADABLE, ReadError
from imports.readers.swift_statement import is_swift

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = (
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"{\\rtf", "document"),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|table|meta|\?xml|!--|[a-z]+[\s>:])", re.IGNORECASE)
# The letter after 1 may be a Russian one, of any encoding.
_CLIENT_BANK = re.compile(rb"[\"']?1[^\r\n]{1,4}ClientBankExchange", re.IGNORECASE)
_JSON = re.compile(rb'\s*(?:\{\s*["}]|\[\s*[\[{"\]])')


def detect(data: bytes) -> str:
    """`zip`, `xls`, `pdf`, `html`, `json`, `text` or a format of banks; raises ReadError for what is none of ours."""
    if not data.strip(b"\x00\xff\xfe\xef\xbb\xbf \t\r\n\x1a"):
        raise ReadError(NO_TABLE, "empty")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if data.startswith(_OLE):
        return _compound(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise ReadError(UNREADABLE, kind)
    opening = _opening_as_ascii(data)
    if _CLIENT_BANK.match(opening):
        return "client-bank"
    if is_swift(opening):
        return "mt940"
    if _MARKUP.match(opening) and CAMT.search(opening):
        return "camt053"
    if _MARKUP.match(opening):
        if re.search(rb"<(?:html|table|body|!doctype html)", opening, re.IGNORECASE):
            return "html"
        raise ReadError(UNREADABLE, "xml")
    if _JSON.match(opening):
        return "json"
    return "text"


def _opening_as_ascii(data: bytes) -> bytes:
    """The first characters without byte-order mark, blanks and the zero bytes of UTF-16."""
    opening = data[:2048]
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        opening = opening.removeprefix(mark)
    return opening.replace(b"\x00", b"").lstrip(b" \t\r\n\xef\xbb\xbf")


def _compound(data: bytes) -> str:
    """Old Excel and password-protected new Excel share one container; its directory names the streams."""
    if _stream(data, "EncryptedPackage"):
        raise ReadError(UNREADABLE, "password")
    if _stream(data, "Workbook") or _stream(data, "Book"):
        return "xls"
    raise ReadError(UNREADABLE, "document")


def _stream(data: bytes, name: str) -> bool:
    return name.encode("utf-16-le") + b"\x00\x00" in data
