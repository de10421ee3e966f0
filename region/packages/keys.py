"""The key with which this copy of the program signs its packages: made once, kept beside its settings."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.utils.translation import gettext as _

from finance.file_reasons import why
from finance.refusals import LedgerError

NAME = "package-key.pem"


class KeyFileError(LedgerError):
    """The key cannot be read or kept."""


def key_path() -> Path:
    return Path(os.environ.get("SMETA_PACKAGE_KEY") or settings.HOME / NAME)


def own_key() -> Ed25519PrivateKey:
    """The key of this copy; made where there is none, readable by its owner alone. Raises KeyFileError."""
    path = key_path()
    try:
        if not path.exists():
            _make(path)
        key = load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        message = _("The key of packages cannot be kept in %(path)s: %(reason)s.")
        raise KeyFileError(message % {"path": path, "reason": why(error)}) from error
    except (ValueError, TypeError) as error:
        raise KeyFileError(_("%(path)s is no key of packages.") % {"path": path}) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(_("%(path)s is no key of packages.") % {"path": path})
    return key


def _make(path: Path) -> None:
    """Only one of two that make it at once does."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(pem)
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
