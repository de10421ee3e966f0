"""A figure as people read it and as machines read it. Pure: language and unit come with the report.

Every figure is rounded once, half up, from the exact value: never from an already rounded one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from finance.money import WIDE, as_text, display, round_half_up
from finance.months import Month
from finance.reporting.periods import month_in_words, short_date
from finance.reporting.report import Caption, CellKind, Column, Report, Row, Value

Number = Decimal | Fraction | int


def scaled(value: Number, kind: CellKind, unit: str) -> Decimal | Fraction:
    """The exact number shown: amounts in the unit, everything else as it is. A percent stays a share.

    Decimals stay decimals where that is exact: a report may have 400 000 figures, and fractions cost ten times as much.
    """
    is_in_thousands = kind == "amount" and unit == "thousand"
    if isinstance(value, Decimal) and kind != "percent":
        return value.scaleb(-3, WIDE) if is_in_thousands else value
    return Fraction(value) / 1000 if is_in_thousands else Fraction(value)


def decimals_of(report: Report, kind: CellKind, column: Column | None = None) -> int | None:
    """Printed decimals; None where a quantity shows only those it has."""
    if column is not None and column.decimals is not None:
        return column.decimals
    return {"amount": report.decimals, "rate": 2, "percent": 1}.get(kind)


def shown(report: Report, value: Value, kind: CellKind, column: Column | None = None) -> str:
    """The printed form in the report's language; a blank is empty."""
    if value is None:
        return ""
    if isinstance(value, Month):
        return month_in_words(value, report.language)
    if isinstance(value, date):
        return short_date(value, report.language)
    if isinstance(value, str) or kind in ("text", "code"):
        return str(value)
    number = scaled(value, kind, report.unit)
    if kind == "percent":
        number *= 100
    decimals = decimals_of(report, kind, column)
    if decimals is None:
        decimals = 0 if is_whole(number) else 2
    return display(number, report.language, decimals)


def is_whole(value: Number) -> bool:
    return value == int(value)


def cell_text(report: Report, row: Row, column: Column) -> str:
    """What stands in the cell of `row` under `column`."""
    return shown(report, row.cell(column.key).value, column.kind, column)


def line_text(report: Report, line: Caption) -> str:
    """The value of a line above or under the table; a dash for what is not known."""
    return shown(report, line.value, line.kind) or "—"


def machine(value: Value, kind: CellKind, unit: str, decimals: int | None = None) -> str | int | None:
    """The JSON form: money `"321443.00"`, whole quantities as numbers, months `2025-06`.

    A percent has one decimal where its column does not say `decimals`.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (Month, date)):
        return str(value)
    if kind in ("text", "code"):
        return str(value)
    number = scaled(value, kind, unit)
    if kind == "percent":
        return format(round_half_up(number * 100, 1 if decimals is None else decimals), "f")
    if kind == "quantity" and is_whole(number):
        return int(number)
    return as_text(number)


def machine_extra(value: Any, unit: str) -> Any:
    """Further JSON keys: exact numbers are amounts in tenge and are shown in the unit, months as `2025-06`."""
    if isinstance(value, Mapping):
        return {str(key): machine_extra(item, unit) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [machine_extra(item, unit) for item in value]
    if isinstance(value, (Decimal, Fraction)):
        return machine(value, "amount", unit)
    if isinstance(value, (Month, date)):
        return str(value)
    return value
