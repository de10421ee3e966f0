"""Volumes by month and profile: beds, bed-days planned and done, treated cases, days of accompanying adults."""

from collections.abc import Hashable, Iterable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from imports.kinds.costing import CostingKind, Found
from imports.kinds.costing_columns import MONTH_WORDS, CostingColumns, profile_column, setting_column
from imports.kinds.kind import MONTH, NUMBER, Column
from tariffs.models import Volume

FIGURES = ("beds", "bed_days_planned", "bed_days_done", "discharged", "accompanying_days")


class Volumes(CostingKind):
    key = "volumes"
    label = _("volumes by month and profile")
    order = 90
    columns = (
        Column("month", _("month"), MONTH_WORDS, MONTH, is_required=True),
        profile_column(),
        setting_column(),
        Column("beds", _("beds"),
               ("beds", "койки", "коек", "число коек", "количество коек", "коек*", "төсек саны", "төсектер"), NUMBER),
        Column("bed_days_planned", _("bed-days planned"),
               ("bed days planned", "койко-дни план", "план койко-дней", "плановые койко-дни", "койко-дни / план",
                "жоспарланған төсек-күндер", "төсек-күн жоспар", "төсек-күндер / жоспар", "төсек-күндер жоспары"),
               NUMBER),
        Column("bed_days_done", _("bed-days done"),
               ("bed days done", "койко-дни факт", "койко-дни", "фактические койко-дни", "выполнено койко-дней",
                "койко-дни / факт", "проведено койко-дней", "төсек-күндер", "орындалған төсек-күндер",
                "төсек-күндер / нақты", "нақты төсек-күндер"), NUMBER, is_required=True),
        Column("discharged", _("cases discharged"),
               ("discharged", "выписано", "пролечено", "пролеченные случаи", "пролечено случаев", "выписано больных",
                "емделгендер", "шығарылғандар", "емделген жағдайлар"), NUMBER),
        Column("accompanying_days", _("days of accompanying adults"),
               ("accompanying days", "дни сопровождающих", "дни лиц по уходу", "дни матерей",
                "койко-дни сопровождающих", "бірге жүрушілердің күндері", "күтуші күндері"), NUMBER),
    )  # fmt: skip
    title_words = ("объемы", "объемы помощи", "выполнение койко-дней", "движение больных", "көлемдер", "volumes")
    labelled_by = "month"
    figures = ("bed_days_done",)
    marks = ("month", "profile")
    controlled = "bed_days_done"

    def rows(self, columns: CostingColumns) -> Iterable[Found]:
        months, profiles, settings = columns.months_of("month"), columns.profiles(), columns.settings()
        figures = {key: columns.wholes(key, is_required=key == "bed_days_done") for key in FIGURES}
        for at, (month, profile) in enumerate(zip(months, profiles, strict=True)):
            if month is None or profile is None:
                continue
            row = Volume(month=month, profile=profile, setting=settings[at], **{k: v[at] for k, v in figures.items()})
            yield Found(at, row, month, Decimal(row.bed_days_done or 0))

    def scope(self, row: Volume) -> Hashable:
        return row.month

    def named(self, row: Volume) -> str:
        return f"{row.month} {row.profile}, {row.get_setting_display()}"


KIND = Volumes()
