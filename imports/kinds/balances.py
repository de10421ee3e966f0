"""Cash on the account by date: the opening balance of a year and the control of each month's end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.models import Budget, CashBalance, Document
from finance.money import ZERO
from finance.months import Month
from imports.claims import MOVED, Claim, Place
from imports.context import Context, Job
from imports.kinds.cash import DATE_WORDS
from imports.kinds.events import FUTURE, NO_BUDGET
from imports.kinds.kind import AMOUNT, DATE, DUPLICATE, NEW, Column, Kind, Line, Reading, Table
from imports.kinds.rows import Columns, sort_out


class Balances(Kind):
    key = "balances"
    label = _("cash on the account by date")
    order = 70
    document_kind = Document.Kind.BALANCES
    is_controlled = False
    columns = (
        Column("date", _("date"),
               (*DATE_WORDS, "на дату", "по состоянию на*", "дата остатка*"), DATE, is_required=True),
        Column("amount", _("amount"),
               ("balance", "остаток", "остаток на счете", "остаток*", "сальдо", "сальдо*", "қалдық", "қалдық*",
                "шоттағы қалдық", "*қалдығы*", "*қалдық*", "*остаток*", "cash balance*"), AMOUNT, is_required=True),
        Column("account", _("account"), ("account", "счет", "иик", "номер счета", "жск", "шот", "счет*", "шот*")),
    )  # fmt: skip
    title_words = ("остатки денег", "остатки денежных средств", "остаток на счете", "остатки на счете",
                   "ақша қалдығы", "қалдықтар", "cash balances")  # fmt: skip

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        body = sort_out(table, key="date", money=("amount",), marks=())
        columns = Columns(table, body.rows, context, reading)
        amounts, days = columns.amounts("amount"), columns.dates("date")
        accounts = columns.texts("account", 34)
        stated: dict[tuple[date, str], Line] = {}
        for at in range(len(body.rows)):
            day, amount = days[at], amounts[at]
            if day is not None and _is_sound(columns, at, day) and amount is not None:
                line = Line(
                    columns.numbers[at], columns.address(at, "amount"), amount, day, Month.of(day), number=accounts[at]
                )
                same = stated.setdefault((day, accounts[at]), line)
                if same is not line:
                    message = gettext("The balance of %(day)s stands in row %(row)s too. Leave one of them.")
                    columns.refuse(at, "date", "ambiguous-amount", message % {"day": day, "row": same.row}, str(amount))
                    continue
                reading.lines.append(line)
        reading.skipped = body.skipped
        months = [line.month for line in reading.lines if line.month]
        if months:
            reading.months = (min(months), max(months))
        return reading

    def match(self, reading: Reading, context: Context) -> None:
        """A statement equal to the one in force is nothing new; each is compared with what the ledger comes to."""
        lines = sorted(reading.lines, key=lambda line: line.date or date.min)
        in_force: dict[int, dict[tuple[date | None, str], Decimal]] = {}
        for line in lines:
            budget = budget_for(line, context)
            if budget is None:
                continue
            if budget.pk not in in_force:
                in_force[budget.pk] = _in_force(budget)
            before = in_force[budget.pk].get((line.date, line.number))
            if before == line.amount:
                line.status = DUPLICATE
                continue
            reading.changes.append({"measure": "balance", "date": str(line.date), "account": line.number,
                                    "before": f"{before or ZERO:.2f}", "after": f"{line.amount:.2f}"})  # fmt: skip
        self._claim(reading, lines, context)

    def _claim(self, reading: Reading, lines: list[Line], context: Context) -> None:
        """Each balance is the one before plus what came in less what was paid."""
        for before, after in pairwise(lines):
            if before.number or after.number or before.date is None or after.date is None:
                continue
            first = Month.of(before.date) if before.date.day == 1 else Month.of(before.date).next()
            last = Month.of(after.date)
            budget = budget_for(after, context)
            if budget is None or after.date != last.last_day or (before.date.day != 1 and
                    before.date != Month.of(before.date).last_day) or first > last:  # fmt: skip
                continue
            facts = {"opening": str(before.amount), "day": str(after.date)}
            places = {"": Place(after.cell, after.row)}
            reading.claims.append(
                Claim(MOVED, "cash-balance", budget.pk, {"": after.amount}, first, last, None, places, facts)
            )

    def post(self, reading: Reading, job: Job) -> None:
        new = [line for line in reading.lines if line.status == NEW]
        budgets = {line.row: budget_for(line, job.context) for line in new}
        for budget in sorted({b for b in budgets.values() if b is not None}, key=lambda b: b.year):
            dated = [(line.date, line) for line in new if line.date is not None and budgets[line.row] == budget]
            day = max(day for day, _line in dated)
            document = job.document(budget, self.document_kind, day=day)
            CashBalance.objects.bulk_create(
                CashBalance(
                    budget=budget, account=line.number, date=stated_on, amount=line.amount, document=document,
                    cell=line.cell,
                )
                for stated_on, line in dated
            )  # fmt: skip

    def years(self, reading: Reading) -> set[int]:
        opening = {ln.date.year + 1 for ln in reading.lines if ln.date and (ln.date.month, ln.date.day) == (12, 31)}
        return super().years(reading) | opening


def budget_for(line: Line, context: Context) -> Budget | None:
    """The budget of the day's year; 31 December may open the next year's where its own year has no budget."""
    assert line.date is not None
    year = line.date.year
    if year not in context.budgets and (line.date.month, line.date.day) == (12, 31):
        year += 1
    return context.budget_of(year)


def _is_sound(columns: Columns, at: int, day: date) -> bool:
    context = columns.context
    if day > context.today:
        message = gettext("%(day)s is after today. Correct the date, or import the file when the day has come.")
        columns.refuse(at, "date", FUTURE, message % {"day": f"{day:%d.%m.%Y}"}, day.isoformat())
        return False
    opens_next = (day.month, day.day) == (12, 31) and day.year + 1 in context.budgets
    if day.year not in context.budgets and not opens_next:
        message = _("There is no budget of %(year)s. Create it, then import the file.") % {"year": day.year}
        columns.refuse(at, "date", NO_BUDGET, message, day.isoformat())
        return False
    return True


def _in_force(budget: Budget) -> dict[tuple[date | None, str], Decimal]:
    """The newest posted statement of each day and account."""
    rows = CashBalance.objects.filter(budget=budget, document__status=Document.Status.POSTED).order_by("id")
    return {(day, account): amount for day, account, amount in rows.values_list("date", "account", "amount")}


KIND = Balances()
