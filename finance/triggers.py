"""The one installer of every room's triggers.

SQLite drops triggers when Django rebuilds a table, and cannot alter a table that a trigger's body names, so
`finance.apps` drops them before `migrate` and installs them after it.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from finance import rooms


def install(connection: BaseDatabaseWrapper) -> None:
    """Make every trigger anew whose table exists."""
    drop(connection)
    tables = set(connection.introspection.table_names())
    wanted = [one for one in rooms.triggers() if one.exists_on(connection.vendor) and one.table in tables]
    functions = dict.fromkeys(one.function for one in wanted if one.function)
    with connection.cursor() as cursor:
        for function in functions if connection.vendor == "postgresql" else ():
            cursor.execute(function)
        for one in wanted:
            cursor.execute(f"CREATE TRIGGER {one.name} {one.statement(connection.vendor)}")


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take all triggers away, as before `migrate` and before a copy is put back; absent ones are no error."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for one in rooms.triggers():
            if one.table in tables:
                on = f" ON {one.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {one.name}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that should be there and are not, or are switched off."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    wanted = (one.name for one in rooms.triggers() if one.exists_on(connection.vendor))
    return [name for name in wanted if name not in present]
