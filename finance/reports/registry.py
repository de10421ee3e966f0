"""Which reports there are. Rooms above register theirs in `AppConfig.ready`, and what makes a report doubtful."""

from collections.abc import Callable
from typing import Protocol

from django.utils.translation import gettext as _

from finance.models import Budget
from finance.months import Month
from finance.reporting.report import Remark, Report, Unit
from finance.scope import Scope


class UnknownReportError(ValueError):
    """A name no report has; the message lists those that are."""


class Build(Protocol):
    """Months inclusive; amounts in the report are tenge whatever `unit` they are shown in."""

    def __call__(
        self, scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru"
    ) -> Report: ...


# Given the report's name, its scope and months, says what data may be wrong or missing. A few queries at most.
Doubts = Callable[[str, Scope, Month, Month], list[Remark]]
# Sentences that keep a month of a budget from being closed.
Blockers = Callable[[Budget, Month], list[str]]

_builds: dict[str, Build] = {}
_doubts: list[Doubts] = []
_blockers: list[Blockers] = []


def register(name: str, build: Build) -> None:
    _builds[name] = build


def register_doubts(contribute: Doubts) -> None:
    if contribute not in _doubts:
        _doubts.append(contribute)


def register_blockers(block: Blockers) -> None:
    if block not in _blockers:
        _blockers.append(block)


def names() -> list[str]:
    return sorted(_builds)


def get(name: str) -> Build:
    """Raises UnknownReportError, with the names there are."""
    if name not in _builds:
        raise UnknownReportError(
            _("There is no report “%(name)s”. There are: %(names)s.") % {"name": name, "names": ", ".join(names())}
        )
    return _builds[name]


def doubts(report: str, scope: Scope, first: Month, through: Month) -> tuple[Remark, ...]:
    """What the rooms above find doubtful about the data behind `report`."""
    return tuple(remark for contribute in _doubts for remark in contribute(report, scope, first, through))


def blockers(budget: Budget, month: Month) -> list[str]:
    """What the rooms above want settled before `month` is closed."""
    return [sentence for block in _blockers for sentence in block(budget, month)]
