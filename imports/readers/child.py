"""The process that parses: one file from standard input, frames to standard output, and it knows nothing else.

It is started by `isolation.py` with memory, time and environment taken away; a file that makes the parser abort ends
this process only.
"""

from __future__ import annotations

import gc
import json
import struct
import sys
from collections.abc import Callable, Iterator

Frame = tuple[str, bytes]


def main() -> None:
    """Arguments: one JSON object with `path` (import path), `format`, `memory` (bytes).

    Its `seconds` of processor are for the first frame; with each frame it earns `seconds_per_frame` more.
    """
    order = json.loads(sys.argv[1])
    sys.path[:] = order["path"]
    from finance import operating_system  # noqa: PLC0415 - only now can it be found

    parse = _parser(order["format"])
    gc.disable()
    seconds = order["seconds"]
    operating_system.allow(seconds)
    operating_system.confine(order["memory"])
    output = sys.stdout.buffer
    for tag, payload in _frames(parse, sys.stdin.buffer.read()):
        output.write(struct.pack("<4sI", tag.encode(), len(payload)))
        output.write(payload)
        output.flush()
        seconds += order["seconds_per_frame"]
        operating_system.allow(seconds)


def _parser(file_format: str) -> Callable[[bytes], Iterator[Frame]]:
    if file_format == "pdf":
        from imports.readers import pdf_lines  # noqa: PLC0415 - each format loads its own library

        return pdf_lines.frames
    from imports.readers import calamine_sheets  # noqa: PLC0415 - same

    return calamine_sheets.frames


def _frames(parse: Callable[[bytes], Iterator[Frame]], data: bytes) -> Iterator[Frame]:
    try:
        yield from parse(data)
    except MemoryError:
        yield "fail", b'{"problem": "too-large", "reason": "memory"}'
        return
    except Exception as error:  # noqa: BLE001 - whatever a parser raises about a foreign file is a refusal
        refusal = {"problem": "unreadable-file", "reason": _reason(error)}
        yield "fail", json.dumps(refusal).encode()
        return
    yield "done", b""


def _reason(error: Exception) -> str:
    if type(error).__name__ in ("PasswordError", "PDFPasswordIncorrect", "PdfminerException"):
        return "password" if "assword" in repr(error) else "damaged"
    return getattr(error, "reason", "damaged")


if __name__ == "__main__":
    main()
