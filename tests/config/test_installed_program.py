"""One file installs the program without a checkout: it serves, copies, puts back, upgrades the books of an earlier version."""

import json
import lzma
import os
import socket
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request
import venv
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from tests.ground.elsewhere import WITHOUT_POSIX
from tests.ground.samples import sample

pytestmark = pytest.mark.once
ELSEWHERE = "WITHOUT_POSIX"
EARLIER = Path(__file__).parent / "samples" / "demo-0.1.0.sqlite3.xz"


@dataclass(frozen=True)
class Program:
    """The command of an installed wheel, with a folder of its own for its books."""

    command: Path
    home: Path
    is_elsewhere: bool = False  # on a system without what only POSIX has

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in os.environ if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
        return kept | {"SMETA_HOME": str(self.home)} | ({ELSEWHERE: "1"} if self.is_elsewhere else {})

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        words = (str(self.command), *words)
        return subprocess.run(
            words, cwd=self.home.parent, env=self.environment, capture_output=True, text=True, check=False
        )

    def answer(self, *words: str) -> dict:
        done = self.run(*words, "--format", "json")
        assert done.returncode == 0, done.stderr + done.stdout
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def command(tmp_path_factory) -> Path:
    """A wheel in an environment of its own; the packages it needs are lent by the environment of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    built = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(built, cwd=settings.BASE_DIR, check=True, capture_output=True)
    [wheel] = folder.glob("smeta-*.whl")
    venv.create(folder / "venv", with_pip=False)
    [packages] = (folder / "venv").glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    without = textwrap.indent(WITHOUT_POSIX, "    ")
    (packages / "sitecustomize.py").write_text(f"import os\nif os.environ.get({ELSEWHERE!r}):\n{without}")
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "venv/bin/python"), "install", "-q", "--no-deps"]
    subprocess.run([*pip, "--no-index", str(wheel)], check=True, capture_output=True)
    return folder / "venv" / "bin" / "smeta"


@pytest.fixture(scope="module")
def earlier(command, tmp_path_factory) -> Program:
    """The program with the books that an earlier version kept."""
    home = tmp_path_factory.mktemp("books") / "home"
    home.mkdir(mode=0o700)
    (home / "smeta.sqlite3").write_bytes(lzma.decompress(EARLIER.read_bytes()))
    return Program(command, home)


@pytest.fixture(scope="module")
def elsewhere(command, tmp_path_factory) -> Program:
    """The same on a system without what only POSIX has."""
    return Program(command, tmp_path_factory.mktemp("elsewhere") / "home", is_elsewhere=True)


@pytest.fixture(scope="module")
def upgraded(earlier) -> dict:
    return earlier.answer("upgrade")


@pytest.fixture
def program(earlier, upgraded) -> Program:
    return earlier


def total_cash(program: Program) -> str:
    form = program.answer("report", "form2", "--budget", "2025-fund", "--from", "2025-01", "--through", "2025-06")
    return form["total"]["cash"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def page(address: str, running: subprocess.Popen) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError) as error:
            with suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"the program ended by itself with status {running.wait(0.2)}") from error
    raise AssertionError("no answer within a minute")


def test_it_upgrades_the_books_of_an_earlier_version_and_keeps_a_copy(program, upgraded) -> None:
    assert upgraded["steps"] > 0
    assert Path(upgraded["copy"]).parent == program.home / "copies"
    assert total_cash(program) == "321443000.00"
    assert program.answer("upgrade") == {"steps": 0, "copy": None}


def test_it_copies_with_proof_and_puts_back(program, tmp_path) -> None:
    made = program.answer("backup", str(tmp_path), "--prove", "--keep", "3")
    assert made["proven"] is True
    copy = Path(made["path"])
    assert copy.stat().st_mode & 0o077 == 0
    assert program.answer("restore", str(copy), "--replace")["books_hold"] is True
    assert total_cash(program) == "321443000.00"


@pytest.mark.soak  # a minute; the run looks at everything but a system without POSIX by the tests above
def test_without_what_only_posix_has_it_upgrades_imports_copies_and_serves(elsewhere, tmp_path) -> None:
    elsewhere.home.mkdir(mode=0o700)
    (elsewhere.home / "smeta.sqlite3").write_bytes(lzma.decompress(EARLIER.read_bytes()))
    assert elsewhere.answer("upgrade")["steps"] > 0
    said = elsewhere.answer("import_file", str(sample("cash-register-2025-h1.xlsx")), "--budget", "2025-fund")
    assert said["status"] == "already-imported"
    made = elsewhere.answer("backup", str(tmp_path))
    assert elsewhere.answer("restore", made["path"], "--replace")["books_hold"] is True
    assert total_cash(elsewhere) == "321443000.00"
    served(elsewhere)


def test_it_serves_pages_with_their_style_in_both_languages(program) -> None:
    served(program)
    assert (program.home / "secret-key").stat().st_mode & 0o077 == 0


def served(program: Program) -> None:
    port = free_port()
    running = subprocess.Popen(
        [str(program.command), "serve", "--port", str(port)],
        cwd=program.home.parent, env=program.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        assert "Смета" in page(f"{address}/sign-in/", running)
        assert "--" in page(f"{address}/static/css/base.css", running)
    finally:
        running.terminate()
        running.wait(30)
    assert running.returncode == 0
