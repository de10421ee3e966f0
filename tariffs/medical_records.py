"""Medical tables that stand, as printed tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from finance.models import Facility
from finance.months import Month
from tariffs.declaring import standing_with_documents
from tariffs.medical_tables import ColumnHeading, Printed, PrintedLine
from tariffs.models import MedicalRow


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table with the rows it was kept as, in their order; the first is that of the headings."""

    printed: Printed
    rows: tuple[MedicalRow, ...]

    @property
    def period(self) -> tuple[Month, Month]:
        return self.rows[0].first_month, self.rows[0].last_month


def printed_of(rows: Sequence[MedicalRow]) -> Printed:
    """The rows of one table, the first of which holds the headings."""
    head, *lines = rows
    return Printed(
        head.title,
        tuple(ColumnHeading(text) for text in head.cells),
        tuple(PrintedLine(str(row.role), tuple(row.cells)) for row in lines),
    )


def tables_of(facility: Facility, first: Month, last: Month) -> list[KeptTable]:
    """Tables whose period lies within the months, inclusive, in the order in which they were brought. One query."""
    groups = standing_with_documents(MedicalRow, facility, first_month__gte=first, last_month__lte=last).values()
    found = []
    for group in groups:
        rows = tuple(sorted((row for row in group if isinstance(row, MedicalRow)), key=lambda row: row.place))
        found.append(KeptTable(printed_of(rows), rows))
    return sorted(found, key=lambda kept: kept.rows[0].pk)
