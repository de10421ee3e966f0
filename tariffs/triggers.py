"""Triggers that keep costing runs: a locked one never changes or goes; inputs and results never change."""

from finance.guards import Trigger

TABLE = "tariffs_costingrun"
FROZEN = ("inputs", "results", "fingerprint", "first_month", "last_month", "version", "method", "measure", "budget_id",
          "cases")  # fmt: skip
REASON = "a costing run is frozen: run again as a new version"

FUNCTION = f"""
CREATE OR REPLACE FUNCTION smeta_frozen_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{REASON}' USING ERRCODE = 'check_violation';
END $$
"""


def _refusing(verb: str, changed: str = "") -> Trigger:
    """`changed` says with `{unlike}` which rows are refused beside those of a locked run."""
    event, condition = f"BEFORE {verb.upper()} ON {TABLE} FOR EACH ROW WHEN", f"OLD.is_locked{changed}"
    return Trigger(
        f"{TABLE}_{verb}",
        TABLE,
        sqlite=f"{event} ({condition.format(unlike='IS NOT')}) BEGIN SELECT RAISE(ABORT, '{REASON}'); END",
        postgresql=f"{event} ({condition.format(unlike='IS DISTINCT FROM')}) EXECUTE FUNCTION smeta_frozen_run()",
        function=FUNCTION,
    )


TRIGGERS = (
    _refusing("update", "".join(f" OR NEW.{column} {{unlike}} OLD.{column}" for column in FROZEN)),
    _refusing("delete"),
)
