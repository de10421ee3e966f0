"""Whole tiyn for the costs of cases, so that every sum a report prints is the sum of what it is made of. Pure.

Residuals go by the largest remainder, the first on a tie. Profiles of finished and of unfinished cases, and referring
organisations, amount to their exact sums rounded (a table rounded in both margins); cases add up to these, components
to their case, and over all cases to what the component costs.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from heapq import nsmallest
from typing import TypeVar

from tariffs.allocation.controlled_rounding import round_table

K = TypeVar("K", bound=Hashable)
NOTHING = Fraction(0)


def by_largest_remainder(exact: Mapping[K, Fraction] | Mapping[K, int], whole: int, scale: int = 1) -> dict[K, int]:
    """Whole numbers near `exact` ÷ `scale` that add up to `whole`; just below or above where it is their sum rounded.

    What is whole already stays where anything else can take the residual.
    """
    found = {key: int(amount // scale) for key, amount in exact.items()}
    over = {key: amount % scale for key, amount in exact.items()}
    keys = [key for key in exact if over[key]] or list(exact)
    each, further = divmod(whole - sum(found.values()), len(keys))
    keys.sort(key=lambda key: -over[key])
    for at, key in enumerate(keys):
        found[key] += each + (at < further)
    return found


def round_cases(
    parts: Sequence[Mapping[str, int]], groups: Sequence[tuple[str, str]], whole: int, scale: int
) -> list[dict[str, int]]:
    """Tiyn of each case by component. `scale` of the `parts` are a tiyn; `groups` are its column and its row.

    `whole` is what all cases amount to: the sum of `parts` rounded.
    """
    sums = [sum(own.values()) for own in parts]
    cells: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        cells[group].append(at)
    targets = _table({cell: Fraction(sum(sums[at] for at in own), scale) for cell, own in cells.items()}, whole)
    rounded: list[dict[str, int]] = [{} for _own in parts]
    for cell, places in cells.items():
        for at, amount in by_largest_remainder({at: sums[at] for at in places}, targets[cell], scale).items():
            rounded[at] = by_largest_remainder(parts[at], amount, scale) if parts[at] else {}
    _settle_components(parts, rounded, whole, scale)
    return rounded


def _table(cells: Mapping[tuple[str, str], Fraction], whole: int) -> dict[tuple[str, str], int]:
    """The cells as whole numbers whose columns and rows are their exact sums rounded."""
    columns, rows = _margin(cells, 0), _margin(cells, 1)
    if not cells:
        return {}
    to_column, to_row = by_largest_remainder(columns, whole), by_largest_remainder(rows, whole)
    main = max(columns, key=lambda key: abs(columns[key]))
    exact = dict(cells)
    # margins that were rounded move the largest cells of their line by less than a tiyn
    for row, amount in rows.items():
        largest = max((cell for cell in cells if cell[1] == row), key=lambda cell: abs(cells[cell]))
        exact[largest] += to_row[row] - amount
    for column, amount in _margin(exact, 0).items():
        if column == main:
            continue
        both = [row for row in rows if (column, row) in cells and (main, row) in cells] or list(rows)
        row = max(both, key=lambda key: abs(cells.get((column, key), NOTHING)))
        exact[column, row] = exact.get((column, row), NOTHING) + to_column[column] - amount
        exact[main, row] = exact.get((main, row), NOTHING) - to_column[column] + amount
    found = round_table(exact)
    return _without_empty(found, cells)


def _without_empty(
    found: dict[tuple[str, str], int], cells: Mapping[tuple[str, str], Fraction]
) -> dict[tuple[str, str], int]:
    """A tiyn that fell to a cell without a case goes to the cell with most money."""
    lost = sum(amount for cell, amount in found.items() if cell not in cells)
    kept = {cell: found[cell] for cell in cells}
    if lost:
        kept[max(cells, key=lambda cell: abs(cells[cell]))] += lost
    return kept


def _margin(cells: Mapping[tuple[str, str], Fraction], side: int) -> dict[str, Fraction]:
    found: defaultdict[str, Fraction] = defaultdict(Fraction)
    for cell, amount in cells.items():
        found[cell[side]] += amount
    return dict(found)


def _settle_components(
    parts: Sequence[Mapping[str, int]], rounded: list[dict[str, int]], whole: int, scale: int
) -> None:
    """Move single tiyn between two components of one case until every component amounts to its exact sum rounded."""
    exact: defaultdict[str, int] = defaultdict(int)
    for own in parts:
        for component, amount in own.items():
            exact[component] += amount
    left = by_largest_remainder(exact, whole, scale) if exact else {}
    for own_tiyn in rounded:
        for component, tiyn in own_tiyn.items():
            left[component] -= tiyn
    for giver in sorted(left):
        for taker in sorted(left):
            wanted = min(-left[giver], left[taker])
            if wanted <= 0:
                continue
            both = [at for at, own in enumerate(parts) if giver in own and taker in own]
            harm = {at: _harm(parts[at], rounded[at], (giver, taker), scale) for at in both}
            for at in nsmallest(wanted, both, key=lambda at: (harm[at], -at)):
                rounded[at][giver] -= 1
                rounded[at][taker] += 1
                left[giver] += 1
                left[taker] -= 1


def _harm(exact: Mapping[str, int], tiyn: Mapping[str, int], pair: tuple[str, str], scale: int) -> int:
    """How far giver and taker would lie from their exact amounts."""
    giver, taker = pair
    return abs((tiyn[giver] - 1) * scale - exact[giver]) + abs((tiyn[taker] + 1) * scale - exact[taker])
