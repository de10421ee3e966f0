"""What was built once in this process is put back row by row, instead of being built again.

A ground of many imported files takes a second to build and a twentieth of it to put back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.color import no_style
from django.db import connection, transaction

from finance import sample_facility
from finance.models import Budget, Facility

CHAIN = ("finance_chainlink", "finance_chaintouch")  # begun anew over what is put back
ROOMS = ("finance_", "tariffs_", "procurement_", "projects_", "region_", "imports_", "auth_user")
# of one statement; SQLite takes 32 766 at the most
MOST_VALUES = 30_000


@dataclass(frozen=True)
class Rows:
    """All rows of one table as the database keeps them."""

    table: str
    columns: tuple[str, ...]
    values: list[tuple[Any, ...]]

    def put_back(self) -> None:
        quoted = connection.ops.quote_name
        names = ", ".join(map(quoted, self.columns))
        places = f"({', '.join(['%s'] * len(self.columns))})"
        at_once = MOST_VALUES // len(self.columns)
        with connection.cursor() as cursor:
            for first in range(0, len(self.values), at_once):
                some = self.values[first : first + at_once]
                cursor.execute(
                    f"INSERT INTO {quoted(self.table)} ({names}) VALUES {', '.join([places] * len(some))}",
                    [value for row in some for value in row],
                )


_kept: dict[tuple[Any, ...], list[Rows]] = {}


def built_once(key: tuple[Any, ...], build: Callable[[], object]) -> None:
    """Runs `build`, or puts back what it made of an empty database before. The day that counts as today is in the key."""
    if Facility.objects.exists() or User.objects.exists():
        build()
        return
    key = (connection.vendor, connection.settings_dict["NAME"], getattr(settings, "SMETA_TODAY", None), *key)
    if key in _kept:
        # rows name each other across tables, so their keys are looked at once all are there
        with transaction.atomic():
            for rows in _kept[key]:
                rows.put_back()
            _count_on(_kept[key])
        return
    build()
    _kept[key] = _all_rows()


def _count_on(put_back: list[Rows]) -> None:
    """PostgreSQL gives the next number by a sequence, which rows with a number of their own leave where it was."""
    tables = {rows.table for rows in put_back}
    models = [model for model in apps.get_models() if model._meta.db_table in tables]
    if statements := connection.ops.sequence_reset_sql(no_style(), models):
        with connection.cursor() as cursor:
            cursor.execute("".join(statements))


def _all_rows() -> list[Rows]:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(ROOMS) or table in CHAIN:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = tuple(column[0] for column in cursor.description)
            if values := cursor.fetchall():
                found.append(Rows(table, columns, values))
    return found


def sample_budget() -> Budget:
    """The sample facility's budget with what belongs to it, as a page reads it."""
    return Budget.objects.select_related("facility", "programme", "source").get(key=sample_facility.BUDGET_KEY)
