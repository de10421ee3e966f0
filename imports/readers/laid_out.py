"""A sheet whose figures stand across, by day, month or name, laid out with a row for each figure.

Every cell keeps the address that people find it by in their own file. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from imports.readers.grid import Sheet
from imports.readers.number_formats import PLAIN, Shown


@dataclass(frozen=True, slots=True)
class LaidOutSheet(Sheet):
    """`source` is the sheet as it stands; `origins` say for each row which row of it and which of its columns it is.

    Rows that `origins` do not reach, those above the header, stand as they stood. `crossed` are the names of the
    columns that became rows, where they are neither days nor months.
    """

    source: Sheet | None = None
    origins: tuple[tuple[int, tuple[int, ...]] | None, ...] = ()
    crossed: frozenset[str] = frozenset()

    def address(self, row: int, column: int) -> str:
        assert self.source is not None
        origin = self.origins[row]
        if origin is None:
            return self.source.address(row, column)
        at, places = origin
        return self.source.address(at, places[column] if column < len(places) else column)

    def row_number(self, row: int) -> int:
        assert self.source is not None
        origin = self.origins[row]
        return self.source.row_number(row if origin is None else origin[0])

    def shown_at(self, row: int, column: int) -> Shown:
        assert self.source is not None
        origin = self.origins[row]
        if origin is None:
            return self.source.shown_at(row, column)
        at, places = origin
        return self.source.shown_at(at, places[column]) if column < len(places) else PLAIN

    @property
    def shows_otherwise(self) -> bool:
        assert self.source is not None
        return self.source.shows_otherwise

    def with_fields(self, names: Mapping[int, str]) -> LaidOutSheet:  # noqa: ARG002 - the source knows its own
        """Addresses are those of the source."""
        return self
