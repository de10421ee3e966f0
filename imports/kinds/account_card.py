"""An account card of 1C: every posting of one account with the analytics of both sides."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.amounts import is_blank
from finance.money import ZERO
from imports import account_mappings
from imports.by_account import card
from imports.by_account.turnover import Mismatch, Turnover
from imports.columns.column import AMOUNT, DATE, Column
from imports.columns.typed import Columns
from imports.context import Context
from imports.kinds.kind import NO_CLAIM, Table
from imports.policies.cost_by_account import AccountReading, ByAccountKind, report_mismatches
from imports.readers.grid import as_code
from imports.resolve.letters import skeleton

SIDES = ("debit_account", "credit_account")
_TURNOVERS = re.compile(r"(?:обороты|оборот|итого|айналым|total)")


class AccountCard(ByAccountKind):
    key = "account-card"
    label = gettext_lazy("account card")
    order = 63
    title = r"карточк\w*\s+счет\w*|шот\w*\s+карточ\w*|account card"
    columns = (
        Column("date", gettext_lazy("date"), ("период", "дата", "date", "кезең", "күні"), DATE, is_required=True),
        Column("document", gettext_lazy("document"), ("документ", "құжат", "document", "документ*")),
        Column("analytics", gettext_lazy("analytics of the debit side"),
               ("аналитика дт", "аналитика дебет*", "субконто дт", "аналитика дебета", "талдау дт", "debit analytics"),
               is_required=True),
        Column("debit_account", gettext_lazy("debit account"), ("дебет / счет", "дт / счет", "дебет / шот", "счет дт",
               "debit / account"), is_required=True),
        Column("debit", gettext_lazy("debit"), ("дебет / сумма", "дт / сумма", "дебет / сома", "сумма дт",
               "debit / amount", "дебет"), AMOUNT, is_required=True, is_filled=False, blank=ZERO),
        Column("credit_account", gettext_lazy("credit account"), ("кредит / счет", "кт / счет", "кредит / шот",
               "счет кт", "credit / account"), is_required=True),
        Column("credit", gettext_lazy("credit"), ("кредит / сумма", "кт / сумма", "кредит / сома", "сумма кт",
               "credit / amount", "кредит"), AMOUNT, blank=ZERO),
    )  # fmt: skip
    title_words = ("карточка счета", "шот карточкасы", "account card")

    def weighs(self, table: Table) -> int:
        return 200 if self.account_of(table) else NO_CLAIM

    def turnovers(self, table: Table, context: Context, reading: AccountReading) -> list[Turnover]:
        account = self.account_of(table)
        body = [i for i in table.body if any(_is_account(table, i, key) for key in SIDES)]
        columns = Columns(table, body, context, reading, declared=self.columns)
        debits, days = columns["debit"], columns["date"]
        postings = []
        for at, i in enumerate(body):
            amount, day = debits[at], days[at]
            debited, credited = (as_code(table.value(i, key)).split(" ")[0] for key in SIDES)
            self._refuse_half(columns, at, debited, credited, account)
            if amount is None or day is None:
                continue
            if table.period and not table.period.first_day <= day <= table.period.last_day:
                message = _("%(day)s lies outside the period of the card.") % {"day": f"{day:%d.%m.%Y}"}
                columns.refuse(at, "date", "not-a-date", message, day.isoformat())
            said = table.value(i, "analytics")
            lines = tuple(str(said).splitlines()) if isinstance(said, str) else ()
            postings.append(
                card.CardPosting(columns.numbers[at], columns.address(at, "debit"), debited, credited, lines, amount)
            )
        self._check_total(table, context, reading, account, postings)
        departments = account_mappings.departments_of(context.facility)
        return card.turnovers(postings, account, departments)

    def _refuse_half(self, columns: Columns, at: int, debited: str, credited: str, account: str) -> None:
        """A posting has two accounts, and a sum where the card's own account is debited."""
        key, other = ("debit_account", credited) if not debited else ("credit_account", debited)
        if not (debited and credited):
            message = _("A posting has two accounts, and beside %(account)s none stands here. Export the card again.")
            columns.refuse(at, key, "missing-column", message % {"account": other})
        elif card.is_of(debited, account) and is_blank(columns.raw("debit")[at]):
            columns.refuse(at, "debit", "not-an-amount", _("The row has no amount."), "")

    def _check_total(
        self, table: Table, context: Context, reading: AccountReading, account: str, postings: list[card.CardPosting]
    ) -> None:
        rows = [i for i in table.body if _TURNOVERS.match(skeleton(as_code(table.value(i, "date"))))]
        columns = Columns(table, rows, context, reading, declared=self.columns)
        found = sum((p.amount for p in postings if card.is_of(p.debit_account, account)), ZERO)
        for at, stated in enumerate(columns["debit"] if rows else ()):
            if stated is not None and table.value(rows[at], "debit") != "" and stated != found:
                cell, label = columns.address(at, "debit"), as_code(table.value(rows[at], "date"))
                report_mismatches(reading, [Mismatch(columns.numbers[at], cell, label, stated, found)])


def _is_account(table: Table, row: int, key: str) -> bool:
    """Whether a side of a row names an account; rows of quantities say `Кол.` there, those of balances nothing."""
    return as_code(table.value(row, key))[:1].isdigit()


KIND = AccountCard()
