"""The one installer of every room's triggers.

SQLite drops triggers when Django rebuilds a table, and cannot alter a table that a trigger's body names, so
`finance.apps` drops them before `migrate` and installs them after it.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from finance import rooms
from finance.chain.touching import touch_triggers
from finance.growing_tables import growing_triggers
from finance.guards import Trigger

BODY = re.compile(r"\$\$(.*)\$\$", re.DOTALL)
# What PostgreSQL writes in its own way when it tells a trigger.
CONDITION = re.compile(r"\bWHEN \(.*\)(?= EXECUTE)", re.DOTALL)
SCHEMA = re.compile(r"(?<= ON )\w+\.(?=\w)")


def every() -> list[Trigger]:
    return [*rooms.triggers(), *growing_triggers(), *touch_triggers()]


def install(connection: BaseDatabaseWrapper) -> None:
    """Make every trigger anew whose table exists."""
    drop(connection)
    tables = set(connection.introspection.table_names())
    wanted = [one for one in every() if one.exists_on(connection.vendor) and one.table in tables]
    made = [f"CREATE TRIGGER {one.name} {one.statement(connection.vendor)}" for one in wanted]
    if connection.vendor == "postgresql":
        of_table: defaultdict[str, list[str]] = defaultdict(list)
        for one in wanted:
            of_table[one.table].append(f"ENABLE ALWAYS TRIGGER {one.name}")
        functions = dict.fromkeys(one.function for one in wanted if one.function)
        switched = (f"ALTER TABLE {table} {', '.join(names)}" for table, names in of_table.items())
        made = [*functions, *made, *switched]
        # what a transaction has put off would keep its tables from being altered
        made = ["SET CONSTRAINTS ALL IMMEDIATE", *made, "SET CONSTRAINTS ALL DEFERRED"]
    _execute(connection, made)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take all triggers away, as before `migrate` and before a copy is put back; absent ones are no error."""
    tables = set(connection.introspection.table_names())
    here = [one for one in every() if one.table in tables]
    is_postgresql = connection.vendor == "postgresql"
    _execute(
        connection, [f"DROP TRIGGER IF EXISTS {one.name}{f' ON {one.table}' if is_postgresql else ''}" for one in here]
    )


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that should be there and are not, or are switched off."""
    return off(connection)[0]


def off(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    """What is `missing`, and names of triggers and functions not as the program makes them, and of foreign ones."""
    wanted = {one.name: one for one in every() if one.exists_on(connection.vendor)}
    present = _present(connection)
    lacking = [name for name in wanted if name not in present]
    found = [name for name, text in present.items() if name not in wanted or not _is_as_made(text, wanted[name])]
    if connection.vendor != "postgresql":
        return lacking, found
    bodies = {function.split("(")[0].split()[-1]: BODY.search(function) for one in wanted.values()
              if (function := one.function)}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s)", [list(bodies)])
        known = dict(cursor.fetchall())
    return lacking, found + [name for name, body in bodies.items() if body and known.get(name) not in (None, body[1])]


def _present(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """What the database tells of each trigger that is switched on for everybody."""
    query = (
        "SELECT tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid "
        # A: it fires for a session that plays a replica too
        "JOIN pg_namespace n ON n.oid = relnamespace WHERE NOT tgisinternal AND tgenabled = 'A' "
        "AND nspname = current_schema()"
        if connection.vendor == "postgresql"
        else "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def _is_as_made(text: str, trigger: Trigger) -> bool:
    """PostgreSQL words a condition anew; there it is only asked whether there is one where one is meant."""
    made, found = (
        re.sub(r"\s+", " ", CONDITION.sub("WHEN", SCHEMA.sub("", one))).lower()
        for one in (f"CREATE TRIGGER {trigger.name} {_statement(trigger, text)}", text)
    )
    return made == found


def _statement(trigger: Trigger, text: str) -> str:
    is_postgresql = "EXECUTE FUNCTION" in text
    return trigger.postgresql if is_postgresql else trigger.sqlite


def _execute(connection: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    """PostgreSQL takes them all at once; SQLite one by one, inside whatever transaction there is."""
    at_once = [";\n".join(statements)] if connection.vendor == "postgresql" and statements else statements
    with connection.cursor() as cursor:
        for statement in at_once:
            cursor.execute(statement)
