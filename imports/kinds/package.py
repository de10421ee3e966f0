"""A facility's signed monthly package, taken into the region's books under the facility's own budget."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.ledger import LedgerError
from finance.models import Budget, Document
from finance.months import Month
from imports.columns.column import TEXT, Column
from imports.context import Context, Job
from imports.kinds.kind import DUPLICATE, Kind, Line, Problem, Reading, Table
from imports.readers.package import COLUMNS, FORMAT
from imports.sentences import say
from region.packages import taking
from region.packages.sealed import Package

LABELS = {
    "budget": _("budget"), "code": _("budget code"), "measure": _("measure"), "month": _("month"),
    "dated": _("month of the date"), "amount": _("amount, tenge"),
}  # fmt: skip


@dataclass(slots=True)
class PackageReading(Reading):
    understood: taking.UnderstoodPackage | None = None
    changed: Sequence[taking.BalanceDifference] = ()
    package: Package | None = None

    def told(self) -> dict[str, Any]:
        package = self.package
        if package is None:
            return {}
        said = {name: package.content[name] for name in ("month", "made_at", "seal", "links", "sums")}
        return {"package": {**said, "key": package.key, "fingerprint": package.fingerprint}}


class PackageKind(Kind[PackageReading]):
    key = "package"
    label = _("package of a facility")
    order = 205
    turn = 19
    document_kind = Document.Kind.REGION
    formats = frozenset({FORMAT})
    is_controlled = False
    has_total = False
    adds_up = False
    columns = tuple(Column(key, LABELS[key], (key,), TEXT, is_required=True) for key in COLUMNS)

    def read(self, table: Table, context: Context) -> PackageReading:
        reading = PackageReading()
        package = _package(table)
        for problem, message in taking.faults(package, context.facility, context.today):
            reading.problems.append(Problem(table.sheet.address(0, 0), problem, message))
        first, last = Month(Month.parse(package.content["month"]).year, 1), Month.parse(package.content["month"])
        reading.months = (first, last)

        def unknown(row: int, problem: str, message: str) -> None:
            at = table.first_row + row
            reading.reject(table.sheet.row_number(at), table.address(at, "code"), problem, message)

        reading.understood = taking.understood(package, context.facility, unknown)
        for row, told in enumerate(package.content["balances"]):
            at = table.first_row + row
            number, cell = table.sheet.row_number(at), table.address(at, "amount")
            if number not in reading.rejected_rows:
                month = Month.parse(told["month"])
                reading.lines.append(Line(number, cell, Decimal(told["amount"]), month=month, name=told["code"]))
        reading.package = package
        reading.doubts += [
            say("The facility doubts: %(doubt)s") % {"doubt": doubt} for doubt in package.content["doubts"]
        ]
        return reading

    def budgets(self, reading: PackageReading, context: Context) -> list[Budget]:
        known = reading.understood.budgets.values() if reading.understood else ()
        return [budget for budget in known if budget is not None]

    def match(self, reading: PackageReading, context: Context) -> None:
        """All of a package is known, or all of it is taken in: it speaks for every balance through its month."""
        if reading.has_errors or reading.understood is None:
            return
        told = reading.understood
        reading.changed = [one for one in taking.differences(told) if one.before != one.after]
        if taking.is_known(told) or not (reading.changed or taking.has_news(told)):
            for line in reading.lines:
                line.status = DUPLICATE
            return
        codes = context.codes.texts
        reading.changes += [
            {
                "measure": measure, "name": f"{codes.get(code, code)} {month}", "code": codes.get(code, str(code)),
                "month": str(month), "before": str(one.before), "after": str(one.after),
            }
            for one in reading.changed
            for _budget, code, measure, month, _dated in [one.key]
        ]  # fmt: skip

    def post(self, reading: PackageReading, job: Job) -> None:
        told = reading.understood
        assert told is not None
        month = told.month

        def document(budget: Budget) -> Document:
            return job.document(budget, self.document_kind, day=month.last_day, number=str(month))

        taking.take(told, reading.changed, document)
        again = taking.understood(told.package, told.facility, lambda *_told: None)
        if any(one.before != one.after for one in taking.differences(again)):
            raise LedgerError(gettext("What was posted differs from the package. Nothing was posted."))


def _package(table: Table) -> Package:
    """As it was verified when the file was read."""
    text = table.grid.header["text"]
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    return Package(json.loads(text), table.grid.header["key"], fingerprint, text)


KIND = PackageKind()
