"""What an import says, laid out for the page: controls, problems, before → after, duplicates."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from finance.languages import month_said
from finance.models import Budget, Entry, IncomeItem, Measure
from finance.money import ZERO
from finance.months import Month
from imports.kinds.kind import Control
from imports.labels import control_label, month_label, period_label
from imports.models import Batch
from imports.pipeline.result import budget_json
from imports.refusals import WARNINGS, explain_warning
from imports.said_once import SentenceOnce, said_once
from imports.sentences import again
from imports.views.listing import has_total

SHOWN_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class ControlLine:
    label: str
    expected: Decimal | None
    found: Decimal | None
    holds: bool | None
    cell: str
    about: str
    is_inside: bool
    message: str
    # against the books as they are now, where the import stands in them
    is_judged: bool = False
    found_now: Decimal | None = None
    holds_now: bool | None = None

    @property
    def holds_today(self) -> bool | None:
        return self.holds_now if self.is_judged else self.holds

    @property
    def has_changed(self) -> bool:
        return self.is_judged and (self.found_now, self.holds_now) != (self.found, self.holds)


@dataclass(slots=True)
class CodeChange:
    """By how much one measure of a code moves in each month. Tenge."""

    measure: str
    code: str
    months: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)

    @property
    def before(self) -> Decimal:
        return sum((before for before, _after in self.months.values()), ZERO)

    @property
    def after(self) -> Decimal:
        return sum((after for _before, after in self.months.values()), ZERO)

    @property
    def change(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """Codes down, months across; `cells` are (before, change, after) or None where the month does not move.

    `totals` are by measure: money of different measures is never added together.
    """

    months: list[tuple[str, str]]
    lines: list[tuple[CodeChange, list[tuple[Decimal, Decimal, Decimal] | None]]]
    totals: list[tuple[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Duplicate:
    row: int
    cell: str
    amount: Decimal
    entry: Entry | None


def controls(found: Mapping[str, Any], now: Sequence[Control] = ()) -> list[ControlLine]:
    """The controls of an import as they were found; `now`: those against the books, judged today."""
    today: defaultdict[tuple[str, ...], deque[Control]] = defaultdict(deque)
    for control in now:
        today[control.name, control.code, str(control.month or "")].append(control)
    lines = []
    for control in found.get("controls", []):
        key = control["name"], control.get("code", ""), control.get("month", "")
        line = _line(control)
        if not line.is_inside and today.get(key):
            judged = today[key].popleft()
            line = replace(line, is_judged=True, found_now=judged.found, holds_now=judged.holds)
        lines.append(line)
    return lines


def _line(control: Mapping[str, Any]) -> ControlLine:
    return ControlLine(
        control_label(control["name"]),
        _amount(control.get("expected")),
        _amount(control.get("found")),
        control.get("holds"),
        control.get("cell", ""),
        ", ".join(part for part in (control.get("code", ""), period_label(control.get("month", ""))) if part),
        control.get("against", "file") == "file",
        control.get("message", ""),
    )


def problems(found: Mapping[str, Any]) -> tuple[list[SentenceOnce], int]:
    """Errors before warnings, each sentence once and as many as fit a page; how many sentences there are."""
    every = said_once({**one, "message": _in_own_language(one)} for one in found.get("problems", []))
    return every[:SHOWN_PROBLEMS], len(every)


def _in_own_language(problem: Mapping[str, Any]) -> str:
    """What a problem says to the reader, where it was kept so that it can be said again."""
    if "kept" in problem:
        return again(problem["kept"])
    if problem["problem"] in WARNINGS and problem.get("severity") == "warning":
        return explain_warning(problem["problem"], problem.get("value") or "")
    return problem["message"]


def change_table(found: Mapping[str, Any]) -> ChangeTable | None:
    """Before → after of the books by code and month; None where no figure moves."""
    by_code: dict[tuple[str, str], CodeChange] = {}
    months: set[str] = set()
    shown = {one.code: one.name for one in _income_items(found)}
    for change in found.get("changes", []):
        if change.get("measure") not in Measure.values:
            continue
        months.add(change["month"])
        line = by_code.setdefault(
            (change["measure"], change["code"]),
            CodeChange(str(Measure(change["measure"]).label), shown.get(change["code"], change["code"])),
        )
        line.months[change["month"]] = (Decimal(change["before"]), Decimal(change["after"]))
    if not by_code:
        return None
    across = sorted(months)
    lines = []
    for line in by_code.values():
        cells: list[tuple[Decimal, Decimal, Decimal] | None] = []
        for month in across:
            pair = line.months.get(month)
            cells.append(None if pair is None else (pair[0], pair[1] - pair[0], pair[1]))
        lines.append((line, cells))
    totals: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in by_code.values():
        totals[line.measure] += line.change
    return ChangeTable(
        [(month_said(Month.parse(month)), month_label(month)) for month in across], lines, list(totals.items())
    )


def _income_items(found: Mapping[str, Any]) -> Iterable[IncomeItem]:
    """Items that the changes name, whose codes are keys and no names."""
    codes = {one["code"] for one in found.get("changes", []) if one.get("measure") == Measure.INCOME}
    return IncomeItem.objects.filter(code__in=codes) if codes else ()


def paper_changes(found: Mapping[str, Any]) -> tuple[list[dict[str, str]], int]:
    """What happens to papers that no ledger measure holds (an item of the plan, a lot, a tariff): `name`, `before`,
    `after` of as many as fit a page, and how many there are.
    """
    every = [change for change in found.get("changes", []) if change.get("measure") not in Measure.values]
    return every[:SHOWN_PROBLEMS], len(every)


def duplicates(found: Mapping[str, Any]) -> list[Duplicate]:
    """Each row that the books hold already, beside the entry it resembles."""
    listed = found.get("duplicates", [])
    entries = Entry.objects.select_related("code", "document").in_bulk([d["entry"] for d in listed])
    return [Duplicate(d["row"], d["cell"], Decimal(d["amount"]), entries.get(d["entry"])) for d in listed]


def counts(batch: Batch, found: Mapping[str, Any]) -> dict[str, Any]:
    rows = found.get("rows", {})
    total = _amount(found.get("total")) if has_total(batch.kind) else None
    return {**rows, "total": total, "is_open": batch.status == Batch.Status.PREVIEW}


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def budgets(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The budgets it goes to, as the reader's language names them."""
    named = said.get("budgets", [])
    standing = Budget.objects.select_related("facility", "programme", "source")
    today = {budget.key: budget_json(budget) for budget in standing.filter(key__in=[one["key"] for one in named])}
    return [today.get(one["key"], one) for one in named]


def notes(said: Mapping[str, Any]) -> list[str]:
    return [again(one) for one in said["kept_notes"]] if "kept_notes" in said else said.get("notes", [])
