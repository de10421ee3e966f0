"""An analysis of subconto of 1C: articles above their accounts, under headers as short as «Дт» and «Кт»."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from finance.money import ZERO
from imports.by_account.turnover import SheetRow
from imports.columns.column import Column
from imports.kinds.account_balance import AccountBalance, labels_of
from imports.kinds.kind import NO_CLAIM, Table
from imports.kinds.trial_balance import CREDIT, DEBIT

# Only turnovers stand there under a side alone; elsewhere such a header could be a balance.
_ALONE = {"debit": DEBIT, "credit": CREDIT}
_TITLES = ("анализ субконто", "анализа субконто", "субконтоны талдау", "субконто талдауы", "subconto analysis")


def _short(column: Column) -> Column:
    words = (*column.words, *_ALONE.get(column.key, ()))
    if column.key == "account":
        # where accounts have no column of their own they stand below their articles
        words = (words[0], "субконто", "субконто счет", *words[1:])
    return replace(column, words=words)


class SubcontoAnalysis(AccountBalance):
    key = "subconto-analysis"
    label = _("analysis of subconto")
    order = 63
    columns = tuple(map(_short, AccountBalance.columns))
    title = ""
    title_words = _TITLES
    is_claimed_by_title = True

    def weighs(self, table: Table) -> int:
        """Its title tells it, whatever stands above its accounts."""
        named = any(SheetRow(0, "", label, ZERO, ZERO).account for _i, label in labels_of(table))
        return 400 if named and table.says(_TITLES) else NO_CLAIM


KIND = SubcontoAnalysis()
