"""Rows of several small tables in one query, each as the row of its own table.

Every row travels as one JSON text, so that tables of different columns stand under each other; money keeps its tiyn.
Meant for what a report needs whole, not for what it counts through.
"""

import json
from collections.abc import Mapping
from datetime import UTC
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler
from django.utils.timezone import is_aware, make_aware

_read = json.JSONDecoder(parse_float=Decimal).decode


def together(*asked: QuerySet[Any]) -> list[list[Any]]:
    """The rows of each, as its model has them, in the order of their keys; related rows are not fetched. One query."""
    parts = [_as_texts(place, one) for place, one in enumerate(asked)]
    found: list[list[Any]] = [[] for _one in asked]
    for place, text in parts[0].union(*parts[1:], all=True):
        found[place].append(_row(asked[place].model, _read(text)))
    for rows in found:
        rows.sort(key=lambda row: row.pk)
    return found


def _as_texts(place: int, asked: QuerySet[Any]) -> QuerySet[Any]:
    fields = [(Value(field.attname, TextField()), _as_plain(field)) for field in asked.model._meta.concrete_fields]
    row = Cast(_Row(*(part for pair in fields for part in pair)), TextField())
    return asked.order_by().values_list(Value(place, IntegerField()), row)


class _Row(Func):
    """A row as one JSON object. That of Django asks the database first whether it can."""

    function = "JSON_OBJECT"
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **said: Any) -> Any:
        typed = self.copy()
        parts = self.get_source_expressions()
        typed.set_source_expressions([Cast(one, TextField()) if at % 2 == 0 else one for at, one in enumerate(parts)])
        return super(_Row, typed).as_sql(compiler, connection, function="JSONB_BUILD_OBJECT", **said)


def _as_plain(field: models.Field[Any, Any]) -> Any:
    """A column of JSON as its text, which no database reads into the row."""
    return Cast(F(field.attname), TextField()) if isinstance(field, models.JSONField) else F(field.attname)


def _row(model: type[models.Model], said: Mapping[str, Any]) -> models.Model:
    fields = model._meta.concrete_fields
    return model.from_db(
        None, [field.attname for field in fields], [_value(field, said[field.attname]) for field in fields]
    )


def _value(field: models.Field[Any, Any], said: Any) -> Any:
    if said is None:
        return None
    if isinstance(field, models.JSONField):
        return json.loads(said)
    if isinstance(field, models.DecimalField):
        return Decimal(said).quantize(Decimal(1).scaleb(-field.decimal_places))
    if isinstance(field, models.DateTimeField):
        moment = field.to_python(said)
        return moment if is_aware(moment) else make_aware(moment, UTC)
    return field.to_python(said)
