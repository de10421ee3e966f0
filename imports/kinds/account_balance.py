"""A trial balance of 1C by account with articles of cost and departments below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from finance.money import ZERO
from imports.by_account import articles_above, levels
from imports.by_account.turnover import SheetRow, Turnover, UnclearError
from imports.columns.column import AMOUNT, Column
from imports.columns.typed import Columns
from imports.context import Context
from imports.kinds.kind import NO_CLAIM, Table
from imports.kinds.trial_balance import BALANCE_COLUMNS
from imports.policies.cost_by_account import AccountReading, ByAccountKind, report_mismatches
from imports.resolve.letters import skeleton
from imports.rows.money_rows import TOTAL

ACCOUNT_WORDS = ("счет", "счет*", "счета*", "шот", "шот*", "account", "account*", "код счета*", "наименование счета*")
# a balance of one account, named in its title, heads its column by the analytics below it
ANALYTICS_WORDS = ("статьи затрат*", "статья затрат*", "подразделени*", "субконто*", "шығын баптары*", "бөлімше*")
NAME_WORDS = ("наименование", "наименование*", "название", "субконто", "аналитика", "атауы", "атауы*", "name")
LEVEL_WORDS = {
    "article": ("стат", "затрат", "шыгын", "бап", "article", "cost item"),
    "department": ("подразделен", "отделен", "болимше", "болим", "department", "center", "центр"),
}


class AccountBalance(ByAccountKind):
    key = "account-balance"
    label = _("trial balance by account")
    order = 61
    columns = (
        Column("account", _("account"), (*ACCOUNT_WORDS, *ANALYTICS_WORDS), is_required=True),
        Column("name", _("name"), NAME_WORDS),
        *(
            Column(
                c.key, c.label, c.words, AMOUNT, is_required=c.key in ("debit", "credit"), is_filled=False, blank=ZERO
            )
            for c in BALANCE_COLUMNS
        ),
    )
    title = r"(?:ведомост\w*|осв|сальдо\w*)\s+по\s+счет\w*|(?=\d{4}\D{0,3}\s*шот\w*)"
    title_words: tuple[str, ...] = ("оборотно сальдовая", "айналым сальдо", "trial balance")

    def weighs(self, table: Table) -> int:
        """Accounts have four digits, budget codes three."""
        labels = [label for _i, label in labels_of(table)]
        if not any(SheetRow(0, "", label, ZERO, ZERO).account for label in labels):
            alone = self.account_of(table) and any(label and not label[:1].isdigit() for label in labels)
            return 300 if alone else NO_CLAIM
        accounts = [i for i, label in enumerate(labels) if SheetRow(0, "", label, ZERO, ZERO).account]
        others = [label for label in labels[accounts[0] :] if label and not label[:1].isdigit()] if accounts else []
        return 300 if any(not TOTAL.match(skeleton(label)) for label in others) else NO_CLAIM

    def turnovers(self, table: Table, context: Context, reading: AccountReading) -> list[Turnover]:
        labels = dict(labels_of(table))
        body = list(labels)
        columns = Columns(table, body, context, reading, declared=self.columns)
        debit, credit = columns["debit"], columns["credit"]
        rows: list[SheetRow] = []
        totals: list[SheetRow] = []
        names = [table.headers.get(table.columns["account"], "")]
        for at, i in enumerate(body):
            label = labels[i]
            row = SheetRow(
                columns.numbers[at], columns.address(at, "debit"), label, debit[at] or ZERO, credit[at] or ZERO,
                table.level(i, label),
            )  # fmt: skip
            if TOTAL.match(skeleton(label)):
                totals.append(row)
            elif not rows and not row.account and not (row.debit or row.credit):
                names.append(skeleton(label))
            elif _is_of_the_books(label):
                rows.append(row)
        if articles_above.are_articles_above(rows):
            found, wrong = articles_above.turnovers(rows, totals, levels_named(names))
            report_mismatches(reading, wrong)
            return found
        if rows and not any(row.account for row in rows):
            rows.insert(0, _whole(self.account_of(table), rows, totals))
        found, wrong = levels.turnovers(rows, levels_named(names))
        report_mismatches(reading, [*wrong, *levels.missed_totals(rows, totals)])
        return found


def _whole(account: str, rows: Sequence[SheetRow], totals: Sequence[SheetRow]) -> SheetRow:
    """The row of the account that only the title names; its turnover is the sheet's total. Raises UnclearError."""
    if len(totals) != 1:
        raise UnclearError(rows[0])
    return replace(totals[0], label=account)


def labels_of(table: Table) -> list[tuple[int, str]]:
    """Rows with what they are labelled by: the account, or the name where the account is that of the row above."""
    found: list[tuple[int, str]] = []
    standing = ""
    for i in table.body:
        label, name = _label(table, i), table.value(i, "name")
        named = str(name) if isinstance(name, str) and name.strip() else ""
        if label and named and label.strip() == standing:
            label = named
        elif label:
            standing = label.strip()
        if label or named:
            found.append((i, label or named))
    return found


def _label(table: Table, i: int) -> str:
    value = table.value(i, "account")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, str) and value.strip() else ""


def _is_of_the_books(label: str) -> bool:
    """Not the rows that repeat a figure as a quantity or in a currency."""
    return skeleton(label) not in ("кол", "количество", "вал", "валюта", "саны", "нк", "hk")


def is_level_name(label: str) -> bool:
    """Whether a label names analytics, not one of their values."""
    return any(stem in skeleton(label) for stems in LEVEL_WORDS.values() for stem in stems)


def levels_named(names: list[str]) -> list[str]:
    """The analytics below an account in their order, by the words of the header; article and department by default."""
    found: list[str] = []
    for part in (part for name in names for part in name.split(" / ")):
        spoken = skeleton(part)
        meant = [key for key, stems in LEVEL_WORDS.items() if any(stem in spoken for stem in stems)]
        if meant and meant[0] not in found:
            found.append(meant[0])
        elif spoken and found and not meant:
            found.append(spoken)
    return found or ["article", "department"]


KIND = AccountBalance()
