"""The files a newcomer imports: they go the way every file goes, so the demonstration proves the real thing."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from finance import sample_facility
from finance.models import Budget
from finance.service_accounts import service_accounts
from imports.kinds.registry import kinds
from imports.pipeline import importing
from imports.pipeline.order import Order
from tariffs.models import CareProfile

FOLDER = Path(__file__).parent / "demo"
# In the order in which a year brings them; what a file stands on comes before it.
FILES = (
    ("plan-2025.xlsx", "plan"),
    ("plan-amendments-2025.xlsx", "amendment"),
    ("funding-2025-h1.csv", "funding"),
    ("cash-register-2025-h1.xlsx", "cash"),
    *((f"trial-balance-2025-{month:02}.xlsx", "actual") for month in range(1, 7)),
    ("cash-balances-2025.csv", "balances"),
    ("centres-2025.csv", "centres"),
    ("attribution-2025.csv", "attribution"),
    ("volumes-2025-h1.csv", "volumes"),
    ("drivers-2025-h1.csv", "drivers"),
    ("tariffs-2025.csv", "tariffs"),
    ("quotas-2025-h1.csv", "quotas"),
    ("stays-2025-h1.csv", "stays"),
    ("reported-2025-h1.csv", "reported"),
    ("contracts-2025.csv", "contracts"),
    ("positions-2025-h1.csv", "positions"),
    ("indicators-2025-h1.csv", "indicators"),
)


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """`status` is `posted` or `already-imported`."""

    name: str
    status: str
    rows: int


class SampleFileError(Exception):
    """A bundled file was refused; the message says which and why."""


@transaction.atomic
def prepare() -> Budget:
    """The sample facility with its three care profiles. Raises NotForTrainingError in a database of other data."""
    budget = sample_facility.create()
    known = set(CareProfile.objects.values_list("key", flat=True))
    with (FOLDER / "care_profiles.csv").open(encoding="utf-8", newline="") as lines:
        new = [CareProfile(**row) for row in csv.DictReader(lines) if row["key"] not in known]
    CareProfile.objects.bulk_create(new)
    return budget


def import_all(budget: Budget) -> list[ImportedFile]:
    """Import every bundled file; a second time changes nothing. Raises SampleFileError."""
    people = service_accounts()
    found = []
    for name, kind in FILES:
        if kind not in kinds():
            continue
        outcome = importing.run(
            Order((FOLDER / name).read_bytes(), name, people.author, people.approver, budget=budget)
        )
        if outcome.status == "refused":
            reasons = "; ".join(problem["message"] for problem in outcome.json["problems"])
            raise SampleFileError(f"{name}: {reasons}")
        if outcome.json["kind"] != kind:
            raise SampleFileError(f"{name}: {outcome.json['kind']} ≠ {kind}")
        found.append(ImportedFile(name, outcome.status, outcome.json["rows"]["read"]))
    return found
