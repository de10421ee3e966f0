"""A plan that states the year of each code and no months: spread over them by a profile that somebody chooses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.ledger import held
from finance.ledger.posting import closed_months
from finance.models import Budget
from finance.money import ZERO
from finance.months import Month, year_months
from finance.plan_filling import DAYS, EVEN, METHODS, PROFILE, FillingError, filled, last_years
from imports.columns.column import AMOUNT, CODE, Column
from imports.columns.money import YEAR
from imports.columns.typed import Columns
from imports.context import Context
from imports.kinds.cash import CODE_WORDS
from imports.kinds.kind import NO_CLAIM, Problem, Reading, Table
from imports.kinds.plan import CHANGES, NAME_WORDS, YEAR_WORDS, Plan, year_of
from imports.policies.states import Named, line_of, name_or_code
from imports.rows.class_rows import without_classes
from imports.rows.controls import take
from imports.rows.line import Line, MonthAmount
from imports.rows.measures_in_titles import PLAN, measure_said
from imports.rows.money_rows import sort_out
from imports.rows.timing import NO_BUDGET, no_budget
from imports.sentences import say

SPREADS = (EVEN, DAYS, PROFILE)
NO_MONTHS = "no-months"
WHOLE_YEAR = (*YEAR_WORDS, "план", "жоспар", "plan", "утверждено*", "бекітілді*")


class PlanOfYear(Plan):
    key = "plan-of-year"
    told_as = "plan"
    label = _("plan by contract without months")
    order = 51
    turn = 11
    crossings = ()
    columns = (
        Column("name", _("name"), NAME_WORDS),
        Column("code", _("budget code"), CODE_WORDS, CODE),
        Column("year_total", _("whole year"), WHOLE_YEAR, AMOUNT, is_required=True, takes=YEAR),
    )  # fmt: skip
    needs_one_of = (("code", "name"),)

    def weighs(self, table: Table) -> int:
        """A column of sums is a plan only where the title says so; any other kind that fits is nearer."""
        is_plan = table.says(self.title_words) and not table.says(CHANGES) and measure_said(table) in ("", PLAN)
        return -60 if is_plan else NO_CLAIM

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        header = table.address(table.header_row, "year_total")
        year = year_of(table, context)
        budget = context.budget_of(year) if year is not None else None
        if year is None or budget is None:
            message = gettext(
                "The file does not say for which year the plan is. Write it in the title, such as “for 2025”."
            )
            problem, said = ("missing-column", message) if year is None else (NO_BUDGET, no_budget(year))
            reading.problems.append(Problem(header, problem, said, None, year))
            return reading
        if context.answers.spread not in SPREADS:
            reading.problems.append(Problem(header, NO_MONTHS, _how()))
        body = sort_out(table, key="name" if table.has("name") else "code", money=("year_total",), marks=())
        scratch = Columns.below(table, body, context, Reading(), self.columns)
        scratch.in_years = [year] * len(body.rows)
        columns = without_classes(scratch, body, reading, money=("year_total",))
        named = name_or_code(columns, [date(year, 1, 1)] * len(columns.rows))
        lines = _lines(columns, named, budget, context.answers.spread)
        take(columns, body, lines, key="year_total", months=(Month(year, 1), Month(year, 12)))
        if context.answers.spread in SPREADS:
            how = dict(METHODS)[context.answers.spread]
            reading.notes.append(
                say("The file has no months: the year of each code is spread %(how)s.") % {"how": str(how)}
            )
        return reading


def _how() -> str:
    text = gettext(
        "The plan has no months. Choose below how the year is spread over them: %(ways)s; on the command line with "
        "--spread %(keys)s."
    )
    ways = [label for key, label in METHODS if key in SPREADS]
    return text % {"ways": ", ".join(map(str, ways)), "keys": "|".join(SPREADS)}


def _lines(columns: Columns, named: Sequence[Named], budget: Budget, method: str) -> list[Line | None]:
    """A line a row, a part a month; a closed month keeps what the plan holds of it."""
    months = year_months(budget.year)
    closed = closed_months(budget.pk)
    stood = held(budget.pk, Plan.measure, [month for month in months if month in closed])
    profiles = last_years(budget)[0] if method == PROFILE else {}
    lines: list[Line | None] = []
    for at, amount in enumerate(columns["year_total"]):
        if amount is None or columns.numbers[at] in columns.reading.rejected_rows:
            lines.append(None)
            continue
        code = named[at][0]
        cell = columns.address(at, "year_total")
        fixed = {
            place: stood.get((code, month), ZERO)
            for place, month in enumerate(months)
            if month in closed and code is not None
        }
        try:
            amounts = _spread(method, budget.year, amount, profiles.get(code or 0, [ZERO] * 12), fixed)
        except FillingError as error:
            columns.refuse(at, "year_total", NO_MONTHS, str(error), str(amount))
            lines.append(None)
            continue
        parts = [MonthAmount(month, part, cell) for month, part in zip(months, amounts, strict=True)]
        lines.append(line_of(columns, at, named[at], cell, parts))
    return lines


def _spread(
    method: str, year: int, amount: Decimal, profile: Sequence[Decimal], fixed: dict[int, Decimal]
) -> list[Decimal]:
    """Nobody having chosen, evenly: the file is refused then, and its sums are still read."""
    way = method if method in SPREADS else EVEN
    return filled(way, year, amount, profile=profile, index=Decimal(100), fixed=fixed)


KIND = PlanOfYear()
