"""The consolidated report of a region: a row a facility, its plans and what is absorbed; districts as rows between."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from imports.columns.column import AMOUNT, PARTY, Column
from imports.columns.shared import DASHES, FIRST_MONTH, LAST_MONTH
from imports.context import Context
from imports.kinds.absorption_rows import FIGURES, AbsorptionRows
from imports.kinds.kind import Table
from imports.policies.costing import CostingReading
from imports.policies.region import RegionKind
from imports.rows.line import HELD, UNRESOLVED, Line
from region.models import Absorption

_SHARES = ("процент", "пайыз", "percent", "үлесі", "орындалуы")
_MONEY: dict[str, Any] = {"type": AMOUNT, "blanks": DASHES, "excluded": _SHARES}


class AbsorptionReport(RegionKind):
    key = "absorption"
    label = _("absorption of the region")
    order = 200
    turn = 20
    columns = (
        Column("name", _("facility"),
               ("name", "facility", "organisation", "organization", "*наименование организации*", "*наименование мо*",
                "наименование*", "организация*", "медицинская организация*", "учреждение*", "*ұйымның атауы*",
                "*ұйым атауы*", "ұйым*", "мекеме*", "атауы", "*объекта здравоохранения*")),
        Column("number", _("BIN"), ("number", "bin", "бин", "бсн", "бин*", "бсн*", "*бин организации*"), PARTY),
        Column("district", _("district"),
               ("district", "район", "район*", "аудан", "аудан*", "ауданы*", "город район*", "қала аудан*",
                "*территория*", "регион")),
        Column("plan_year", _("adjusted plan of the year"),
               ("plan year", "adjusted plan", "*план на год*", "*годовой план*", "*план года*", "уточненный план",
                "*уточненный годовой*", "*жылдық жоспар*", "*жылға арналған жоспар*", "*жоспар жыл*",
                "выделено на год*", "*бюджет на год*", "нақтыланған жоспар", "выделено", "бөлінді"), **_MONEY),
        Column("plan_period", _("plan of the period"),
               ("plan period", "*план на период*", "*план периода*", "*план отчетного периода*", "*план на 6 мес*",
                "*план на 3 мес*", "*план на 9 мес*", "*план на полугодие*", "*план на квартал*", "*план на отчетн*",
                "*кезең жоспары*", "*кезеңге арналған жоспар*", "*кезеңдік жоспар*", "*жартыжылдық жоспар*",
                "*тоқсан жоспары*"), **_MONEY),
        Column("cash", _("absorbed"),
               ("cash", "absorbed", "*кассовое исполнение*", "*кассовые расходы*", "касса*", "освоено*", "*освоено",
                "освоение", "*кассалық*", "игерілгені*", "*игерілді", "*игерілген*", "исполнено*", "орындалды*",
                "факт*"),
               is_required=True, is_filled=False, type=AMOUNT, blanks=DASHES,
               excluded=(*_SHARES, "неосвоено", "не освоено", "игерілмеген")),
        Column("percent_period", _("percent of the period's plan as stated"),
               ("percent period", "процент к плану периода*", "*процент*период*", "*процент*полугод*",
                "процент к периоду*", "*процент к плану на период*", "*исполнение*периода*процент*",
                "кезең жоспарына процент*", "*кезең жоспарына*", "*кезеңге процент*", "*процент к плану отчетного*",
                "*кезеңнің орындалу*")),
        Column("percent_year", _("percent of the year's plan as stated"),
               ("percent year", "percent", "процент к году*", "*процент*год*", "процент к плану года*",
                "*процент к годовому*", "процент освоения*", "процент исполнения*", "жылдық жоспарға процент*",
                "*жылдық жоспарға*", "*жылға процент*", "*жылдың орындалу*", "процент", "*игеру пайызы*",
                "*орындалу пайызы*")),
        Column("left", _("not absorbed"),
               ("left", "неосвоено*", "не освоено*", "*неосвоено*", "остаток*", "*игерілмегені*", "*игерілмеген*",
                "қалдық*"), type=AMOUNT, blanks=DASHES),
        Column("reason", _("reason"), ("reason", "причина*", "*причины*", "себебі*", "*себептері*", "примечание*",
                                       "ескерту*", "ескертпе*")),
        replace(FIRST_MONTH, is_filled=False),
        replace(LAST_MONTH, is_filled=False),
    )  # fmt: skip
    needs_one_of = (("number", "name"), ("plan_year", "plan_period"))
    title_words = ("освоение", "освоении", "игерілуі", "игеру", "absorption")
    is_in_tenge = True
    waits_for_facility = True
    model = Absorption
    labelled_by, dated_by = "name", "last_month"
    figures = FIGURES

    def weighs(self, table: Table) -> int:
        """A facility a row: a БИН beside both plans, or beside a plan and what is left or absorbed in words."""
        told = sum(map(table.has, ("number", "plan_year", "plan_period", "left", "percent_year", "district")))
        return 0 if table.says(self.title_words) or told >= 4 else -300

    def read(self, table: Table, context: Context) -> CostingReading:
        reading = CostingReading()
        AbsorptionRows(self.columns, table, context, reading).read()
        return reading

    def match(self, reading: CostingReading, context: Context) -> None:
        """Of a file taken up again only the rows that waited are declared: what stands since then stays."""
        if context.only_rows is not None:
            for line in reading.lines:
                line.status = line.status if line.row in context.only_rows else HELD
            reading.declared = [one for one in reading.declared if one[0].row in context.only_rows]
        super().match(reading, context)

    def waiting(self, reading: CostingReading) -> list[tuple[Line, str, bool]]:
        return [(line, self.key, False) for line in reading.lines if line.status == UNRESOLVED]

    def scope(self, row: Absorption) -> Hashable:
        return row.first_month, row.last_month

    def named(self, row: Any) -> str:
        name = row.member.name if row.member is not None else row.sum_of
        return f"{name}, {row.first_month} – {row.last_month}"


KIND = AbsorptionReport()
