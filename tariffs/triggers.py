"""Triggers that keep costing runs: a locked one never changes or goes; inputs, results, costs of cases never change."""

from finance.guards import Trigger

TABLE = "tariffs_costingrun"
CASES = "tariffs_episodecost"
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


def _keeping_cases(verb: str) -> Trigger:
    event = f"BEFORE {verb.upper()} ON {CASES} FOR EACH ROW"
    return Trigger(
        f"{CASES}_{verb}",
        CASES,
        sqlite=f"{event} BEGIN SELECT RAISE(ABORT, '{REASON}'); END",
        postgresql=f"{event} EXECUTE FUNCTION smeta_frozen_run()",
        function=FUNCTION,
    )


TRIGGERS = (
    _refusing("update", "".join(f" OR NEW.{column} {{unlike}} OLD.{column}" for column in FROZEN)),
    _refusing("delete"),
    _keeping_cases("update"),
    _keeping_cases("delete"),
)
