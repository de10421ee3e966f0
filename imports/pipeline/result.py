"""The import object: what a file was taken for, what became of its rows, what it changed. Its keys are agreed."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from finance.models import Budget
from finance.money import ZERO, as_text
from finance.months import Month
from imports import sentences
from imports.context import CodeBook
from imports.kinds.kind import Control, Kind, Problem, Reading, Table
from imports.personal import personal_letters
from imports.pipeline.asked import asked
from imports.pipeline.preparing import Recognised, Refused
from imports.readers import bank_records
from imports.rows.line import DUPLICATE, HELD, NEW, UNRESOLVED, Line

TEXT_FORMATS = bank_records.FORMATS | {"treasury-pdf"}


def of_file(found: Refused | Recognised) -> dict[str, Any]:
    """The object of a file before it becomes rows: what it was taken for, and why it is refused, where it is."""
    grid, table = found.grid, found.table
    made: dict[str, Any] = {
        "status": "refused" if isinstance(found, Refused) else "preview",
        "batch": None,
        "kind": found.kind.name if found.kind else None,
        "source": {
            "format": grid.format if grid else None,
            "sheet": None,
            "header_row": None,
            "encoding": grid.encoding if grid else None,
        },
        "columns": {},
        "period": None,
        "unit": None,
        "rows": dict.fromkeys(("read", "posted", "duplicate", "unresolved", "rejected", "skipped"), 0),
        "total": as_text(ZERO),
        "by_code": {},
        "by_month": {},
        "controls": [],
        "problems": [problem_json(problem) for problem in found.problems],
        "unresolved": [],
        "changes": [],
        "duplicates": [],
        "notes": [],
        "doubts": [],
        "personal_columns_cut": personal_letters(grid) if grid else [],
        "decisions": [decision.as_json() for decision in found.decisions],
        "asked": asked(found, found.problems),
    }
    if table is not None:
        _say_where(made, table)
    return made


def _say_where(made: dict[str, Any], table: Table) -> None:
    """Where the table stands and what its columns are."""
    sheet, is_record = table.sheet, table.grid.format in TEXT_FORMATS
    made["source"]["sheet"] = sheet.name
    made["source"]["header_row"] = None if is_record else sheet.row_number(table.header_row)
    made["unit"] = table.unit
    header = sheet.rows[table.header_row]
    for key, place in sorted(table.columns.items(), key=lambda item: item[1]):
        named = sheet.field_names.get(place) if is_record else None
        made["columns"][key] = named or (
            str(header[place]) if is_record and place < len(header) else xl_col_to_name(place)
        )


def of_rows(found: dict[str, Any], reading: Reading, codes: CodeBook, kind: Kind[Any], *, is_refused: bool) -> None:
    """Counts, sums, controls and problems of `reading`. A refused file posts nothing: all its rows are rejected."""
    lines = [line for line in reading.lines if line.status != HELD]
    valid = [line for line in lines if line.row not in reading.rejected_rows]
    counts = {status: sum(1 for ln in valid if ln.status == status) for status in (NEW, DUPLICATE, UNRESOLVED)}
    read = len(valid) + len(reading.rejected_rows)
    posted = 0 if is_refused else counts[NEW]
    found["rows"] = {
        "read": read,
        "posted": posted,
        "duplicate": counts[DUPLICATE],
        "unresolved": counts[UNRESOLVED],
        "rejected": read - posted - counts[DUPLICATE] - counts[UNRESOLVED],
        "skipped": reading.skipped,
    }
    counted = [line for line in valid if not line.is_cancelled]
    found["total"] = as_text(kind.total_of(counted))
    found["by_code"] = by_code(counted, codes)
    found["by_month"] = by_month(counted) if kind.adds_up else _by_month_apart(counted, kind)
    found["period"] = [str(month) for month in reading.months] if reading.months else None
    found["controls"] = [control_json(control) for control in reading.controls]
    refused = {problem.cell for problem in reading.problems if problem.severity == "error"}
    found["problems"] = [p for p in found["problems"] if p["severity"] == "error" or p["cell"] not in refused]
    found["problems"] += [problem_json(p) for p in sorted(reading.problems, key=lambda p: (p.row or 0, p.cell or ""))]
    found["unresolved"] = [waiting_json(line) for line in valid if line.status == UNRESOLVED]
    found["duplicates"] = [
        {"row": line.row, "cell": line.cell, "entry": line.entry, "amount": as_text(line.amount)}
        for line in valid
        if line.status == DUPLICATE and line.entry is not None
    ][:1000]
    found["notes"] = [str(note) for note in reading.notes]
    found["kept_notes"] = sentences.keep(reading.notes)
    found["doubts"] = [str(doubt) for doubt in reading.doubts]
    # what reports find anew, claims judged by the books of their day, is not kept
    anew = {control.message for control in reading.controls if not control.is_inside} | set(reading.passing_doubts)
    found["kept_doubts"] = sentences.keep(doubt for doubt in reading.doubts if doubt not in anew)
    found["changes"] = reading.changes
    found |= reading.told()
    found["receipts_waiting"] = sum(one["status"] == UNRESOLVED for one in found.get("receipts", ()))


def budget_json(budget: Budget) -> dict[str, Any]:
    """The budget that a file posts to, so that nobody posts to another one unawares."""
    return {
        "key": budget.key,
        "year": budget.year,
        "programme": str(budget.programme),
        "source": budget.source.name,
        "facility": f"{budget.facility.number} {budget.facility.name}",
    }


def count_plainly(found: dict[str, Any]) -> None:
    """Totals that are counts, without the decimals of money: `84322`, `59.5`."""
    found["total"] = _plain(found["total"])
    found["by_month"] = {month: _plain(amount) for month, amount in found["by_month"].items()}


def _plain(amount: str) -> str:
    return f"{Decimal(amount).normalize():f}"


def by_code(lines: list[Line], codes: CodeBook) -> dict[str, str | None]:
    sums: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        if line.code is not None:
            sums[line.code] += line.amount
    texts = sorted((codes.texts[code], amount) for code, amount in sums.items())
    return {text: as_text(amount) for text, amount in texts}


def by_month(lines: list[Line]) -> dict[str, str | None]:
    sums: defaultdict[tuple[int, int], Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        if line.parts:
            for part in line.parts:
                sums[part.month.year, part.month.number] += part.amount
        elif (month := line.month) is not None:
            sums[month.year, month.number] += line.amount
    return {str(Month(*month)): as_text(sums[month]) for month in sorted(sums)}


def _by_month_apart(lines: list[Line], kind: Kind[Any]) -> dict[str, str | None]:
    """The total of each month's rows, where those of several days are no sum."""
    months: defaultdict[Month, list[Line]] = defaultdict(list)
    for line in lines:
        if line.month is not None:
            months[line.month].append(line)
    return {str(month): as_text(kind.total_of(months[month])) for month in sorted(months)}


def control_json(control: Control) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": control.name,
        "expected": as_text(control.expected),
        "found": as_text(control.found),
        "holds": control.holds,
    }
    if control.cell:
        found |= {"cell": control.cell, "row": control.row}
    if control.code:
        found["code"] = control.code
    if control.month is not None:
        found["month"] = str(control.month)
    found["against"] = "file" if control.is_inside else "ledger"
    if control.message:
        found["message"] = control.message
    return found


def problem_json(problem: Problem) -> dict[str, Any]:
    value = problem.value
    found: dict[str, Any] = {
        "cell": problem.cell,
        "row": problem.row,
        "value": value if value is None or isinstance(value, str | int | float | bool) else str(value),
        "problem": problem.problem,
        "message": problem.message,
        "severity": problem.severity,
    }
    # a warning stays with what was posted, and is read by people of other languages
    if isinstance(problem.message, sentences.Sentence) and problem.severity == "warning":
        found["kept"] = problem.message.kept()
    return {**found, "asks": list(problem.asks)} if problem.asks else found


def waiting_json(line: Line) -> dict[str, Any]:
    """A row that waits."""
    return {
        **line.told(),
        "offers": list(line.offers),
        "confidence": line.confidence,
        **line.waits_as(),
    }
