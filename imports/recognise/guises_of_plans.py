"""A plan of financing told twice, as what may be promised and as what may be paid: both are one plan. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from imports.kinds.kind import Problem, Table
from imports.resolve.letters import skeleton

TWO_GUISES = "second-table"
_PROMISED = ("обязательств", "миндеттеме", "commitment", "obligation")
_PAID = ("платеж", "толем", "payment")
_BESIDE = ("план", "жоспар", "plan", "финансирован", "каржыландыру", "индивидуальн", "раздел", "часть", "бойынша",
           "болим", "section", "part", "тенге")  # fmt: skip
_SMALL = frozenset(("по", "на", "в", "by", "of", "for", "год", "i", "ii", "г", "вид"))
_MOST_WORDS, _MOST_CELLS, _LONGEST = 8, 3, 80


def two_guises(table: Table) -> Problem | None:
    """The cell where a plan begins to be told in the other guise, or in one though its first rows name none."""
    first = {guise for text in (*table.titles, table.sheet.name) if (guise := guise_of(text))}
    has_rows = False
    for i in table.body:
        cells = [cell for cell in table.sheet.rows[i] if cell != ""]
        is_title = len(cells) <= _MOST_CELLS
        for place, cell in enumerate(table.sheet.rows[i]):
            guise = guise_of(cell) if isinstance(cell, str) and cell else ""
            if not guise:
                continue
            if not has_rows and (is_title or not first):
                first |= {guise}
            if guise not in first:
                message = _(
                    "“%(title)s”: a plan of commitments and a plan of payments are one plan told twice, and their sums "
                    "do not add up. Leave one of them in the file, or name the last row of the table above."
                )
                address, number = table.sheet.address(i, place), table.sheet.row_number(i)
                said = {"title": " ".join(str(cell).split())}
                return Problem(address, TWO_GUISES, message % said, number, cell, asks=("last_row",))
        has_rows = has_rows or not is_title
    return None


def guise_of(text: str) -> str:
    """`promised` or `paid` where a text says nothing but that, such as `План по платежам`; else nothing."""
    if len(text) > _LONGEST:
        return ""
    words = skeleton(text).split()
    said = {
        guise for guise, stems in (("promised", _PROMISED), ("paid", _PAID)) for word in words if word.startswith(stems)
    }
    is_alone = all(w.startswith((*_PROMISED, *_PAID, *_BESIDE)) or w in _SMALL or w.isdigit() for w in words)
    return said.pop() if len(said) == 1 and is_alone and len(words) <= _MOST_WORDS else ""
