"""The inputs of a costing as JSON and back, and their fingerprint. Pure; money and fractions as text, never floats."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

from finance.money import as_text
from finance.months import Month
from tariffs.allocation.inputs import Rounding
from tariffs.attributing import AttributionRule, LedgerCost
from tariffs.bed_day_cost import BedDayCost
from tariffs.costing_basis import Centre, Inputs


def frozen(inputs: Inputs, versions: Mapping[str, list[int]]) -> dict[str, Any]:
    """Everything the costing was computed from; `versions` are the documents that the rules and drivers came from."""
    return {
        "first": str(inputs.first),
        "last": str(inputs.last),
        "measure": inputs.measure,
        "centres": [
            {
                "key": c.key, "name_ru": c.name_ru, "name_kk": c.name_kk, "kind": c.kind, "profile": c.profile,
                "step": c.step, "basis": c.basis,
            }
            for c in inputs.centres
        ],
        "rules": [
            {
                "code": r.code, "target": r.target, "share": str(r.share), "supplier_number": r.supplier_number,
                "contract_number": r.contract_number, **_months(first=r.first, last=r.last),
            }
            for r in inputs.rules
        ],
        "drivers": {
            driver: {centre: str(value) for centre, value in sorted(values.items())}
            for driver, values in sorted(inputs.drivers.items())
        },
        "costs": [
            {
                "code": c.code, "amount": as_text(c.amount), "supplier_number": c.supplier_number,
                "contract_number": c.contract_number, **_months(month=c.month),
            }
            for c in inputs.costs
        ],
        "placed": {
            centre: {code: as_text(amount) for code, amount in sorted(codes.items())}
            for centre, codes in sorted(inputs.placed.items())
        },
        "bed_days": dict(sorted(inputs.bed_days.items())),
        "accompanying_days": dict(sorted(inputs.accompanying_days.items())),
        "profiles": {profile: list(names) for profile, names in sorted(inputs.profiles.items())},
        "is_counted_from_stays": inputs.is_counted_from_stays,
        "rounding": asdict(inputs.rounding),
        "versions": {name: sorted(numbers) for name, numbers in sorted(versions.items())},
    }  # fmt: skip


def thawed(stored: Mapping[str, Any]) -> Inputs:
    """The inputs as they were when the run was made."""
    return Inputs(
        first=Month.parse(stored["first"]),
        last=Month.parse(stored["last"]),
        measure=stored["measure"],
        centres=tuple(Centre(**centre) for centre in stored["centres"]),
        rules=tuple(
            AttributionRule(
                r["code"], r["target"], Fraction(r["share"]), r["supplier_number"], r["contract_number"],
                _month(r.get("first")), _month(r.get("last")),
            )
            for r in stored["rules"]
        ),
        drivers={
            driver: {centre: Fraction(value) for centre, value in values.items()}
            for driver, values in stored["drivers"].items()
        },
        costs=tuple(
            LedgerCost(
                c["code"], Decimal(c["amount"]), c["supplier_number"], c["contract_number"], _month(c.get("month"))
            )
            for c in stored["costs"]
        ),
        placed={
            centre: {code: Decimal(amount) for code, amount in codes.items()}
            for centre, codes in stored["placed"].items()
        },
        bed_days=stored["bed_days"],
        accompanying_days=stored["accompanying_days"],
        profiles={profile: (names[0], names[1]) for profile, names in stored["profiles"].items()},
        is_counted_from_stays=stored["is_counted_from_stays"],
        rounding=Rounding(**stored["rounding"]),
    )  # fmt: skip


def _months(**months: Month | None) -> dict[str, str]:
    """Only what is dated is written down."""
    return {key: str(month) for key, month in months.items() if month is not None}


def _month(text: str | None) -> Month | None:
    return None if text is None else Month.parse(text)


def fingerprint(stored: Mapping[str, Any]) -> str:
    """SHA-256 of the frozen inputs, whatever the order of their keys."""
    text = json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def results_of(costing: BedDayCost) -> dict[str, Any]:
    """What came out: each profile's cost by code, and the totals. Tenge as text."""
    return {
        "method": costing.method,
        "profiles": {
            p.profile: {
                "bed_days": p.bed_days,
                "full_cost": as_text(p.full_cost),
                "overhead": as_text(p.overhead_amount),
                "by_code": {code: as_text(amount) for code, amount in sorted(p.by_code.items())},
            }
            for p in costing.profiles
        },
        "full_cost": as_text(costing.full_cost),
        "ledger_total": as_text(costing.ledger_total),
        "unallocated": as_text(costing.unallocated),
    }
