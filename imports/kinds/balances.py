"""Cash on the account by date: the opening balance of a year and the control of each month's end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance import cash
from finance.comparing import compare
from finance.models import Budget, CashBalance, Document
from finance.money import display, total
from finance.months import Month
from imports.claims import MOVED, Claim, FigurePlace
from imports.columns.column import ACCOUNT, AMOUNT, DATE, Column
from imports.columns.typed import Columns
from imports.context import Context, Job
from imports.kinds.cash import DATE_WORDS
from imports.kinds.kind import DUPLICATE, NEW, Kind, Line, Reading, Table
from imports.recognise.told_days import one_day_in
from imports.rows.controls import take
from imports.rows.money_rows import sort_out
from imports.rows.timing import check_days
from imports.sentences import say

# What is left of anything but the money on an account
NO_CASH = (
    "план", "плана", "плану", "планов", "лимит", "лимита", "лимитов", "смета", "сметы", "договор", "договора",
    "договору", "договоров", "обязательств", "ассигнований", "долга", "задолженности", "тмц", "товара", "товаров",
    "материалов", "жоспар", "жоспары", "жоспардың", "лимиті", "шарт бойынша", "шарттың", "қарыз", "берешек", "plan",
    "limit", "budget", "contract", "debt", "goods",
)  # fmt: skip


class CashBalancesKind(Kind[Reading]):
    key = "balances"
    label = _("cash on the account by date")
    order = 70
    turn = 70
    document_kind = Document.Kind.BALANCES
    is_controlled = False
    adds_up = False
    columns = (
        Column("date", _("date"),
               (*DATE_WORDS, "на дату", "по состоянию на*", "дата остатка*"), DATE, is_required=True,
               in_title=one_day_in, may_be_told=True),
        Column("amount", _("amount"),
               ("balance", "остаток", "остаток на счете", "остаток*", "сальдо", "сальдо*", "қалдық", "қалдық*",
                "шоттағы қалдық", "*қалдығы*", "*қалдық*", "*остаток*", "cash balance*"), AMOUNT, is_required=True,
               excluded=NO_CASH),
        Column("account", _("account"),
               ("account", "счет", "иик", "номер счета", "жск", "шот", "счет*", "шот*"), ACCOUNT),
    )  # fmt: skip
    title_words = ("остатки денег", "остатки денежных средств", "остаток на счете", "остатки на счете",
                   "ақша қалдығы", "қалдықтар", "cash balances")  # fmt: skip

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        body = sort_out(table, key="date" if table.has("date") else "account", money=("amount",), marks=())
        columns = Columns(table, body.rows, context, reading, declared=self.columns)
        stated: dict[tuple[date, str], Line] = {}
        lines: list[Line | None] = [None] * len(body.rows)
        columns["amount"]
        _check_days(columns, columns["date"])
        _check_accounts(columns, columns["account"], context)
        for row in columns.sound():
            cell, number, day = columns.address(row.at, "amount"), columns.numbers[row.at], row.date
            line = Line(number, cell, row.amount, day, Month.of(day), number=row.account)
            same = stated.setdefault((day, row.account), line)
            if same is line:
                lines[row.at] = line
                continue
            message = _("The balance of %(day)s stands in row %(row)s too. Leave one of them.")
            values = {"day": day, "row": same.row}
            columns.refuse(row.at, "date", "ambiguous-amount", message % values, str(row.amount))
        take(columns, body, lines, key="" if table.has("date") else "amount")
        if self.total_of([line for line in lines if line is not None]) is None:
            reading.notes.append(say("Not every account has a balance of the last day, so there is no total."))
        return reading

    def match(self, reading: Reading, context: Context) -> None:
        """A statement equal to the one in force is nothing new; each is compared with what the ledger comes to."""
        lines = sorted(reading.lines, key=lambda line: line.date or date.min)
        placed = {
            (budget.pk, line.date, line.number): line
            for line in lines
            if (budget := budget_for(line, context)) is not None
        }
        stated = {key: line.amount for key, line in placed.items()}
        for one in compare(stated, in_force({budget for budget, _day, _account in placed}), None).rows:
            line = placed[one.key]
            if one.is_same:
                line.status = DUPLICATE
            else:
                before = "" if one.before is None else display(one.before)
                reading.changes.append(
                    {"measure": "balance", "name": _named(line), "before": before, "after": display(line.amount)}
                )
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
            places = {"": FigurePlace(after.cell, after.row)}
            reading.claims.append(
                Claim(MOVED, "cash-balance", budget.pk, {"": after.amount}, first, last, None, places, facts)
            )

    def post(self, reading: Reading, job: Job) -> None:
        placed: defaultdict[Budget, list[tuple[date, Line]]] = defaultdict(list)
        for line in reading.lines:
            budget = budget_for(line, job.context)
            if line.status == NEW and line.date is not None and budget is not None:
                placed[budget].append((line.date, line))
        balances = []
        for budget, dated in sorted(placed.items(), key=lambda item: item[0].year):
            document = job.document(budget, self.document_kind, day=max(day for day, _line in dated))
            balances += [
                CashBalance(budget=budget, account=line.number, date=day, amount=line.amount, document=document,
                            cell=line.cell)
                for day, line in dated
            ]  # fmt: skip
        cash.keep(balances)

    def total_of(self, lines: Sequence[Line]) -> Decimal | None:
        """What stands on the last day on all accounts; None where not every account, or the whole too, stands there."""
        day = max((line.date for line in lines if line.date), default=None)
        last = [line for line in lines if line.date == day]
        accounts = {line.number for line in last}
        is_known = accounts == {line.number for line in lines} and not ("" in accounts and len(accounts) > 1)
        return total(line.amount for line in last) if is_known else None

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


def _named(line: Line) -> str:
    day = f"{line.date:%d.%m.%Y}"
    return f"{day}, {line.number}" if line.number else day


def _check_days(columns: Columns, days: Sequence[date | None]) -> None:
    """As days of payments are checked, but the end of a year may open the next one."""
    last = {day for year in columns.context.budgets if (day := date(year - 1, 12, 31)) <= columns.context.today}
    check_days(columns, [None if day in last else day for day in days], may_lie_ahead=False)


def in_force(budgets: Collection[int]) -> dict[tuple[int, date | None, str], Decimal]:
    """The newest posted statement by budget (id), day and account. One query."""
    posted = CashBalance.objects.filter(budget__in=budgets, document__status=Document.Status.POSTED).order_by("id")
    found = posted.values_list("budget_id", "date", "account", "amount")
    return {(budget, day, account): amount for budget, day, account, amount in found}


def _check_accounts(columns: Columns, accounts: Sequence[str], context: Context) -> None:
    """Where the facility's accounts are known, another one is somebody else's."""
    for at, account in enumerate(accounts if context.own_accounts else ()):
        if account.startswith("KZ") and account not in context.own_accounts:
            message = gettext("Account %(account)s is not one of %(facility)s.")
            values = {"account": account, "facility": context.facility.name}
            columns.refuse(at, "account", "wrong-facility", message % values, account)


KIND = CashBalancesKind()
