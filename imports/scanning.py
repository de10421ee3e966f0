"""A virus scanner that the facility names (`SMETA_SCANNER`) sees what is uploaded before anything reads it."""

import subprocess

from django.conf import settings
from django.utils.translation import gettext as _

from imports.pipeline.errors import UsageError

CLEAN, FOUND = 0, 1  # as clamdscan ends
LONGEST = 60  # seconds


def require_clean(data: bytes) -> None:
    """Raises UsageError for what the scanner refuses, and where it does not answer. Without one nothing is asked."""
    if not settings.SCANNER:
        return
    try:
        ended = subprocess.run(  # noqa: S603 - as whoever runs the program named it; no shell
            settings.SCANNER, input=data, capture_output=True, timeout=LONGEST, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        ended = None
    if ended == FOUND:
        raise UsageError(_("The virus scanner refuses this file. Nothing of it was read or kept."), is_refusal=True)
    if ended != CLEAN:
        raise UsageError(
            _("The virus scanner does not answer, so the file was not taken. Tell whoever looks after the program.")
        )
