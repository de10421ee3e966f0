"""What is asked for when a file comes in, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User

from finance.models import Budget, Facility
from finance.rights import Action
from imports.kinds.kind import Reading
from imports.models import Batch

if TYPE_CHECKING:
    from imports.pipeline.preparing import Recognised, Refused

COMMAND_LINE = "command line"  # how the trail calls what was asked for there


@dataclass(frozen=True)
class Order:
    """What is asked for: the file, by whom, and what the user already said about it.

    `kind` is the one the user named; `corrections`: kind, sheet, header_row, first_row, last_row (from 1), no_header,
    unit (`tenge`, `thousand`, `million`), columns {key: letter, `-` for none}, direction, out_words, in_words, period,
    not_duplicates, receipts, funding; `answers` the code of a row; `takes_proposals` is true
    where a person sees what is proposed before it is posted. `rights`: what whom the file's facility must
    allow; empty where the operator of the machine asks. `through` names the way it came, where it is no page.
    """

    data: bytes
    name: str
    entered_by: User
    approved_by: User | None = None
    facility: Facility | None = None
    budget: Budget | None = None
    kind: str = ""
    corrections: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[int, str] = field(default_factory=dict)
    rights: tuple[tuple[User, Action], ...] = ()
    takes_proposals: bool = False
    through: str = ""

    def trail(self, batch: int) -> dict[str, Any]:
        """What the trail keeps of an import: its number, file, facility, who approved it, where it was asked for."""
        place = {"facility": self.named_facility.number} if self.named_facility else {}
        approver = {"approved_by": self.approved_by.username} if self.approved_by else {}
        through = {"through": self.through} if self.through else {}
        return {"batch": batch, "name": self.name, **place, **approver, **through}

    @property
    def named_facility(self) -> Facility | None:
        return self.facility or (self.budget.facility if self.budget else None)


@dataclass
class Outcome:
    """What became of it. `json` is the import object; without `reading` no row was read."""

    status: str
    json: dict[str, Any]
    found: Refused | Recognised
    reading: Reading | None = None
    facility: Facility | None = None
    batch: Batch | None = None
