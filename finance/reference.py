"""Budget codes, funding sources and programmes as they come with the program: CSV files under `finance/data`.

The files are the first edition only: what somebody has edited since is never overwritten.
"""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from finance.models import BudgetCode, FundingSource, Programme

DATA = Path(__file__).parent / "data"


def read(name: str) -> Iterator[dict[str, str]]:
    """Rows of `NAME.csv`, UTF-8 with a header line."""
    with (DATA / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


@transaction.atomic
def load() -> int:
    """Add what is missing of the shipped reference data and return how many records that were."""
    return _load_codes() + _load_sources() + _load_programmes()


def _load_codes() -> int:
    known = {(code.code, code.valid_from): code for code in BudgetCode.objects.all()}
    added = 0
    for row in read("budget_codes"):
        key = (row["code"], date.fromisoformat(row["valid_from"]))
        if key in known:
            continue
        parent = (row["parent"], date.fromisoformat(row["parent_valid_from"])) if row["parent"] else None
        known[key] = BudgetCode.objects.create(
            code=row["code"],
            valid_from=key[1],
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            parent=known[parent] if parent else None,
            name_ru=row["name_ru"],
            name_kk=row["name_kk"],
            is_name_kk_official=row["is_name_kk_official"] == "1",
            is_group=row["is_group"] == "1",
            may_be_charged=row["may_be_charged"],
            note=row["note"],
            variable_share=Decimal(row["variable_share"]),
        )
        added += 1
    return added


def _load_sources() -> int:
    known = set(FundingSource.objects.values_list("key", flat=True))
    new = [FundingSource(**row) for row in read("funding_sources") if row["key"] not in known]
    return len(FundingSource.objects.bulk_create(new))


def _load_programmes() -> int:
    fields = ("administrator_code", "programme_code", "subprogramme_code")
    known = set(Programme.objects.values_list(*fields))
    new = [Programme(**row) for row in read("programmes") if tuple(row[field] for field in fields) not in known]
    return len(Programme.objects.bulk_create(new))
