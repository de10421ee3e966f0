"""Figures as others reported them, kept beside the computed ones: bed turnover, food and drugs per day, totals."""

from collections.abc import Hashable, Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from imports.kinds.costing import CostingKind, Found
from imports.kinds.costing_columns import CostingColumns, profile_column
from imports.kinds.kind import MONTH, NUMBER, Column
from imports.kinds.quotas import FIRST_WORDS, LAST_WORDS
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


class Reported(CostingKind):
    key = "reported"
    label = _("figures as reported")
    order = 160
    columns = (
        Column("figure", _("figure"), ("figure", "показатель", "отчетный показатель", "көрсеткіш"), is_required=True),
        Column("from", _("from the month"), FIRST_WORDS, MONTH, is_required=True),
        Column("through", _("through the month"), LAST_WORDS, MONTH, is_required=True),
        profile_column(is_required=False),
        Column("value", _("value"),
               ("value", "значение", "по отчету", "мәні", "есеп бойынша"), NUMBER, is_required=True),
        Column("source", _("source"), ("source", "источник", "отчет", "дереккөз", "есеп")),
    )  # fmt: skip
    title_words = ("отчетные показатели", "есептік көрсеткіштер", "reported figures")
    labelled_by = "source"
    figures = ("value",)
    marks = ("figure",)

    def rows(self, columns: CostingColumns) -> Iterable[Found]:
        names, profiles = columns.words("figure", FIGURES), columns.profiles(is_required=False)
        firsts, lasts = columns.months_of("from"), columns.months_of("through")
        values, sources = columns.quantities("value"), columns.texts("source", 255)
        for at, (first, last, value) in enumerate(zip(firsts, lasts, values, strict=True)):
            if first is None or last is None or value is None or not names[at]:
                continue
            if last < first:
                message = gettext("The period ends (%(last)s) before it begins (%(first)s). Correct the months.")
                columns.refuse(at, "through", "ends-before-it-begins", message % {"first": first, "last": last})
                continue
            row = ReportedFigure(key=names[at], first_month=first, last_month=last, profile=profiles[at], value=value,
                                 source=sources[at])  # fmt: skip
            yield Found(at, row)

    def scope(self, row: ReportedFigure) -> Hashable:
        return row.first_month, row.last_month

    def named(self, row: ReportedFigure) -> str:
        return " ".join(str(part) for part in (row.key, row.profile, row.first_month, row.last_month) if part)


KIND = Reported()
