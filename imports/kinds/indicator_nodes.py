"""Rows that name a direction, a goal or a task of a strategy. Pure but for the model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tariffs.models import StrategicNode

_WORDS = {
    StrategicNode.Kind.DIRECTION: r"стратегиялық\s+бағыт\w*|стратегическ\w+\s+направлени\w+|strategic\s+direction"
                                  r"|direction|направление|бағыт",
    StrategicNode.Kind.GOAL: r"мақсат\w*|цель|goal",
    StrategicNode.Kind.TASK: r"міндет\w*|задача|task|objective",
}  # fmt: skip
_ANY = "|".join(f"(?P<{kind.value}>{words})" for kind, words in _WORDS.items())
# `Мақсат 1.1. Көмектің сапасын арттыру`, `1.1-мақсат. …`, `Цель 1: …`
_ROW = re.compile(
    rf"(?:№?\s*(?P<before>\d+(?:\.\d+)*)\.?\s*[-–)]?\s*)?(?:{_ANY})(?:\s*№?\s*(?P<after>\d+(?:\.\d+)*))?"
    r"\s*(?:[.:)–—-]\s*|\s+|$)(?P<name>.*)",
    re.IGNORECASE,
)
_DEPTH = {StrategicNode.Kind.DIRECTION: 1, StrategicNode.Kind.GOAL: 2, StrategicNode.Kind.TASK: 3}


@dataclass(slots=True)
class Nodes:
    """The node that rows stand under, as the rows above them say. A node without a number gets the next one."""

    open: list[str] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)

    @property
    def current(self) -> str:
        return self.open[-1] if self.open else ""

    @staticmethod
    def tell(texts: Sequence[str]) -> re.Match[str] | None:
        """Whether a row of these texts names a node: one text, or its number and a text."""
        if not 1 <= len(texts) <= 2 or (len(texts) == 2 and not re.fullmatch(r"№?\s*\d+(?:\.\d+)*\.?", texts[0])):
            return None
        return _ROW.fullmatch(" ".join(texts))

    def read(self, texts: Sequence[str]) -> StrategicNode | None:
        """The node that a row names; None for any other row."""
        found = self.tell(texts)
        if found is None:
            return None
        kind = next(kind for kind in StrategicNode.Kind if found[kind.value])
        depth = _DEPTH[kind]
        number = found["after"] or found["before"] or ""
        above = self.open[: depth - 1]
        parent = number.rpartition(".")[0] or (above[-1] if above else "")
        if not number or (number.count(".") < len(above) and above):
            # `Цель 2` under the direction 1 is 1.2
            own = number or str(self.counted.get(parent, 0) + 1)
            number = f"{parent}.{own}" if parent and not number.startswith(f"{parent}.") else own
        self.counted[parent] = self.counted.get(parent, 0) + 1
        self.open = [*above, number]
        return StrategicNode(number=number, kind=kind, parent=parent, name=(found["name"] or texts[-1]).strip()[:500])
