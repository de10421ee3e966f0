"""An account analysis of 1C: articles and departments with their corresponding accounts and turnovers."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from finance.money import ZERO
from imports.by_account import analysis
from imports.by_account.turnover import Mismatch, SheetRow, Turnover, UnclearError
from imports.columns.column import AMOUNT, Column
from imports.columns.typed import Columns
from imports.context import Context
from imports.kinds.account_balance import ACCOUNT_WORDS, is_level_name, levels_named
from imports.kinds.kind import NO_CLAIM, Table
from imports.policies.cost_by_account import AccountReading, ByAccountKind, report_mismatches
from imports.readers.grid import as_code
from imports.resolve.letters import skeleton


class AccountAnalysis(ByAccountKind):
    key = "account-analysis"
    label = _("account analysis")
    order = 62
    title = r"анализ\w*\s+счет\w*|шот\w*\s+талдау\w*|account analysis"
    columns = (
        Column("account", _("account"), ACCOUNT_WORDS, is_required=True),
        Column("corresponding", _("corresponding account"), ("кор счет", "корр счет", "кор счет*", "корреспондирующий*",
               "кор шот*", "корр*", "corresponding*", "кор счета"), is_required=True),
        Column("debit", _("debit"), ("дебет", "дебет*", "дт", "debit", "с кредита*"), AMOUNT, is_required=True,
               is_filled=False, blank=ZERO),
        Column("credit", _("credit"), ("кредит", "кредит*", "кт", "credit", "в дебет*", "несие"), AMOUNT, blank=ZERO),
    )  # fmt: skip
    title_words = ("анализ счета", "анализ счетов", "шотты талдау", "account analysis")

    def weighs(self, table: Table) -> int:
        return 200 if self.account_of(table) else NO_CLAIM

    def turnovers(self, table: Table, context: Context, reading: AccountReading) -> list[Turnover]:
        columns = Columns(table, list(table.body), context, reading, declared=self.columns)
        debit, credit = columns["debit"], columns["credit"]
        leading: list[SheetRow] = []
        rows: list[SheetRow] = []
        for at, i in enumerate(columns.rows):
            label = as_code(table.value(i, "account"))
            row = SheetRow(
                columns.numbers[at], columns.address(at, "debit"), label, debit[at] or ZERO, credit[at] or ZERO,
                corresponding=as_code(table.value(i, "corresponding")),
                is_filled=any(table.value(i, key) != "" for key in ("debit", "credit")),
            )  # fmt: skip
            is_level = label and not row.account and not row.is_filled and not analysis.is_balance(label)
            (leading if is_level and not rows else rows).append(row)
        if not rows:
            raise UnclearError(
                SheetRow(table.header_row + 1, columns.table.address(table.header_row, "account"), "", ZERO, ZERO)
            )
        header = table.headers.get(table.columns["account"], "")
        found, wrong = _below_the_header(header, leading, rows, self.account_of(table))
        report_mismatches(reading, wrong)
        return found


def _below_the_header(
    header: str, leading: Sequence[SheetRow], rows: Sequence[SheetRow], account: str
) -> tuple[list[Turnover], list[Mismatch]]:
    """Labels that lead the rows name the analytics, or open the first levels: as few name as the turnovers allow."""
    known = 0
    while known < len(leading) and is_level_name(leading[known].label):
        known += 1
    unclear: UnclearError | None = None
    for count in range(known, len(leading) + 1):
        names = [header, *(skeleton(row.label) for row in leading[:count])]
        try:
            return analysis.turnovers([*leading[count:], *rows], account, levels_named(names))
        except UnclearError as error:
            unclear = unclear or error
    assert unclear is not None
    raise unclear


KIND = AccountAnalysis()
