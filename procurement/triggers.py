"""Triggers that keep matched payments: a match is never changed or removed, only taken back, once."""

from finance.guards import Trigger

TABLE = "procurement_paymentmatch"
KEPT = ("entry_id", "contract_id", "act_id", "amount", "matched_at")
REASON = "a match is taken back, never changed or removed"

FUNCTION = f"""
CREATE OR REPLACE FUNCTION smeta_kept_match() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{REASON}' USING ERRCODE = 'check_violation';
END $$
"""


def _refusing(verb: str, condition: str = "") -> Trigger:
    """`condition` says with `{unlike}` which rows are refused; every row without one."""
    event = f"BEFORE {verb.upper()} ON {TABLE} FOR EACH ROW"
    when = f" WHEN ({condition})" if condition else ""
    return Trigger(
        f"{TABLE}_{verb}",
        TABLE,
        sqlite=f"{event}{when.format(unlike='IS NOT')} BEGIN SELECT RAISE(ABORT, '{REASON}'); END",
        postgresql=f"{event}{when.format(unlike='IS DISTINCT FROM')} EXECUTE FUNCTION smeta_kept_match()",
        function=FUNCTION,
    )


CHANGED = " OR ".join(f"NEW.{column} {{unlike}} OLD.{column}" for column in KEPT)
TRIGGERS = (
    _refusing("update", f"OLD.taken_back_at IS NOT NULL OR NEW.taken_back_at IS NULL OR {CHANGED}"),
    _refusing("delete"),
)
