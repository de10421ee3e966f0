"""Workbooks and forms are parsed in the process of the tests: starting another for each costs more than most tests do.

What is proved about the other process (its limits, its death, what it knows) is marked `apart` and has one, as in use.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from imports.readers import child, isolation
from imports.readers.grid import TOO_LARGE, ReadError

_kept: dict[tuple[str, bytes], list[child.Frame]] = {}
MOST_KEPT, LONGEST_KEPT = 300, 200_000


@contextmanager
def parsing_here(data: bytes, file_format: str, limits: isolation.Limits) -> Iterator[Iterator[child.Frame]]:
    """As `isolation.parsing`; a file that was parsed before is not parsed again."""
    yield _told(data, file_format)


def _told(data: bytes, file_format: str) -> Iterator[child.Frame]:
    frames = _kept.get((file_format, data))
    if frames is None:
        frames = list(_parsed(data, file_format))
        if len(data) < LONGEST_KEPT and len(_kept) < MOST_KEPT:
            _kept[file_format, data] = frames
    for tag, payload in frames:
        if tag == "fail":
            refusal = json.loads(payload)
            raise ReadError(refusal["problem"], refusal["reason"])
        if tag == "done":
            return
        yield tag, payload


def _parsed(data: bytes, file_format: str) -> Iterator[child.Frame]:
    try:
        yield from child._frames(child._parser(file_format), data)
    except BaseException as death:
        # a parser written in Rust that gives up ends its process, which counts as a lack of memory
        if type(death).__name__ != "PanicException":
            raise
        raise ReadError(TOO_LARGE, "memory") from None
