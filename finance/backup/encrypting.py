"""Copies that nobody reads without a key: files of `age` (decision 40), which its own programs open too.

The key is a file as `age-keygen` writes it. Who has only its public half can lock copies and open none.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyrage
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from finance import chain
from finance.backup.copying import BackupError
from finance.file_reasons import why

SUFFIX = ".age"
SECRET, PUBLIC, BEGINS = "AGE-SECRET-KEY-1", "age1", b"age-encryption.org/v1"


@dataclass(frozen=True, slots=True)
class CopyKey:
    """`opens` is missing where the file holds the public half alone."""

    path: Path
    locks: pyrage.x25519.Recipient
    opens: pyrage.x25519.Identity | None


def key_of(path: Path | None) -> CopyKey | None:
    """That of the file, else of the settings; None where copies are not encrypted. Raises BackupError for no key."""
    path = path or (Path(settings.COPY_KEY) if settings.COPY_KEY else None)
    if path is None:
        return None
    try:
        said = [line.strip() for line in path.read_text("ascii").splitlines()]
        [line] = [one for one in said if one.startswith((SECRET, PUBLIC))]
        if line.startswith(PUBLIC):
            return CopyKey(path, pyrage.x25519.Recipient.from_str(line), None)
        identity = pyrage.x25519.Identity.from_str(line)
        return CopyKey(path, identity.to_public(), identity)
    except OSError as error:
        message = _("The file %(path)s cannot be read: %(reason)s.")
        raise BackupError(message % {"path": path, "reason": why(error)}) from error
    except (ValueError, pyrage.IdentityError, pyrage.RecipientError) as error:
        raise BackupError(_("%(path)s is no key of copies.") % {"path": path}) from error


def make_key(path: Path) -> str:
    """Write a new key into a file that is not there yet, for its owner alone; the public half is returned."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BackupError(_("%(path)s exists already. Name another file.") % {"path": path}) from error
    except OSError as error:
        message = _("%(path)s cannot be written: %(reason)s.")
        raise BackupError(message % {"path": path, "reason": why(error)}) from error
    with os.fdopen(descriptor, "w", encoding="ascii", newline="\n") as file:
        file.write(f"# public key: {public}\n{identity}\n")
    return public


def encrypt(plain: Path, to: Path, key: CopyKey) -> None:
    with plain.open("rb") as source, to.open("wb") as target:
        pyrage.encrypt_io(source, target, [key.locks])


def describe(copy: Path, seal: chain.Seal, key: CopyKey) -> None:
    """What may be known of an encrypted copy without its key: `NAME.json` beside it."""
    said = {
        "program": "smeta", "made_at": timezone.localtime().isoformat(timespec="seconds"), "bytes": copy.stat().st_size,
        "sha256": _sha256(copy), "seal": str(seal), "key": str(key.locks),
    }  # fmt: skip
    description_of(copy).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def description_of(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}.json")


@contextmanager
def opened(copy: Path, key: CopyKey | None) -> Iterator[Path]:
    """The copy as its database wrote it, for as long as it is looked at.

    Raises BackupError for one that is not what was described, and for a key that is missing or another's.
    """
    with copy.open("rb") as file:
        if file.read(len(BEGINS)) != BEGINS:
            yield copy
            return
    if key is None or key.opens is None:
        raise BackupError(_("%(path)s is encrypted: name the key that opens it with --key.") % {"path": copy})
    _require_as_described(copy)
    with tempfile.TemporaryDirectory(prefix="smeta-copy-") as folder:
        plain = Path(folder) / copy.name.removesuffix(SUFFIX)
        try:
            with copy.open("rb") as source, plain.open("wb") as target:
                pyrage.decrypt_io(source, target, [key.opens])
        except pyrage.DecryptError as error:
            message = _("The key %(key)s does not open %(path)s, or the copy is damaged.")
            raise BackupError(message % {"key": key.path, "path": copy}) from error
        except OSError as error:
            if error.errno is not None:
                raise
            raise BackupError(_damaged(copy)) from error
        yield plain


def _require_as_described(copy: Path) -> None:
    description = description_of(copy)
    if not description.is_file():
        return
    try:
        stated = json.loads(description.read_text("utf-8"))["sha256"]
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError(_damaged(description)) from error
    if stated != _sha256(copy):
        raise BackupError(_damaged(copy))


def _damaged(path: Path) -> str:
    return _("%(path)s is damaged: its bytes are not those that were written.") % {"path": path}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
