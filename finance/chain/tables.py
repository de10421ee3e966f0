"""The tables of the chain: what of a row is told, and how, in the same bytes on SQLite and PostgreSQL."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from zlib import crc32

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from finance import rooms
from finance.guards import Chained

ROWS_AT_ONCE = 2_000
SUBJECTS_AT_ONCE = 500
APART = "\x1f"


@dataclass(frozen=True, slots=True)
class ChainedTable:
    """A declared table as the database has it. `by` is the column that names the subject."""

    name: str
    by: str
    only_grows: bool
    fields: tuple[models.Field, ...]

    @property
    def is_of_rows(self) -> bool:
        """Whether each row is a subject of its own."""
        return self.by == "id"


@cache
def tables() -> dict[str, ChainedTable]:
    """By their names, in the order in which the rooms declare them."""
    found = [_declared(one) for one in rooms.chained()]
    return {table.name: table for table in found}


def _declared(one: Chained) -> ChainedTable:
    app, model_name, *relation = one.model.split(".")
    model = apps.get_model(app, model_name)
    if relation:
        model = getattr(model, relation[0]).through
    fields = sorted((f for f in model._meta.concrete_fields if f.name not in one.without), key=lambda f: f.column)
    by = model._meta.get_field(one.by).column
    return ChainedTable(model._meta.db_table, by, one.only_grows, tuple(fields))


@dataclass(slots=True)
class Told:
    """What the rows of a subject amount to, row after row: their digest, and four bytes of each."""

    rows: int = 0
    digest: Any = None
    marks: bytearray | None = None

    def __post_init__(self) -> None:
        self.digest, self.marks = hashlib.sha256(), bytearray()

    def add(self, line: bytes) -> None:
        self.rows += 1
        self.digest.update(line)
        self.marks += crc32(line).to_bytes(4, "big")  # type: ignore[operator] # made above


Row = tuple[int, int, bytes]  # subject, id, line


def lines(connection: BaseDatabaseWrapper, table: ChainedTable, subjects: Sequence[int] | None = None) -> Iterator[Row]:
    """Every row of the table, or those of some subjects, by subject and id; streamed.

    Columns that the database does not have yet are left out.
    """
    names = {column.name for column in _columns(connection, table.name)}
    fields = [field for field in table.fields if field.column in names]
    write = _writer(fields)
    quoted = connection.ops.quote_name
    told = ", ".join(expression(field, connection) for field in fields)
    start = f"SELECT {quoted(table.by)}, id, {told} FROM {quoted(table.name)}"  # noqa: S608 - names of columns only
    order = f" ORDER BY {quoted(table.by)}, id"
    if subjects is None:
        yield from _streamed(connection, start + order, write)
        return
    for at in range(0, len(subjects), SUBJECTS_AT_ONCE):
        some = sorted(subjects[at : at + SUBJECTS_AT_ONCE])
        where = f" WHERE {quoted(table.by)} IN ({', '.join(['%s'] * len(some))})"
        with connection.cursor() as cursor:
            cursor.execute(start + where + order, some)
            while chunk := cursor.fetchmany(ROWS_AT_ONCE):
                yield from ((row[0], row[1], write(row)) for row in chunk)


def subjects_told(
    connection: BaseDatabaseWrapper, table: ChainedTable, subjects: Sequence[int] | None = None
) -> Iterator[tuple[int, Told]]:
    """What each subject amounts to that has rows, in the order of subjects."""
    for subject, rows in groupby(lines(connection, table, subjects), key=itemgetter(0)):
        told = Told()
        for _subject, _id, line in rows:
            told.add(line)
        yield subject, told


def has_table(connection: BaseDatabaseWrapper, name: str) -> bool:
    """One query, which harms no transaction."""
    if connection.vendor == "postgresql":
        query = "SELECT to_regclass(%s) IS NOT NULL"
    else:
        query = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [name])
        return bool(cursor.fetchone()[0])


def _columns(connection: BaseDatabaseWrapper, name: str) -> Any:
    with connection.cursor() as cursor:
        return connection.introspection.get_table_description(cursor, name)


def _streamed(connection: BaseDatabaseWrapper, query: str, write: Any) -> Iterator[Row]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        while chunk := cursor.fetchmany(ROWS_AT_ONCE):
            yield from ((row[0], row[1], write(row)) for row in chunk)


def expression(field: models.Field, connection: BaseDatabaseWrapper) -> str:
    """The column as a whole number or text that both databases write alike."""
    name, is_postgresql = connection.ops.quote_name(field.column), connection.vendor == "postgresql"
    if isinstance(field, models.DecimalField):
        return f"CAST(ROUND({name} * {10**field.decimal_places}) AS BIGINT)"
    if isinstance(field, models.DateTimeField):
        if is_postgresql:
            return f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        return f"CASE WHEN length({name}) = 19 THEN {name} || '.000000' ELSE {name} END"
    if is_postgresql and isinstance(field, models.DateField):
        return f"to_char({name}, 'YYYY-MM-DD')"
    if is_postgresql and isinstance(field, models.BooleanField):
        return f"{name}::int"
    if is_postgresql and isinstance(field, models.JSONField):
        return f"{name}::text"
    return name


def _writer(fields: Sequence[models.Field]) -> Any:
    """A function from a row, its subject and id before it, to bytes: `name=value` of every column that is not empty.

    So a column that a later version adds, and that is empty, changes nothing of what was told before.
    """
    names = [field.column for field in fields]
    apart = [at for at, field in enumerate(fields) if isinstance(field, models.JSONField | models.BinaryField)]

    def write(row: Sequence[Any]) -> bytes:
        values = row[2:]
        if apart:
            values = list(values)
            for at in apart:
                values[at] = _plain(values[at])
        parts = [f"{n}={v}" for n, v in zip(names, values, strict=True) if v is not None and v != ""]
        text = APART.join(parts)
        if text.count(APART) != len(parts) - 1:
            text = json.dumps(parts)
        return text.encode() + b"\n"

    return write


def _plain(value: Any) -> str | None:
    """JSON with its keys in order; of bytes their digest."""
    if value is None:
        return None
    if isinstance(value, str):
        return json.dumps(json.loads(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(bytes(value)).hexdigest()
