"""A newcomer's first commands: what they say when something is missing. The install script is run with programs taken away."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

ROOT = Path(settings.BASE_DIR)
NEEDED = ("sh", "cat", "cksum", "dirname", "basename", "ls", "rm", "grep", "head", "env", "printf")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with the install script, a lock and a PATH of few programs; a test adds the Python it wants."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "requirements" / "install", tmp_path / "requirements" / "install")
    (tmp_path / "requirements" / "dev.lock").write_text(
        "no-such-package-anywhere==1.0 --hash=sha256:" + "0" * 64 + "\n"
    )
    for name in NEEDED:
        if found := shutil.which(name):
            (tmp_path / "bin" / name).symlink_to(found)
    return tmp_path


def install(machine: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": str(machine / "bin"), "HOME": str(machine), **environment}
    command = [shutil.which("sh") or "/bin/sh", machine / "requirements" / "install", "dev"]
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False, timeout=120)


def add_python(machine: Path, name: str, script: str) -> None:
    path = machine / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_it_asks_for_python_where_there_is_none(machine) -> None:
    done = install(machine)
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed and was not found." in done.stderr
    assert "Traceback" not in done.stderr


def test_it_says_which_python_is_too_old(machine) -> None:
    add_python(machine, "python3", 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac')
    done = install(machine)
    assert done.returncode == 1
    assert "was not found; this machine has Python 3.9.2." in done.stderr


def test_it_asks_for_the_venv_module_where_debian_left_it_out(machine) -> None:
    add_python(machine, "python3", f'case "$2" in *ensurepip*) exit 1;; *) exec {sys.executable} "$@";; esac')
    done = install(machine)
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr
    assert not (machine / ".venv").exists()


def test_it_says_that_the_network_is_missing_and_tries_again_next_time(machine) -> None:
    add_python(machine, "python3", f'exec {getattr(sys, "_base_executable", sys.executable)} "$@"')
    closed = "http://127.0.0.1:9/simple"
    done = install(machine, PIP_INDEX_URL=closed, PIP_RETRIES="0", PIP_CONFIG_FILE=os.devnull)
    assert done.returncode == 1
    assert "does not reach a package index" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (machine / ".venv" / "installed-dev").exists()


def test_it_refuses_a_busy_port_before_anything_starts(db) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=str(port)):
            call_command("serve", port=port)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}, "The database does not answer; check DATABASE_URL."),
        ({"DATABASE_URL": "mydatabase"}, "DATABASE_URL is no address of a database"),
        ({"SMETA_PRODUCTION": "1", "SMETA_SECRET_KEY": ""}, "SMETA_SECRET_KEY must be set in production."),
    ],
)
def test_it_says_in_a_sentence_what_is_wrong_with_its_surroundings(environment, sentence) -> None:
    command = [sys.executable, ROOT / "manage.py", "migrate"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, check=False)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_it_lists_its_commands_when_make_is_called_alone() -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not installed here")
    done = subprocess.run(["make", "-C", ROOT], capture_output=True, text=True, check=True)
    assert "make demo" in done.stdout
    assert "make test" in done.stdout


@contextlib.contextmanager
def served(database: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The port and the process of `serve`."""
    env = {**os.environ, "DATABASE_URL": database}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, ROOT / "manage.py", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as serving:
        try:
            yield port, serving
        finally:
            serving.terminate()


def children_of(serving: subprocess.Popen[str]) -> list[str]:
    """The web application, then the worker."""
    return Path(f"/proc/{serving.pid}/task/{serving.pid}/children").read_text().split()


def kill(child: str, serving: subprocess.Popen[str], program: str) -> None:
    """Kills a child, and returns once it is said that it will be started again."""
    os.kill(int(child), signal.SIGKILL)
    assert any(program in line for line in serving.stdout)


def test_it_serves_pages_and_stops_the_worker_with_them(tmp_path) -> None:
    with served(f"sqlite:///{tmp_path / 'empty.sqlite3'}") as (port, serving):
        status = answer_of(port, serving, "/first-start/")
        children = children_of(serving) if status else []
        serving.terminate()
        said = serving.communicate(timeout=60)[0]
    assert (status, serving.returncode) == (200, 0), said
    assert len(children) == 2
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []


def test_a_worker_that_ends_is_started_again_and_the_pages_go_on(prepared_sqlite, tmp_path) -> None:
    with served(prepared_sqlite(tmp_path / "served.sqlite3")) as (port, serving):
        assert answer_of(port, serving) == 200
        web, worker = children_of(serving)
        kill(worker, serving, "background_worker")
        assert answer_of(port, serving) == 200
        while len(children := children_of(serving)) < 2:
            assert serving.poll() is None
        assert (children[0], children[1] != worker) == (web, True)
        with contextlib.ExitStack() as held:
            # more than the web server once let in: each asks half a question and holds its place
            for _one in range(200):
                half = held.enter_context(socket.create_connection(("127.0.0.1", port)))
                half.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Half: ")
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            asking.request("GET", "/sign-in/")
            assert asking.getresponse().status == 200
            asking.close()


def test_pages_that_end_are_started_again_and_the_worker_goes_on(prepared_sqlite, tmp_path) -> None:
    with served(prepared_sqlite(tmp_path / "served.sqlite3")) as (port, serving):
        assert answer_of(port, serving) == 200
        web, worker = children_of(serving)
        kill(web, serving, "granian")
        assert answer_of(port, serving) == 200
        assert worker in children_of(serving)


def answer_of(port: int, serving: subprocess.Popen[str], page: str = "/sign-in/") -> int | None:
    """Asks for a page until the server listens; None if it never does."""
    for _attempt in range(1500):  # a busy machine takes minutes to migrate
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", page)
            return connection.getresponse().status
        except ConnectionError:
            with contextlib.suppress(subprocess.TimeoutExpired):
                serving.wait(0.2)
                break
        finally:
            connection.close()
    return None
