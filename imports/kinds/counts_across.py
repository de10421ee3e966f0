"""Counts of a row that stand by period: what it says of a year, or of all columns, beside its months or quarters."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from imports.kinds.kind import Reading
from imports.readers.grid import as_code
from imports.resolve.letters import skeleton
from imports.rows.controls import state
from imports.rows.money_rows import TOTAL
from imports.rows.sections import FigureColumn, TableSection, cell_of


def check_across(reading: Reading, section: TableSection, row: int, counts: Mapping[FigureColumn, int | None]) -> None:
    """Tell a sum of the `row` that its parts do not give, as a doubt: sources of counts do not add up themselves."""
    for whole, stated in counts.items():
        parts = _smallest([one for one in counts if _is_part(one, whole)])
        months = sum(one.period.months for one in parts if one.period)
        if parts and stated is not None and whole.period is not None and months == whole.period.months:
            _check(reading, section, (row, whole.place), stated, [counts[one] for one in parts])
    every = _smallest(list(counts))
    if len({one.figure for one in every}) != 1 or len({one.period for one in every}) != len(every):
        return
    for place, header in enumerate(section.sheet.rows[section.header_row]):
        said = as_code(cell_of(section.sheet, row, place))
        is_sum = place not in section.columns.values() and all(one.place != place for one in counts)
        if is_sum and said.isdecimal() and TOTAL.match(skeleton(as_code(header))):
            _check(reading, section, (row, place), int(said), [counts[one] for one in every])


def _check(
    reading: Reading, section: TableSection, at: tuple[int, int], stated: int, parts: Sequence[int | None]
) -> None:
    place = (section.sheet.address(*at), section.sheet.row_number(at[0]))
    found = sum(count or 0 for count in parts)
    state(reading, "subtotal", (Decimal(stated), Decimal(found)), place, is_doubt=True)


def _smallest(columns: Sequence[FigureColumn]) -> list[FigureColumn]:
    """Those that hold no other one."""
    return [one for one in columns if not any(_is_part(other, one) for other in columns)]


def _is_part(part: FigureColumn, whole: FigureColumn) -> bool:
    """Whether a column counts the same as another one, in a part of its period."""
    if part.figure != whole.figure or part.period is None or whole.period is None or part.period == whole.period:
        return False
    return whole.period.first <= part.period.first and part.period.last <= whole.period.last
