"""How far a sheet reaches, against how much stands in it. Pure."""

from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from imports.readers.grid import TOO_LARGE, ReadError

MAX_CELLS = 12_000_000
# A sheet may be mostly empty, but not by more than this.
SPARSE_FREE, SPARSE_FACTOR = 4_000_000, 4


@dataclass(slots=True)
class Extent:
    """Rows and columns that a sheet reaches, and the cells that hold anything."""

    rows: int = 0
    columns: int = 0
    cells: int = 0

    @property
    def is_out_of_bounds(self) -> bool:
        return self.rows * self.columns > min(MAX_CELLS, max(SPARSE_FREE, SPARSE_FACTOR * self.cells))

    def check(self, sheet: str) -> None:
        """Raise ReadError where the sheet would fill memory with nothing."""
        if self.is_out_of_bounds:
            corner = f"{xl_col_to_name(self.columns - 1)}{self.rows}"
            raise ReadError(TOO_LARGE, "extent", f"{sheet}!{corner}", corner=corner)
