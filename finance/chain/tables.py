"""The tables of the chain: what of a row is told, and how, in the same bytes on SQLite and PostgreSQL."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby, islice
from operator import itemgetter
from struct import pack
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
    fields = [own for own in model._meta.concrete_fields if own.name not in one.without]
    by = model._meta.get_field(one.by).column
    return ChainedTable(model._meta.db_table, by, one.only_grows, tuple(fields))


@dataclass(slots=True)
class DigestedRows:
    """What the rows of a subject amount to, row after row: their digest, and four bytes of each."""

    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256)
    marks: bytearray = field(default_factory=bytearray)

    def add(self, *lines: bytes) -> None:
        """Many at once cost a third of what they cost one by one."""
        self.rows += len(lines)
        self.digest.update(b"".join([b"%d:%b" % (len(line), line) for line in lines]))
        self.marks += pack(f">{len(lines)}I", *map(crc32, lines))


Row = tuple[int, int, bytes]  # subject, id, line


def lines(connection: BaseDatabaseWrapper, table: ChainedTable, subjects: Sequence[int] | None = None) -> Iterator[Row]:
    """Every row of the table, or those of some subjects, by subject and id; streamed.

    Columns that the database does not have yet are left out.
    """
    quoted = connection.ops.quote_name
    told, source, by = _told(connection, table), quoted(table.name), quoted(table.by)
    if subjects is None:
        with connection.chunked_cursor() as cursor:
            cursor.execute(f"SELECT {by}, id, {told} FROM {source} ORDER BY {by}, id")  # noqa: S608 - names of columns only
            yield from _read(cursor)
        return
    told = told.replace("%", "%%")
    for at in range(0, len(subjects), SUBJECTS_AT_ONCE):
        some = sorted(subjects[at : at + SUBJECTS_AT_ONCE])
        marks = ", ".join(["%s"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {by}, id, {told} FROM {source} WHERE {by} IN ({marks}) ORDER BY {by}, id", some)  # noqa: S608 - same
            yield from _read(cursor)


def subjects_told(
    connection: BaseDatabaseWrapper, table: ChainedTable, subjects: Sequence[int] | None = None
) -> Iterator[tuple[int, DigestedRows]]:
    """What each subject amounts to that has rows, in the order of subjects."""
    for subject, rows in groupby(lines(connection, table, subjects), key=itemgetter(0)):
        told = DigestedRows()
        while some := [line for _subject, _id, line in islice(rows, ROWS_AT_ONCE)]:
            told.add(*some)
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


def _told(connection: BaseDatabaseWrapper, table: ChainedTable) -> str:
    """The row as one text, made by the database: its columns in the order of the model, `APART` from each other.

    JSON and bytes follow as columns of their own, after their names: no two databases write them alike.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table.name)} LIMIT 0")  # noqa: S608 - a declared table
        there = {column[0] for column in cursor.description}
    fields = [one for one in table.fields if one.column in there]
    plain = [one for one in fields if not isinstance(one, models.JSONField | models.BinaryField)]
    layout, told = APART.join(["%s"] * len(plain)), ", ".join(value(one, connection) for one in plain)
    apart = [f"'{f.column}', {connection.ops.quote_name(str(f.column))}" for f in fields if f not in plain]
    function = "format" if connection.vendor == "postgresql" else "printf"
    return ", ".join([f"{function}('{layout}', {told})", *apart])


def _read(cursor: Any) -> Iterator[Row]:
    while chunk := cursor.fetchmany(ROWS_AT_ONCE):
        if len(chunk[0]) == 3:
            # a column that a later version adds at the end, and that is empty, changes nothing
            yield from [(subject, row, text.rstrip(APART).encode()) for subject, row, text in chunk]
        else:
            yield from ((row[0], row[1], _with_others(row[2], row[3:])) for row in chunk)


def _with_others(text: str, others: Sequence[Any]) -> bytes:
    """`others` are names and values in turn."""
    text = text.rstrip(APART)
    for name, said in _in_pairs(others):
        if said is not None:
            text += f"{APART}{name}={_plain(said)}"
    return text.encode()


def _in_pairs(others: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    return zip(others[::2], others[1::2], strict=True)


def value(column: models.Field, connection: BaseDatabaseWrapper) -> str:
    """The column as both databases write it alike."""
    name, is_postgresql = connection.ops.quote_name(str(column.column)), connection.vendor == "postgresql"
    if isinstance(column, models.DecimalField):
        return f"CAST(ROUND({name} * {10**column.decimal_places}) AS BIGINT)"
    if isinstance(column, models.DateTimeField):
        if is_postgresql:
            return f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        return f"CASE WHEN length({name}) = 19 THEN {name} || '.000000' ELSE {name} END"
    if is_postgresql and isinstance(column, models.DateField):
        return f"to_char({name}, 'YYYY-MM-DD')"
    if isinstance(column, models.BooleanField):
        return f"CAST({name} AS INTEGER)"
    if isinstance(column, models.CharField | models.TextField):
        return f"replace({name}, '{APART}', '{APART}{APART}.')"
    return name


def _plain(said: Any) -> str:
    """JSON with its keys in order; of bytes their digest."""
    if isinstance(said, str):
        return json.dumps(json.loads(said), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(bytes(said)).hexdigest()
