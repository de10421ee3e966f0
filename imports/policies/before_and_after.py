"""What an import does to papers that no ledger measure holds: each named, with what stood and what will stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

from finance.comparing import compare
from finance.money import display

LISTED_NEW = 1000
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class PaperStep:
    """A paper before (None: it is new) and after, field by field. A Decimal is a sum in tenge."""

    name: str
    before: Mapping[str, object] | None
    after: Mapping[str, object]


def changes(key: str, labels: Mapping[str, str | Promise], steps: Iterable[PaperStep]) -> list[dict[str, str]]:
    """Rows of the import object's `changes`: all that change, then new ones, no more of them than a page can show."""
    changed, new = [], []
    for step in steps:
        if step.before is None:
            new.append(step)
        else:
            changed.append(step)
    rows = []
    for step in [*changed, *new[:LISTED_NEW]]:
        fields = compare(step.after, step.before or {}, None)
        moved = fields.rows if step.before is None else fields.moved
        rows.append(
            {
                "measure": key,
                "name": step.name,
                "before": "" if step.before is None else _said(labels, {field.key: field.before for field in moved}),
                "after": _said(labels, {field.key: field.after for field in moved}),
            }
        )
    return rows


def in_figures(quantity: Decimal | None) -> str:
    """A quantity without zeros behind it."""
    return "" if quantity is None else f"{quantity.normalize():f}"


def _said(labels: Mapping[str, str | Promise], values: Mapping[str, object]) -> str:
    said = [f"{labels[name]}: {_text(value)}" for name, value in values.items() if value not in (None, "", (), False)]
    return "; ".join(said) or NOTHING


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "✓"
    if isinstance(value, tuple):
        return " + ".join(_text(part) for part in value)
    if isinstance(value, Decimal):
        return display(value) if value.as_tuple().exponent == -2 else f"{value.normalize():f}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str(value)
