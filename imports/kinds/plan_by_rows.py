"""A plan written down: one row a code and month, where the usual form has a column a month."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from imports.context import Context
from imports.kinds.class_rows import Figures, leave_out_classes
from imports.kinds.columns import Columns
from imports.kinds.controls import check_totals
from imports.kinds.kind import Line, Part, Reading, Table
from imports.kinds.rows import sort_out
from imports.kinds.states import mark, name_or_code
from imports.resolve.letters import skeleton

MONTH_WORDS = ("month", "месяц", "месяц плана", "месяц года", "ай", "айы", "жоспар айы", "период", "кезең")
PLANNED_WORDS = (
    "план", "сумма плана*", "плановая сумма*", "плановые назначения*", "утвержденный план", "утверждено", "план сумма",
    "план на месяц*", "жоспар", "жоспар сомасы*", "жоспарланған сома*", "бекітілген жоспар", "бекітілді",
    "айға жоспар*", "plan", "planned", "planned amount", "plan amount", "monthly plan", "amount", "сумма", "сомасы",
    "сома",
)  # fmt: skip
SPEAKS_OF_PLAN = ("план", "утвержд", "жоспар", "бекітіл", "plan")


def is_by_rows(table: Table) -> bool:
    return table.has("month") and table.has("amount") and not table.has("01")


def says_plan(table: Table) -> bool:
    """Whether the header of the amounts speaks of a plan."""
    header = table.headers.get(table.columns.get("amount", -1), "")
    return any(skeleton(word) in header for word in SPEAKS_OF_PLAN)


def read_by_rows(table: Table, context: Context, year: int, reading: Reading) -> None:
    """A line a row with its one month. A code's month that stands twice could be a correction or a part: refused."""
    body = sort_out(table, key="name" if table.has("name") else "code", money=("amount",), marks=("code",))
    stated = [one.row for one in body.stated]

    def figures(columns: Columns) -> Figures:
        amounts = [(amount,) for amount in columns.amounts("amount", stated=stated)]
        return columns.months("month", [year] * len(columns.rows)), amounts

    classes = leave_out_classes(table, body, context, reading, money=("amount",), figures=figures)
    columns = Columns(table, body.rows, context, reading)
    amounts = columns.amounts("amount", stated=[*stated, *classes])
    months = columns.months("month", [year] * len(body.rows))
    coded = name_or_code(columns, [month.first_day if month else date(year, 1, 1) for month in months])
    with_rows: list[tuple[int, Line, str]] = []
    bad: list[tuple[int, str]] = []
    seen: dict[tuple[object, object], int] = {}
    for at, i in enumerate(body.rows):
        amount, month, row = amounts[at], months[at], columns.numbers[at]
        if month is not None and month.year != year:
            message = _("%(month)s is not of %(year)s, the year of this plan. Import each year alone.")
            columns.refuse(at, "month", "not-a-date", message % {"month": month, "year": year}, str(month))
        code, name, offers, reason = coded[at]
        if month is not None and row not in reading.rejected_rows:
            first = seen.setdefault((code or name, month), row)
            if first != row:
                message = _("Row %(row)s states this code and month too. Leave one of them, or write their sum once.")
                columns.refuse(at, "amount", "ambiguous-amount", message % {"row": first}, str(amount))
        if amount is None or month is None or row in reading.rejected_rows:
            bad.append((i, ""))
            continue
        cell = columns.address(at, "amount")
        line = Line(row, cell, amount, month=month, code=code, name=name, offers=offers, reason=reason,
                    parts=(Part(month, amount, cell),))  # fmt: skip
        with_rows.append((i, line, context.codes.texts.get(code or 0, "")))
        reading.lines.append(mark(line, context))
    totals = columns.stated_amounts("amount", stated)
    check_totals(table, reading, list(zip(body.stated, totals, strict=True)), with_rows, key="amount", rejected=bad)
    reading.skipped = body.skipped
    named = [line.month for line in reading.lines if line.month]
    if named:
        reading.months = (min(named), max(named))
