"""The sample files of several years and of the Fund's acts, against every right answer that is written beside them."""

import json
from pathlib import Path
from typing import Any

import pytest

from finance import setting_up
from finance.months import Month
from finance.reporting import json as as_json
from finance.reports import registry
from finance.scope import Scope, choose
from imports import sample_files
from tests.ground.costing_ground import facility
from tests.ground.import_ground import bring

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "samples" / "years"
FACTS: dict[str, Any] = json.loads((SAMPLES / "facts.json").read_text(encoding="utf-8"))
FILES = [name for name in FACTS if not name.startswith("setup")]


def path(name: str) -> Path:
    """A file of these samples, or of those of indicators that stand beside them."""
    return next(SAMPLES.parent.rglob(Path(name).name))


def prepare(facts: dict[str, Any]) -> None:
    if facts["books"] == "demo":
        facility()
        assert bring(sample_files.FOLDER / "funding-2025-h1.csv")["status"] == "posted"
    else:
        data = json.loads((SAMPLES / facts["books"]).read_text(encoding="utf-8"))
        assert setting_up.set_up(data).created == FACTS[facts["books"]]["created"]
    for name in facts["before"]:
        assert bring(path(name))["status"] == "posted", name


def report(asked: dict[str, Any]) -> dict[str, Any]:
    first, through = Month.parse(asked["from"]), Month.parse(asked["through"])
    years: int | range = through.year
    if registry.spans_years(asked["name"]):
        years = range(first.year, through.year + 1)
    scope: Scope = choose(years)
    return as_json.as_object(registry.get(asked["name"])(scope, first, through))


def assert_says(found: dict[str, Any], wanted: dict[str, Any], where: str) -> None:
    for key, value in wanted.items():
        if isinstance(value, dict):
            assert_says(found[key], value, f"{where} {key}")
        else:
            assert found[key] == value, (where, key)


@pytest.mark.parametrize("name", FILES)
def test_every_answer_is_the_one_written_beside_the_file(name: str, settings: Any) -> None:
    settings.SMETA_TODAY = "2026-11-30"
    facts = FACTS[name]
    prepare(facts)
    answer = bring(path(name))
    assert answer["kind"] == facts["kind"]
    if facts.get("exit"):
        assert answer["status"] == "refused"
        assert (facts["cell"], facts["problem"]) in [(one["cell"], one["problem"]) for one in answer["problems"]]
        return
    assert (answer["status"], answer["total"]) == ("posted", facts["total"]), answer["problems"]
    assert_says(answer["by_month"], facts.get("by_month", {}), name)
    for asked in facts.get("reports", []):
        found = report(asked)
        for wanted in asked["rows"]:
            rows = [row for row in found["rows"] if all(row[key] == wanted[key] for key in asked["keys"])]
            assert len(rows) == 1, wanted
            assert_says(rows[0], wanted, f"{asked['name']} {wanted}")
        assert len(found["rows"]) == len(asked["rows"])
        assert_says(found["total"], asked["total"] or {}, f"{asked['name']} total")
