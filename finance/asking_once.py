"""What the parts of one page or report ask of the books more than once is asked once.

Within `asking_once()` a function marked `@once` answers again what it answered to the same arguments before. A page
that is looked at only reads, so nothing it knows grows old while it is made; everywhere else each call asks the books.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.utils.translation import get_language

from finance import as_closed

P = ParamSpec("P")
T = TypeVar("T")
Asked = tuple[Hashable, ...]

_answers: ContextVar[dict[Asked, Any] | None] = ContextVar("answers", default=None)
# What a caller could change of an answer; it gets one of its own.
_CHANGEABLE = (list, dict, set)
_PLAIN: set[Callable[..., Any]] = set()


@contextmanager
def asking_once() -> Iterator[None]:
    """What is asked within, and within a report that a report is made of, is asked once."""
    if _answers.get() is not None:
        yield
        return
    with _asking({}):
        yield


@contextmanager
def asking_anew() -> Iterator[None]:
    """What is posted within, be it only to be taken back, is seen by what asks within."""
    with _asking(None):
        yield


@contextmanager
def asking_apart() -> Iterator[None]:
    """What is asked within is asked of another database than what was asked before."""
    with _asking({}):
        yield


@contextmanager
def _asking(answers: dict[Asked, Any] | None) -> Iterator[None]:
    token = _answers.set(answers)
    try:
        yield
    finally:
        _answers.reset(token)


def once(ask: Callable[P, T]) -> Callable[P, T]:
    """A function of plain values and rows of the database; sentences it makes are those of the active language."""

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        answers = _answers.get()
        if answers is None:
            return ask(*args, **kwargs)
        key = _key(asked, args, kwargs)
        if key not in answers:
            answers[key] = ask(*args, **kwargs)
        answer = answers[key]
        return cast("T", copy(answer)) if isinstance(answer, _CHANGEABLE) else answer

    return asked


def once_for_all(ask: Callable[P, T]) -> Callable[P, T]:
    """The same of what neither heeds the closing of a period nor speaks any language."""
    asked = once(ask)
    _PLAIN.add(asked)
    return asked


def answered(ask: Callable[P, T], answer: T, *args: P.args, **kwargs: P.kwargs) -> None:
    """Know from elsewhere what `ask`, which is `@once`, answers; outside a report nothing is kept."""
    answers = _answers.get()
    if answers is not None:
        answers[_key(ask, args, kwargs)] = answer


def known(ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """What `ask`, which is `@once`, has answered already; None where nothing asked it."""
    answers = _answers.get()
    return None if answers is None else answers.get(_key(ask, args, kwargs))


def is_asking_once() -> bool:
    return _answers.get() is not None


def _key(ask: Callable[..., object], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Asked:
    return (
        ask,
        *(() if ask in _PLAIN else (get_language(), as_closed.moment())),
        *map(_plain, args),
        *((name, _plain(kwargs[name])) for name in sorted(kwargs)),
    )


def _plain(value: Any) -> Hashable:
    # rows of the database are told apart by their keys
    if isinstance(value, (list, tuple)):
        return tuple(map(_plain, value))
    if isinstance(value, (set, frozenset)):
        return frozenset(map(_plain, value))
    if isinstance(value, Mapping):
        return tuple((_plain(key), _plain(one)) for key, one in value.items())
    return value
