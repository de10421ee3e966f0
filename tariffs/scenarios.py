"""What-if scenarios beside a frozen run: what a profile is paid in the base, saving, and what was saved."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance.audit import record
from finance.money import as_text, round_half_up
from finance.months import Month, span
from tariffs.costing import CostingError
from tariffs.costing_basis import MonthVolume
from tariffs.facility_records import month_volumes, tariff_rows, variable_shares
from tariffs.freezing import thawed
from tariffs.models import CostingRun, Scenario
from tariffs.problems import RefusedError
from tariffs.revenue import ProfileRevenue, revenue
from tariffs.what_if import ProfileBase, ProfileResult, WhatIfChanges, what_if


def paid_in(run: CostingRun) -> dict[str, ProfileBase]:
    """Tariff, beds and days of every profile in the period of the run."""
    facility = run.budget.facility
    volumes = month_volumes(facility, run.first_month, run.last_month)
    due = revenue(volumes, tariff_rows(facility))
    profiles = {centre["profile"] for centre in run.inputs["centres"] if centre["profile"]}
    return paid_of(profiles, volumes, due, run.first_month, run.last_month)


def paid_of(
    profiles: Iterable[str],
    volumes: Sequence[MonthVolume],
    due: Mapping[str, ProfileRevenue],
    first: Month,
    last: Month,
) -> dict[str, ProfileBase]:
    """The same of `profiles` from volumes and revenue of the months, inclusive. Pure."""
    days = sum(month.days for month in span(first, last))
    found = {}
    for profile in profiles:
        capacity = sum((v.beds or 0) * v.month.days for v in volumes if v.profile == profile)
        paid = due.get(profile)
        found[profile] = ProfileBase(paid.tariff if paid else None, Fraction(capacity, days), days)
    return found


def computed(run: CostingRun, changes: WhatIfChanges) -> list[ProfileResult]:
    """The profiles of the run under `changes`. Raises CostingError where they leave nothing to cost by."""
    shares = variable_shares(run.first_month.year)
    try:
        return what_if(thawed(run.inputs), changes, paid_in(run), shares, run.method)
    except RefusedError as error:
        raise CostingError.of(error) from error


@transaction.atomic
def save(run: CostingRun, name: str, changes: WhatIfChanges, *, user: User) -> Scenario:
    """Keep a scenario under `name`; one of that name is replaced. Raises CostingError without a name or a change."""
    if not name.strip():
        raise CostingError([_("Give the scenario a name.")])
    if changes.is_empty:
        raise CostingError([_("Nothing is changed. Change at least one figure.")])
    results = [as_result(result) for result in computed(run, changes)]
    scenario, _made = Scenario.objects.update_or_create(
        run=run,
        name=name.strip()[:120],
        defaults={"changes": as_changes(changes), "results": results, "created_by": user},
    )
    record("tariffs.scenario.saved", user=user, data={"run": run.pk, "scenario": scenario.pk})
    return scenario


def as_changes(changes: WhatIfChanges) -> dict[str, dict[str, str]]:
    """Changes as JSON, figures as text; `changes_of` reads them back."""
    return {
        name: {key: str(value) for key, value in getattr(changes, name).items()}
        for name in ("bed_days", "tariffs", "prices", "positions", "beds")
    }


def as_query(changes: WhatIfChanges) -> dict[str, str]:
    """Changes as the fields of the what-if page; prices as percent, so that 0.95 is −5."""
    fields: dict[str, Mapping[str, Decimal | int]] = {
        "days": changes.bed_days, "tariff": changes.tariffs, "beds": changes.beds, "positions": changes.positions,
        "price": {key: (factor - 1) * 100 for key, factor in changes.prices.items()},
    }  # fmt: skip
    return {f"{field}-{key}": f"{Decimal(value):f}" for field, of in fields.items() for key, value in of.items()}


def changes_of(stored: Mapping[str, Mapping[str, str]]) -> WhatIfChanges:
    """The changes that `as_changes` wrote."""
    whole = {name: {key: int(value) for key, value in stored.get(name, {}).items()} for name in ("bed_days", "beds")}
    decimal = {
        name: {key: Decimal(value) for key, value in stored.get(name, {}).items()}
        for name in ("tariffs", "prices", "positions")
    }
    return WhatIfChanges(
        bed_days=whole["bed_days"], beds=whole["beds"], tariffs=decimal["tariffs"], prices=decimal["prices"],
        positions=decimal["positions"],
    )  # fmt: skip


def as_result(result: ProfileResult) -> dict[str, Any]:
    """A result as JSON; money as text."""
    rates = {"cost_per_bed_day": result.cost_per_bed_day, "tariff": result.tariff}
    return {
        "profile": result.profile,
        "bed_days": result.bed_days,
        "full_cost": as_text(result.full_cost),
        "revenue": as_text(result.revenue),
        "margin": as_text(result.margin),
        "break_even_bed_days": result.break_even_bed_days,
        **{name: None if rate is None else as_text(round_half_up(rate)) for name, rate in rates.items()},
    }
