"""Cost that 1C keeps by account, article and department: what no mapping knows waits, the rest posts its difference.

A file speaks for the accounts it names; two files of one month add up. In a month whose cost came by code, as from a
trial balance by specific, a file by account is a control.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from finance import account_turnovers
from finance.account_turnovers import Cost, Place
from finance.models import Document, Measure
from finance.money import ZERO, display
from finance.months import Month
from imports import account_mappings
from imports.by_account.turnover import Mismatch, Turnover, UnclearError, added_up
from imports.context import Context, Job
from imports.kinds.kind import Kind, Reading, Table
from imports.kinds.trial_balance import only_claimed
from imports.rows.line import DUPLICATE, HELD, NEW, UNRESOLVED, Line, MonthAmount
from imports.rows.timing import CLOSED, closed, one_month
from imports.sentences import say


@dataclass(slots=True)
class AccountLine(Line):
    """A turnover of an account; `code` and `centre` are what its mapping says."""

    account: str = ""
    article: str = ""
    department: str = ""
    centre: str = ""
    centre_offers: tuple[str, ...] = ()

    def waits_as(self) -> dict[str, Any]:
        place = {"account": self.account, "article": self.article, "department": self.department}
        return place | {"centre_offers": list(self.centre_offers)}


@dataclass(slots=True)
class AccountReading(Reading):
    month: Month | None = None
    turnovers: list[Turnover] = field(default_factory=list)


class ByAccountKind(Kind[AccountReading]):
    told_as = "actual"
    turn = 61
    measure = Measure.ACTUAL
    document_kind = Document.Kind.ACTUAL
    is_controlled = False
    # what a title says before the account, where the whole file is of one
    title = ""

    def turnovers(self, table: Table, context: Context, reading: AccountReading) -> list[Turnover]:
        """What the rows say; problems of cells go into `reading`. Raises UnclearError."""
        raise NotImplementedError

    def account_of(self, table: Table) -> str:
        """The account that the title names, «Анализ счета 8110»; empty where it names none."""
        number, titles = r"(\d{4}(?:[./]\d{1,3})*)", " ".join(table.titles)
        if not self.title:
            return ""
        # in Kazakh the account stands first: `8110 шот карточкасы`
        before = re.search(rf"{number}[\s–-]+(?=шот)(?:{self.title})", titles, re.IGNORECASE)
        found = before or re.search(rf"(?:{self.title})\D{{0,12}}{number}", titles, re.IGNORECASE)
        return found[1] if found else ""

    def read(self, table: Table, context: Context) -> AccountReading:
        reading = AccountReading()
        several = _("Cost by account is taken month by month. Export each month alone.")
        reading.month = one_month(table, context, reading, several)
        if reading.month is None:
            return reading
        try:
            found = added_up(self.turnovers(table, context, reading))
        except UnclearError as error:
            message = _("Whose figures stand below “%(label)s” cannot be told: levels and sums do not fit together.")
            label = error.row.label.strip() or "—"
            reading.reject(error.row.row, error.row.cell, "total-differs", message % {"label": label})
            return reading
        reading.turnovers = found
        reading.months = (reading.month, reading.month)
        mappings = account_mappings.mappings_on(context.facility, reading.month.last_day)
        for turnover in found:
            mapped = mappings.find(*turnover.key)
            is_ignored = mapped is not None and mapped.is_ignored
            was_asked = context.only_rows is not None and turnover.row in context.only_rows
            if (is_ignored and not was_asked) or (mapped is None and not turnover.amount):
                reading.skipped += 1
                continue
            answer = context.answers.rows.get(turnover.row, "")
            life = context.codes.valid(answer or (mapped.code if mapped else ""), reading.month.last_day)
            centre = mapped.centre if mapped and not answer else ""
            line = AccountLine(
                turnover.row, turnover.cell, turnover.amount, reading.month.last_day, reading.month,
                life.pk if life else None, name=" · ".join(part for part in turnover.key if part),
                parts=(MonthAmount(reading.month, turnover.amount, turnover.cell),), account=turnover.account,
                article=turnover.article, department=turnover.department, centre=centre,
                offers=() if life else mappings.offers(turnover.article) or _named_alike(turnover.article, context),
                centre_offers=() if life else mappings.centre_offers(turnover.department),
            )  # fmt: skip
            if context.only_rows is not None and not was_asked:
                line.status = HELD
            elif life is None:
                line.status = DUPLICATE if is_ignored else UNRESOLVED
            reading.lines.append(line)
        return reading

    def match(self, reading: AccountReading, context: Context) -> None:
        month = reading.month
        budget = context.budget_of(month.year) if month else None
        lines = [line for line in reading.lines if isinstance(line, AccountLine) and line.code is not None]
        if budget is None or month is None or not lines:
            return
        if account_turnovers.months_stated_otherwise(budget.pk, [month]):
            reading.claims.append(only_claimed(lines, budget, (month, month), context))
            return
        compared = account_turnovers.compared(budget.pk, stated_by(lines, month))
        same = {pair.key for pair in compared.known}
        for line in lines:
            if line.status == NEW and (month, line.account, line.article, line.department) in same:
                line.status = DUPLICATE
            elif line.status == NEW and month in context.closed(budget.pk):
                reading.reject(line.row, line.cell, CLOSED, closed(month), str(line.amount))
        if context.only_rows is None:
            _doubt_what_is_lacking(reading, {k: c for k, c in compared.lacking.items() if c is not None})

    def post(self, reading: AccountReading, job: Job) -> None:
        lines = [line for line in reading.lines if isinstance(line, AccountLine) and line.status == NEW]
        month = reading.month
        budget = job.context.budget_of(month.year) if month and lines else None
        if budget is None or month is None:
            return
        document = job.document(budget, self.document_kind, day=month.last_day)
        account_turnovers.declare(document, stated_by(lines, month))


def stated_by(lines: Sequence[AccountLine], month: Month) -> dict[Place, Cost]:
    """What lines with a code state of `month`."""
    return {
        (month, line.account, line.article, line.department): Cost(
            line.code, line.centre, line.amount, line.cell, line.row
        )
        for line in lines
        if line.code is not None and line.status != UNRESOLVED
    }


def report_mismatches(reading: Reading, wrong: Sequence[Mismatch]) -> None:
    for one in wrong:
        message = _("“%(label)s” states %(stated)s, its parts come to %(found)s.")
        said = {"label": one.label, "stated": display(one.stated), "found": display(one.found)}
        reading.reject(one.row, one.cell, "total-differs", message % said, str(one.stated))


def _named_alike(article: str, context: Context) -> tuple[str, ...]:
    """Codes whose names are like that of an article: for a person to choose from, never taken by themselves."""
    found = context.names.resolve(article)
    return (found.code,) if found.code else tuple(offer.code for offer in found.offers)


def _doubt_what_is_lacking(reading: AccountReading, lacking: dict[Place, Cost]) -> None:
    """What the ledger holds of an account that the file names, under articles or departments it does not name."""
    named = {turnover.account for turnover in reading.turnovers}
    places = {(reading.month, *turnover.key) for turnover in reading.turnovers}
    left: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for place, cost in lacking.items():
        if place[1] in named and place not in places:
            left[place[1]] += cost.amount
    for account, amount in sorted(left.items()):
        if amount:
            message = say("The file lacks articles of account %(account)s that stand in the ledger: %(amount)s stays.")
            reading.doubts.append(message % {"account": account, "amount": amount})
