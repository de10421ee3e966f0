"""What a costing is computed from, as values. Pure; amounts tenge, months inclusive."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from finance.money import ZERO, totals
from finance.months import Month, span
from tariffs.allocation.inputs import Rounding
from tariffs.attributing import BED_DAYS, AttributionRule, DriverFigure, LedgerCost, driver_totals
from tariffs.problems import AllocationError, InputProblem


@dataclass(frozen=True, slots=True)
class Centre:
    """`profile` is empty but for clinical centres; `step` orders the services, `basis` is what one is spread by."""

    key: str
    name_ru: str
    name_kk: str
    kind: str
    profile: str
    step: int | None
    basis: str


@dataclass(frozen=True, slots=True)
class MonthVolume:
    """One month of a profile in a setting; None where nobody said. `is_counted` where bed-days come from stays."""

    month: Month
    profile: str
    setting: str
    beds: int | None
    bed_days_planned: int | None
    bed_days_done: int | None
    discharged: int | None
    accompanying_days: int | None
    is_counted: bool = False


@dataclass(frozen=True, slots=True)
class MonthCost:
    """Cost of a code in a month. `centre` is what entries name themselves; supplier and contract stand where asked."""

    month: Month
    code: str
    amount: Decimal
    centre: str = ""
    supplier_number: str = ""
    contract_number: str = ""


@dataclass(frozen=True)
class Inputs:
    """Totals of one period, ready to be costed: a run freezes them.

    `drivers` are by driver and centre, `placed` by centre and code, `bed_days` and `accompanying_days` by profile;
    `profiles` are names in Russian and Kazakh.
    """

    first: Month
    last: Month
    measure: str
    centres: tuple[Centre, ...]
    rules: tuple[AttributionRule, ...]
    drivers: Mapping[str, Mapping[str, Fraction]]
    costs: tuple[LedgerCost, ...]
    placed: Mapping[str, Mapping[str, Decimal]]
    bed_days: Mapping[str, int]
    accompanying_days: Mapping[str, int]
    profiles: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    is_counted_from_stays: bool = False
    rounding: Rounding = field(default_factory=Rounding)

    @property
    def months(self) -> list[Month]:
        return list(span(self.first, self.last))

    @property
    def ledger_by_code(self) -> dict[str, Decimal]:
        """The ledger's total of each code in the period, wherever its entries say it arose."""
        placed = (pair for codes in self.placed.values() for pair in codes.items())
        return dict(totals([*((cost.code, cost.amount) for cost in self.costs), *placed]))


@dataclass(frozen=True)
class Records:
    """What a stretch of months was recorded with, each row in its month; any period within it can be costed from it."""

    measure: str
    centres: tuple[Centre, ...]
    rules: tuple[AttributionRule, ...]
    figures: tuple[DriverFigure, ...]
    volumes: tuple[MonthVolume, ...]
    costs: tuple[MonthCost, ...]
    profiles: Mapping[str, tuple[str, str]]
    rounding: Rounding

    def inputs(self, first: Month, last: Month) -> Inputs:
        """The totals of `first` to `last`. Raises AllocationError where there is no bed-day, no centre, or a month
        without drivers.
        """
        months = list(span(first, last))
        volumes = [volume for volume in self.volumes if first <= volume.month <= last]
        _refuse_gaps(self.centres, self.figures, volumes, months)
        bed_days: defaultdict[str, int] = defaultdict(int)
        accompanying: defaultdict[str, int] = defaultdict(int)
        for volume in volumes:
            bed_days[volume.profile] += volume.bed_days_done or 0
            accompanying[volume.profile] += volume.accompanying_days or 0
        rules = _in_force(self.rules, first, last)
        costs, placed = _ledger_costs(self.costs, first, last, {rule.code for rule in rules if rule.is_dated})
        return Inputs(
            first, last, self.measure, self.centres, rules,
            driver_totals([*self.figures, *_bed_days_of_centres(self.centres, volumes)], months), costs, placed,
            dict(bed_days), dict(accompanying), self.profiles, any(volume.is_counted for volume in volumes),
            self.rounding,
        )  # fmt: skip


def _in_force(rules: Sequence[AttributionRule], first: Month, last: Month) -> tuple[AttributionRule, ...]:
    """Rules that hold in the period; those that hold over all of it are not dated."""
    found = []
    for rule in rules:
        begins, ends = rule.first or first, rule.last or last
        if begins <= last and ends >= first:
            is_whole = begins <= first and ends >= last
            found.append(replace(rule, first=None, last=None) if is_whole else rule)
    return tuple(found)


def _ledger_costs(
    costs: Sequence[MonthCost], first: Month, last: Month, dated: set[str]
) -> tuple[tuple[LedgerCost, ...], dict[str, dict[str, Decimal]]]:
    """Cost by code, month by month for codes of `dated`; and by centre and code what entries placed themselves."""
    sums: defaultdict[tuple[bool, str, str, str, Month | None], Decimal] = defaultdict(lambda: ZERO)
    placed: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for cost in costs:
        if not first <= cost.month <= last:
            continue
        if cost.centre:
            placed[cost.centre][cost.code] += cost.amount
            continue
        supplier, contract = cost.supplier_number, cost.contract_number
        month = cost.month if cost.code in dated else None
        sums[bool(supplier or contract), cost.code, supplier, contract, month] += cost.amount
    ordered = sorted(sums.items(), key=lambda item: (*item[0][:4], str(item[0][4] or "")))
    found = tuple(
        LedgerCost(code, amount, supplier, contract, month)
        for (_is_named, code, supplier, contract, month), amount in ordered
    )
    return found, {centre: dict(codes) for centre, codes in placed.items()}


def _bed_days_of_centres(centres: Sequence[Centre], volumes: Sequence[MonthVolume]) -> list[DriverFigure]:
    centre_of = {centre.profile: centre.key for centre in centres if centre.profile}
    return [
        DriverFigure(volume.month, centre_of[volume.profile], BED_DAYS, "flow", Decimal(volume.bed_days_done or 0))
        for volume in volumes
        if volume.profile in centre_of
    ]


def _refuse_gaps(
    centres: Sequence[Centre], figures: Sequence[DriverFigure], volumes: Sequence[MonthVolume], months: list[Month]
) -> None:
    problems = []
    if not centres:
        problems.append(InputProblem("no-centres", str(months[0].year)))
    if not any(volume.bed_days_done for volume in volumes):
        problems.append(InputProblem("no-bed-days", f"{months[0]} – {months[-1]}"))
    used = {figure.month for figure in figures}
    problems += [InputProblem("month-without-drivers", str(month)) for month in months if month not in used]
    if problems:
        raise AllocationError(problems)
