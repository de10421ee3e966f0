"""Quotas: how many children each referring district may send in a period."""

from collections.abc import Hashable, Iterable
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from imports.kinds.costing import CostingKind, Found
from imports.kinds.costing_columns import CostingColumns
from imports.kinds.kind import MONTH, NUMBER, Column
from imports.kinds.stays import REFERRED_WORDS
from tariffs.models import Quota

FIRST_WORDS = ("from", "с месяца", "начало периода", "период с", "начало", "с", "басы", "бастап", "кезең басы")
LAST_WORDS = ("through", "по месяц", "конец периода", "период по", "конец", "по", "соңы", "дейін", "кезең соңы")


class Quotas(CostingKind):
    key = "quotas"
    label = _("quotas by district")
    order = 110
    columns = (
        Column("referred_by", _("referred by"), REFERRED_WORDS, is_required=True),
        Column("from", _("from the month"), FIRST_WORDS, MONTH),
        Column("through", _("through the month"), LAST_WORDS, MONTH),
        Column(
            "quota",
            _("quota"),
            ("quota", "квота", "квота*", "план госпитализации", "квоталар", "квота саны"),
            NUMBER,
            is_required=True,
        ),
    )
    title_words = ("квоты", "квота", "распределение квот", "квоталар", "quotas")
    labelled_by = "referred_by"
    figures = ("quota",)
    marks = ("from", "through")
    controlled = "quota"

    def rows(self, columns: CostingColumns) -> Iterable[Found]:
        names, quotas = columns.texts("referred_by", 255), columns.wholes("quota", is_required=True)
        period = columns.table.period
        spans = []
        for key in ("from", "through"):
            if columns.table.has(key):
                spans.append(columns.months_of(key))
            else:
                stated = None if period is None else period.first if key == "from" else period.last
                spans.append([stated] * len(names))
        for at, (name, quota, first, last) in enumerate(zip(names, quotas, *spans, strict=True)):
            if first is None or last is None:
                if not columns.table.has("from"):
                    message = gettext(
                        "No period is stated. Add the columns “from” and “through”, or name it in the title."
                    )
                    columns.refuse(at, "quota", "missing-column", message)
                continue
            if last < first:
                message = gettext("The period ends (%(last)s) before it begins (%(first)s). Correct the months.")
                columns.refuse(at, "through", "ends-before-it-begins", message % {"first": first, "last": last})
            elif quota is not None:
                yield Found(
                    at, Quota(referred_by=name, first_month=first, last_month=last, quota=quota), first, Decimal(quota)
                )

    def scope(self, row: Quota) -> Hashable:
        return row.first_month, row.last_month

    def named(self, row: Quota) -> str:
        return f"{row.referred_by}, {row.first_month} – {row.last_month}"


KIND = Quotas()
