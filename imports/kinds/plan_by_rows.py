"""A plan written down: one row a code and month, where the usual form has a column a month."""

from __future__ import annotations

from django.utils.translation import gettext as _

from finance.languages import month_said
from imports.columns.typed import Columns
from imports.kinds.kind import Reading, Table
from imports.policies.states import lines_by_month
from imports.resolve.letters import skeleton
from imports.rows.class_rows import without_classes
from imports.rows.controls import take
from imports.rows.money_rows import Body

MONTH_WORDS = ("month", "месяц", "месяц плана", "месяц года", "ай", "айы", "жоспар айы", "период", "кезең")
PLANNED_WORDS = (
    "план", "сумма плана*", "плановая сумма*", "плановые назначения*", "утвержденный план", "утверждено", "план сумма",
    "план на месяц*", "жоспар", "жоспар сомасы*", "жоспарланған сома*", "бекітілген жоспар", "бекітілді",
    "айға жоспар*", "plan", "planned", "planned amount", "plan amount", "monthly plan", "amount", "сумма", "сомасы",
    "сома",
)  # fmt: skip
SPEAKS_OF_PLAN = ("план", "утвержд", "жоспар", "бекітіл", "plan")
_STEMS = tuple(skeleton(word) for word in ("план", "смет", "утвержден", "жоспар", "бекітіл", "plan"))


def is_by_rows(table: Table) -> bool:
    return table.has("month") and table.has("amount") and not table.has("01")


def speaks_of_plan(text: str) -> bool:
    """Whether a word of a text, folded or not, is of a plan."""
    return any(word.startswith(_STEMS) for word in skeleton(text).split())


def says_plan(table: Table) -> bool:
    """Whether the header of the amounts speaks of a plan."""
    return table.heads("amount", SPEAKS_OF_PLAN)


def read_by_rows(scratch: Columns, body: Body, year: int, reading: Reading) -> None:
    """A line a row with its one month. A code's month that stands twice could be a correction or a part: refused."""
    columns = without_classes(scratch, body, reading, money=("amount",), months=lambda own: own["month"])
    columns.in_years = scratch.in_years[: len(columns.rows)]
    months, amounts = columns["month"], columns["amount"]
    for at, month in enumerate(months):
        if month is not None and month.year != year:
            message = _("%(month)s is not of %(year)s, the year of this plan. Import each year alone.")
            columns.refuse(at, "month", "not-a-date", message % {"month": month_said(month), "year": year}, str(month))
    lines = lines_by_month(columns, "amount", months)
    seen: dict[tuple[object, object], int] = {}
    for at, line in enumerate(lines):
        first = seen.setdefault((line.code or line.name, line.month), line.row) if line else 0
        if line and first != line.row:
            message = _("Row %(row)s states this code and month too. Leave one of them, or write their sum once.")
            columns.refuse(at, "amount", "ambiguous-amount", message % {"row": first}, str(amounts[at]))
            lines[at] = None
    take(columns, body, lines, key="amount")
