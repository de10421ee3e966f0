"""Where an installed program keeps what is its own: settings, database, copies, the secret key."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from platformdirs import user_data_path


def own_folder(checkout: Path, *, is_installed: bool) -> Path:
    """`SMETA_HOME`, else the checkout, else the folder that the system keeps for a program of this person.

    Raises ImproperlyConfigured where the folder of an installed program cannot be made.
    """
    named = os.environ.get("SMETA_HOME", "")
    if not named and not is_installed:
        return checkout
    folder = Path(named).absolute() if named else user_data_path("smeta", appauthor=False)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The folder {folder} cannot be made ({error.strerror}). Name another one in SMETA_HOME."
        ) from error
    return folder


def kept_secret(folder: Path) -> str:
    """The secret key of this program, made once; two programs that start at once get the same one."""
    path = folder / "secret-key"
    unfinished = folder / f".secret-key-{os.getpid()}"
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            # Windows has no such links everywhere, and refuses a name that is taken by itself
            if os.name == "nt":
                unfinished.rename(path)
            else:
                os.link(unfinished, path)
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key cannot be kept in {path} ({error.strerror}). Name another folder in SMETA_HOME."
        ) from error
    finally:
        # what is left of it would be a second copy of the key
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
