"""The same analysis by Apache Spark, a master and two workers on this machine, to the tiyn."""

import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import call_command

from region.generating import WantedBooks, fill

# PySpark leaves sockets open and calls what pandas has renamed
pytestmark = [pytest.mark.django_db, pytest.mark.soak, pytest.mark.filterwarnings("ignore")]
BEGIN = "org.apache.spark.deploy"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def master(tmp_path: Path) -> Iterator[str]:
    """A master and two workers, on loopback alone."""
    pyspark = pytest.importorskip("pyspark", reason="Apache Spark is not installed: requirements/spark.lock")
    if shutil.which("java") is None:
        pytest.skip("Apache Spark needs Java 17")
    home = Path(pyspark.__file__).parent
    env = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(tmp_path / "work"),
    }
    port, pages = free_port(), free_port()
    url = f"spark://127.0.0.1:{port}"
    run = [str(home / "bin" / "spark-class")]
    started = [
        start(
            [*run, f"{BEGIN}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(pages)],
            env,
        )
    ]
    try:
        read_until(started[0], "New state: ALIVE")
        for _worker in range(2):
            worker = [
                *run,
                f"{BEGIN}.worker.Worker",
                "--host",
                "127.0.0.1",
                "--webui-port",
                "0",
                "--cores",
                "1",
                "--memory",
                "1g",
                url,
            ]
            started.append(start(worker, env))
            read_until(started[0], "Registering worker")
        for process in started:
            Thread(target=process.stderr.read, daemon=True).start()
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        yield url
    finally:
        for process in started:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def start(command: list[str], env: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, env=env, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, start_new_session=True
    )


def read_until(process: subprocess.Popen[str], words: str) -> None:
    """Lines of a log up to the one that says so; the process ends its log where it dies."""
    told = []
    for line in process.stderr:
        told.append(line)
        if words in line:
            return
    pytest.fail("".join(told)[-2000:])


def test_spark_says_what_duckdb_says(tmp_path: Path, master: str) -> None:
    fill(WantedBooks(4, 2, 4000, 1))
    folder = tmp_path / "entries"
    call_command("export_parquet", str(folder), stdout=StringIO())
    told = {}
    for engine, options in (("duckdb", {}), ("spark", {"master": master})):
        out = StringIO()
        call_command("analyse", str(folder), engine=engine, format="json", stdout=out, **options)
        told[engine] = json.loads(out.getvalue())
    assert (told["spark"]["engine"], told["spark"]["master"]) == ("spark", master)
    assert told["spark"]["rows"] == told["duckdb"]["rows"]
    assert told["spark"]["total"] == told["duckdb"]["total"]
    assert len(told["spark"]["rows"]) == 4 * 17
