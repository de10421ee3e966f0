"""What a room says of papers that wait for another person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from finance.models import Budget
from finance.reporting.report import Remark
from finance.rights import Action


@dataclass(frozen=True, slots=True)
class WaitingPapers:
    """What of others' work waits for a person's approval in a budget, given what they may do there.

    `papers` are all that can wait for anybody; where none of them is there, `tell` is not asked.
    """

    papers: Callable[[Budget], Sequence[QuerySet[Any]]]
    tell: Callable[[Budget, User, Callable[[Action], bool]], list[Remark]]
