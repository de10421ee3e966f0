"""Triggers that keep the books closed to everybody: the ORM, raw SQL, the importer and the admin.

Each refuses with an IntegrityError. SQLite drops triggers when Django rebuilds a table, and cannot alter a table that
a trigger's body names, so `finance.apps` drops them before `migrate` and installs them after it.
"""

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

# Rows of these tables are never changed or taken away, only added to.
APPEND_ONLY = (
    "finance_entry",
    "finance_cashbalance",
    "finance_treasuryfigure",
    "finance_trialbalanceline",
    "finance_auditevent",
)
CLOSED = "finance_entry_closed_month"

# Triggers that rooms above keep on their own tables.
_required: dict[str, None] = {}

APPEND_ONLY_FUNCTION = """
CREATE OR REPLACE FUNCTION smeta_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: reverse and post anew', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$
"""
# The budget is locked first: a close takes it FOR UPDATE, so it cannot overtake an insert that waits to commit.
# Django talks to PostgreSQL in UTC, hence the facility's own date.
CLOSED_MONTH_FUNCTION = f"""
CREATE OR REPLACE FUNCTION smeta_closed_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM finance_budget WHERE id IN (SELECT budget_id FROM added) FOR SHARE;
  IF EXISTS (
    SELECT 1 FROM (SELECT DISTINCT budget_id, month FROM added) a
    JOIN finance_monthstate s ON s.budget_id = a.budget_id AND s.month = a.month
    WHERE s.is_closed
      AND (s.reopened_until IS NULL OR s.reopened_until < (now() AT TIME ZONE '{settings.TIME_ZONE}')::date)
  ) THEN
    RAISE EXCEPTION 'the month is closed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""  # noqa: S608 - the time zone comes from the settings


def names(vendor: str) -> list[str]:
    """Every trigger that must exist on a database of `vendor`; only PostgreSQL knows TRUNCATE."""
    return sorted([*(f"{table}_{verb}" for table in APPEND_ONLY for verb in _verbs(vendor)), CLOSED])


def _verbs(vendor: str) -> tuple[str, ...]:
    return ("update", "delete", "truncate") if vendor == "postgresql" else ("update", "delete")


def install(connection: BaseDatabaseWrapper) -> None:
    """Make every trigger anew. The tables must exist."""
    drop(connection)
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take all triggers away, as before `migrate` and before a copy is put back; absent ones are no error."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            for name in names(connection.vendor):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        for table in APPEND_ONLY:
            if table in tables:
                for verb in _verbs(connection.vendor):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{verb} ON {table}")
        if "finance_entry" in tables:
            cursor.execute(f"DROP TRIGGER IF EXISTS {CLOSED} ON finance_entry")


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
    return [name for name in (*names(connection.vendor), *_required) if name not in present]


def require(*names: str) -> None:
    """Count triggers of a room above among those that must exist; the room installs and drops them itself."""
    _required.update(dict.fromkeys(names))


def _sqlite() -> list[str]:
    statements = [
        f"CREATE TRIGGER {table}_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: reverse and post anew'); END"
        for table in APPEND_ONLY
        for verb in _verbs("sqlite")
    ]
    statements.append(
        f"CREATE TRIGGER {CLOSED} BEFORE INSERT ON finance_entry "  # noqa: S608 - constant names only
        "WHEN EXISTS (SELECT 1 FROM finance_monthstate s WHERE s.budget_id = NEW.budget_id AND s.month = NEW.month "
        "AND s.is_closed AND (s.reopened_until IS NULL OR s.reopened_until < date('now', 'localtime'))) "
        "BEGIN SELECT RAISE(ABORT, 'the month is closed'); END"
    )
    return statements


def _postgresql() -> list[str]:
    statements = [APPEND_ONLY_FUNCTION, CLOSED_MONTH_FUNCTION]
    for table in APPEND_ONLY:
        statements += [
            f"CREATE TRIGGER {table}_{verb} BEFORE {verb.upper()} ON {table} "
            f"FOR EACH {'STATEMENT' if verb == 'truncate' else 'ROW'} EXECUTE FUNCTION smeta_append_only()"
            for verb in _verbs("postgresql")
        ]
    statements.append(
        f"CREATE TRIGGER {CLOSED} AFTER INSERT ON finance_entry REFERENCING NEW TABLE AS added "
        "FOR EACH STATEMENT EXECUTE FUNCTION smeta_closed_month()"
    )
    return statements
