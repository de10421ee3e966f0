"""Budget codes, funding sources and programmes as they come with the program: CSV files under `finance/data`.

`migrate` brings what is missing of them. What somebody has edited since is never overwritten, and a life of a code that
would overlap one that somebody gave it is left out.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from import_export.resources import ModelResource

from finance.resources import BudgetCodeResource, FundingSourceResource, IncomeItemResource, ProgrammeResource

DATA = Path(__file__).parent / "data"
SHIPPED = {
    "budget_codes": BudgetCodeResource,
    "income_items": IncomeItemResource,
    "funding_sources": FundingSourceResource,
    "programmes": ProgrammeResource,
}


def read(name: str, folder: Path = DATA) -> Iterator[dict[str, str]]:
    """Rows of `NAME.csv`, UTF-8 with a header line."""
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


@transaction.atomic
def load() -> int:
    """Add what is missing of the shipped reference data and return how many records that were."""
    return sum(add(resource(), read(name)) for name, resource in SHIPPED.items())


def add(resource: ModelResource, rows: Iterable[dict[str, str]]) -> int:
    """Keep the rows whose key no record has and return how many; a code stands under its group in the file."""
    columns = {field.column_name: field for field in resource.get_import_fields()}
    key = resource._meta.import_id_fields
    known = set(resource._meta.model.objects.values_list(*key))
    new = [row for row in rows if tuple(columns[part].clean(row) for part in key) not in known]
    left_out = 0
    for row in new:
        record = resource.init_instance(row)
        for column in columns.values():
            resource.import_field(column, record, row)
        try:
            record.full_clean()
        except ValidationError:
            left_out += 1
        else:
            record.save()
    return len(new) - left_out
