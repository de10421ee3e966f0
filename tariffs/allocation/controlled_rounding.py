"""Rounding a table so that rows and columns still add up (controlled rounding, L. H. Cox, JASA 82, 1987).

Every cell becomes the whole number just below or just above it. Fractions are pushed round closed circuits of cells,
so that no row and no column ever changes its sum, until none is left.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import floor

Cell = tuple[str, str]


def round_table(cells: Mapping[Cell, Fraction]) -> dict[Cell, int]:
    """(row, column) → whole number. Sums of rows and of columns must be whole (ValueError) and are kept."""
    whole = {cell: floor(amount) for cell, amount in cells.items()}
    left = {cell: amount - whole[cell] for cell, amount in cells.items() if amount != whole[cell]}
    rows: dict[str, dict[str, None]] = {}
    columns: dict[str, dict[str, None]] = {}
    for row, column in left:
        rows.setdefault(row, {})[column] = None
        columns.setdefault(column, {})[row] = None
    while left:
        circuit = _circuit(next(iter(left)), rows, columns)
        for cell, change in _smallest_push(circuit, left):
            left[cell] += change
            if left[cell] in (0, 1):
                whole[cell] += int(left.pop(cell))
                row, column = cell
                del rows[row][column]
                del columns[column][row]
    return whole


def _circuit(
    start: Cell, rows: Mapping[str, Mapping[str, None]], columns: Mapping[str, Mapping[str, None]]
) -> list[Cell]:
    """A closed circuit of cells with a fraction, turning between row and column at each."""
    path = [start]
    lines = {("row", start[0]): 0}
    along_column = True
    while True:
        row, column = path[-1]
        line = ("column", column) if along_column else ("row", row)
        if line in lines:
            return path[lines[line] :]
        lines[line] = len(path)
        others = (
            ((other, column) for other in columns[column] if other != row)
            if along_column
            else ((row, other) for other in rows[row] if other != column)
        )
        try:
            path.append(next(others))
        except StopIteration:
            raise ValueError(f"the {line[0]} {line[1]} does not add up to a whole number") from None
        along_column = not along_column


def _smallest_push(circuit: list[Cell], left: Mapping[Cell, Fraction]) -> list[tuple[Cell, Fraction]]:
    """The smaller of the two pushes round the circuit that make some cell whole."""
    ups, downs = circuit[::2], circuit[1::2]
    forward = min(*(1 - left[cell] for cell in ups), *(left[cell] for cell in downs))
    backward = min(*(left[cell] for cell in ups), *(1 - left[cell] for cell in downs))
    push = forward if forward <= backward else -backward
    return [(cell, push) for cell in ups] + [(cell, -push) for cell in downs]
