"""The same analysis by Apache Spark, a master and two workers on this machine, to the tiyn."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from region.generating import Asked, fill

pytestmark = [pytest.mark.django_db, pytest.mark.soak]
BEGIN, WAIT = "org.apache.spark.deploy", 90


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
    commands = [
        [*run, f"{BEGIN}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(pages)],
        *(
            [
                [
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
            ]
            * 2
        ),
    ]
    with (tmp_path / "spark.log").open("wb") as log:
        started = []
        for command in commands:
            started.append(subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True))
            if len(started) == 1:
                wait_for(port)
        wait_for_words(tmp_path / "spark.log", "Registering worker", 2)
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        yield url
        for process in started:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def wait_for(port: int) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail("the master of Spark does not answer")


def wait_for_words(log: Path, words: str, times: int) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if log.read_text(errors="replace").count(words) >= times:
            return
        time.sleep(0.2)
    pytest.fail(log.read_text(errors="replace")[-2000:])


def test_spark_says_what_duckdb_says(tmp_path: Path, master: str) -> None:
    fill(Asked(4, 2, 4000, 1))
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
    assert len(told["spark"]["rows"]) > 50
