"""Read one file in a fresh process and print what came of it and what it cost, as JSON.

    python -m tests.ground.measured_reading FILE

Memory is the peak of this process plus that of the reading process; time is of the processor, so that a busy machine
does not matter.
"""

import json
import re
import resource
import sys
from pathlib import Path

from imports.readers.grid import ReadError
from imports.readers.reading import read


def main() -> None:
    data = Path(sys.argv[1]).read_bytes()
    answer: dict[str, object] = {"problem": None, "reason": None, "cell": None}
    try:
        grid = read(data)
    except ReadError as refused:
        answer = {"problem": refused.problem, "reason": refused.reason, "cell": refused.cell}
    else:
        answer["rows"] = [len(sheet.rows) for sheet in grid.sheets]
    ours, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    answer["seconds"] = ours.ru_utime + ours.ru_stime + theirs.ru_utime + theirs.ru_stime
    answer["megabytes"] = (_peak() + theirs.ru_maxrss) / 1024
    print(json.dumps(answer))


def _peak() -> int:
    """Kilobytes; the usage record would count what the process that started this one held."""
    found = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
