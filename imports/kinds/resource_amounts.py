"""What the figures of a row of resources are in tenge: as its own unit says, else as the table's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.amounts import ColumnStyle, Refusal, is_blank, parse_amount, settle_column
from imports.columns.shared import DASHES
from imports.kinds.kind import Reading
from imports.readers.grid import Cell, as_code
from imports.recognise.unit_words import UNKNOWN, units_of
from imports.recognise.units import UNITS
from imports.refusals import explain
from imports.rows.sections import TableSection, cell_of
from imports.rows.table import Table


@dataclass(frozen=True, slots=True)
class ResourceAmounts:
    section: TableSection
    table: Table
    reading: Reading

    def of(self, i: int, places: Sequence[int]) -> dict[int, Decimal]:
        """Tenge by column; cells that cannot be read are refused. Dashes are nothing."""
        sheet, found = self.section.sheet, dict[int, Decimal]()
        filled = {place: value for place in places if not _is_nothing(value := cell_of(sheet, i, place))}
        scale = self._scale(i) if filled else Decimal(1)
        is_figure = any(any(map(str.isdigit, str(value))) for value in filled.values())
        for place, value in filled.items():
            amount = parse_amount(value, self._style(place), scale)
            if not isinstance(amount, Refusal):
                found[place] = amount
            elif is_figure:
                cell, number = sheet.address(i, place), sheet.row_number(i)
                self.reading.reject(number, cell, amount.problem, explain(amount), str(value))
        return found

    def _style(self, place: int) -> ColumnStyle:
        values = (cell_of(self.section.sheet, i, place) for i in self.section.rows)
        return settle_column([value for value in values if not _is_nothing(value)])

    def _scale(self, i: int) -> Decimal:
        """What one of the row's figures is in tenge: as its own unit says, else as the table's."""
        text = as_code(self.section.value(i, "unit"))
        named = set(units_of(text)) if text else set()
        if not named or named == {self.table.unit}:
            return self.table.scale
        unit = next(iter(named))
        if len(named) > 1 or unit == UNKNOWN or self.table.unit != "tenge":
            message = _("“%(unit)s” is another unit than the table's, or none that is known. Leave one of them.")
            place = self.section.sheet.address(i, self.section.columns["unit"])
            number = self.section.sheet.row_number(i)
            self.reading.reject(number, place, "ambiguous-unit", message % {"unit": text}, text)
        return UNITS.get(unit, Decimal(1))


def _is_nothing(value: Cell) -> bool:
    return is_blank(value) or value in DASHES
