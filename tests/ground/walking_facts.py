"""Right answers beside what the program says: every figure of `facts…json` walked through, whatever else stands there."""

import json
from collections.abc import Iterator
from typing import Any

from finance.months import Month
from finance.reporting.json import as_object
from finance.reports import registry
from finance.scope import Scope
from tests.ground.samples import sample

MORE: dict[str, Any] = json.loads(sample("facts-indicators-quotas.json").read_text(encoding="utf-8"))


def differences(asked: dict[str, Any], scope: Scope) -> list[str]:
    """What a report of `facts` says otherwise: each row by its keys, the total, and words that a doubt must hold."""
    first, last = (Month.parse(asked[key]) for key in ("from", "through"))
    said = as_object(registry.get(asked["name"])(scope, first, last))
    rows = {tuple(row.get(key) for key in asked["keys"]): row for row in said["rows"]}
    found = [text for row in asked["rows"] for text in _row(row, asked["keys"], rows)]
    found += _compare(asked["total"], said["total"], "total")
    texts = " ".join(json.dumps(doubt, ensure_ascii=False) for doubt in said["doubts"])
    return found + [f"no doubt says {word}" for word in asked.get("doubts", []) if word not in texts]


def _row(row: dict[str, Any], keys: list[str], rows: dict[tuple[Any, ...], dict[str, Any]]) -> list[str]:
    named = tuple(row.get(key) for key in keys)
    return list(_compare(row, rows[named], str(named))) if named in rows else [f"there is no row {named}"]


def _compare(right: Any, said: Any, at: str) -> Iterator[str]:
    if isinstance(right, dict) and isinstance(said, dict):
        for key, value in right.items():
            yield from _compare(value, said.get(key, "nothing"), f"{at} {key}")
    elif right != said:
        yield f"{at}: {said!r} instead of {right!r}"
