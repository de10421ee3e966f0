"""Where a figure stands in its file, in words: machines are told `73:amount_with_vat`, people a line."""

import re

from django.utils.translation import gettext as _

OF_PAGE = re.compile(r"p(\d+):(\d+):(\d+)")


def place_said(cell: str | None) -> str:
    """A cell of a sheet as it is; a line of a text with its column, where people named that in their own words."""
    text = cell or ""
    if of_page := OF_PAGE.fullmatch(text):
        said = dict(zip(("page", "line", "field"), of_page.groups(), strict=True))
        return _("page %(page)s, line %(line)s, field %(field)s") % said
    line, colon, field = text.partition(":")
    if not colon or not line.isdecimal():
        return text
    said = {"line": line, "field": field}
    return _("line %(line)s") % said if field.isascii() else _("line %(line)s, “%(field)s”") % said
