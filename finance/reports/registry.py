"""Reports by their names. Which there are, the rooms say (`finance.rooms`)."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from django.utils.translation import gettext as _

from finance import answered_doubts, deviations, rooms
from finance.as_closed import told_as_closed
from finance.asking_once import asking_once
from finance.months import Month
from finance.reporting.report import Report, Unit
from finance.reports import signing
from finance.reports.asked_of_all import for_report
from finance.reports.parameters import AnyParameter, ParameterError
from finance.scope import Scope


class UnknownReportError(ValueError):
    """A name no report has; the message lists those that are."""


class Build(Protocol):
    """Months inclusive; amounts in the report are tenge whatever `unit` they are shown in."""

    def __call__(
        self, scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru"
    ) -> Report: ...


def names() -> list[str]:
    """Every report, in alphabetical order."""
    return sorted(rooms.reports())


def parameters(name: str) -> tuple[AnyParameter, ...]:
    """What the report may be asked with beside its period; nothing for a report there is not."""
    found = rooms.reports().get(name)
    return found.parameters if found else ()


def spans_years(name: str) -> bool:
    """Whether the report may be asked for several years at once."""
    found = rooms.reports().get(name)
    return found is not None and found.spans_years


def is_of_tree(name: str) -> bool:
    """Whether the report is always of a facility with everything below it."""
    found = rooms.reports().get(name)
    return found is not None and found.is_of_tree


def all_parameters() -> list[AnyParameter]:
    """Those of every report, each name once."""
    return list({one.name: one for report in rooms.reports().values() for one in report.parameters}.values())


def get(name: str, **asked: int | str) -> Build:
    """The report, with its parameters set. Raises UnknownReportError, with the names there are; ParameterError."""
    found = rooms.reports().get(name)
    if found is None:
        raise UnknownReportError(
            _("There is no report “%(name)s”. There are: %(names)s.") % {"name": name, "names": ", ".join(names())}
        )
    foreign = sorted(set(asked) - {one.name for one in found.parameters})
    if foreign:
        message = _("The report “%(name)s” does not take %(parameters)s.")
        raise ParameterError(message % {"name": name, "parameters": ", ".join(foreign)})
    return partial(_built, name, partial(found.build, **asked))


def _built(name: str, build: Callable[..., Report], scope: Scope, first: Month, through: Month, **shown: Any) -> Report:
    """In the facility's own words above and below, with the doubts that somebody answered kept apart."""
    with asking_once(), told_as_closed(scope, first, through, for_report(scope, first, through)):
        found = signing.in_own_words(build(scope, first, through, **shown), name, scope.facility)
        return deviations.with_explanations(answered_doubts.kept_apart(found, scope), scope, name)
