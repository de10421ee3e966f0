"""A report's long table on a page: found by words, shown a part at a time. Its total and its files hold all of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from finance.reporting.figures import cell_text
from finance.reporting.report import Report, Row, Table

ROWS_A_PAGE = 100
# A table a little longer than a page stands whole: turning it for a few rows is a nuisance.
LONGEST_WHOLE = 150


@dataclass(frozen=True, slots=True)
class TablePart:
    """What is shown of a table. `found` holds the sums of the rows that were found, None without words to look for.

    `kept` is what else the address asks for, as pairs for a form; `query` the address of another page of this part.
    """

    page: Page[Row]
    words: str
    all_rows: int
    found: Row | None
    find_name: str
    page_name: str
    kept: tuple[tuple[str, str], ...]
    query: str

    @property
    def rows(self) -> list[Row]:
        return list(self.page.object_list)


def parts(report: Report, query: QueryDict) -> dict[str, TablePart]:
    """By key, the tables of `report` too long for a page: what of each the address asks for."""
    return {table.key: _part(report, table, query) for table in report.tables if len(table.rows) > LONGEST_WHOLE}


def _part(report: Report, table: Table, query: QueryDict) -> TablePart:
    find_name, page_name = f"find-{table.key}", f"page-{table.key}"
    words = query.get(find_name, "").strip()
    rows = tuple(_containing(report, table, words)) if words else table.rows
    others = query.copy()
    others.pop(page_name, None)
    same = others.urlencode()
    others.pop(find_name, None)
    return TablePart(
        page=Paginator(rows, ROWS_A_PAGE).get_page(query.get(page_name)),
        words=words,
        all_rows=len(table.rows),
        found=table.sums_of("found", rows, _("Found")) if words else None,
        find_name=find_name,
        page_name=page_name,
        kept=tuple((name, value) for name, values in others.lists() for value in values),
        query=same,
    )


def _containing(report: Report, table: Table, words: str) -> list[Row]:
    """Rows whose names and codes hold every word, wherever it stands; case plays no part.

    Dates are left out: the 5 of a number would be found in every 2025.
    """
    wanted = words.casefold().split()
    named = [column for column in table.columns if column.kind in ("text", "code")]
    found = []
    for row in table.rows:
        text = " ".join(cell_text(report, row, column) for column in named).casefold()
        if all(word in text for word in wanted):
            found.append(row)
    return found
