"""Which process does a piece of long work, and whether it still lives.

A process is named by its machine, its number and the moment it began, since numbers are given again.
"""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

# A worker on another machine cannot be looked at. No import lasts as long as this.
SILENCE = timedelta(minutes=30)
STOP: int | None = getattr(signal, "SIGUSR1", None)


def this_process() -> str:
    """Name of the process that asks: machine, number, beginning."""
    return f"{socket.gethostname()[:60]} {os.getpid()} {_began(os.getpid())}"


def is_alive(worker: str, last_heard: datetime, now: datetime) -> bool:
    """Whether the named process still runs; on another machine, whether it was heard of within SILENCE."""
    machine, _space, rest = worker.partition(" ")
    number, _space, began = rest.partition(" ")
    if not number.isdecimal():
        return False
    if machine != socket.gethostname()[:60] or os.name != "posix":
        return now - last_heard < SILENCE
    if not began:
        return _answers(int(number))
    return _began(int(number)) == began


def interrupt(worker: str) -> bool:
    """Tell a process of this machine to stop what it does; False where it cannot be told."""
    machine, _space, rest = worker.partition(" ")
    number, _space, began = rest.partition(" ")
    if STOP is None or machine != socket.gethostname()[:60] or not began or _began(int(number)) != began:
        return False
    with suppress(ProcessLookupError, PermissionError):
        os.kill(int(number), STOP)
        return True
    return False


@contextmanager
def interruptible(error: type[Exception]) -> Iterator[None]:
    """Within the block, `interrupt` from another process raises `error`; afterwards it does nothing."""
    if STOP is None or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: object) -> None:
        signal.signal(STOP, signal.SIG_IGN)
        raise error

    signal.signal(STOP, stop)
    try:
        yield
    finally:
        signal.signal(STOP, signal.SIG_IGN)


def _began(number: int) -> str:
    """Clock ticks from the machine's start to the process's; empty where there is no such process or no /proc."""
    try:
        stat = Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return ""
    state, *others = stat.rpartition(")")[2].split()
    return "" if state in "ZX" else others[18]


def _answers(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
