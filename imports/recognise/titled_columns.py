"""Columns whose one value stands in a title in place of a column. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from imports.columns.column import Column
from imports.readers.grid import Sheet
from imports.recognise import heading
from imports.recognise.headers import Fit


def less_titled(fit: Fit, columns: Sequence[Column], sheet: Sheet, header_row: int) -> Fit:
    """`fit` without those missing columns whose one value the titles say."""
    readers = {column.key: column.in_title for column in columns if column.in_title is not None}
    if not set(fit.missing) & set(readers):
        return fit
    titles = [text for text, _cell in heading.texts(sheet, header_row)]
    said = {key for key in fit.missing if (read := readers.get(key)) is not None and read(titles)}
    return replace(fit, missing=tuple(key for key in fit.missing if key not in said))
