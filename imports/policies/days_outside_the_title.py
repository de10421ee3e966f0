"""Days of a register that lie outside the period its title names: a month typed wrong, or rows of another file."""

from __future__ import annotations

from imports.kinds.kind import Reading, Table
from imports.sentences import say

OUTSIDE = "outside-period"


def tell_days_outside(table: Table, reading: Reading) -> None:
    """Warn once, at the first of them: how many rows the title's period leaves out."""
    period = table.period
    if period is None:
        return
    outside = [line for line in reading.lines if line.date and not period.first_day <= line.date <= period.last_day]
    if not outside:
        return
    first = outside[0]
    said = {"day": f"{first.date:%d.%m.%Y}", "rows": len(outside), "from": f"{period.first_day:%d.%m.%Y}",
            "to": f"{period.last_day:%d.%m.%Y}"}  # fmt: skip
    message = say("%(day)s lies outside what the title says, %(from)s to %(to)s; rows like it: %(rows)s. "
                  "Check the days and the title.")  # fmt: skip
    reading.warn(first.row, first.cell, OUTSIDE, message % said, f"{first.date:%d.%m.%Y}")
