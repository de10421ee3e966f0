"""Triggers of tables that only grow: their rows are never changed or taken away, and none is put under a document that
a closed month has seen.

Which tables those are, the rooms say for the chain (`Chained.only_grows`). The second is one trigger for all of them,
on the table in which each transaction notes what it touched: SQLite reads the text of every trigger at each connection.
"""

from collections.abc import Iterator

from finance.chain.tables import tables
from finance.guards import Trigger
from finance.ledger.triggers import POSTGRESQL_TODAY, SQLITE_TODAY
from finance.models.month import CLOSED_ON

APPEND_ONLY_FUNCTION = """
CREATE OR REPLACE FUNCTION smeta_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: reverse and post anew', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$
"""
LINKS, TOUCHES = "finance_chainlink", "finance_chaintouch"
# They are dated by themselves, and their own trigger looks at that.
DATED = ("finance_entry", "finance_cashbalance")
SEEN = (
    "SELECT 1 FROM finance_document d JOIN finance_monthstate s ON s.budget_id = d.budget_id "
    "AND s.changed_at >= d.entered_at AND {closed} WHERE d.id = NEW.subject"
)


def growing_triggers() -> list[Trigger]:
    grow = [table for table in tables().values() if table.only_grows]
    under = [table.name for table in grow if table.by == "document_id" and table.name not in DATED]
    appended = [one for name in (LINKS, *(table.name for table in grow)) for one in _append_only(name)]
    return [*appended, _unseen(under)]


def _append_only(table: str) -> Iterator[Trigger]:
    refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: reverse and post anew'); END"
    for verb, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        event = f"BEFORE {verb.upper()} ON {table}"
        yield Trigger(
            f"{table}_{verb}",
            table,
            sqlite="" if verb == "truncate" else f"{event} {refusal}",
            postgresql=f"{event} FOR EACH {each} EXECUTE FUNCTION smeta_append_only()",
            function=APPEND_ONLY_FUNCTION,
        )


def _unseen(names: list[str]) -> Trigger:
    of = f"NEW.source IN ({', '.join(map(repr, names))})"
    on_sqlite, on_postgresql = (
        SEEN.format(closed=CLOSED_ON.format(day=day)) for day in (SQLITE_TODAY, POSTGRESQL_TODAY)
    )
    return Trigger(
        f"{TOUCHES}_closed_month",
        TOUCHES,
        sqlite=f"BEFORE INSERT ON {TOUCHES} WHEN {of} AND EXISTS ({on_sqlite}) "
        "BEGIN SELECT RAISE(ABORT, 'the month is closed: post under a new document'); END",
        postgresql=f"BEFORE INSERT ON {TOUCHES} FOR EACH ROW EXECUTE FUNCTION smeta_seen_document()",
        function=f"""
CREATE OR REPLACE FUNCTION smeta_seen_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {of} AND EXISTS ({on_postgresql}) THEN
    RAISE EXCEPTION 'the month is closed: post under a new document' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
""",
    )
