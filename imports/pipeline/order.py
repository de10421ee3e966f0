"""What is asked for when a file comes in, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from finance.models import Budget, Facility
from imports.context import Answers, Context
from imports.kinds.kind import Kind, Reading, Table
from imports.models import Batch
from imports.readers.grid import Grid

# What is being done now, before the books are locked; what it raises ends the import with nothing saved.
Progress = Callable[[str, int], None]
READING, RECOGNISING, UNDERSTANDING, WRITING = STEPS = ("reading", "recognising", "understanding", "writing")


def _quietly(_step: str, _rows: int) -> None:
    """Nobody waits to be told."""


@dataclass
class Order:
    """What is asked for: the file, by whom, and what the user already said about it.

    `corrections`: kind, sheet, header_row (from 1), unit (`tenge`, `thousand`), columns {key: letter}, not_duplicates.
    `progress` is told each step as it begins, with the rows known by then. `at_end` is called once, last of all within
    the transaction that saves the batch: what it raises takes everything back.
    """

    data: bytes
    name: str
    entered_by: AbstractBaseUser
    approved_by: AbstractBaseUser | None = None
    facility: Facility | None = None
    budget: Budget | None = None
    kind: str = ""
    corrections: dict[str, Any] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)
    progress: Progress = _quietly
    at_end: Callable[[Outcome], None] | None = None


@dataclass
class Outcome:
    """What became of it. `json` is the import object."""

    status: str
    json: dict[str, Any]
    batch: Batch | None = None
    kind: Kind | None = None
    reading: Reading | None = None
    table: Table | None = None
    grid: Grid | None = None
    context: Context | None = None
    # runs of rows and what they were taken for, where a kept preview is shown
    taken: list[tuple[int, int, str, str]] = field(default_factory=list)
