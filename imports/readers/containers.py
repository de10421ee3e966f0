"""What a zipped workbook claims to hold, read from its directory before anything is unpacked.

A container that lies about its sizes, repeats names, overlaps itself or unpacks out of all proportion is refused.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from imports.readers.grid import TOO_LARGE, UNREADABLE, ReadError

MAX_ENTRIES = 5_000
MAX_UNPACKED = 400_000_000
# Real sheets shrink 6 to 30 times; only a bomb of some size is worth refusing.
MAX_RATIO, RATIO_MATTERS_FROM = 100, 10_000_000

_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED = 0x1
_PIECE = 1 << 22


@dataclass(frozen=True, slots=True)
class PackedPart:
    """One file of the container, still packed."""

    name: str
    packed: memoryview
    is_deflated: bool
    size: int
    checksum: int


@dataclass(frozen=True, slots=True)
class Container:
    """`format` is `xlsx`, `xlsm`, `xlsb` or `ods`."""

    format: str
    parts: dict[str, PackedPart]

    @property
    def unpacked_size(self) -> int:
        """Bytes of all parts a workbook reader would open."""
        return sum(part.size for part in self.parts.values() if part.name.endswith((".xml", ".rels", ".bin")))


def open_container(data: bytes) -> Container:
    """Read the directory; raises ReadError for a broken, hostile or foreign container."""
    _check_directory_size(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise ReadError(UNREADABLE, "half-container") from error
    parts: dict[str, PackedPart] = {}
    for entry in entries:
        if entry.is_dir():
            continue
        name = entry.filename.replace("\\", "/").lstrip("/")
        if name.casefold() in (known.casefold() for known in parts) and len(parts) < 200:
            raise ReadError(UNREADABLE, "damaged")
        parts[name] = _part(data, entry, name)
    file_format = _format(parts)
    _check_sizes(parts, len(data))
    return Container(file_format, parts)


def unpack(part: PackedPart) -> Iterator[bytes]:
    """The part's content piece by piece; raises ReadError where it differs from what the directory claims."""
    inflater = zlib.decompressobj(-15)
    total, checksum, rest = 0, 0, bytes(part.packed)
    try:
        while not inflater.eof if part.is_deflated else rest:
            if part.is_deflated:
                piece = inflater.decompress(rest, _PIECE)
                rest = inflater.unconsumed_tail
                if not piece and not inflater.eof:
                    raise ReadError(UNREADABLE, "half-container")
            else:
                piece, rest = rest, b""
            total += len(piece)
            if total > part.size:
                raise ReadError(UNREADABLE, "lying-sizes")
            checksum = zlib.crc32(piece, checksum)
            yield piece
    except zlib.error as error:
        raise ReadError(UNREADABLE, "damaged") from error
    if total != part.size or checksum != part.checksum:
        raise ReadError(UNREADABLE, "damaged")


def _check_directory_size(data: bytes) -> None:
    at = data.rfind(b"PK\x05\x06")
    if at < 0 or len(data) < at + _END.size:
        raise ReadError(UNREADABLE, "half-container")
    _, _, _, _, entries, directory_size, _, _ = _END.unpack_from(data, at)
    if entries > MAX_ENTRIES or directory_size > MAX_ENTRIES * 300:
        raise ReadError(TOO_LARGE, "entries", limit=MAX_ENTRIES)


def _part(data: bytes, entry: zipfile.ZipInfo, name: str) -> PackedPart:
    if entry.flag_bits & _ENCRYPTED:
        raise ReadError(UNREADABLE, "password")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ReadError(UNREADABLE, "damaged")
    at = entry.header_offset
    if at < 0 or at + _LOCAL.size > len(data) or data[at : at + 4] != b"PK\x03\x04":
        raise ReadError(UNREADABLE, "half-container")
    name_length, extra_length = _LOCAL.unpack_from(data, at)[-2:]
    begin = at + _LOCAL.size + name_length + extra_length
    packed = memoryview(data)[begin : begin + entry.compress_size]
    if len(packed) != entry.compress_size:
        raise ReadError(UNREADABLE, "half-container")
    return PackedPart(name, packed, entry.compress_type == zipfile.ZIP_DEFLATED, entry.file_size, entry.CRC)


def _check_sizes(parts: dict[str, PackedPart], packed_size: int) -> None:
    if sum(len(part.packed) for part in parts.values()) > packed_size:
        raise ReadError(UNREADABLE, "damaged")
    if sum(part.size for part in parts.values()) > MAX_UNPACKED:
        raise ReadError(TOO_LARGE, "unpacked", limit=MAX_UNPACKED // 1_000_000)
    for part in parts.values():
        if part.size > RATIO_MATTERS_FROM and part.size > MAX_RATIO * len(part.packed):
            raise ReadError(TOO_LARGE, "ratio", limit=MAX_RATIO)


def _format(parts: dict[str, PackedPart]) -> str:
    if "xl/workbook.bin" in parts:
        return "xlsb"
    if "xl/workbook.xml" in parts:
        return "xlsm" if "xl/vbaProject.bin" in parts else "xlsx"
    if "content.xml" in parts and "mimetype" in parts:
        mimetype = b"".join(unpack(parts["mimetype"])) if parts["mimetype"].size < 200 else b""
        if mimetype.strip().startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return "ods"
    raise ReadError(UNREADABLE, "archive")
