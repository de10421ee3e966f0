"""A Report as canonical JSON and back, so that what was issued is drawn again from what was kept. Pure.

Plain values stand as they are. `{"$decimal": "1.00"}`, `{"$fraction": "1/3"}`, `{"$date": …}` and `{"$month": …}` are
the rest; a value object is `{"$": "Cell", …}` with those of its fields that hold something. Nothing is a float and the
order of keys is that of the Report: one Report is one text, and its renderings are the same bytes.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import Field, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

from django.utils.functional import Promise

from finance.months import Month
from finance.reporting import chart, formula, report
from finance.reporting.report import Report, ReportError

_OBJECTS: dict[str, type] = {
    one.__name__: one
    for one in (
        report.Report, report.Table, report.Row, report.Cell, report.Column, report.Caption, report.Check,
        report.Remark, report.Answered, report.Section, report.Signature, chart.Chart, chart.Series, report.Part,
        formula.Constant, formula.Ref, formula.Sum, formula.Operation, formula.Round,
    )
}  # fmt: skip
_VALUES: dict[str, Callable[[str], Any]] = {
    "$decimal": Decimal,
    "$fraction": Fraction,
    "$date": date.fromisoformat,
    "$month": Month.parse,
}
_EMPTY: tuple[Any, ...] = (None, "", (), [], {})


def canonical(value: Any) -> str:
    """One text for one value, keys in their own order: what is kept, and what the fingerprint is taken of."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def fingerprint(text: str) -> str:
    """SHA-256 of `text` in UTF-8, 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def freeze(found: Report) -> dict[str, Any]:
    """`found` as plain JSON values. Raises ReportError for what cannot be kept exactly, a float above all."""
    frozen: dict[str, Any] = _frozen(found)
    return frozen


def thaw(kept: Mapping[str, Any]) -> Report:
    """The Report that `freeze` kept; lists come back as tuples. Raises ReportError for what is none."""
    found = _thawed(kept)
    if not isinstance(found, Report):
        raise ReportError("what was kept is no report")
    return found


def _frozen(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, (Decimal, Fraction, date, Month)):
        return {f"${_name_of(value)}": str(value)}
    if isinstance(value, (list, tuple)):
        return [_frozen(item) for item in value]
    if isinstance(value, Mapping):
        if any(str(key).startswith("$") for key in value):
            raise ReportError("a key may not begin with $")
        return {str(key): _frozen(item) for key, item in value.items()}
    if type(value).__name__ in _OBJECTS:
        kept = ((one, getattr(value, one.name)) for one in fields(value))
        return {"$": type(value).__name__} | {one.name: _frozen(held) for one, held in kept if not _is_empty(one, held)}
    raise ReportError(f"a {type(value).__name__} cannot be kept exactly")


def _is_empty(of: Field[Any], value: Any) -> bool:
    """Nothing, where nothing is also the default: defaults that say something may change, and are kept."""
    return value in _EMPTY and value == ({} if of.default_factory is dict else of.default)


def _name_of(value: Decimal | Fraction | date | Month) -> str:
    kinds = {"decimal": Decimal, "fraction": Fraction, "date": date, "month": Month}
    return next(name for name, kind in kinds.items() if isinstance(value, kind))


def _thawed(kept: Any) -> Any:
    if isinstance(kept, list):
        return tuple(_thawed(item) for item in kept)
    if not isinstance(kept, Mapping):
        return kept
    if "$" in kept:
        made = _OBJECTS.get(kept["$"])
        if made is None:
            raise ReportError(f"there is no {kept['$']}")
        return made(**{name: _thawed(item) for name, item in kept.items() if name != "$"})
    if len(kept) == 1 and (name := next(iter(kept))) in _VALUES:
        return _VALUES[name](kept[name])
    return {key: _thawed(item) for key, item in kept.items()}
