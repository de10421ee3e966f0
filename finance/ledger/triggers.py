"""Triggers that keep the books closed to everybody: the ORM, raw SQL, the importer and the admin.

Each refuses with an IntegrityError.
"""

from django.conf import settings

from finance.guards import Trigger
from finance.models import COUNTED_BY_DATE
from finance.models.month import CLOSED_ON

# The budget is locked first: a close takes it FOR UPDATE, so it cannot overtake an insert that waits to commit.
# Django talks to PostgreSQL in UTC, hence the facility's own date. No database knows of `SMETA_TODAY`.
SQLITE_TODAY = "date('now', 'localtime')"
SQLITE_MONTH = "CAST(strftime('%Y%m', NEW.date) AS INTEGER)"
POSTGRESQL_TODAY = f"(now() AT TIME ZONE '{settings.TIME_ZONE}')::date"
# Counted from the month of its date on; period 13 is corrected while December stays closed.
BY_DATE = f"measure IN ({', '.join(repr(str(one.value)) for one in COUNTED_BY_DATE)}) AND month % 100 <> 13"
CLOSED_MONTH_FUNCTION = f"""
CREATE OR REPLACE FUNCTION smeta_closed_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM finance_budget WHERE id IN (SELECT budget_id FROM added) FOR SHARE;
  IF EXISTS (
    SELECT 1 FROM (
      SELECT DISTINCT budget_id, month FROM added
      UNION SELECT budget_id, to_char(date, 'YYYYMM')::int FROM added WHERE {BY_DATE}
    ) a
    JOIN finance_monthstate s ON s.budget_id = a.budget_id AND s.month = a.month
    WHERE {CLOSED_ON.format(day=POSTGRESQL_TODAY)}
  ) THEN
    RAISE EXCEPTION 'the month is closed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""  # noqa: S608 - the time zone comes from the settings

CLOSED_STATEMENT_FUNCTION = f"""
CREATE OR REPLACE FUNCTION smeta_closed_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM finance_monthstate s WHERE s.budget_id = NEW.budget_id
    AND s.month = to_char(NEW.date, 'YYYYMM')::int AND {CLOSED_ON.format(day=POSTGRESQL_TODAY)}
  ) THEN
    RAISE EXCEPTION 'the month is closed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""  # noqa: S608 - the time zone comes from the settings


TRIGGERS = (
    Trigger(
        "finance_entry_closed_month",
        "finance_entry",
        sqlite="BEFORE INSERT ON finance_entry "  # noqa: S608 - constants only
        "WHEN EXISTS (SELECT 1 FROM finance_monthstate s WHERE s.budget_id = NEW.budget_id AND (s.month = NEW.month "
        f"OR (NEW.{BY_DATE.replace('month', 'NEW.month')} AND s.month = {SQLITE_MONTH})) "
        f"AND {CLOSED_ON.format(day=SQLITE_TODAY)}) "
        "BEGIN SELECT RAISE(ABORT, 'the month is closed'); END",
        postgresql="AFTER INSERT ON finance_entry REFERENCING NEW TABLE AS added "
        "FOR EACH STATEMENT EXECUTE FUNCTION smeta_closed_month()",
        function=CLOSED_MONTH_FUNCTION,
    ),
    Trigger(
        "finance_cashbalance_closed_month",
        "finance_cashbalance",
        sqlite="BEFORE INSERT ON finance_cashbalance "  # noqa: S608 - constants only
        "WHEN EXISTS (SELECT 1 FROM finance_monthstate s WHERE s.budget_id = NEW.budget_id "
        f"AND s.month = {SQLITE_MONTH} AND {CLOSED_ON.format(day=SQLITE_TODAY)}) "
        "BEGIN SELECT RAISE(ABORT, 'the month is closed'); END",
        postgresql="BEFORE INSERT ON finance_cashbalance FOR EACH ROW EXECUTE FUNCTION smeta_closed_statement()",
        function=CLOSED_STATEMENT_FUNCTION,
    ),
)
