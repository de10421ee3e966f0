"""Read files, each in a process of its own, and print what came of each and what it cost, a line of JSON a file.

    python -m tests.ground.measured_reading FOLDER

Files are read in the order of their names. Memory is the peak of this process plus that of the reading process; time is of the processor, so that a busy machine
does not matter.
"""

import json
import os
import re
import resource
import sys
from pathlib import Path

from imports.readers.grid import ReadError
from imports.readers.reading import read


def main() -> None:
    for path in sorted(Path(sys.argv[1]).iterdir()):
        child = os.fork()
        if not child:
            tell(path)
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(child, 0)


def tell(path: Path) -> None:
    """Prints a line about the file at `path`; a process that dies prints none."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    data = path.read_bytes()
    answer: dict[str, object] = {"problem": None, "reason": None, "cell": None}
    try:
        grid = read(data)
    except ReadError as refused:
        answer = {"problem": refused.problem, "reason": refused.reason, "cell": refused.cell}
    else:
        answer["rows"] = [len(sheet.rows) for sheet in grid.sheets]
    ours, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = ours.ru_utime + ours.ru_stime - before.ru_utime - before.ru_stime
    answer["seconds"] = spent + theirs.ru_utime + theirs.ru_stime
    answer["file"] = path.name
    answer["megabytes"] = (_peak() + theirs.ru_maxrss) / 1024
    print(json.dumps(answer))


def _peak() -> int:
    """Kilobytes; the usage record would count what the process that started this one held."""
    found = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
