"""Triggers that note which subjects a transaction touches, whichever way it went: pages, commands, the admin, raw SQL.

They know the program by what its connections carry (`finance.databases`). Another client is refused: what it
wrote past the triggers stays outside the chain, and `check_books` finds it.
"""

from collections.abc import Iterator

from django.db import connection

from finance.chain.tables import ChainedTable, tables
from finance.guards import Trigger

FUNCTION = """
CREATE OR REPLACE FUNCTION smeta_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  rows text := CASE TG_OP
    WHEN 'INSERT' THEN 'SELECT %1$I AS subject FROM added'
    WHEN 'DELETE' THEN 'SELECT %1$I AS subject FROM gone'
    ELSE 'SELECT %1$I AS subject FROM added UNION SELECT %1$I FROM gone' END;
BEGIN
  IF current_setting('smeta.program', true) IS DISTINCT FROM 'yes' THEN
    RAISE EXCEPTION 'only the program writes to %', TG_TABLE_NAME USING ERRCODE = 'check_violation';
  END IF;
  EXECUTE format('INSERT INTO finance_chaintouch (source, subject) '
                 'SELECT DISTINCT %2$L, subject FROM (' || rows || ') changed', TG_ARGV[0], TG_TABLE_NAME);
  RETURN NULL;
END $$
"""
TOUCHES = "finance_chaintouch"
REFERENCING = {
    "insert": "NEW TABLE AS added",
    "delete": "OLD TABLE AS gone",
    "update": "OLD TABLE AS gone NEW TABLE AS added",
}
SIDES = {"insert": ("NEW",), "delete": ("OLD",), "update": ("OLD", "NEW")}
# SQLite reads the text of every trigger at each new connection, so those of the tables are short, and this one is not.
ONCE = Trigger(
    f"{TOUCHES}_once",
    TOUCHES,
    sqlite=f"BEFORE INSERT ON {TOUCHES} WHEN EXISTS (SELECT 1 FROM {TOUCHES} "  # noqa: S608 - constants only
    "WHERE source = NEW.source AND subject = NEW.subject) OR NOT smeta_program() BEGIN SELECT RAISE(IGNORE); END",
    postgresql="",
)


def touch_triggers() -> list[Trigger]:
    """Three for each table of the chain, one where rows are never changed: a change there is to be found."""
    return [ONCE, *(trigger for table in tables().values() for trigger in _of(table))]


def _of(table: ChainedTable) -> Iterator[Trigger]:
    name, by = table.name, connection.ops.quote_name(table.by)
    for verb, sides in SIDES.items():
        if table.only_grows and verb != "insert":
            continue
        event = f"AFTER {verb.upper()} ON {name}"
        noted = (f"INSERT INTO {TOUCHES} VALUES (NULL, '{name}', {side}.{by});" for side in sides)  # noqa: S608 - names
        when = ""
        if verb == "insert" and not table.is_of_rows:  # of a document's many rows the first is enough
            known = f"SELECT 1 FROM {TOUCHES} WHERE source = '{name}' AND subject = NEW.{by}"  # noqa: S608 - same
            when = f"WHEN NOT EXISTS ({known}) "
        yield Trigger(
            f"{name}_touch_{verb}",
            name,
            sqlite=f"{event} {when}BEGIN {' '.join(noted)} END",
            postgresql=f"{event} REFERENCING {REFERENCING[verb]} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION smeta_touch('{table.by}')",
            function=FUNCTION,
        )
