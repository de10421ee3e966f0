"""Tests stand on tables made from the models at once; `migrate`, step by step, makes the same."""

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper

from finance import triggers

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def tables(database: BaseDatabaseWrapper) -> dict[str, object]:
    asked = database.introspection
    with database.cursor() as cursor:
        return {
            name: (
                {(c.name, c.type_code, c.null_ok) for c in asked.get_table_description(cursor, name)},
                sorted(repr(sorted(told.items())) for told in asked.get_constraints(cursor, name).values()),
            )
            for name in asked.table_names(cursor)
        }


def test_the_tables_of_the_tests_are_those_that_migrations_make(prepared_sqlite, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("compared on SQLite")
    prepared_sqlite(path := tmp_path / "migrated.sqlite3")
    migrated = DatabaseWrapper(connections.databases["default"] | {"NAME": path}, alias="default")
    try:
        assert tables(connection) == tables(migrated)
        assert triggers.missing(migrated) == triggers.missing(connection) == []
    finally:
        migrated.close()
