"""The cost of cases over a period: from the books of today, or as a costing run froze it.

What the cases cost, what is not for patients and the ledger agree to the tiyn, or nothing is costed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from finance.models import Facility, Measure
from finance.money import ZERO, display, round_half_up, total
from finance.months import Month
from finance.scope import Scope
from finance.settings_of import setting_of
from tariffs.allocation.inputs import STEP_DOWN
from tariffs.asking_together import for_cases
from tariffs.bed_day_cost import BedDayCost
from tariffs.case_costing import CaseStay, ComponentRate, ExactCases, cost_exactly, units_made
from tariffs.case_records import Recorded, recorded
from tariffs.case_rounding import round_cases
from tariffs.cost_edits import TENGE, CostedCase, EditLimits, broken_edits, is_died_or_transferred
from tariffs.costing import CostingError, cost
from tariffs.costing_basis import Centre

LIMITS_SETTING = "case_cost_limits"


@dataclass(frozen=True, slots=True)
class CaseCost:
    """A stay and its cost by component; tenge."""

    stay: CaseStay
    components: Mapping[str, Decimal]

    @property
    def full_cost(self) -> Decimal:
        return total(self.components.values())

    @property
    def margin(self) -> Decimal | None:
        return None if self.stay.tariff is None else self.stay.tariff - self.full_cost


@dataclass(frozen=True)
class CaseCosting:
    """Cases of a period; `findings` are what is doubtful, by the key of its sentence, as plain values.

    `run` and `version` name the costing run that froze it, None for the books of today.
    """

    first: Month
    last: Month
    method: str
    cases: tuple[CaseCost, ...]
    rates: tuple[ComponentRate, ...]
    not_for_patients: Decimal
    ledger: Decimal
    centres: tuple[Centre, ...]
    profiles: Mapping[str, tuple[str, str]]
    findings: Mapping[str, Any] = field(default_factory=dict)
    run: int | None = None
    version: int | None = None
    is_locked: bool = False
    is_of_today: bool = True

    @cached_property
    def finished(self) -> Decimal:
        return total(case.full_cost for case in self.cases if case.stay.is_finished)

    @cached_property
    def unfinished(self) -> Decimal:
        return total(case.full_cost for case in self.cases if not case.stay.is_finished)

    @property
    def difference(self) -> Decimal:
        """Finished + unfinished + not for patients − ledger: zero, or the costing is refused."""
        return self.finished + self.unfinished + self.not_for_patients - self.ledger

    @cached_property
    def components(self) -> list[str]:
        """Every component that some case bears, in the order of the rates; medicines stand last."""
        borne = {component for case in self.cases for component in case.components}
        order = dict.fromkeys(rate.component for rate in self.rates)
        named = ["ward", "kitchen", *(one for one in order if one not in FIXED), *FIXED[2:]]
        return [component for component in dict.fromkeys(named) if component in borne]


FIXED = ("ward", "kitchen", "services_not_recorded", "drugs", "drugs_not_issued")


def cost_cases(scope: Scope, first: Month, last: Month) -> CaseCosting:
    """The cases of `first` to `last`, inclusive, step-down, from the actual cost in the books of today.

    Raises CostingError where the period cannot be costed or no stay is in the register.
    """
    for_cases(scope.budgets, first, last, Measure.ACTUAL)
    return cases_of(cost(scope, first, last, STEP_DOWN), scope.budgets[0].facility)


def cases_of(costing: BedDayCost, facility: Facility) -> CaseCosting:
    """The cases of a costing that is made already. Raises CostingError."""
    first, last = costing.inputs.first, costing.inputs.last
    held = recorded(facility, first, last)
    if not held.stays:
        raise CostingError([_("There is no stay in the period. Import the register of stays.")])
    exact = cost_exactly(costing, held.stays, {rate.centre for rate in held.prices.rates.values()})
    not_for_patients = round_half_up(exact.not_for_patients)
    cases = tuple(
        CaseCost(stay, {component: Decimal(tiyn) / 100 for component, tiyn in parts.items()})
        for stay, parts in zip(held.stays, _rounded(exact, held.stays, not_for_patients), strict=True)
    )
    found = CaseCosting(
        first, last, costing.method, cases, exact.rates, not_for_patients, costing.ledger_total,
        costing.inputs.centres, costing.inputs.profiles, findings_of(costing, held, cases, limits_of(facility)),
    )  # fmt: skip
    if found.difference:
        message = _("Cases cost %(difference)s more than the ledger holds. Nothing was costed.")
        raise CostingError([message % {"difference": display(found.difference)}])
    return found


def _rounded(exact: ExactCases, stays: Sequence[CaseStay], not_for_patients: Decimal) -> list[dict[str, int]]:
    groups = [(f"{stay.profile} {stay.is_finished}", stay.referred_by) for stay in stays]
    whole = (exact.ledger - Fraction(not_for_patients)) * 100
    return round_cases(exact.parts, groups, int(whole), exact.scale)


def limits_of(facility: Facility) -> EditLimits:
    """Limits of plausible cases, tenge: the facility's setting `case_cost_limits` over those of the program."""
    setting = setting_of(facility, LIMITS_SETTING)
    known = EditLimits.__dataclass_fields__
    if not isinstance(setting, dict):
        return TENGE
    said = {key: Decimal(str(value)) for key, value in setting.items() if key in known}
    return EditLimits(**{**{key: getattr(TENGE, key) for key in known}, **said})


def findings_of(
    costing: BedDayCost, held: Recorded, cases: Sequence[CaseCost], limits: EditLimits
) -> dict[str, Any]:  # fmt: skip
    """What is doubtful about the data or the costs; only keys with something to say. Plain values for JSON."""
    stays = held.stays
    days: dict[str, int] = {}
    for stay in stays:
        days[stay.profile] = days.get(stay.profile, 0) + stay.bed_days
    costed = {p.profile: p.bed_days for p in costing.profiles}
    recorded_units: dict[str, Decimal] = {}
    for stay in stays:
        for centre, units in stay.units.items():
            recorded_units[centre] = recorded_units.get(centre, Decimal(0)) + units
    issued = total(stay.drugs for stay in stays if stay.drugs)
    drugs = total(p.by_code.get("142", ZERO) for p in costing.profiles)
    found = {
        "bed_days": {
            profile: [costed.get(profile, 0), days.get(profile, 0)]
            for profile in dict.fromkeys([*costed, *days])
            if costed.get(profile, 0) != days.get(profile, 0)
        },
        "without_service": _without_service(stays) if recorded_units else [],
        "without_rate": {name: _plain(quantity) for name, quantity in held.without_rate.items()},
        "outside": dict(held.outside),
        "drugs_over": [str(issued), str(drugs)] if issued > drugs else [],
        "units": {
            centre: [_plain(made), _plain(units)]
            for centre, units in recorded_units.items()
            if (made := units_made(costing, centre)) and made != Fraction(units)
        },
        "edits": [
            [case.stay.case, ", ".join(codes), str(case.full_cost)]
            for case in cases
            if (codes := broken_edits(_edited(case), limits))
        ],
        "stated_otherwise": list(held.stated_otherwise),
        "continued": held.continued,
    }
    return {key: value for key, value in found.items() if value}


def _without_service(stays: Sequence[CaseStay]) -> list[str]:
    """Cases that no service was given to, in whatever profile they lay."""
    served = {stay.whole for stay in stays if stay.units}
    return list(dict.fromkeys(s.case for s in stays if s.bed_days and s.whole not in served))


def _edited(case: CaseCost) -> CostedCase:
    stay = case.stay
    is_short = stay.admitted == stay.discharged or not stay.bed_days
    return CostedCase(
        case.full_cost, case.components, stay.bed_days or None, is_short, is_died_or_transferred(stay.outcome)
    )  # fmt: skip


def _plain(number: Decimal | Fraction) -> str:
    text = f"{Decimal(number.numerator) / Decimal(number.denominator) if isinstance(number, Fraction) else number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
