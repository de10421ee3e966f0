"""Copies of a PostgreSQL database: a ZIP with one CSV a table, read in one snapshot, and a list of what is in it."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from finance import search_index, triggers
from finance.backup.contents import require_same, require_tables, told
from finance.backup.copying import BackupError, migrate_to, require_known

SUFFIX = "zip"
CONTENTS = "contents.json"
MIGRATIONS = "django_migrations"


def write(path: Path) -> None:
    """Everything but the list of migrations, which only tells the version."""
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        # Only the outermost transaction can still choose what it sees.
        if not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        tables: dict[str, Any] = {}
        for table in _tables(cursor):
            columns = _columns(cursor, table)
            digest, size = hashlib.sha256(), 0
            statement = sql.SQL("COPY {} ({}) TO STDOUT WITH (FORMAT csv)").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            with (
                archive.open(f"{table}.csv", "w", force_zip64=True) as member,
                connection.wrap_database_errors,
                cursor.copy(statement) as rows,
            ):
                for block in rows:
                    member.write(block)
                    digest.update(block)
                    size += len(block)
            tables[table] = {"columns": columns, "sha256": digest.hexdigest(), "bytes": size}
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        migrations = cursor.fetchall()
        books = told(partial(_first, cursor), tables)
        contents = {"program": "smeta", "migrations": migrations, "books": books, "tables": tables}
        archive.writestr(CONTENTS, json.dumps(contents, ensure_ascii=False, indent=1))


def require_whole(path: Path) -> None:
    """Raises BackupError unless `path` is an undamaged copy, of this version of the program or an earlier one."""
    try:
        with zipfile.ZipFile(path) as archive:
            contents = json.loads(archive.read(CONTENTS))
            for table, about in contents["tables"].items():
                digest = hashlib.sha256()
                with archive.open(f"{table}.csv") as member:
                    while block := member.read(1 << 20):
                        digest.update(block)
                if digest.hexdigest() != about["sha256"]:
                    raise BackupError(_("%(path)s is damaged in %(table)s.") % {"path": path, "table": table})
            applied = [(app, name) for app, name in contents["migrations"]]
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, EOFError) as error:
        raise BackupError(_("%(path)s is no copy made by this program.") % {"path": path}) from error
    require_known(applied)
    require_tables(contents["tables"], applied)


def read(path: Path, migrate: Callable[[], object]) -> None:
    """Put the copy in place of everything, in one transaction: all of it or nothing.

    The tables are made anew as they were when the copy was made, by whichever version; `migrate` then brings them to
    this version.
    """
    with zipfile.ZipFile(path) as archive, transaction.atomic(), connection.cursor() as cursor:
        contents = json.loads(archive.read(CONTENTS))
        for table in connection.introspection.table_names(cursor):
            cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(table)))
        migrate_to([(app, name) for app, name in contents["migrations"]])
        filled = sql.SQL(", ").join(map(sql.Identifier, contents["tables"]))
        cursor.execute(sql.SQL("TRUNCATE {}").format(filled))
        # migrating may have made them immediate, and tables come in no order
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, about in contents["tables"].items():
            statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv)").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, about["columns"]))
            )
            with (
                archive.open(f"{table}.csv") as member,
                connection.wrap_database_errors,
                cursor.copy(statement) as rows,
            ):
                while block := member.read(1 << 20):
                    rows.write(block)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in contents["tables"]:
            _advance_numbers(cursor, table)
        require_same(contents.get("books"), partial(_first, cursor), contents["tables"])
        triggers.install(connection)
        migrate()


def _first(cursor: Any, question: str) -> Any:
    cursor.execute(question)
    return cursor.fetchone()


def _tables(cursor: Any) -> list[str]:
    """Those of the models; the index of search is made again from the entries."""
    return sorted(set(connection.introspection.table_names(cursor)) - {MIGRATIONS, *search_index.TABLES})


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s "
        "AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]


def _advance_numbers(cursor: Any, table: str) -> None:
    highest = sql.SQL(
        "SELECT setval(pg_get_serial_sequence(%s, %s), COALESCE(MAX({0}), 1), MAX({0}) IS NOT NULL) FROM {1}"
    )
    for sequence in connection.introspection.get_sequences(cursor, table):
        column = sequence["column"]
        cursor.execute(highest.format(sql.Identifier(column), sql.Identifier(table)), [f'"{table}"', column])
