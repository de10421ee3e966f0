"""Rows of several small tables in one query, each as the row of its own table.

Every row travels as one JSON text, so that tables of different columns stand under each other; money keeps its tiyn.
Bytes are no JSON and stay behind: whoever needs them asks for them.
Meant for what a report needs whole, not for what it counts through.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import IntegerField, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL

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
    model: Any = asked.model
    row = RawSQL(_row_as_text(model, connection.vendor), (), TextField())  # noqa: S611 - names of columns only
    return asked.order_by().values_list(Value(place, IntegerField()), row)


@cache
def _row_as_text(model: Any, vendor: str) -> str:
    """A row as one JSON object, as SQL: put together as Django does it, a dozen tables cost more than their rows."""
    quoted, parts = connection.ops.quote_name, []
    for field in _travelling(model):
        column = f"{quoted(model._meta.db_table)}.{quoted(str(field.column))}"
        # a column of JSON goes as its text, which no database reads into the row
        parts.append(
            f"'{field.attname}', " + (f"CAST({column} AS text)" if isinstance(field, models.JSONField) else column)
        )
    function = "jsonb_build_object" if vendor == "postgresql" else "json_object"
    return f"CAST({function}({', '.join(parts)}) AS text)"


def _row(model: type[models.Model], said: Mapping[str, Any]) -> models.Model:
    fields = _travelling(model)
    return model.from_db(
        None, [field.attname for field in fields], [_value(field, said[field.attname]) for field in fields]
    )


@cache
def _travelling(model: Any) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.BinaryField)]


def _value(field: models.Field[Any, Any], said: Any) -> Any:
    if said is None:
        return None
    if isinstance(field, models.JSONField):
        return json.loads(said)
    if isinstance(field, models.DecimalField):
        return Decimal(said).quantize(Decimal(1).scaleb(-field.decimal_places))
    found = field.to_python(said)
    # SQLite keeps moments of UTC without saying so
    return found.replace(tzinfo=UTC) if isinstance(found, datetime) and found.tzinfo is None else found
