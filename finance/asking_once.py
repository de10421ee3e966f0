"""What the parts of one report ask of the books more than once is asked once.

Within `asking_once()` a function marked `@once` answers again what it answered to the same arguments before. A report
only reads, so nothing it knows grows old while it is made; everywhere else each call asks the books.
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


@contextmanager
def asking_once() -> Iterator[None]:
    """What is asked within, and within a report that a report is made of, is asked once."""
    if _answers.get() is not None:
        yield
        return
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once(ask: Callable[P, T]) -> Callable[P, T]:
    """A function of plain values and rows of the database; sentences it makes are those of the active language."""

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        known = _answers.get()
        if known is None:
            return ask(*args, **kwargs)
        key = _key(asked, args, kwargs)
        if key not in known:
            known[key] = ask(*args, **kwargs)
        answer = known[key]
        return cast("T", copy(answer)) if isinstance(answer, _CHANGEABLE) else answer

    return asked


def answered(ask: Callable[P, T], answer: T, *args: P.args, **kwargs: P.kwargs) -> None:
    """Know from elsewhere what `ask`, which is `@once`, answers; outside a report nothing is kept."""
    known = _answers.get()
    if known is not None:
        known[_key(ask, args, kwargs)] = answer


def is_asking_once() -> bool:
    return _answers.get() is not None


def _key(ask: Callable[..., object], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Asked:
    return (
        ask,
        get_language(),
        as_closed.moment(),
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
