"""What tests of costing stand on: the sample facility with its costing files, and files made of a few lines."""

from decimal import Decimal
from typing import Any

from finance.models import Budget
from finance.months import Month
from finance.scope import Scope, of_budget
from imports import sample_files
from tests.ground.import_ground import bring
from tests.ground.snapshots import built_once, sample_budget

COSTING = ("centres-2025.csv", "attribution-2025.csv", "volumes-2025-h1.csv", "drivers-2025-h1.csv",
           "tariffs-2025.csv", "quotas-2025-h1.csv", "reported-2025-h1.csv")  # fmt: skip
ACTUAL = tuple(f"trial-balance-2025-{month:02}.xlsx" for month in range(1, 7))
JANUARY, APRIL, JUNE = Month(2025, 1), Month(2025, 4), Month(2025, 6)


def facility() -> Budget:
    """The sample facility and its three profiles, without a file."""
    built_once(("profiles",), sample_files.prepare)
    return sample_budget()


def costed(*, files: tuple[str, ...] = (*COSTING, *ACTUAL)) -> Scope:
    """The sample facility with its half-year of cost and costing data."""

    def build() -> None:
        facility()
        for name in files:
            answer = bring(sample_files.FOLDER / name)
            assert answer["status"] == "posted", answer["problems"]

    built_once(("costed", *files), build)
    return of_budget(sample_budget())


def csv(header: str, *rows: str) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def declare(kind: str, header: str, *rows: str) -> dict[str, Any]:
    """Import a few lines as a file of `kind` and return the import object."""
    return bring(csv(header, *rows), f"{kind}.csv", kind=kind)


def problems(answer: dict[str, Any]) -> list[tuple[int, str]]:
    return [(problem["row"], problem["problem"]) for problem in answer["problems"]]


def money(text: str) -> Decimal:
    return Decimal(text)
