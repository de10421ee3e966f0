"""A copy is proven by putting it back into a scratch database and adding its books up there."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error, connection
from django.utils.translation import gettext as _

from finance.backup.copying import BackupError
from finance.backup.encrypting import CopyKey


def prove(path: Path, seal: str = "", key: CopyKey | None = None) -> None:
    """Raises BackupError, with what is wrong, unless `path` can be put back, its books check and continue `seal`."""
    more = [*(["--seal", seal] if seal else []), *(["--key", str(key.path.absolute())] if key else [])]
    with _scratch_database() as address:
        answer = subprocess.run(  # noqa: S603 - our own command on our own file
            [sys.executable, "-m", "django", "restore", str(path.absolute()), "--format", "json", *more],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": address, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    try:
        told = json.loads(answer.stdout)
    except ValueError:
        told = {}
    if not told.get("books_hold"):
        wrong = told.get("broken") or [one["message"] for one in told.get("problems", [])]
        reason = "; ".join(wrong) or answer.stderr.strip().rpartition("\n")[2]
        raise BackupError(_("The copy %(path)s did not stand its proof: %(reason)s") % {"path": path, "reason": reason})


@contextmanager
def _scratch_database() -> Iterator[str]:
    """The address of an empty database beside the program's own, gone afterwards."""
    if connection.vendor != "postgresql":
        with tempfile.TemporaryDirectory(prefix="smeta-proof-") as folder:
            yield f"sqlite:///{(Path(folder) / 'proof.sqlite3').as_posix()}"
        return
    name = f"smeta_proof_{secrets.token_hex(6)}"
    quoted = connection.ops.quote_name(name)
    try:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
    except Error as error:
        raise BackupError(
            _("No scratch database to prove the copy: %(reason)s. Let the database user create databases.")
            % {"reason": str(error).strip()}
        ) from error
    try:
        yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
