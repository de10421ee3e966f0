"""Why cost differs from the plan: a flexible budget at the bed-days done, code by code, and the same in words.

Static budget = adjusted plan of the months; flexible budget = what the plan allows for the bed-days done: the part of
a code that varies with bed-days (its variable share) follows them, the rest stands. Activity is what volume explains,
spending (price and use together, since prices are not known) the rest. Positive is unfavourable. Profiles share the
plan's price, so their mix explains nothing here.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.drill import Links
from finance.execution import balances, require_period
from finance.known_codes import code_texts
from finance.models import Measure
from finance.money import ZERO, display, round_half_up
from finance.months import Month
from finance.reporting.chart import Chart, Series
from finance.reporting.formula import Ref, difference
from finance.reporting.report import Cell, Check, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.reports.deviates import Deviates
from finance.rooms import RegisteredReport
from finance.scope import Scope, ScopeError
from tariffs.cost_parts import DRUGS_CODE, FOOD_CODE
from tariffs.facility_records import month_volumes, variable_shares
from tariffs.reports.wording import code_names, one_facility
from tariffs.variance import CostItem, Variance, analyse

NAME, PER_DAY = "variances", "per-patient-day"
BY_DAY = (FOOD_CODE, DRUGS_CODE)
MOST_NAMED = 3


@dataclass(frozen=True)
class CodeVariance:
    """One code: its variances, and how much of it varies with bed-days (0 to 1)."""

    code: str
    share: Decimal
    figures: Variance


@dataclass(frozen=True)
class Days:
    planned: int
    done: int


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive. Raises ScopeError for several facilities, or a period without planned bed-days."""
    with translation.override(language):
        one_facility(scope)
        require_period(scope, first, through)
        days = days_of(scope, first, through)
        plans, actuals = plan_and_actual(scope, first, through)
        rows_of = code_variances(plans, actuals, days, variable_shares(first.year))
        names = code_names(scope, language)
        columns = _columns()
        rows = tuple(_row(found, names, scope, first, through) for found in rows_of)
        table = summed(NAME, columns, rows, _("By code"))
        left = sum((abs(found.figures.unexplained) for found in rows_of), Fraction(0))
        return beside_form2(
            NAME,
            _("Why cost differs from the plan"),
            ReportHeading(scope, first, through, unit, language),
            tables=(table, _per_day(rows_of, names, days)),
            checks=(Check("adds-up", _("Activity + spending = actual − plan"), left, left == 0),),
            notes=tuple(Remark(text, "in-words") for text in in_words(rows_of, names, days, language)),
            charts=(Chart("variances", _("Activity and spending by code"), NAME, "code",
                          (Series("activity"), Series("spending"))),),
        )  # fmt: skip


REPORT = RegisteredReport(
    NAME,
    gettext_lazy("Against the plan"),
    "care",
    build,
    place=6,
    deviates=Deviates("variances", ("actual",), "static_budget"),
)


def days_of(scope: Scope, first: Month, through: Month) -> Days:
    volumes = month_volumes(scope.budgets[0].facility, first, through)
    days = Days(sum(v.bed_days_planned or 0 for v in volumes), sum(v.bed_days_done or 0 for v in volumes))
    if not days.planned:
        raise ScopeError(
            _("No bed-days are planned for the period, so there is no flexible budget. Import the volumes.")
        )
    return days


def plan_and_actual(scope: Scope, first: Month, through: Month) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Adjusted plan and actual cost of the months by code; changes count from the day they were made. Two queries."""
    texts = code_texts()
    plans: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    actuals: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    measures = (Measure.PLAN, Measure.AMENDMENT, Measure.ACTUAL)
    for _budget, code, measure, month, dated, amount in balances(scope.budget_ids, scope.year, measures):
        if not first <= month.calendar <= through or (measure == Measure.AMENDMENT and dated > through):
            continue
        (actuals if measure == Measure.ACTUAL else plans)[texts[code]] += amount
    return dict(plans), dict(actuals)


def code_variances(
    plans: Mapping[str, Decimal], actuals: Mapping[str, Decimal], days: Days, shares: Mapping[str, Decimal]
) -> list[CodeVariance]:
    """The variances of every code with a plan or a cost. A partly variable code is flexed in that part alone."""
    found = []
    for code in sorted({*plans, *actuals}):
        plan, actual = plans.get(code, ZERO), actuals.get(code, ZERO)
        if not plan and not actual:
            continue
        share = shares.get(code, ZERO)
        varying = Fraction(plan) * Fraction(share)
        items = [
            CostItem(code, "fixed", standard_amount=Fraction(plan) - varying, actual_amount=Fraction(0), is_fixed=True),
            CostItem(
                code,
                "variable",
                budget_volume=days.planned,
                actual_volume=days.done,
                standard_amount=varying,
                actual_amount=Fraction(actual),
            ),
        ]
        found.append(CodeVariance(code, share, analyse(items).total))
    return found


def _columns() -> tuple[Column, ...]:
    group = _("Why: actual − plan")
    return (
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
        Column("static_budget", _("Plan of the months"), total="sum"),
        Column("flexible_budget", _("Plan at the bed-days done"), total="sum"),
        Column("actual", _("Actual cost"), total="sum"),
        Column("activity", _("Activity"), group=group, total="sum", is_overspend=True,
               formula=difference("flexible_budget", "static_budget")),
        Column("spending", _("Spending"), group=group, total="sum", is_overspend=True,
               formula=difference("actual", "flexible_budget")),
        Column("difference", _("In all"), group=group, total="sum", is_overspend=True,
               formula=Ref("activity") + Ref("spending")),
        Column("share", _("varies with bed-days"), "percent"),
    )  # fmt: skip


def _row(found: CodeVariance, names: Mapping[str, str], scope: Scope, first: Month, through: Month) -> Row:
    figures, links = found.figures, Links(scope, first, through)
    cells = {
        "code": Cell(found.code),
        "name": Cell(names.get(found.code, "")),
        "static_budget": Cell(figures.static_budget, links.of("plan_adjusted", found.code)),
        "flexible_budget": Cell(figures.flexible_budget),
        "actual": Cell(figures.actual, links.of("actual", found.code)),
        "activity": Cell(figures.activity + figures.mix),
        "spending": Cell(figures.efficiency + figures.price),
        "difference": Cell(figures.actual - figures.static_budget),
        "share": Cell(Fraction(found.share)),
    }
    return Row(found.code, cells)


def _per_day(rows: Sequence[CodeVariance], names: Mapping[str, str], days: Days) -> Table:
    """Food and drugs for one patient-day, planned and actual."""
    columns = (
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
        Column("planned", _("Planned per patient-day, ₸"), "rate"),
        Column("spent", _("Actual per patient-day, ₸"), "rate"),
        Column("difference", _("Difference, ₸"), "rate", formula=difference("spent", "planned"), is_overspend=True),
        Column("bed_days_planned", _("Bed-days planned"), "quantity"),
        Column("bed_days_done", _("Bed-days done"), "quantity"),
    )
    made = tuple(
        Row(
            found.code,
            {
                "code": Cell(found.code),
                "name": Cell(names.get(found.code, "")),
                "planned": Cell(found.figures.static_budget / days.planned),
                "spent": Cell(found.figures.actual / days.done if days.done else None),
                "bed_days_planned": Cell(days.planned),
                "bed_days_done": Cell(days.done),
            },
        )
        for found in rows
        if found.code in BY_DAY
    )
    return Table(PER_DAY, columns, made, None, _("Food and drugs per patient-day"))


def in_words(rows: Sequence[CodeVariance], names: Mapping[str, str], days: Days, language: str) -> list[str]:
    """Sentences for the head physician: food, drugs, and the codes whose spending differs most."""
    by_day = [found for found in rows if found.code in BY_DAY]
    others = [found for found in rows if found.code not in BY_DAY]
    others.sort(key=lambda found: -abs(found.figures.actual - found.figures.static_budget))
    return [_in_words(found, names, days, language) for found in [*by_day, *others[:MOST_NAMED]]]


def _in_words(found: CodeVariance, names: Mapping[str, str], days: Days, language: str) -> str:
    figures = found.figures

    def money(amount: Fraction) -> str:
        return display(round_half_up(abs(amount)), language)

    over = figures.actual - figures.static_budget
    values = {
        "name": f"{names.get(found.code, '')} ({found.code})",
        "actual": money(figures.actual),
        "plan": money(figures.static_budget),
        "amount": money(over),
    }
    said = [_more_or_less(over) % values]
    activity, spending = figures.activity + figures.mix, figures.efficiency + figures.price
    if found.share and activity:
        counted = {
            "amount": money(activity),
            "done": display(Decimal(days.done), language, 0),
            "planned": display(Decimal(days.planned), language, 0),
        }
        said.append(
            (
                _("More patient-days cost %(amount)s more: %(done)s were done, %(planned)s were planned.")
                if activity > 0
                else _("Fewer patient-days saved %(amount)s: %(done)s were done, %(planned)s were planned.")
            )
            % counted
        )
    if found.share == 1 and spending and days.done:
        rates = {
            "amount": money(spending),
            "actual": money(figures.actual / days.done),
            "plan": money(figures.static_budget / days.planned),
        }
        said.append(
            (
                _("A dearer patient-day cost %(amount)s more: %(actual)s were spent a day, %(plan)s were planned.")
                if spending > 0
                else _("A cheaper patient-day saved %(amount)s: %(actual)s were spent a day, %(plan)s were planned.")
            )
            % rates
        )
    elif not found.share and over:
        said.append(_("This cost does not depend on the number of patients."))
    return " ".join(said)


def _more_or_less(over: Fraction) -> str:
    if over > 0:
        return _("%(name)s: %(actual)s were spent where %(plan)s were planned, %(amount)s more.")
    if over < 0:
        return _("%(name)s: %(actual)s were spent where %(plan)s were planned, %(amount)s less.")
    return _("%(name)s: %(actual)s were spent, exactly as planned.")
