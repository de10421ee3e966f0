"""What a person is asked where a file fits in more than one way: each at the cell that tells."""

from django.utils.translation import gettext as _

from imports.kinds.kind import Problem
from imports.recognise.candidates import Candidate

MISSING = "missing-column"


def two_kinds(best: Candidate, rival: Candidate) -> Problem:
    message = _("The columns fit both “%(one)s” and “%(other)s”. Name the kind, or add a title that tells them apart.")
    return Problem(
        best.sheet.address(best.header_row, 0),
        MISSING,
        message % {"one": best.kind.label, "other": rival.kind.label},
        best.sheet.row_number(best.header_row),
    )


def two_sheets(best: Candidate, twin: Candidate) -> Problem:
    message = _(
        "Sheets “%(one)s” and “%(other)s” both hold such a table. Leave one of them in the file, or choose the sheet."
    )
    cell = twin.sheet.address(twin.header_row, 0)
    names = {"one": best.sheet.name, "other": twin.sheet.name}
    if twin.sheet is best.sheet:
        message = _("Rows %(one)s and %(other)s both head such a table. Leave one of the tables in the file.")
        one, other = (c.sheet.row_number(c.header_row) for c in (best, twin))
        names = {"one": str(one), "other": str(other)}
    return Problem(cell, MISSING, message % names, twin.sheet.row_number(twin.header_row))


def row_above(best: Candidate, above: int) -> Problem:
    message = _(
        "Row %(row)s stands above the header in row %(header)s, yet it reads like the rows below it. "
        "Put the header above all of them, or delete what does not belong to the table."
    )
    row = best.sheet.row_number(above)
    values = {"row": str(row), "header": str(best.sheet.row_number(best.header_row))}
    return Problem(best.sheet.address(above, 0), MISSING, message % values, row)
