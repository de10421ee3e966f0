"""Files made to break the program get a clear answer within 5 seconds and 300 MB, and the program lives on."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable

import pytest
from django.conf import settings
from django.utils import translation

from imports.pipeline.preparing import prepare
from imports.readers import isolation
from imports.readers.containers import open_container, unpack
from imports.readers.grid import ReadError
from imports.readers.reading import read
from imports.refusals import FILE_REASONS, explain
from tests.ground import file_factory as make
from tests.ground.hostile_files import READ, REFUSED, far_cell, pdf_of

pytestmark = pytest.mark.apart


@pytest.fixture(scope="module")
def measured(tmp_path_factory) -> Callable[[str], dict]:
    """What came of each file, read in a process of its own by the program as it starts."""
    names = [*REFUSED, *READ]
    folder = tmp_path_factory.mktemp("hostile")
    for at, name in enumerate(names):
        (folder / f"{at:03}").write_bytes((REFUSED | READ)[name][0]())
    done = subprocess.run(
        [sys.executable, "-m", "tests.ground.measured_reading", str(folder)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    shutil.rmtree(folder)
    answers = {answer["file"]: answer for answer in map(json.loads, done.stdout.splitlines())}

    def of(name: str) -> dict:
        answer = answers[f"{names.index(name):03}"]
        assert answer["seconds"] < 5
        assert answer["megabytes"] < 300
        return answer

    return of


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_within_limits(name, measured):
    _factory, problem, reason = REFUSED[name]
    answer = measured(name)
    assert answer["problem"] in ({problem} if problem else {"too-large", "unreadable-file", "no-table-found"})
    assert reason is None or answer["reason"] == reason
    assert answer["reason"] in FILE_REASONS


@pytest.mark.parametrize("name", READ)
def test_an_odd_but_honest_file_is_read_within_limits(name, measured):
    _factory, rows = READ[name]
    answer = measured(name)
    assert answer["problem"] is None
    assert answer["rows"] == [rows]


def test_a_file_beyond_the_limit_of_the_settings_is_not_opened(settings):
    settings.IMPORT_MAX_BYTES = 3 * 1024 * 1024
    with translation.override("en"):
        found = prepare(b"1" * (settings.IMPORT_MAX_BYTES + 1))
    assert [(problem.problem, "3 MB" in problem.message) for problem in found.problems] == [("too-large", True)]


def test_the_checksum_of_a_part_is_checked():
    data = make.archive({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": "<v>15</v>"}, zipfile.ZIP_STORED)
    part = open_container(data).parts["xl/worksheets/sheet1.xml"]
    assert b"".join(unpack(part)) == b"<v>15</v>"
    changed = open_container(data.replace(b"<v>15</v>", b"<v>95</v>")).parts["xl/worksheets/sheet1.xml"]
    with pytest.raises(ReadError) as refused:
        list(unpack(changed))
    assert refused.value.reason == "damaged"


@pytest.mark.parametrize("encoding", ["UTF-0", "utf-7", "shift_jis"])
def test_a_sheet_in_an_encoding_that_nobody_reads_is_refused(encoding):
    sheet = make.sheet_xml('<row r="1"><c r="A1"><v>5</v></c></row>').replace("UTF-8", encoding)
    with pytest.raises(ReadError) as refused:
        read(make.raw_xlsx(sheet))
    assert refused.value.problem == "unreadable-file"


def test_the_far_cell_is_named():
    with pytest.raises(ReadError) as refused:
        read(far_cell())
    assert refused.value.cell == "Sheet1!XFD1048576"
    assert "XFD1048576" in explain(refused.value)


def test_the_parser_may_die_without_us(monkeypatch):
    """Even where the scan sees nothing, the process that asks for half a terabyte dies alone."""
    monkeypatch.setattr("imports.readers.extent.Extent.is_out_of_bounds", False)
    with pytest.raises(ReadError) as refused:
        read(far_cell())
    assert (refused.value.problem, refused.value.reason) == ("too-large", "memory")


def test_a_parser_that_never_ends_is_stopped():
    data = pdf_of(b"q " * 5_000_000)
    with (
        pytest.raises(ReadError) as refused,
        isolation.parsing(data, "pdf", isolation.Limits(300_000_000, 0.5)) as pages,
    ):
        list(pages)
    assert (refused.value.problem, refused.value.reason) == ("too-large", "time")


def test_the_reading_process_knows_nothing_of_ours(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:///secret")
    seen = {}
    started = subprocess.Popen

    def spy(*arguments, **options):
        seen.update(options["env"])
        return started(*arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", spy)
    read(make.xlsx([["x"]]))
    assert "DATABASE_URL" not in seen


def test_no_message_is_left_unsaid():
    for reason in FILE_REASONS:
        assert "%(" not in explain(ReadError("unreadable-file", reason))
