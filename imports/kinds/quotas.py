"""Quotas: how many children each referring organisation may send in a period, and how many came."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from imports.columns.column import MONTH, NUMBER, PROFILE, WORD, Column
from imports.columns.shared import DASHES, FIRST_MONTH, LAST_MONTH, REFERRED_WORDS
from imports.columns.typed import Columns, TypedRow
from imports.context import Context
from imports.kinds.kind import NO_CLAIM, Table
from imports.kinds.quota_rows import COUNTS, GROUP_WORDS, PERCENT, PREVIOUS, QuotaRows
from imports.policies.costing import CostingReading, is_in_order
from imports.policies.names_of_rows import NamedKind, StandingNames, standing_rows
from imports.rows.sections import Headers, names_period, sections
from tariffs import declaring
from tariffs.models import Quota

_COUNT: dict[str, Any] = {"type": NUMBER, "is_whole": True, "blanks": DASHES}
FIGURES = (*COUNTS, PERCENT, *(f"{PREVIOUS}{key}" for key in ("places", *COUNTS[1:], PERCENT)))


def _previous(key: str, label: Any) -> Column:
    """The same figure of the year before, where it stands under an English key."""
    return Column(f"{PREVIOUS}{key}", label, (f"previous {key.replace('_', ' ')}",), **_COUNT)


class Quotas(NamedKind):
    key = "quotas"
    label = _("quotas by district")
    order = 110
    columns = (
        Column("referred_by", _("referred by"),
               (*REFERRED_WORDS, "referring organisation*", "referring organization*",
                "organisation", "organization", "*наименование организации*", "*организаци*",
                "*ұйымның атауы*", "*ұйым*", "наименование мо", "мо", "медицинская организация*", "мед организация*",
                "больница*", "аурухана*", "hospital*"), is_required=True),
        Column("group", _("group"), ("group", "группа*", "город район*", "топ", "топ*", "қала аудан*"), WORD,
               meanings=GROUP_WORDS, blank=""),
        Column("profile", _("profile"), ("profile", "профиль*", "бейін*", "бейіні", "төсек бейіні"), PROFILE,
               blanks=("all", "все", "все профили", "барлығы", "барлық бейіндер")),
        replace(FIRST_MONTH, is_filled=True),
        replace(LAST_MONTH, is_filled=True),
        Column("month", _("month"), ("month", "месяц", "ай", "айы"), MONTH, is_filled=True),
        Column("quota", _("quota"),
               ("quota", "places", "*выделен*мест*", "выделено*", "*бөлінген орын*", "бөлінген*", "квота", "*квота*",
                "план госпитализации", "квоталар", "квота саны", "план*", "места"), is_required=True,
               excluded=("исполнение", "орындалуы", "процент", "previous"), test=names_period, **_COUNT),
        Column("admitted", _("children admitted"),
               ("admitted", "*принято*", "*поступило*", "*пролечено*", "*қабылдан*", "*емделген*", "*түскен*", "факт*"),
               excluded=("процент", "previous"), **_COUNT),
        Column("percent", _("percent as stated"),
               ("percent", "*исполнени*", "*выполнени*", "*орындалу*", "*процент*", "*пайыз*", "percent stated"),
               NUMBER, decimals=2, blanks=DASHES, excluded=("previous",)),
        Column("disabled", _("children with disability"),
               ("disabled", "*инвалид*", "*мүгедек*", "*ерекше қажеттілі*"), excluded=("previous",), **_COUNT),
        Column("low_income", _("children of low-income families"),
               ("low income", "*малообеспеч*", "*тұрмысы төмен*", "*аз қамт*"), excluded=("previous",), **_COUNT),
        *(_previous(key, label) for key, label in (
            ("places", _("quota")), ("admitted", _("children admitted")), ("disabled", _("children with disability")),
            ("low_income", _("children of low-income families")), ("percent", _("percent as stated")),
        )),
    )  # fmt: skip
    title_words = ("квоты", "квота", "распределение квот", "квоталар", "quotas", "бөлінген орын", "бейіні бойынша",
                   "выделенных мест")  # fmt: skip
    model = Quota
    called_by, named_as = "referred_by", "referrer"
    labelled_by, dated_by = "referred_by", "first_month"
    figures = ("quota",)
    marks = ("from", "through")
    controlled = ("quota",)
    has_total = False
    adds_up = False
    reads_every_sheet = True
    by_period = frozenset(FIGURES)

    @cached_property
    def headers(self) -> Headers:
        return Headers([replace(c, type="text") for c in self.columns], FIGURES)

    def weighs(self, table: Table) -> int:
        """Figures headed by periods alone are places where a title says so."""
        header = table.headers.get(table.columns.get("quota", -1), "")
        return 0 if table.says(self.title_words) or not names_period(header) else NO_CLAIM

    def read(self, table: Table, context: Context) -> CostingReading:
        """A row for each period, where the rows have months of their own; else columns of figures by period."""
        if any(map(table.has, ("from", "through", "month"))):
            return super().read(table, context)
        reading = CostingReading()
        for one in (table, *table.others):
            for section in sections(one, self.headers):
                section.figures = tuple(
                    replace(f, figure="quota") if f.figure == f"{PREVIOUS}places" else f for f in section.figures
                )
                QuotaRows(section, reading, context).read()
        self.refuse_names_twice(reading)
        return reading

    def refuse_names_twice(self, reading: CostingReading) -> None:
        """Refuse an organisation that stands twice for one profile and period; which of the rows holds nobody knows."""
        seen: dict[Any, int] = {}
        for line, row in reading.declared:
            first = seen.setdefault(declaring.key_of(row), line.row)
            if first != line.row and row.referred_by:  # type: ignore[attr-defined] # a Quota
                message = gettext("This row says again what row %(row)s says: %(named)s. Leave one of them.")
                values = {"row": first, "named": self.named(row)}
                reading.reject(line.row, line.cell, "duplicate-row", message % values)

    def row(self, cells: TypedRow, columns: Columns) -> Quota | None:
        period = columns.table.period
        first = cells.first_month or cells.month or (period.first if period else None)
        last = cells.last_month or cells.month or (period.last if period else None)
        if first is None or last is None:
            message = gettext("No period is stated. Add the columns “from” and “through”, or name it in the title.")
            columns.refuse(cells.at, "quota", "missing-column", message)
            return None
        if not is_in_order(cells.at, first, last, columns):
            return None
        said = {key: cells.cells[key] for key in (*COUNTS, "group", "profile")}
        return Quota(referred_by=cells.referred_by, first_month=first, last_month=last, **said)

    def standing(self, context: Context) -> StandingNames:
        return standing_rows(self, declaring.standing(Quota, context.facility).values())

    def figures_of(self, row: Quota) -> Hashable:
        figures = (row.quota, row.admitted, row.disabled, row.low_income)
        return figures if any(figures) else None

    def scope(self, row: Quota) -> Hashable:
        return row.profile_id, row.first_month, row.last_month

    def named(self, row: Any) -> str:
        names = [row.referred_by or row.get_group_display() or gettext("Total")]
        names += [row.profile.name] if row.profile else []
        return f"{', '.join(names)}, {row.first_month} – {row.last_month}"


KIND = Quotas()
