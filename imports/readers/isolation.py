"""Parsing in a process of its own, with memory and time taken away: its death is a refusal, never ours."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from finance import operating_system
from imports.readers.grid import TOO_LARGE, UNREADABLE, ReadError

_HEAD = struct.Struct("<4sI")
_CHILD = Path(__file__).with_name("child.py")
_PIPE = 1 << 20
_MAX_FRAME = 256 << 20
_PATIENCE = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: address space in bytes, and seconds of a processor until the answer.

    On a machine that is busy with other things the answer may take `_PATIENCE` times as long.
    Where `seconds_per_frame` is given, `seconds` is for the first frame and each frame earns that much more.
    """

    memory: int
    seconds: float
    seconds_per_frame: float = 0.0


@contextmanager
def parsing(data: bytes, file_format: str, limits: Limits) -> Iterator[Iterator[tuple[str, bytes]]]:
    """Start parsing `data` and yield its frames as they come; raises ReadError when the process dies or is too slow."""
    order = {
        "path": [entry for entry in sys.path if entry],
        "format": file_format,
        "memory": limits.memory,
        "seconds": limits.seconds,
        "seconds_per_frame": limits.seconds_per_frame,
    }
    with tempfile.TemporaryFile() as source:
        source.write(data)
        source.seek(0)
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and file, no shell
            [sys.executable, "-I", "-S", "-E", str(_CHILD), json.dumps(order)],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"MALLOC_ARENA_MAX": "1", "LC_ALL": "C.UTF-8"},
            close_fds=True,
        )
    assert process.stdout is not None
    try:
        yield _frames(process, limits)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _frames(process: subprocess.Popen[bytes], limits: Limits) -> Iterator[tuple[str, bytes]]:
    deadline = time.monotonic() + limits.seconds * _PATIENCE
    pipe = process.stdout.fileno()  # type: ignore[union-attr]
    operating_system.widen(pipe, _PIPE)
    while True:
        head = _read(pipe, _HEAD.size, deadline)
        if head is None:
            raise _death(process)
        tag, size = _HEAD.unpack(head)
        if size > _MAX_FRAME:
            raise ReadError(TOO_LARGE, "memory")
        payload = _read(pipe, size, deadline)
        if payload is None:
            raise _death(process)
        if tag == b"fail":
            refusal = json.loads(payload)
            raise ReadError(refusal["problem"], refusal["reason"])
        if tag == b"done":
            return
        yield tag.decode(), payload
        deadline += limits.seconds_per_frame * _PATIENCE


def _read(pipe: int, size: int, deadline: float) -> bytes | None:
    """Exactly `size` bytes, or None at the end of the stream."""
    pieces: list[bytes] = []
    while size:
        left = deadline - time.monotonic()
        if left <= 0 or not operating_system.comes(pipe, left):
            raise ReadError(TOO_LARGE, "time")
        piece = os.read(pipe, min(size, _PIPE))
        if not piece:
            return None
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _death(process: subprocess.Popen[bytes]) -> ReadError:
    lacking = operating_system.ran_out_of(process.wait(timeout=5))
    return ReadError(TOO_LARGE, lacking) if lacking else ReadError(UNREADABLE, "damaged")
