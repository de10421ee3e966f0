"""What tests of cases stand on: the sample half-year with its register, the price list of units, services, medicines."""

import gzip
import json
from pathlib import Path
from typing import Any

from finance.scope import Scope, of_budget
from finance.setting_up import set_up
from imports import sample_files
from tests.ground.costing_ground import ACTUAL, COSTING, costed
from tests.ground.import_ground import bring
from tests.ground.snapshots import built_once, sample_budget

SAMPLES = Path(__file__).parents[1] / "imports" / "samples" / "cases"
FACTS: dict[str, Any] = json.loads((SAMPLES / "facts.json").read_text(encoding="utf-8"))
REGISTER, SERVICES, DRUGS = "stays-2025-h1-hospital-register.xlsx", "services-2025-h1.csv", "drugs-2025-h1.csv"


def data_of(name: str) -> bytes:
    """A sample; large ones are kept packed."""
    packed = SAMPLES / f"{name}.gz"
    return gzip.decompress(packed.read_bytes()) if packed.exists() else (SAMPLES / name).read_bytes()


def few(name: str, cases: int = 3) -> bytes:
    """The rows of a large sample that are of its first cases: quick to bring in."""
    header, *rows = data_of(name).decode("utf-8-sig").splitlines()
    known = {f"C{number:05}" for number in range(1, cases + 1)}
    return "\n".join([header, *(row for row in rows if row[:6] in known), ""]).encode()


def price_list() -> None:
    done = set_up(json.loads((SAMPLES / "setup-services.json").read_text(encoding="utf-8")))
    assert not done.problems, done.problems


def with_cases(*names: str) -> Scope:
    """The sample half-year with its stays, the price list of units, and the files `names` brought in."""

    def build() -> None:
        costed()
        answer = bring(sample_files.FOLDER / "stays-2025-h1.csv")
        assert answer["status"] == "posted", answer["problems"]
        price_list()
        for name in names:
            answer = bring(few(name[4:]) if name.startswith("few ") else data_of(name), name)
            assert answer["status"] == "posted", answer["problems"]

    built_once(("cases", *COSTING, *ACTUAL, *names), build)
    return of_budget(sample_budget())
