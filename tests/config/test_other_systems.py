"""The program is found whole where a system lacks what only POSIX has; what is of one system stands in one file."""

import re
import subprocess
import sys

from tests.config.test_house_rules import ROOMS, ROOT, place, python_files
from tests.ground.elsewhere import WITHOUT_POSIX

HOME_OF_SYSTEMS = "finance/operating_system.py"
OF_ONE_SYSTEM = re.compile(
    r"^\s*(?:import|from) (?:fcntl|resource|select|pwd|grp|termios|tty|pty|syslog|msvcrt|winreg)\b"
    r"|\bos\.(?:fork|killpg|kill|setsid|getuid|geteuid|getpgid|nice|mkfifo|fchmod|sched_\w+|uname)\b"
    r"|\bsignal\.SIG(?!INT\b|TERM\b|_)\w+|\bpreexec_fn\b|[\"']/(?:tmp|proc|dev|etc|var)/",
    re.MULTILINE,
)
# Runs in a process of its own.
FINDS_ALL = """
import importlib, pkgutil, sys
import django
django.setup()
for room in ROOMS:
    package = importlib.import_module(room)
    for found in pkgutil.walk_packages(package.__path__, room + "."):
        if ".migrations" not in found.name:
            importlib.import_module(found.name)
from finance import operating_system
assert not operating_system.CAN_CONFINE
operating_system.confine(1), operating_system.allow(1.0), operating_system.widen(0, 1), operating_system.end_all_of(1)
assert operating_system.comes(0, 0.0) and operating_system.TOLD_TO_STOP
print("found", len(sys.modules))
"""


def test_every_module_is_found_without_what_only_posix_has() -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{WITHOUT_POSIX}\nROOMS = {ROOMS}\n{FINDS_ALL}"], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.stdout.startswith("found"), done.stderr


def test_what_is_of_one_system_stands_in_one_file() -> None:
    assert OF_ONE_SYSTEM.search("import fcntl\n")
    assert OF_ONE_SYSTEM.search("os.kill(1, 9)")
    assert OF_ONE_SYSTEM.search("x = signal.SIGKILL")
    found = {
        f"{place(path)}: {hit.group().strip()}"
        for path in python_files()
        if not place(path).startswith(("tests/", "benchmarks/")) and place(path) != HOME_OF_SYSTEMS
        if (hit := OF_ONE_SYSTEM.search(path.read_text(encoding="utf-8")))
    }
    assert found == set()
