"""What a person is asked where a file fits in more than one way: each at the cell that tells."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.kinds.kind import Problem
from imports.readers.grid import Grid
from imports.recognise.candidates import Candidate

MISSING = "missing-column"


def two_kinds(best: Candidate, rival: Candidate) -> Problem:
    message = _("The columns fit both “%(one)s” and “%(other)s”. Name the kind, or add a title that tells them apart.")
    return Problem(
        best.sheet.address(best.header_row, 0),
        MISSING,
        message % {"one": best.kind.label, "other": rival.kind.label},
        best.sheet.row_number(best.header_row),
        asks=("kind",),
    )


def not_told(best: Candidate) -> Problem:
    message = _(
        "Nothing says whether these sums are planned, paid, received or accrued. Name the kind of the file, or write "
        "it above the table, such as “Plan of financing for 2025”."
    )
    cell, row = best.sheet.address(best.header_row, 0), best.sheet.row_number(best.header_row)
    return Problem(cell, MISSING, message, row, asks=("kind",))


_TWO_SHEETS = gettext_lazy(
    "Sheets “%(one)s” and “%(other)s” both hold such a table. Leave one of them in the file, or choose the sheet."
)


def sheets_alike(grid: Grid, names: Sequence[str]) -> Problem:
    """Several sheets have the form that is known."""
    sheet = next(sheet for sheet in grid.sheets if sheet.name == names[1])
    return Problem(sheet.address(0, 0), MISSING, _TWO_SHEETS % {"one": names[0], "other": names[1]}, asks=("sheet",))


def two_sheets(best: Candidate, twin: Candidate) -> Problem:
    message = str(_TWO_SHEETS)
    cell = twin.sheet.address(twin.header_row, 0)
    names = {"one": best.sheet.name, "other": twin.sheet.name}
    asks: tuple[str, ...] = ("sheet",)
    if twin.sheet is best.sheet:
        message = _(
            "Rows %(one)s and %(other)s both head such a table. "
            "Leave one of the tables in the file, or name its header and its last row."
        )
        asks = ("header_row", "last_row")
        one, other = (c.sheet.row_number(c.header_row) for c in (best, twin))
        names = {"one": str(one), "other": str(other)}
    return Problem(cell, MISSING, message % names, twin.sheet.row_number(twin.header_row), asks=asks)


def row_above(best: Candidate, above: int) -> Problem:
    message = _(
        "Row %(row)s stands above the header in row %(header)s, yet it reads like the rows below it. "
        "Put the header above all of them, or delete what does not belong to the table."
    )
    row = best.sheet.row_number(above)
    values = {"row": str(row), "header": str(best.sheet.row_number(best.header_row))}
    return Problem(best.sheet.address(above, 0), MISSING, message % values, row, asks=("header_row",))
