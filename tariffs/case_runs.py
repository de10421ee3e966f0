"""Costs of cases kept with a costing run, and which of them a report of a period shows."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Max, Subquery

from finance.models import Document, Facility
from finance.money import as_text
from finance.months import Month
from finance.scope import Scope
from tariffs.allocation.inputs import STEP_DOWN
from tariffs.case_costing import CaseStay, ComponentRate
from tariffs.case_costs import CaseCost, CaseCosting, cost_cases
from tariffs.case_records import price_list_of
from tariffs.costing_basis import Centre
from tariffs.models import CostingRun, EpisodeCost

ROWS_AT_ONCE = 1_000


def costing_of_period(scope: Scope, first: Month, last: Month) -> CaseCosting:
    """The cases of a period: as a run froze them where it is locked or the books are those of that day, else anew.

    Raises CostingError.
    """
    run, is_of_today = run_of_period(scope, first, last)
    if run is not None:
        return thawed_cases(run, is_of_today=is_of_today)
    return cost_cases(scope, first, last)


def run_of_period(scope: Scope, first: Month, last: Month) -> tuple[CostingRun | None, bool]:
    """The run that speaks for a period, None for the books of today; and whether the books are still its own."""
    if len(scope.budgets) > 1:
        return None, True
    kept = CostingRun.objects.filter(
        budget=scope.budgets[0], first_month=first, last_month=last, method=STEP_DOWN, measure="actual",
        cases__isnull=False,
    )  # fmt: skip
    facility = scope.budgets[0].facility
    newest = Document.objects.filter(budget__facility=facility).order_by("-pk").values("pk")[:1]
    run = kept.annotate(newest=Subquery(newest)).order_by("-is_locked", "-version").first()
    if run is None or run.cases is None:
        return None, True
    is_of_today = run.cases["books"] == _state_of_books(facility, run.newest or 0)
    return (run, is_of_today) if run.is_locked or is_of_today else (None, True)


def state_of_books(facility: Facility) -> str:
    """Differs once anything was posted or undone for the facility, or its price list of units was changed."""
    newest = Document.objects.filter(budget__facility=facility).aggregate(newest=Max("pk"))["newest"] or 0
    return _state_of_books(facility, newest)


def _state_of_books(facility: Facility, newest: int) -> str:
    rates = sorted((rate.service, rate.centre, str(rate.units)) for rate in price_list_of(facility).rates.values())
    return f"{newest} {hashlib.sha256(json.dumps(rates).encode()).hexdigest()[:16]}"


def frozen_cases(costing: CaseCosting, facility: Facility) -> dict[str, Any]:
    """What a run keeps beside the cases themselves; their fingerprint among it."""
    return {
        "rates": [
            {
                "component": r.component, "profile": r.profile, "amount": str(r.amount), "units": str(r.units),
                "of_cases": str(r.of_cases), "is_by_bed_day": r.is_by_bed_day,
            }
            for r in costing.rates
        ],
        "not_for_patients": as_text(costing.not_for_patients),
        "ledger": as_text(costing.ledger),
        "findings": dict(costing.findings),
        "books": state_of_books(facility),
        "fingerprint": fingerprint_of(_as_rows(costing.cases)),
    }  # fmt: skip


def keep(costing: CaseCosting, run: CostingRun) -> None:
    """Store the cases under a run that was just made."""
    rows = (EpisodeCost(run=run, **row) for row in _as_rows(costing.cases))
    EpisodeCost.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def _as_rows(cases: Iterable[CaseCost]) -> Iterator[dict[str, Any]]:
    for case in cases:
        stay = case.stay
        yield {
            "case": stay.case, "admitted": stay.admitted, "discharged": stay.discharged, "profile": stay.profile,
            "referred_by": stay.referred_by, "diagnosis": stay.diagnosis, "outcome": stay.outcome,
            "since": stay.since, "bed_days": stay.bed_days, "is_finished": stay.is_finished,
            "full_cost": case.full_cost,
            "tariff": stay.tariff,
            "components": {key: as_text(amount) for key, amount in case.components.items()},
            "units": {key: f"{units.normalize():f}" for key, units in stay.units.items()},
        }  # fmt: skip


def fingerprint_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over every case, in their order."""
    digest = hashlib.sha256()
    for row in rows:
        # a stay that never moved says what it said before moves were known
        known = {key: value for key, value in row.items() if key != "since" or value}
        said = {**known, "full_cost": as_text(row["full_cost"]), "tariff": as_text(row["tariff"])}
        digest.update(json.dumps(said, sort_keys=True, default=str, ensure_ascii=False).encode())
    return digest.hexdigest()


def are_cases_intact(run: CostingRun) -> bool:
    """Whether the kept cases are those that the run was made with."""
    if run.cases is None:
        return not run.episodes.exists()
    fields = ("case", "admitted", "discharged", "since", "profile", "referred_by", "diagnosis", "outcome", "bed_days",
              "is_finished", "full_cost", "tariff", "components", "units")  # fmt: skip
    rows = EpisodeCost.objects.filter(run=run).order_by("pk").values(*fields).iterator(chunk_size=5_000)
    return fingerprint_of(rows) == run.cases["fingerprint"]


def thawed_cases(run: CostingRun, *, is_of_today: bool = True, **limits: object) -> CaseCosting:
    """The cases as they were frozen, or those of the `limits`. Two queries with the run."""
    assert run.cases is not None
    rows = EpisodeCost.objects.filter(run=run, **limits).order_by("pk")
    cases = tuple(
        CaseCost(
            CaseStay(
                row.case, row.admitted, row.discharged, row.profile, row.bed_days, row.is_finished, row.referred_by,
                row.diagnosis, row.outcome, row.tariff,
                {key: Decimal(value) for key, value in row.units.items()}, since=row.since,
            ),
            {key: Decimal(amount) for key, amount in row.components.items()},
        )
        for row in rows.iterator(chunk_size=5_000)
    )  # fmt: skip
    return CaseCosting(
        run.first_month, run.last_month, run.method, cases,
        tuple(
            ComponentRate(
                r["component"], r["profile"], Fraction(r["amount"]), Fraction(r["units"]), Fraction(r["of_cases"]),
                r["is_by_bed_day"],
            )
            for r in run.cases["rates"]
        ),
        Decimal(run.cases["not_for_patients"]), Decimal(run.cases["ledger"]),
        tuple(Centre(**centre) for centre in run.inputs["centres"]),
        {profile: (names[0], names[1]) for profile, names in run.inputs["profiles"].items()},
        run.cases["findings"], run.pk, run.version, run.is_locked, is_of_today,
    )  # fmt: skip
