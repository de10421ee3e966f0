"""What only POSIX can take from a process that reads a foreign file. On Windows nothing here does anything.

There a file is still read in a process of its own, whose end is a refusal; its memory and time are not limited.
"""

from __future__ import annotations

import math
import signal
from contextlib import suppress

try:
    import fcntl
    import resource
    import select
except ImportError:  # Windows
    CAN_CONFINE = False
else:
    CAN_CONFINE = True

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
