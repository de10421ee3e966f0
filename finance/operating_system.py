"""What only some systems can do, each with what stands for it elsewhere. Nowhere else is a system asked for.

On Windows a foreign file is still read in a process of its own, whose end is a refusal; its memory and time are not
limited. Processes are ended one by one there, not with all that they started.
"""

from __future__ import annotations

import math
import os
import signal
import socket
from contextlib import suppress

try:
    import fcntl
    import resource
    import select
except ImportError:  # Windows
    CAN_CONFINE = False
else:
    CAN_CONFINE = True

TOLD_TO_STOP = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_OUT_OF_TIME = [getattr(signal, "SIGXCPU", None)]
_OUT_OF_MEMORY = [getattr(signal, name, None) for name in ("SIGABRT", "SIGKILL", "SIGSEGV", "SIGBUS")]


def confine(memory: int) -> None:
    """Take from this process all address space beyond `memory` bytes, and the right to write files."""
    if CAN_CONFINE:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def allow(seconds: float) -> None:
    """Of the processor, since the start of this process; the hard limit stays open, so that more can be earned."""
    if CAN_CONFINE:
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), resource.RLIM_INFINITY))


def widen(pipe: int, size: int) -> None:
    """Let the pipe hold `size` bytes: quicker, not needed."""
    with suppress(OSError, AttributeError, NameError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, size)


def comes(pipe: int, seconds: float) -> bool:
    """Whether there is something to read within `seconds`."""
    return not CAN_CONFINE or bool(select.select([pipe], [], [], seconds)[0])


def ran_out_of(code: int) -> str:
    """`time` or `memory`, as the exit code of a confined process tells; empty for any other end."""
    if -code in _OUT_OF_TIME:
        return "time"
    return "memory" if -code in _OUT_OF_MEMORY or code == 1 else ""


def end_all_of(process: int) -> None:
    """End what the leader of a group (its id) left behind: it would go on holding the port."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)


def claim_alone(probe: socket.socket) -> None:
    """Let `probe` take an address only where nobody listens; one that was left a moment ago counts as free."""
    if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where the other option would take it from who listens
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
