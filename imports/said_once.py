"""Problems that say the same of many cells, said once. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class SentenceOnce:
    """One sentence about `count` places; `others` are the cells after the first. `value` only where all hold it."""

    message: str
    severity: str
    problem: str
    cell: str | None
    value: Any
    count: int = 1
    others: list[str] = field(default_factory=list)


def said_once(problems: Iterable[Mapping[str, Any]]) -> list[SentenceOnce]:
    """Problems of an import object, errors before warnings, each sentence where it stands first."""
    found: dict[tuple[str, str], SentenceOnce] = {}
    for problem in sorted(problems, key=lambda one: one.get("severity") != "error"):
        severity = problem.get("severity", "error")
        key = severity, problem["message"]
        known = found.get(key)
        if known is None:
            cell, value = problem.get("cell"), problem.get("value")
            found[key] = SentenceOnce(problem["message"], severity, problem["problem"], cell, value)
            continue
        known.count += 1
        if problem.get("cell"):
            known.others.append(problem["cell"])
        if known.value != problem.get("value"):
            known.value = None
    return list(found.values())
