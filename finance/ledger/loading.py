"""The fastest honest way of putting many entries into each database: COPY, or one executemany."""

from collections.abc import Iterable
from itertools import islice

from django.db import connection

COLUMNS = (
    "budget_id", "code_id", "centre", "measure", "month", "date", "amount", "document_id", "reverses_id", "row",
    "cell", "number", "counterparty_number", "counterparty_name", "contract_number", "purpose",
)  # fmt: skip
CHUNK = 10_000


def insert(rows: Iterable[tuple]) -> None:
    """Insert rows of `COLUMNS` into the ledger. Amounts are `Decimal` with two decimals, months integers, dates `date`.

    Goes past the model on purpose: the triggers and constraints of the database stand all the same,
    and `bulk_create` costs three times as much.
    """
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY finance_entry ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(COLUMNS))
        statement = f"INSERT INTO finance_entry ({names}) VALUES ({marks})"  # noqa: S608 - constant names only
        rows = iter(rows)
        while chunk := [(*r[:5], r[5].isoformat(), str(r[6]), *r[7:]) for r in islice(rows, CHUNK)]:
            cursor.executemany(statement, chunk)
