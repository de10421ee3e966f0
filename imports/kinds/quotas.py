"""Quotas: how many children each referring district may send in a period."""

from collections.abc import Hashable
from dataclasses import replace

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from imports.kinds.column import NUMBER, Column
from imports.kinds.columns import Columns, Row
from imports.kinds.costing import CostingKind, is_in_order
from imports.kinds.shared_columns import FIRST_MONTH, LAST_MONTH, REFERRED_WORDS
from tariffs.models import Quota


class Quotas(CostingKind):
    key = "quotas"
    label = _("quotas by district")
    order = 110
    columns = (
        Column("referred_by", _("referred by"), REFERRED_WORDS, is_required=True),
        replace(FIRST_MONTH, is_filled=True),
        replace(LAST_MONTH, is_filled=True),
        Column(
            "quota",
            _("quota"),
            (
                "quota",
                "выделено мест*",
                "бөлінген орын*",
                "квота",
                "квота*",
                "план госпитализации",
                "квоталар",
                "квота саны",
            ),
            NUMBER,
            is_whole=True,
            is_required=True,
        ),
    )
    title_words = ("квоты", "квота", "распределение квот", "квоталар", "quotas")
    labelled_by, dated_by = "referred_by", "first_month"
    figures = ("quota",)
    marks = ("from", "through")
    controlled = ("quota",)

    def row(self, cells: Row, columns: Columns) -> Quota | None:
        period = columns.table.period
        first = cells.first_month or (period.first if period else None)
        last = cells.last_month or (period.last if period else None)
        if first is None or last is None:
            message = gettext("No period is stated. Add the columns “from” and “through”, or name it in the title.")
            columns.refuse(cells.at, "quota", "missing-column", message)
            return None
        if not is_in_order(cells.at, first, last, columns):
            return None
        return Quota(referred_by=cells.referred_by, first_month=first, last_month=last, quota=cells.quota)

    def scope(self, row: Quota) -> Hashable:
        return row.first_month, row.last_month

    def named(self, row: Quota) -> str:
        return f"{row.referred_by}, {row.first_month} – {row.last_month}"


KIND = Quotas()
