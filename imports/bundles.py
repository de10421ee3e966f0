"""Several files in one: a folder, or a zip that is no workbook; each is imported by itself, for whom it names."""

import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.utils.translation import gettext as _

from imports.pipeline.errors import UsageError
from region.packages.sealed import CONTENT

MOST_FILES = 1_000
UTF8_NAME = 0x800
# a zip among files is a facility's package, or is refused by its name
ENDINGS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".txt", ".pdf", ".xml", ".zip"})


def is_bundle(data: bytes) -> bool:
    """Whether a zip holds files to import: parts of a workbook or of a facility's package have names of theirs."""
    if data[:4] != b"PK\x03\x04":
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return False
    is_one_file = any(name in ("[Content_Types].xml", "mimetype", CONTENT) for name in names)
    return not is_one_file and any(_is_wanted(name) for name in names)


def files_of(data: bytes, name: str) -> list[tuple[str, bytes]]:
    """Names and contents, by name. Raises UsageError for too many files, or one that is too large."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            wanted = sorted(
                (one for one in archive.infolist() if _is_wanted(one.filename)), key=lambda one: one.filename
            )
            _check([one.file_size for one in wanted], name)
            return [(PurePosixPath(_name(one)).name, archive.read(one)) for one in wanted]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, NotImplementedError) as error:
        raise UsageError(_("%(name)s cannot be unpacked.") % {"name": name}, is_refusal=True) from error


def _name(one: zipfile.ZipInfo) -> str:
    """Windows writes Russian names in its old alphabet, which a zip does not say."""
    if one.flag_bits & UTF8_NAME:
        return one.filename
    try:
        return one.filename.encode("cp437").decode("cp866")
    except UnicodeError:
        return one.filename


def files_in(folder: Path) -> list[Path]:
    """Files to import in a folder, by name. Raises UsageError for too many of them."""
    found = sorted(path for path in folder.iterdir() if path.is_file() and _is_wanted(path.name))
    _check([path.stat().st_size for path in found], folder.name)
    return found


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in ENDINGS and not path.name.startswith((".", "~$")) and "__MACOSX" not in path.parts


def _check(sizes: Iterable[int], name: str) -> None:
    every = list(sizes)
    limit = settings.IMPORT_MAX_BYTES
    if len(every) > MOST_FILES or any(size > limit for size in every) or sum(every) > 10 * limit:
        raise UsageError(_("%(name)s holds too many files, or too large ones.") % {"name": name}, is_refusal=True)
