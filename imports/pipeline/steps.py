"""How far an import is: each step is told, as it begins, to whoever listens. Nobody listens at the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

READING, RECOGNISING, UNDERSTANDING, WRITING = ("reading", "recognising", "understanding", "writing")

# A step and the rows known by then. What it raises ends the import with nothing saved.
Listener = Callable[[str, int], None]
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def begin(step: str, rows: int) -> None:
    """Say that a step begins. Outside of transactions, so that others can see what the listener writes down."""
    listener = _listener.get()
    if listener is not None:
        listener(step, rows)


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Within the block `listener` hears of each step."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
