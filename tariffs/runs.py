"""Costing runs: frozen with their inputs, numbered, locked, compared.

A run that does not cost the ledger's total to the tiyn is refused with the list of differences.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from finance.audit import record
from finance.execution import require_period
from finance.ledger import lock as lock_budget
from finance.models import Budget
from finance.money import ZERO, display
from finance.months import Month
from finance.scope import of_budget
from tariffs.allocation.inputs import STEP_DOWN
from tariffs.bed_day_cost import BedDayCost, cost_bed_days
from tariffs.case_costs import CaseCosting, cases_of
from tariffs.case_runs import are_cases_intact, frozen_cases, keep
from tariffs.controls import CostingControl
from tariffs.costing import CostingError
from tariffs.costing_inputs import gather, ledger_by_code, versions_of
from tariffs.facility_records import counted_from_stays, has_stays
from tariffs.freezing import fingerprint, frozen, results_of, thawed
from tariffs.models import CostingRun
from tariffs.problems import RefusedError
from tariffs.run_controls import GATES, controls_of


class RunError(CostingError):
    """A run that is not made, or not changed; `sentences` say why."""


@transaction.atomic
def run(
    budget: Budget, first: Month, last: Month, *, user: User, method: str = STEP_DOWN, measure: str = "actual"
) -> CostingRun:
    """Cost `first` to `last`, inclusive, and keep it as the next version of that period.

    Raises CostingError where the period cannot be costed, RunError where a gate of the controls fails.
    """
    lock_budget(budget.pk)
    require_period(of_budget(budget), first, last)
    try:
        inputs = gather([budget], first, last, measure)
        costing = cost_bed_days(inputs, method)
    except RefusedError as error:
        raise CostingError.of(error) from error
    failed = [c for c in controls_on(costing, budget) if c.number in GATES and not c.holds]
    if failed:
        raise RunError([_difference(control, name, amount) for control in failed
                        for name, amount in control.differences.items()])  # fmt: skip
    cases = _cases(costing, budget)
    stored = frozen(costing.inputs, versions_of(budget.facility, first, last))
    made = CostingRun.objects.create(
        budget=budget,
        first_month=first,
        last_month=last,
        version=_next_version(budget, first, last),
        method=method,
        measure=measure,
        inputs=stored,
        results=results_of(costing),
        cases=frozen_cases(cases, budget.facility) if cases else None,
        fingerprint=fingerprint(stored),
        created_by=user,
    )
    if cases:
        keep(cases, made)
    record("tariffs.run.made", user=user, data={"run": made.pk, "fingerprint": made.fingerprint})
    return made


def _cases(costing: BedDayCost, budget: Budget) -> CaseCosting | None:
    """What every case of the register costs; None without a register."""
    return cases_of(costing, budget.facility) if has_stays(budget.facility) else None


def rerun(old: CostingRun, *, user: User) -> CostingRun:
    """The same period, method and measure from the books of today, as a new version; the old one stays."""
    return run(old.budget, old.first_month, old.last_month, user=user, method=old.method, measure=old.measure)


@transaction.atomic
def lock(held: CostingRun, *, user: User) -> None:
    """Lock for good: the database refuses every later change. Raises RunError where it is locked or tampered with."""
    found = CostingRun.objects.select_for_update(no_key=True).get(pk=held.pk)
    if found.is_locked:
        raise RunError([_("This run is locked already.")])
    if not is_intact(found):
        raise RunError([_("The stored results are not those of the stored inputs. Run the period again.")])
    CostingRun.objects.filter(pk=found.pk).update(is_locked=True)
    held.is_locked = True
    record("tariffs.run.locked", user=user, data={"run": found.pk})


def costing_of(held: CostingRun) -> BedDayCost:
    """The costing again from the run's own inputs, whatever the books say today."""
    return cost_bed_days(thawed(held.inputs), held.method)


def is_intact(held: CostingRun) -> bool:
    """Whether inputs still have their fingerprint and give the stored results."""
    if fingerprint(held.inputs) != held.fingerprint:
        return False
    return results_of(costing_of(held)) == held.results and are_cases_intact(held)


def controls_of_run(held: CostingRun) -> list[CostingControl]:
    """The fifteen controls of a kept run against the books of today."""
    return controls_on(costing_of(held), held.budget, is_intact=is_intact(held))


def controls_on(costing: BedDayCost, budget: Budget, *, is_intact: bool = True) -> list[CostingControl]:
    """The fifteen controls of a costing; `is_intact` says that its stored results are those of its inputs."""
    first, last = costing.inputs.first, costing.inputs.last
    now = ledger_by_code([budget], first, last, costing.inputs.measure)
    return controls_of(costing, now, activity_of(budget, first, last), is_intact=is_intact)


def activity_of(budget: Budget, first: Month, last: Month) -> dict[str, int] | None:
    """Bed-days of the register of stays by profile; None without a register."""
    if not has_stays(budget.facility):
        return None
    found: dict[str, int] = {}
    for (_month, profile, _setting), days in counted_from_stays(budget.facility, first, last).items():
        found[profile] = found.get(profile, 0) + days
    return found


@dataclass(frozen=True)
class FigureInTwoRuns:
    """One figure in two runs, tenge."""

    profile: str
    code: str
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


def compare(one: CostingRun, other: CostingRun) -> tuple[list[FigureInTwoRuns], list[str]]:
    """What differs from `one` to `other`: full costs by profile and code, and the inputs that changed."""
    rows = []
    for profile in dict.fromkeys([*one.results["profiles"], *other.results["profiles"]]):
        before, after = _by_code(one.results, profile), _by_code(other.results, profile)
        rows += [
            FigureInTwoRuns(profile, code, before.get(code, ZERO), after.get(code, ZERO))
            for code in sorted({*before, *after})
            if before.get(code) != after.get(code)
        ]
    changed = [key for key in one.inputs if one.inputs[key] != other.inputs.get(key) and key != "versions"]
    if one.method != other.method:
        changed.insert(0, "method")
    return rows, changed


def _by_code(results: Mapping[str, Any], profile: str) -> dict[str, Decimal]:
    codes = results["profiles"].get(profile, {}).get("by_code", {})
    return {code: Decimal(amount) for code, amount in codes.items()}


def _next_version(budget: Budget, first: Month, last: Month) -> int:
    held = CostingRun.objects.filter(budget=budget, first_month=first, last_month=last)
    return (held.aggregate(last=Max("version"))["last"] or 0) + 1


def _difference(control: CostingControl, name: str, amount: Decimal) -> str:
    values = {"control": control.number, "name": name, "amount": display(amount)}
    return _("%(control)s: %(name)s differs by %(amount)s.") % values
