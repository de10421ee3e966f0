"""Beside every bundled file stands what it must become; the files are brought in one after the other, as a year is."""

import json
import os
from typing import Any

import pytest

from imports import sample_files
from tests.ground.costing_ground import facility
from tests.ground.import_ground import TODAY, bring

pytestmark = pytest.mark.django_db

SAID = ("status", "kind", "source", "columns", "period", "unit", "rows", "total", "by_code", "by_month")
CONTROLS = ("name", "expected", "found", "holds", "cell", "code", "month", "against")


def as_expected(found: dict[str, Any]) -> str:
    """What of an import object no language and no order of numbers changes, as it is written down."""
    said = {key: found[key] for key in SAID}
    said["controls"] = [{key: c[key] for key in CONTROLS if key in c} for c in found["controls"]]
    said["problems"] = [{key: p[key] for key in ("cell", "problem", "severity")} for p in found["problems"]]
    said["unresolved"] = [row["cell"] for row in found["unresolved"]]
    said["doubts"] = len(found["doubts"])
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def test_every_bundled_file_becomes_what_stands_beside_it(settings) -> None:
    settings.SMETA_TODAY = TODAY
    facility()
    wrong = []
    for name, kind in sample_files.FILES:
        file = sample_files.FOLDER / name
        expected = file.with_name(f"{name}.expected.json")
        # the kind is not named: content alone decides
        found = as_expected(bring(file))
        assert json.loads(found)["kind"] == kind
        if os.environ.get("SMETA_GOLDEN") == "write":
            expected.write_text(found, encoding="utf-8")
        if not expected.exists() or expected.read_text(encoding="utf-8") != found:
            wrong.append(name)
    assert wrong == [], "write them with SMETA_GOLDEN=write, and read the difference"


def test_every_file_of_the_folder_has_its_expectation_and_nothing_else_stands_there() -> None:
    bundled = {name for name, _kind in sample_files.FILES} | {"care_profiles.csv"}
    expected = {f"{name}.expected.json" for name, _kind in sample_files.FILES}
    assert {path.name for path in sample_files.FOLDER.iterdir()} == bundled | expected
