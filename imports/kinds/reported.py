"""Figures as others reported them, kept beside the computed ones: bed turnover, food and drugs per day, totals."""

from collections.abc import Hashable
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from imports.columns.column import NUMBER, WORD, Column
from imports.columns.shared import FIRST_MONTH, LAST_MONTH, PROFILE_OF_ROW
from imports.columns.typed import Columns, TypedRow
from imports.policies.costing import CostingKind, is_in_order
from tariffs.models import ReportedFigure

FIGURES = {
    "bed_days_planned": ("план койко-дней", "койко-дни план", "төсек-күндер жоспары"),
    "bed_days_done": ("койко-дни", "выполнено койко-дней", "төсек-күндер"),
    "children_planned": ("план детей", "жоспарланған балалар"),
    "children_treated": ("пролечено детей", "емделген балалар"),
    "beds": ("койки", "төсек саны"),
    "average_stay": ("средняя длительность пребывания", "орташа жату ұзақтығы"),
    "bed_turnover": ("оборот койки", "төсек айналымы"),
    "bed_working_days": ("работа койки", "занятость койки в днях", "төсек жұмысы"),
    "food_per_day": ("стоимость питания в день", "питание в день", "күніне тамақ"),
    "drugs_per_day": ("стоимость медикаментов в день", "медикаменты в день", "күніне дәрі"),
}


class ReportedKind(CostingKind):
    key = "reported"
    label = _("figures as reported")
    order = 160
    columns = (
        Column("figure", _("figure"),
               ("figure", "показатель", "отчетный показатель", "көрсеткіш"), WORD, is_required=True, meanings=FIGURES,
               name="key"),
        replace(FIRST_MONTH, is_required=True),
        replace(LAST_MONTH, is_required=True),
        replace(PROFILE_OF_ROW, is_required=False),
        Column("value", _("value"),
               ("value", "значение", "по отчету", "мәні", "есеп бойынша"), NUMBER, is_required=True),
        Column("source", _("source"), ("source", "источник", "отчет", "дереккөз", "есеп")),
    )  # fmt: skip
    title_words = ("отчетные показатели", "есептік көрсеткіштер", "reported figures")
    labelled_by = "source"
    figures = ("value",)
    marks = ("figure",)

    def row(self, cells: TypedRow, columns: Columns) -> ReportedFigure | None:
        is_whole = is_in_order(cells.at, cells.first_month, cells.last_month, columns)
        return ReportedFigure(**cells.cells) if is_whole else None

    def scope(self, row: ReportedFigure) -> Hashable:
        return row.first_month, row.last_month

    def named(self, row: ReportedFigure) -> str:
        return " ".join(str(part) for part in (row.key, row.profile, row.first_month, row.last_month) if part)


KIND = ReportedKind()
