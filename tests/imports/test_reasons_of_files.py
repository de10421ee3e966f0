"""Why a file cannot be read or written is said in the user's language, never in that of the system."""

import errno
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from finance import file_reasons
from tariffs.problems import RefusedError
from tariffs.strict_json import load


def refused(*arguments: object) -> str:
    with translation.override("en"), pytest.raises(CommandError) as error:
        call_command(*map(str, arguments))
    return str(error.value)


@pytest.mark.parametrize("code", file_reasons.REASONS)
def test_every_reason_is_known_to_the_system(code: str) -> None:
    assert code in errno.errorcode.values()


def test_it_names_an_error_without_words_by_its_code() -> None:
    with translation.override("en"):
        assert file_reasons.why(OSError(errno.EMFILE, "Too many open files")) == "the system refuses it (EMFILE)"


@pytest.mark.parametrize("command", ["allocate", "variance"])
def test_a_computation_says_that_there_is_no_such_file(command: str, tmp_path: Path) -> None:
    said = refused(command, tmp_path / "absent.json")
    assert said.endswith("absent.json cannot be read: there is no such file or folder.")


@pytest.mark.parametrize("path", ["", "absent.json", "a\0b"])
def test_the_reason_is_kept_as_a_code(path: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as error:
        load(f"{tmp_path}/{path}")
    reason = error.value.problems[0].values["reason"]
    assert {"": "EISDIR", "absent.json": "ENOENT", "a\0b": "EINVAL"}[path] == reason
    assert json.dumps(reason)


@pytest.mark.once
@pytest.mark.django_db
def test_an_import_says_why_its_file_cannot_be_read(tmp_path: Path) -> None:
    assert refused("import_file", tmp_path / "absent.csv").endswith("there is no such file or folder.")
    assert refused("import_file", tmp_path).endswith("There is no file to import.")


@pytest.mark.once
@pytest.mark.django_db
def test_a_copy_with_an_impossible_name_is_refused_with_a_sentence(tmp_path: Path) -> None:
    name = tmp_path / ("x" * 300)
    assert refused("restore", name).endswith("cannot be read: its name is too long.")
    assert refused("backup", name).endswith("cannot be written: its name is too long.")
