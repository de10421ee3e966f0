"""Why a file could not be read or written, in the user's language."""

import errno

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "EACCES": _("there is no right to it"),
    "EINVAL": _("its name is not possible"),
    "EIO": _("the disk does not answer"),
    "EISDIR": _("it is a folder"),
    "ELOOP": _("its links lead in a circle"),
    "ENAMETOOLONG": _("its name is too long"),
    "ENOENT": _("there is no such file or folder"),
    "ENOSPC": _("the disk is full"),
    "ENOTDIR": _("a folder on the way to it is a file"),
    "EPERM": _("there is no right to it"),
    "EROFS": _("the disk can only be read"),
}


def why(error: OSError) -> str:
    """The reason as the end of a sentence: `нет такого файла или папки`."""
    return in_words(errno.errorcode.get(error.errno or 0, ""))


def in_words(code: str) -> str:
    """The same of an error that is known by its code, `ENOENT`."""
    if code in REASONS:
        return str(REASONS[code])
    return gettext("the system refuses it (%(code)s)") % {"code": code or "?"}
