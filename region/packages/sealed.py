"""A package as a file: JSON and its Ed25519 signature in a zip, read only where both are whole. Pure.

`package.json` says what, `signature.txt` holds the signature of its very bytes and the public key, both in base64. A
package carries the key it was signed with, so that an altered one is told from one of a key that nobody knows.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from finance.months import Month

CONTENT, SIGNATURE = "package.json", "signature.txt"
FORMAT, VERSION = "smeta-package", 1
MOST_BYTES = 50_000_000
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # so that the same package is the same file
COUNTED = frozenset({"year", "beds", "bed_days_planned", "bed_days_done", "discharged", "accompanying_days"})
PROFILE = ("profile", "profile_ru", "profile_kk", "setting")
SHAPES = {
    "budgets": ("key", "year", "source", "contract_number", "programme"),
    "balances": ("budget", "code", "measure", "month", "dated", "amount"),
    "cash": ("budget", "date", "account", "amount"),
    "volumes": (*PROFILE, "month", *sorted(COUNTED - {"year"})),
    "tariffs": (*PROFILE, "payment_kind", "amount", "applies_from", "published_on", "order_number"),
}


class PackageError(ValueError):
    """Why a file is no package to be trusted. `reason` is a key, `details` what its sentence quotes."""

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.reason, self.details = reason, details


@dataclass(frozen=True)
class Package:
    """`content` as it was signed; `key` is the public key in base64, `fingerprint` the SHA-256 of the content."""

    content: Mapping[str, Any]
    key: str
    fingerprint: str
    text: str


def is_package(data: bytes) -> bool:
    """Whether a zip says of itself that it is one, sound or not."""
    if data[:4] != b"PK\x03\x04":
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return CONTENT in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return False


def public_key(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def packed(content: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    """The file of `content`, its sums added."""
    whole = {"format": FORMAT, "version": VERSION, **content, "sums": sums(content)}
    text = json.dumps(whole, ensure_ascii=False, indent=1).encode()
    signature = base64.b64encode(key.sign(text)).decode()
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in ((CONTENT, text), (SIGNATURE, f"{signature}\n{public_key(key)}\n".encode())):
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), part, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def opened(data: bytes) -> Package:
    """Raises PackageError: `half` a file, `unsigned`, `altered`, of a later `version`, `sums` that do not hold."""
    text, signature = _parts(data)
    signed, _line, key = signature.partition("\n")
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.strip(), validate=True))
        public.verify(base64.b64decode(signed.strip(), validate=True), text)
    except InvalidSignature as error:
        raise PackageError("altered") from error
    except (ValueError, binascii.Error) as error:
        raise PackageError("unsigned") from error
    content = _content(text)
    for name, stated in content["sums"].items():
        found = sums(content).get(name)
        if found != stated:
            raise PackageError("sums", name=name, stated=stated, found=found or "—")
    return Package(content, key.strip(), hashlib.sha256(text).hexdigest(), text.decode())


def _parts(data: bytes) -> tuple[bytes, str]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            if len(names) != len(set(names)):
                raise PackageError("altered")
            if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
                raise PackageError("too-large")
            if SIGNATURE not in names:
                raise PackageError("unsigned")
            return archive.read(CONTENT), archive.read(SIGNATURE).decode()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, RuntimeError, ValueError) as error:
        if isinstance(error, PackageError):
            raise
        raise PackageError("half") from error


def _content(text: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
        if content["format"] != FORMAT:
            raise PackageError("foreign")
        if content["version"] != VERSION:
            raise PackageError("version", version=content["version"])
        _check_shape(content)
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation, RecursionError) as error:
        if isinstance(error, PackageError):
            raise
        raise PackageError("foreign") from error
    return content


def _check_shape(content: Mapping[str, Any]) -> None:
    """Raises one of the errors that `_content` turns into a refusal where a part is not as `writing` makes it."""
    whole = all(isinstance(content[name], str) for name in ("month", "made_at", "seal"))
    whole &= isinstance(content["links"], int) and isinstance(content["sums"], dict) and bool(content["budgets"])
    whole &= isinstance(content["facility"]["number"], str) and all(isinstance(one, str) for one in content["doubts"])
    Month.parse(content["month"])
    whole &= datetime.fromisoformat(content["made_at"]).tzinfo is not None
    for name, keys in SHAPES.items():
        for row in content[name]:
            for key in keys:
                _check_value(key, row[key])
    known = {one["key"] for one in content["budgets"] if str(one["year"]) == content["month"][:4]}
    whole &= all(row["budget"] in known for name in ("balances", "cash") for row in content[name])
    whole &= len(known) == len(content["budgets"])
    if not whole:
        raise PackageError("foreign")


def _check_value(key: str, value: Any) -> None:
    if key in COUNTED:
        is_right = value is None or (isinstance(value, int) and 0 <= value < 10**9)
    elif key == "amount":
        is_right = Decimal(value) == Decimal(value).quantize(Decimal("0.01"))
    elif key == "programme":
        is_right = len(value) == 3 and all(isinstance(one, str) for one in value)
    elif key in ("month", "dated"):
        is_right = bool(Month.parse(value))
    elif key in ("date", "applies_from", "published_on"):
        is_right = bool(date.fromisoformat(value))
    else:
        is_right = isinstance(value, str) and len(value) <= 255
    if not is_right:
        raise PackageError("foreign")


def sums(content: Mapping[str, Any]) -> dict[str, str]:
    """Tenge by measure, and how many rows each part has."""
    found: defaultdict[str, Decimal] = defaultdict(lambda: Decimal("0.00"))
    for row in content["balances"]:
        found[row["measure"]] += Decimal(row["amount"])
    counted = {f"{name}-rows": str(len(content.get(name, ()))) for name in ("balances", "volumes", "tariffs", "cash")}
    return {measure: str(amount) for measure, amount in sorted(found.items())} | counted


def is_public_key(text: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error):
        return False
    return True
