"""What a person is asked where a file fits in more than one way: each at the cell that tells."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.models import Measure
from imports.kinds.kind import NO_CLAIM, Kind, Problem
from imports.readers.grid import Grid
from imports.recognise import heading
from imports.recognise.candidates import Candidate
from imports.resolve.letters import skeleton
from imports.rows.measures_in_titles import said_by

MISSING = "missing-column"


def two_kinds(best: Candidate, rivals: Sequence[Candidate]) -> Problem:
    rival = rivals[0]
    message = _("The columns fit both “%(one)s” and “%(other)s”. Name the kind, or add a title that tells them apart.")
    return Problem(
        best.sheet.address(best.header_row, 0),
        MISSING,
        message % {"one": best.kind.label, "other": rival.kind.label},
        best.sheet.row_number(best.header_row),
        asks=("kind",),
        choices=tuple(dict.fromkeys(c.kind.key for c in (best, *rivals))),
    )


# What the ledger holds by code that a sum may be.
_MEASURES = (Measure.PLAN, Measure.CASH, Measure.FUNDING, Measure.ACTUAL)


def kinds_unsaid(weighed: Sequence[tuple[int, Candidate]], kinds: Sequence[Kind]) -> list[Candidate]:
    """The kinds of money, nearest first, whose columns all stand there and which nothing but a title could tell apart.

    None where the words above the table say what its sums are or which of the `kinds` it is, or where another kind
    fits the header better.
    """
    points, best = weighed[0]
    untold = [c for p, c in weighed if p <= NO_CLAIM // 2 and c.kind.measure in _MEASURES]
    same = [c for c in untold if best in untold or (c.sheet is best.sheet and c.header_row == best.header_row)]
    least = max([c.points for c in same], default=0)
    nearest = [c for c in same if c.points == least and (best in untold or least >= points)]
    as_near = [c for _p, c in weighed if nearest and c.points == least and c.kind.measure in _MEASURES]
    words = [text for c in nearest[:1] for text, _cell in heading.texts(c.sheet, c.header_row)]
    spoken = [*words, *(c.sheet.name for c in nearest[:1])]
    # a title of one of them tells it, though it has no word for what its sums are: `Реестр платежей`
    titles = {skeleton(text) for kind in kinds if kind.measure in _MEASURES for text in kind.title_words}
    said = skeleton(" ".join(spoken))
    is_said = bool(said_by(spoken)) or any(title in said for title in titles)
    return [] if is_said else sorted(as_near, key=lambda c: c.kind.order)


def not_told(best: Candidate, likely: Sequence[Candidate] = ()) -> Problem:
    message = _(
        "Nothing says whether these sums are planned, paid, received or accrued. Name the kind of the file, or write "
        "it above the table, such as “Plan of financing for 2025”."
    )
    cell, row = best.sheet.address(best.header_row, 0), best.sheet.row_number(best.header_row)
    choices = tuple(dict.fromkeys(c.kind.key for c in likely))
    return Problem(cell, MISSING, message, row, asks=("kind",), choices=choices)


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
