"""Next year's plan computed: positions × pay, contributions, bed-days × norms, contracts carried over, price index.

Each code's year has one formula in words and twelve months that add up to it. What nobody knows is asked, not assumed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from finance import planning, rooms
from finance.contribution_rates import RateOfPay, rate_on, rates
from finance.languages import active_language
from finance.ledger import held
from finance.models import Budget, BudgetCode, Measure
from finance.money import ZERO, display, round_half_up, split, total, totals
from finance.months import Month, year_months
from finance.plan_drafts import usable_codes
from finance.plan_facts import PlanFacts

PAY, FOOD, DRUGS = "111", "141", "142"


@dataclass(frozen=True, slots=True)
class Staff:
    """A category of staff with an average pay of its own, tenge a position and month; None is not known."""

    name: str
    positions: Decimal | None
    pay: Decimal | None


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the plan stands on; None is not known. Norms are tenge a bed-day."""

    staff: tuple[Staff, ...] = ()
    bed_days: Decimal | None = None
    food_norm: Decimal | None = None
    drug_norm: Decimal | None = None
    price_index: Decimal = Decimal(100)


@dataclass(frozen=True, slots=True)
class ComputedLine:
    """`months` are twelve sums in tenge; `doubt` says what of the formula is not verified, `beside` what to compare."""

    code: BudgetCode
    formula: str
    months: list[Decimal]
    doubt: str = ""
    beside: str = ""

    @property
    def total(self) -> Decimal:
        return total(self.months)


@dataclass(frozen=True, slots=True)
class LastYear:
    """The year before by code id: twelve months of the adjusted plan and of actual cost, tenge."""

    plan: Mapping[int, Sequence[Decimal]]
    actual: Mapping[int, Sequence[Decimal]]

    def actual_of(self, code: int) -> tuple[Decimal, list[int]]:
        """Actual cost and the months (1…12) it is known of."""
        months = self.actual.get(code, [])
        return total(months), [number for number, amount in enumerate(months, 1) if amount]


def year_before(budget: Budget) -> Budget | None:
    """The budget of the same programme and source a year earlier."""
    return Budget.objects.filter(
        facility=budget.facility_id, programme=budget.programme_id, source=budget.source_id, year=budget.year - 1
    ).first()


def last_year(before: Budget) -> LastYear:
    adjusted = planning.adjusted_by_month(before.pk, before.year)
    months = [*year_months(before.year), Month(before.year, 13)]
    spent = held(before.pk, Measure.ACTUAL, months)
    actual = totals(((code, month.calendar), amount) for (code, month), amount in spent.items())
    return LastYear(*(_by_code(figures, before.year) for figures in (adjusted, actual)))


def _by_code(figures: Mapping[tuple[int, Month], Decimal], year: int) -> dict[int, list[Decimal]]:
    codes = dict.fromkeys(code for code, _month in figures)
    return {code: [figures.get((code, month), ZERO) for month in year_months(year)] for code in codes}


def facts(budget: Budget, before: Budget) -> PlanFacts:
    """What the rooms know, put together."""
    found = [source(budget, before) for room in rooms.rooms() for source in room.plan_sources]
    return PlanFacts(
        positions=next((one.positions for one in found if one.positions), {}),
        bed_days={number: days for one in found for number, days in one.bed_days.items()},
        income={number: sum_ for one in found for number, sum_ in one.income.items()},
        contracts=totals(pair for one in found for pair in one.contracts.items()),
    )


def usual(known: PlanFacts, year: LastYear, codes: Mapping[str, int]) -> Assumptions:
    """What the last year suggests: averages of the months that are known. Rounded to the tiyn."""
    pay = bed_days = food = drugs = None
    spent, months = year.actual_of(codes.get(PAY, 0))
    positions = total(known.positions.values())
    if positions and months:
        pay = round_half_up(spent / positions / len(months))
    staff = tuple(Staff(name, number, pay) for name, number in known.positions.items())
    if known.bed_days:
        bed_days = round_half_up(total(known.bed_days.values()) * 12 / len(known.bed_days), 0)
        food, drugs = (_a_bed_day(year, codes.get(code, 0), known.bed_days) for code in (FOOD, DRUGS))
    return Assumptions(staff, bed_days, food, drugs)


def _a_bed_day(year: LastYear, code: int, bed_days: Mapping[int, Decimal]) -> Decimal | None:
    """Actual cost of a code a bed-day, over the months both are known of."""
    months = year.actual.get(code, [])
    both = [number for number, amount in enumerate(months, 1) if amount and bed_days.get(number)]
    if not both:
        return None
    return round_half_up(total(months[number - 1] for number in both) / sum(bed_days[number] for number in both))


def computed(budget: Budget, told: Assumptions, known: PlanFacts, year: LastYear) -> list[ComputedLine]:
    """A line for each code that the last year, a contract or a formula speaks of, in the order of the codes."""
    usable = usable_codes(budget.year)
    ids = {code.code: pk for pk, code in usable.items()}
    own = _Computing(budget, told, known, year, rates(budget.facility), ids)
    pay = own.pay()
    lines = []
    for pk, code in usable.items():
        line = own.of_code(code, pay)
        if line is not None and (line.total or pk in year.plan):
            lines.append(line)
    return lines


@dataclass(frozen=True, slots=True)
class _Computing:
    budget: Budget
    told: Assumptions
    known: PlanFacts
    year: LastYear
    rates: Sequence[RateOfPay]
    codes: Mapping[str, int]

    @property
    def months(self) -> list[Month]:
        return year_months(self.budget.year)

    def pay(self) -> list[Decimal] | None:
        """Positions × pay of every category by month; None where a figure of one is not known."""
        staff = self.told.staff
        if not staff or any(one.positions is None or one.pay is None for one in staff):
            return None
        return [round_half_up(total((one.positions or ZERO) * (one.pay or ZERO) for one in staff))] * 12

    def of_code(self, code: BudgetCode, pay: list[Decimal] | None) -> ComputedLine | None:
        ways: tuple[Callable[[], ComputedLine | None], ...] = (
            lambda: self._pay(code, pay),
            lambda: self._contribution(code, pay),
            lambda: self._by_bed_days(code),
            lambda: self._by_index(code),
        )
        return next(filter(None, (way() for way in ways)), None)

    def _pay(self, code: BudgetCode, pay: list[Decimal] | None) -> ComputedLine | None:
        if code.code != PAY or pay is None:
            return None
        each = [
            (_("%(name)s: positions %(number)s × pay %(pay)s") if one.name else _("positions %(number)s × pay %(pay)s"))
            % {"name": one.name, "number": _said(one.positions), "pay": _said(one.pay)}
            for one in self.told.staff
        ]
        formula = _("(%(sums)s) × 12 months") if len(each) > 1 else _("%(sums)s × 12 months")
        return ComputedLine(code, formula % {"sums": " + ".join(each)}, pay)

    def _contribution(self, code: BudgetCode, pay: list[Decimal] | None) -> ComputedLine | None:
        """The rate in force on the first day of each month, of that month's pay."""
        if pay is None or not any(rate.code == code.code for rate in self.rates):
            return None
        of_month = [rate_on(self.rates, code.code, month.first_day) for month in self.months]
        sums = [self._levied(code.code, m.first_day, amount) for m, amount in zip(self.months, pay, strict=True)]
        used = list(dict.fromkeys(rate for rate in of_month if rate))
        formula = _("%(rate)s of pay (code 111)") % {"rate": ", ".join(map(_rate_said, used))}
        if any(rate.less for rate in used):
            formula += " − " + _("code %(code)s") % {"code": used[0].less}
        doubts = list(dict.fromkeys(rate.note for rate in used if not rate.is_certain))
        return ComputedLine(code, formula, sums, "; ".join(doubts), "; ".join(self._as_last_year(code)))

    def _levied(self, code: str, day: date, pay: Decimal) -> Decimal:
        """What the rate of a code on `day` comes to for a month's pay, rounded to the tiyn; never below zero."""
        rate = rate_on(self.rates, code, day)
        if rate is None:
            return ZERO
        less = self._levied(rate.less, day, pay) if rate.less else ZERO
        return max(round_half_up(pay * rate.of_pay) - less, ZERO)

    def _as_last_year(self, code: BudgetCode) -> list[str]:
        """What share of the pay it was in the books of the year before: people and incomes it is not paid of show."""
        both = [self.year.actual.get(pk, []) for pk in (self.codes.get(PAY, 0), code.pk)]
        known = [(pay, own) for pay, own in zip(*both, strict=False) if pay > 0 and own > 0]
        if not known:
            return []
        pay, own = (total(amounts) for amounts in zip(*known, strict=True))
        percent = _said(round_half_up(own * 100 / pay))
        return [_("last year's books: %(percent)s %% of pay") % {"percent": percent}]

    def _by_bed_days(self, code: BudgetCode) -> ComputedLine | None:
        norm = {FOOD: self.told.food_norm, DRUGS: self.told.drug_norm}.get(code.code)
        if norm is None or self.told.bed_days is None:
            return None
        whole = round_half_up(self.told.bed_days * norm * self.told.price_index / 100)
        formula = _("bed-days %(days)s × norm %(norm)s × price index %(index)s %%") % {
            "days": _said(self.told.bed_days, 0), "norm": _said(norm), "index": _said(self.told.price_index),
        }  # fmt: skip
        return ComputedLine(code, formula, split(whole, [month.days for month in self.months]))

    def _by_index(self, code: BudgetCode) -> ComputedLine | None:
        """Last year's plan × price index, never less than what contracts carry over, month by month."""
        plan = [max(amount, ZERO) for amount in self.year.plan.get(code.pk, [])]
        promised = [max(self.known.contracts.get((code.pk, month), ZERO), ZERO) for month in self.months]
        if not any(plan) and not any(promised):
            return None
        whole = round_half_up(total(plan) * self.told.price_index / 100)
        formula = _("last year's plan %(plan)s × price index %(index)s %%") % {
            "plan": _said(total(plan)), "index": _said(self.told.price_index),
        }  # fmt: skip
        rest = whole - total(promised)
        if rest <= 0:
            return ComputedLine(code, _("contracts carried over %(sum)s") % {"sum": _said(total(promised))}, promised)
        if any(promised):
            formula += "; " + _("contracts carried over %(sum)s are within it") % {"sum": _said(total(promised))}
        parts = split(rest, plan)
        return ComputedLine(code, formula, [one + other for one, other in zip(promised, parts, strict=True)])


def income(known: PlanFacts, told: Assumptions) -> Decimal | None:
    """What the tariffs would pay for the planned bed-days, tenge; None where no tariff or bed-day is known."""
    days = total(known.bed_days[number] for number in known.income if number in known.bed_days)
    if not days or told.bed_days is None:
        return None
    return round_half_up(total(known.income.values()) * told.bed_days / days)


def _said(amount: Decimal | None, decimals: int = 2) -> str:
    return display(amount, active_language(), decimals)


def _rate_said(rate: RateOfPay) -> str:
    said = (
        _percent(rate.percent) if rate.is_certain else _("%(rate)s (not verified)") % {"rate": _percent(rate.percent)}
    )
    return said if rate.base_percent == 100 else f"{said} × {_percent(rate.base_percent)}"


def _percent(number: Decimal) -> str:
    text = f"{number.normalize():f}"
    return (text if active_language() == "en" else text.replace(".", ",")) + " %"
