"""Triggers that keep costing runs: a locked run never changes or goes, and no run's inputs or results ever change.

They stand beside those of the ledger (`finance.ledger.triggers`): dropped before `migrate`, installed after it.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "tariffs_costingrun"
NAMES = ("tariffs_costingrun_update", "tariffs_costingrun_delete")
FROZEN = ("inputs", "results", "fingerprint", "first_month", "last_month", "version", "method", "measure", "budget_id")
REASON = "a costing run is frozen: run again as a new version"

FUNCTION = f"""
CREATE OR REPLACE FUNCTION smeta_frozen_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{REASON}' USING ERRCODE = 'check_violation';
END $$
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Make both triggers anew. The table must exist."""
    drop(connection)
    is_postgresql = connection.vendor == "postgresql"
    unlike = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    changed = " OR ".join(f"NEW.{column} {unlike} OLD.{column}" for column in FROZEN)
    conditions = {"update": f"OLD.is_locked OR {changed}", "delete": "OLD.is_locked"}
    with connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute(FUNCTION)
        for name, (verb, condition) in zip(NAMES, conditions.items(), strict=True):
            head = f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {TABLE} FOR EACH ROW WHEN ({condition}) "
            body = (
                "EXECUTE FUNCTION smeta_frozen_run()"
                if is_postgresql
                else f"BEGIN SELECT RAISE(ABORT, '{REASON}'); END"
            )
            cursor.execute(head + body)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take both triggers away; an absent table is no error."""
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for name in NAMES:
            on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
