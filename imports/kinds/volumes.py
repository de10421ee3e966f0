"""Volumes by month and profile: beds, bed-days planned and done, treated cases, days of accompanying adults."""

import re
from collections.abc import Hashable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.languages import month_said
from imports.columns.column import NUMBER, Column, Crossing
from imports.columns.shared import MONTH_OF_ROW, PROFILE_OF_ROW, SETTING
from imports.context import Context
from imports.kinds.kind import NO_CLAIM, Problem, Table
from imports.policies.costing import CostingKind, CostingReading
from imports.readers.laid_out import LaidOutSheet
from imports.resolve.letters import skeleton
from tariffs.models import Volume

# heads bed-days that stand across without a header of their own
_ACROSS = "bed days done"
_DONE = re.compile(r"\b(?:факт|выполн|провед|орындал|накты|done|actual)")
_BED_DAYS = re.compile(r"\b(?:койк|коек|тосек|bed days?)")
_PLANNED = re.compile(r"\b(?:план|жоспар|plan)")


class Volumes(CostingKind):
    key = "volumes"
    label = _("volumes by month and profile")
    order = 90
    columns = (
        MONTH_OF_ROW,
        PROFILE_OF_ROW,
        SETTING,
        Column("beds", _("beds"),
               ("beds", "койки", "коек", "число коек", "количество коек", "коек*", "среднегодов*", "төсек саны",
                "төсектер"), NUMBER,
               is_whole=True),
        Column("bed_days_planned", _("bed-days planned"),
               ("bed days planned", "койко-дни план*", "план койко-дней", "плановые койко-дни", "койко-дни / план",
                "койко-дней план*", "төсек-күн / жоспар", "жоспар төсек-күн*", "жоспарланған төсек-күн*",
                "жоспарланған төсек-күндер", "төсек-күн жоспар", "төсек-күндер / жоспар", "төсек-күндер жоспары"),
               NUMBER, is_whole=True),
        Column("bed_days_done", _("bed-days done"),
               ("bed days done", "койко-дни факт*", "койко-дни", "фактические койко-дни", "выполнено койко-дней",
                "факт койко-дней", "койко-дней факт*", "койко-дни выполнен*", "выполненные койко-дни", "төсек-күн",
                "орындалған төсек-күн*", "нақты төсек-күн*", "төсек-күн / нақты", "төсек-күн нақты*",
                "койко-дни / факт", "проведено койко-дней", "төсек-күндер", "орындалған төсек-күндер",
                "төсек-күндер / нақты", "нақты төсек-күндер"), NUMBER, is_whole=True, is_required=True),
        Column("discharged", _("cases discharged"),
               ("discharged", "выписано", "пролечено", "пролеченные случаи", "пролечено случаев", "выписано больных",
                "емделгендер", "шығарылғандар", "емделген жағдайлар"), NUMBER, is_whole=True),
        Column("accompanying_days", _("days of accompanying adults"),
               ("accompanying days", "дни сопровождающих", "дни лиц по уходу", "дни матерей",
                "койко-дни сопровождающих", "бірге жүрушілердің күндері", "күтуші күндері"), NUMBER, is_whole=True),
    )  # fmt: skip
    crossings = (Crossing("month", "month", _ACROSS), Crossing("name", "profile", _ACROSS))
    title_words = ("объемы", "объемы помощи", "выполнение койко-дней", "движение больных", "көлемдер", "volumes")
    model = Volume
    labelled_by = dated_by = "month"
    figures = ("bed_days_done",)
    marks = ("month", "profile")
    controlled = ("bed_days_done",)

    def weighs(self, table: Table) -> int:
        """Names across may head anything: they are profiles where the file speaks of bed-days."""
        speaks = table.says(self.title_words) or _BED_DAYS.search(_said(table))
        return 0 if speaks or not _is_bare(table) else NO_CLAIM

    def read(self, table: Table, context: Context) -> CostingReading:
        """Bed-days that stand across by month or profile alone are done where a title says so."""
        reading = super().read(table, context)
        said = _said(table)
        if _is_bare(table) and (_PLANNED.search(said) or not _DONE.search(said)):
            message = gettext("Bed-days planned or done? Write it above the table: “bed-days done in 2025”.")
            cell = table.sheet.address(table.header_row, table.columns["bed_days_done"])
            reading.problems.append(Problem(cell, "ambiguous-column", message))
        return reading

    def scope(self, row: Volume) -> Hashable:
        return row.month

    def named(self, row: Volume) -> str:
        return f"{month_said(row.month)} {row.profile}, {row.get_setting_display()}"


def _is_bare(table: Table) -> bool:
    """Whether bed-days stand across without a header of their own."""
    return (
        isinstance(table.sheet, LaidOutSheet) and table.headers.get(table.columns.get("bed_days_done", -1)) == _ACROSS
    )


def _said(table: Table) -> str:
    return skeleton(" ".join((*table.titles, table.sheet.name)))


KIND = Volumes()
