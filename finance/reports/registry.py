"""Which reports there are. Rooms above register theirs in `AppConfig.ready`, and what makes a report doubtful."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
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


class ParameterError(ValueError):
    """A report asked with what it cannot be asked with; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A whole number that a report takes beside its period: `--days 60`, `?days=60`."""

    name: str
    label: Callable[[], str]
    default: int
    least: int = 1
    most: int = 366

    def read(self, text: str) -> int:
        """Raises ParameterError for anything but a whole number between `least` and `most`; blank is the default."""
        if not text:
            return self.default
        number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else -1
        if not self.least <= number <= self.most:
            values = {"name": self.label(), "least": self.least, "most": self.most}
            raise ParameterError(_("“%(name)s” is a whole number from %(least)s to %(most)s.") % values)
        return number


# Given the report's name, its scope and months, says what data may be wrong or missing. A few queries at most.
Doubts = Callable[[str, Scope, Month, Month], list[Remark]]
# What keeps a month of a budget from being closed, each with the address of the page where it is settled.
Blockers = Callable[[Budget, Month], list[Remark]]

_builds: dict[str, Callable[..., Report]] = {}
_parameters: dict[str, tuple[Parameter, ...]] = {}
_doubts: list[Doubts] = []
_blockers: list[Blockers] = []


def register(name: str, build: Build, *parameters: Parameter) -> None:
    """Make `build` the report `name` on pages and on the command line."""
    """`build` takes `parameters` as keyword arguments, whole numbers."""
    _builds[name] = build
    _parameters[name] = parameters


def parameters(name: str) -> tuple[Parameter, ...]:
    """What the report may be asked with beside its period; nothing for a report there is not."""
    return _parameters.get(name, ())


def all_parameters() -> list[Parameter]:
    """Those of every report, each name once."""
    return list({one.name: one for own in _parameters.values() for one in own}.values())


def register_doubts(contribute: Doubts) -> None:
    """Ask `contribute` on every report; called once however often it is registered."""
    if contribute not in _doubts:
        _doubts.append(contribute)


def register_blockers(block: Blockers) -> None:
    """Ask `block` before every close; called once however often it is registered."""
    if block not in _blockers:
        _blockers.append(block)


def names() -> list[str]:
    """Every registered report, in alphabetical order."""
    return sorted(_builds)


def get(name: str, **asked: int) -> Build:
    """The report, with its parameters set. Raises UnknownReportError, with the names there are; ParameterError."""
    if name not in _builds:
        raise UnknownReportError(
            _("There is no report “%(name)s”. There are: %(names)s.") % {"name": name, "names": ", ".join(names())}
        )
    foreign = sorted(set(asked) - {one.name for one in parameters(name)})
    if foreign:
        message = _("The report “%(name)s” does not take %(parameters)s.")
        raise ParameterError(message % {"name": name, "parameters": ", ".join(foreign)})
    return partial(_builds[name], **asked) if asked else _builds[name]


def doubts(report: str, scope: Scope, first: Month, through: Month) -> tuple[Remark, ...]:
    """What the rooms above find doubtful about the data behind `report`."""
    return tuple(remark for contribute in _doubts for remark in contribute(report, scope, first, through))


def blockers(budget: Budget, month: Month) -> list[Remark]:
    """What the rooms above want settled before `month` is closed."""
    return [remark for block in _blockers for remark in block(budget, month)]
