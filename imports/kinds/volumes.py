"""Volumes by month and profile: beds, bed-days planned and done, treated cases, days of accompanying adults."""

from collections.abc import Hashable

from django.utils.translation import gettext_lazy as _

from imports.columns.column import NUMBER, Column
from imports.columns.shared import MONTH_OF_ROW, PROFILE_OF_ROW, SETTING
from imports.policies.costing import CostingKind
from tariffs.models import Volume


class Volumes(CostingKind):
    key = "volumes"
    label = _("volumes by month and profile")
    order = 90
    columns = (
        MONTH_OF_ROW,
        PROFILE_OF_ROW,
        SETTING,
        Column("beds", _("beds"),
               ("beds", "койки", "коек", "число коек", "количество коек", "коек*", "төсек саны", "төсектер"), NUMBER,
               is_whole=True),
        Column("bed_days_planned", _("bed-days planned"),
               ("bed days planned", "койко-дни план", "план койко-дней", "плановые койко-дни", "койко-дни / план",
                "жоспарланған төсек-күндер", "төсек-күн жоспар", "төсек-күндер / жоспар", "төсек-күндер жоспары"),
               NUMBER, is_whole=True),
        Column("bed_days_done", _("bed-days done"),
               ("bed days done", "койко-дни факт", "койко-дни", "фактические койко-дни", "выполнено койко-дней",
                "койко-дни / факт", "проведено койко-дней", "төсек-күндер", "орындалған төсек-күндер",
                "төсек-күндер / нақты", "нақты төсек-күндер"), NUMBER, is_whole=True, is_required=True),
        Column("discharged", _("cases discharged"),
               ("discharged", "выписано", "пролечено", "пролеченные случаи", "пролечено случаев", "выписано больных",
                "емделгендер", "шығарылғандар", "емделген жағдайлар"), NUMBER, is_whole=True),
        Column("accompanying_days", _("days of accompanying adults"),
               ("accompanying days", "дни сопровождающих", "дни лиц по уходу", "дни матерей",
                "койко-дни сопровождающих", "бірге жүрушілердің күндері", "күтуші күндері"), NUMBER, is_whole=True),
    )  # fmt: skip
    title_words = ("объемы", "объемы помощи", "выполнение койко-дней", "движение больных", "көлемдер", "volumes")
    model = Volume
    labelled_by = dated_by = "month"
    figures = ("bed_days_done",)
    marks = ("month", "profile")
    controlled = ("bed_days_done",)

    def scope(self, row: Volume) -> Hashable:
        return row.month

    def named(self, row: Volume) -> str:
        return f"{row.month} {row.profile}, {row.get_setting_display()}"


KIND = Volumes()
