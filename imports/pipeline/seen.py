"""What a person saw of a preview before saying yes: a digest to post by, and in words what differs today."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from finance.languages import active_language, month_said
from finance.models import CashBalance, Entry, Measure
from finance.money import display
from finance.months import Month
from imports.context import Job
from imports.kinds.kind import NEW, Kind, Reading

FIGURES = ("rows", "total", "by_code", "by_month", "entries")
MOST_DIFFERENCES = 5
# What of an entry a person decides on; not where it stood, nor when it was written.
_OF_ENTRY = (
    "budget_id", "measure", "code_id", "month", "centre", "amount", "date", "counterparty_number", "counterparty_name",
)  # fmt: skip


def digest(said: Mapping[str, Any]) -> str:
    """Of every figure of an import object: counts, sums by code and month, and the entries themselves.

    What others posted meanwhile under the same codes is not in it, since it changes nothing of this file.
    """
    figures = [said.get(key) for key in FIGURES]
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()[:32]


def entries(kind: Kind, reading: Reading, job: Job) -> str:
    """SHA-256 of the entries and balances that `job` posted; of kinds that post none, of their new rows. Two queries.

    Of a form of the treasury what it states, since its remainders move with the books by themselves.
    """
    numbers = [] if kind.keeps_remainders else [document.pk for document in job.documents]
    posted = Entry.objects.filter(document__in=numbers).order_by().values_list(*_OF_ENTRY)
    balances = CashBalance.objects.filter(document__in=numbers).order_by()
    rows: list[tuple[Any, ...]] = [*posted, *balances.values_list("budget_id", "account", "date", "amount")]
    found = hashlib.sha256()
    for text in sorted("\x1f".join(map(str, row)) for row in rows or _new_rows(reading)):
        found.update(text.encode() + b"\x1e")
    return found.hexdigest()


def _new_rows(reading: Reading) -> list[tuple[Any, ...]]:
    return [
        (
            line.row, line.code, line.month, line.amount, line.date, line.number, line.counterparty_number,
            line.counterparty_name, line.contract_number,
        )
        for line in reading.lines
        if line.status == NEW
    ]  # fmt: skip


def differences(shown: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What posting would do now beside what was shown: what forbids it, rows, the total, figures of the books."""
    figures = {
        _("rows to be posted"): [said["rows"]["posted"] for said in (shown, now)],
        _("rows that wait"): [said["rows"]["unresolved"] for said in (shown, now)],
        _("total"): [_said(said["total"]) if said["total"] is not None else "—" for said in (shown, now)],
    }
    was, stands = _changes(shown), _changes(now)
    for code, month, measure in sorted({*was, *stands}):
        name = _("code %(code)s, %(month)s, %(measure)s") % {
            "code": code, "month": month_said(Month.parse(month)), "measure": Measure(measure).label,
        }  # fmt: skip
        figures[name] = [found.get((code, month, measure)) or _("no change") for found in (was, stands)]
    known = {problem["message"] for problem in shown["problems"]}
    texts = [one["message"] for one in now["problems"] if one["severity"] == "error" and one["message"] not in known]
    is_hidden = shown.get("entries") != now.get("entries") and all(
        before == after for before, after in figures.values()
    )
    texts += [_("suppliers, cost centres or days differ")] if is_hidden else []
    texts += [
        _("%(what)s: shown %(before)s, now %(after)s") % {"what": what, "before": before, "after": after}
        for what, (before, after) in figures.items()
        if before != after
    ]
    return texts[:MOST_DIFFERENCES] + (["…"] if len(texts) > MOST_DIFFERENCES else [])


def _changes(said: Mapping[str, Any]) -> dict[tuple[str, str, str], str]:
    """Of the ledger; other rows of the changes are told by name."""
    return {
        (one["code"], one["month"], one["measure"]): f"{_said(one['before'])} → {_said(one['after'])}"
        for one in said["changes"]
        if "code" in one
    }


def _said(amount: str) -> str:
    return display(Decimal(amount), active_language())
