"""The fastest honest way of putting many entries into each database: COPY, or statements of many rows."""

import sqlite3
from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import chain, islice

from django.db import connection

COLUMNS = (
    "budget_id", "code_id", "centre", "measure", "month", "date", "amount", "document_id", "reverses_id", "row",
    "cell", "number", "counterparty_number", "counterparty_name", "contract_number", "purpose",
    "posted_at",
)  # fmt: skip
ROWS_AT_ONCE = 2_000


def insert(rows: Iterable[tuple]) -> None:
    """Insert rows of `COLUMNS` into the ledger. Amounts are `Decimal` with two decimals, months integers, dates `date`,
    `posted_at` the same moment in every row.

    Goes past the model on purpose: the triggers and constraints of the database stand all the same,
    and `bulk_create` costs three times as much.
    """
    if connection.vendor == "postgresql":
        _copy(rows)
    else:
        _insert_many_at_once(rows)


def _names() -> str:
    return ", ".join(f'"{name}"' for name in COLUMNS)


def _copy(rows: Iterable[tuple]) -> None:
    statement = f"COPY finance_entry ({_names()}) FROM STDIN"
    # Django's cursor lets what a copy meets pass as the driver's own error, which nobody catches
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _insert_many_at_once(rows: Iterable[tuple]) -> None:
    """SQLite keeps a journal for every statement that a trigger may abort; a statement a row costs twice as much.

    Past Django's cursor, which would search each long statement for its marks again.
    """
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    at_once = min(ROWS_AT_ONCE, raw.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // len(COLUMNS))
    marks = f"({', '.join('?' * len(COLUMNS))})"
    day, moment = cache(date.isoformat), cache(connection.ops.adapt_datetimefield_value)
    ready = ((*row[:5], day(row[5]), str(row[6]), *row[7:-1], moment(row[-1])) for row in rows)
    with connection.wrap_database_errors:
        while chunk := list(islice(ready, at_once)):
            statement = f"INSERT INTO finance_entry ({_names()}) VALUES {', '.join([marks] * len(chunk))}"  # noqa: S608 - constant names only
            raw.execute(statement, list(chain.from_iterable(chunk)))
