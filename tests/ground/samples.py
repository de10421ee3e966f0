"""Sample files by their name: those bundled with the program, and those that only its tests read."""

import json
from pathlib import Path
from typing import Any

from imports import sample_files

SAMPLES = Path(__file__).parents[1] / "imports" / "samples"
VECTORS = Path(__file__).parents[1] / "tariffs" / "vectors"


def sample(name: str) -> Path:
    """`sample("plan-2025.xlsx")`, `sample("broken/empty.csv")`."""
    bundled = sample_files.FOLDER / name
    return bundled if bundled.exists() else SAMPLES / name


# The right answers of the sample half-year, in tenge.
FACTS: dict[str, Any] = json.loads(sample("facts.json").read_text(encoding="utf-8"))


def published(name: str) -> dict[str, Any]:
    """A published calculation with its answers: `published("rose_hospital_zimmerman_8_3")`."""
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
